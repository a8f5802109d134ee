// Writes an entry after another, and takes down in another database which are complete.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

/** @param {string} name */
const open = (name) =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {IDBDatabase} database @param {string} store @param {number} key */
const put = (database, store, key) =>
  new Promise((resolve, reject) => {
    const transaction = database.transaction(store, "readwrite");
    transaction.objectStore(store).put({ key }, key);
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

/** @param {boolean} forever */
const write = async (forever) => {
  const progress = await open("progress");
  let key = 1;
  do {
    const log = await open("log");
    let goesOn = true;
    log.onversionchange = () => {
      goesOn = false;
      log.close();
    };
    for (; goesOn; key += 1) {
      await put(log, "entries", key);
      await put(progress, "written", key);
    }
  } while (forever);
  progress.close();
};

self.addEventListener("message", (event) => event.waitUntil(write(event.data.forever)));

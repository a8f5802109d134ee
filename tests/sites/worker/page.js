// A site whose service worker writes on its own, also while no page of the site runs.

const promised = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @param {string} name @param {string} [store] made where the database is not there */
const open = (name, store) => {
  const request = indexedDB.open(name);
  if (store) request.onupgradeneeded = () => request.result.createObjectStore(store);
  return promised(request);
};

/** @param {string} name @param {string} store */
const keysOf = async (name, store) => {
  const database = await open(name);
  const keys = await promised(database.transaction(store).objectStore(store).getAllKeys());
  database.close();
  return keys;
};

window.site = {
  /** Has the worker write an entry after another, until somebody wants to upgrade the database. */
  async begin() {
    (await open("log", "entries")).close();
    (await open("progress", "written")).close();
    const registration = await navigator.serviceWorker.register("worker.js");
    await navigator.serviceWorker.ready;
    registration.active.postMessage("write");
  },
  async count() {
    return (await keysOf("log", "entries")).length;
  },
  /** The entries whose writing was complete, and which are not there. */
  async lost() {
    const entries = new Set(await keysOf("log", "entries"));
    return (await keysOf("progress", "written")).filter((key) => !entries.has(key));
  },
  async version() {
    return (await indexedDB.databases()).find(({ name }) => name === "log").version;
  },
};

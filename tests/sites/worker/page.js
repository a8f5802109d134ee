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
  /**
   * Has the worker write an entry after another, until somebody wants to upgrade the database; or
   * `forever`: then it only steps aside.
   */
  async begin(until) {
    (await open("log", "entries")).close();
    (await open("progress", "written")).close();
    const registration = await navigator.serviceWorker.register("worker.js");
    await navigator.serviceWorker.ready;
    registration.active.postMessage({ forever: until === "forever" });
  },
  /** The same database at some version, with a store of settings beside the entries. */
  async create(version) {
    const request = indexedDB.open("log", version);
    request.onupgradeneeded = () => {
      for (const store of ["entries", "settings"]) {
        if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store);
      }
    };
    const database = await promised(request);
    const transaction = database.transaction(["entries", "settings"], "readwrite");
    transaction.objectStore("entries").put({ version }, `made at ${version}`);
    transaction.objectStore("settings").put({ version }, "version");
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    database.close();
  },
  async remove() {
    await promised(indexedDB.deleteDatabase("log"));
  },
  async keys(store = "entries") {
    return keysOf("log", store);
  },
  async count() {
    return (await keysOf("log", "entries")).length;
  },
  /** The entries whose writing was complete, and which are not there. */
  async lost() {
    const written = await keysOf("progress", "written");
    const entries = new Set(await keysOf("log", "entries"));
    return written.filter((key) => !entries.has(key));
  },
  async version() {
    return (await indexedDB.databases()).find(({ name }) => name === "log")?.version;
  },
};

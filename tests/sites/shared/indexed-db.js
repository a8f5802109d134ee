// What the code of sites does with IndexedDB, by promises.

/** What a request gives. */
window.promised = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Waits until a transaction is complete. */
window.completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });

/** Opens a database; where it is upgraded, `upgrade` gets it. */
window.openDatabase = (name, version, upgrade) => {
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = () => upgrade?.(request.result);
  return promised(request);
};

/** Everything in every database, as text. */
window.dumpDatabases = async () => {
  const databases = [];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await openDatabase(name);
    const stores = [];
    for (const storeName of database.objectStoreNames) {
      const store = database.transaction(storeName).objectStore(storeName);
      stores.push([
        storeName, store.keyPath, store.autoIncrement,
        Array.from(store.indexNames, (index) => [index, store.index(index).keyPath, store.index(index).unique]),
        await promised(store.getAllKeys()), await promised(store.getAll()),
      ]);
    }
    database.close();
    databases.push([name, version, stores]);
  }
  databases.sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(databases);
};

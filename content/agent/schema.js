// Describing a database's stores, and creating them.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /**
   * A store's schema as the messages carry it, without its size and its key generator.
   * @param {IDBObjectStore} store
   */
  agent.describeStore = (store) => ({
    name: agent.nameToWire(store.name),
    key_path: store.keyPath === null ? null : agent.keyPathToWire(store.keyPath),
    auto_increment: store.autoIncrement,
    next_key: null,
    indexes: Array.from(store.indexNames, (name) => {
      const index = store.index(name);
      return {
        name: agent.nameToWire(name),
        key_path: agent.keyPathToWire(index.keyPath),
        unique: index.unique,
        multi_entry: index.multiEntry,
      };
    }),
    records: 0,
  });

  /**
   * The schemas of stores, with their sizes.
   * @param {IDBTransaction} transaction
   * @param {string[]} names
   * @param {(stores: any[]) => void} done called from inside the transaction
   */
  agent.describeStores = (transaction, names, done) => {
    const stores = names.map((name) => agent.describeStore(transaction.objectStore(name)));
    let waiting = names.length;
    if (waiting === 0) done(stores);
    names.forEach((name, position) => {
      const request = transaction.objectStore(name).count();
      request.onsuccess = () => {
        stores[position].records = request.result;
        waiting -= 1;
        if (waiting === 0) done(stores);
      };
    });
  };

  /**
   * Creates a store with its indexes, in a versionchange transaction.
   * @param {IDBDatabase} database
   * @param {any} schema
   */
  agent.createStore = (database, schema) => {
    const name = agent.nameFromWire(schema.name);
    for (const one of [name, ...schema.indexes.map((/** @type {any} */ index) => agent.nameFromWire(index.name))]) {
      agent.requirePossibleName(one, { store: name });
    }
    const store = database.createObjectStore(name, {
      keyPath: schema.key_path === null ? null : agent.keyPathFromWire(schema.key_path),
      autoIncrement: schema.auto_increment,
    });
    for (const index of schema.indexes) {
      store.createIndex(agent.nameFromWire(index.name), agent.keyPathFromWire(index.key_path), {
        unique: index.unique,
        multiEntry: index.multi_entry,
      });
    }
  };
})();

// Fills the origin's databases, empties them, and says whether they are as they were filled.

(() => {
  const { promised, completed, schema, open, setGenerator, nextOf } = siteDatabases;

  const wipe = async () => {
    for (const { name } of await indexedDB.databases()) await promised(indexedDB.deleteDatabase(name));
  };

  const fillDatabase = async ({ name, version, stores }) => {
    const database = await open(name, version, (created) => {
      for (const store of stores) {
        const object = created.createObjectStore(store.name, store.options);
        for (const [index, keyPath, options] of store.indexes) object.createIndex(index, keyPath, options);
      }
    });
    for (const { name: store, records, next } of stores) {
      const transaction = database.transaction(store, "readwrite");
      const done = completed(transaction);
      const object = transaction.objectStore(store);
      for (const [key, value] of records) {
        try {
          if (key === undefined) object.put(value);
          else object.put(value, key);
        } catch (error) {
          throw new Error(`${name} / ${store} / ${key ?? value.id}: ${error}`);
        }
      }
      if (next !== undefined) await setGenerator(object, next);
      await done;
    }
    database.close();
  };

  const differencesOfStore = async (database, expected, place) => {
    const found = [];
    const transaction = database.transaction(expected.name);
    const store = transaction.objectStore(expected.name);
    const described = (name, keyPath, unique, multiEntry) => JSON.stringify([name, keyPath, unique, multiEntry]);
    const indexes = Array.from(store.indexNames, (name) => store.index(name)).map((index) => described(index.name, index.keyPath, index.unique, index.multiEntry));
    const wanted = expected.indexes.map(([name, keyPath, { unique = false, multiEntry = false }]) => described(name, keyPath, unique, multiEntry));
    found.push(...(await differencesOf(new Set(wanted.sort()), new Set(indexes.sort()))).map((what) => `indexes: ${what}`));
    found.push(...(await differencesOf([expected.options.keyPath ?? null, expected.options.autoIncrement ?? false], [store.keyPath, store.autoIncrement])).map((what) => `store: ${what}`));
    const [keys, values] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
    const viaIndexes = await Promise.all(Array.from(store.indexNames, (name) => promised(store.index(name).getAllKeys())));
    // A database in memory, filled the same way, tells which keys the indexes must give.
    const records = expected.records.map(([key, value]) => [key === undefined ? keyIn(value, expected.options.keyPath) : key, value]);
    records.sort(([one], [other]) => indexedDB.cmp(one, other));
    if (keys.length !== records.length) found.push(`${keys.length} records, not ${records.length}`);
    for (const [at, [key, value]] of records.entries()) {
      const here = `[${String(key instanceof ArrayBuffer ? "bytes" : key)}]`;
      found.push(...(await differencesOf(key, keys[at])).map((what) => `${here} key: ${what}`));
      found.push(...(await differencesOf(structuredClone(value), values[at])).map((what) => `${here} ${what}`));
    }
    if (viaIndexes.some((list) => list.some((key) => !keys.some((known) => indexedDB.cmp(key, known) === 0)))) found.push("an index gives unknown keys");
    if (expected.options.autoIncrement) found.push(...(await differencesOf(expected.next, await nextOf(database, expected.name))).map((what) => `generator: ${what}`));
    return found.map((what) => `${place} / ${expected.name}${what}`);
  };

  /** The key in a value. */
  const keyIn = (value, keyPath) =>
    Array.isArray(keyPath)
      ? keyPath.map((path) => keyIn(value, path))
      : keyPath === "" ? value : keyPath.split(".").reduce((inner, step) => inner[step], value);

  const check = async () => {
    const found = [];
    const expected = await schema();
    const present = (await indexedDB.databases()).map(({ name, version }) => `${version} ${name}`);
    found.push(...(await differencesOf(expected.map(({ name, version }) => `${version} ${name}`).sort(), present.sort())).map((what) => `databases: ${what}`));
    if (found.length > 0) return found;
    for (const { name, stores } of expected) {
      const database = await open(name);
      try {
        const names = (list) => new Set(Array.from(list).sort());
        found.push(...(await differencesOf(names(stores.map((store) => store.name)), names(database.objectStoreNames))).map((what) => `${name}: ${what}`));
        for (const store of stores) {
          if (database.objectStoreNames.contains(store.name)) found.push(...(await differencesOfStore(database, store, name)));
        }
      } finally {
        database.close();
      }
    }
    return found;
  };

  window.site = {
    async fill() {
      await wipe();
      for (const database of await schema()) await fillDatabase(database);
    },
    wipe,
    /** What differs from what `fill` stores: nothing where all is the same. */
    check,
    /** Values that no file can carry, in a database of their own. */
    async fillHandles() {
      const records = await Promise.all(stuckValues.map(async ({ name, make }) => [name, await make()]));
      await fillDatabase({ name: "handles", version: 1, stores: [{ name: "stuck", options: {}, indexes: [], records }] });
    },
    async checkHandles() {
      const database = await open("handles");
      const store = database.transaction("stuck").objectStore("stuck");
      const found = [];
      const values = await Promise.all(stuckValues.map(({ name }) => promised(store.get(name))));
      for (const [at, { name, make }] of stuckValues.entries()) found.push(...(await differencesOf(await make(), values[at])).map((what) => `${name}: ${what}`));
      database.close();
      return found;
    },
  };

  const state = document.querySelector("#state");
  document.querySelector("#fill").onclick = async () => (await site.fill(), (state.textContent = "filled"));
  document.querySelector("#wipe").onclick = async () => (await site.wipe(), (state.textContent = "empty"));
  document.querySelector("#check").onclick = async () => (state.textContent = (await site.check()).join("\n") || "all as it was filled");
})();

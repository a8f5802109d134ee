// Fills the databases, and compares them with what they should be.

(() => {
  const LARGEST_GENERATED = 2 ** 53;
  const hasOwnStacks = Object.hasOwn(new Error(""), "stack");
  const inOrder = (names) => [...names].sort((one, other) => (one < other ? -1 : 1));

  const create = async ({ name, version, stores }) => {
    const opening = indexedDB.open(name, version);
    opening.onupgradeneeded = () => {
      for (const { name, keyPath, autoIncrement, indexes } of stores) {
        const store = opening.result.createObjectStore(name, { keyPath, autoIncrement });
        for (const { name, keyPath, unique, multiEntry } of indexes) store.createIndex(name, keyPath, { unique, multiEntry });
      }
    };
    const database = await promised(opening);
    for (const { name, keyPath, records, next } of stores) {
      const transaction = database.transaction(name, "readwrite");
      const store = transaction.objectStore(name);
      for (const [key, value] of records) {
        try {
          if (keyPath === null) store.add(value, key);
          else store.add(value);
        } catch (error) {
          throw new Error(`${JSON.stringify(key)} of ${JSON.stringify(name)}: ${error}`);
        }
      }
      // A record that was there once: the generator is past its key.
      if (next === null || next > 1) {
        const key = next === null ? LARGEST_GENERATED : next - 1;
        if (keyPath === null) store.put("past", key);
        else store.put(keyPath === "id.n" ? { id: { n: key } } : { [keyPath]: key });
        if (!records.some(([one]) => one === key)) store.delete(key);
      }
      await completed(transaction);
    }
    database.close();
  };

  /** What a store's generator would give next. */
  const nextKey = (database, name) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(name, "readwrite");
      const request = transaction.objectStore(name).add({});
      request.onsuccess = () => {
        resolve(request.result);
        transaction.abort();
      };
      request.onerror = (event) => {
        event.preventDefault();
        if (request.error.name === "ConstraintError") resolve(null);
        else reject(request.error);
      };
    });

  const indexesOf = (store) =>
    Array.from(store.indexNames, (name) => {
      const { keyPath, unique, multiEntry } = store.index(name);
      return { name, keyPath: Array.isArray(keyPath) ? [...keyPath] : keyPath, unique, multiEntry };
    });
  const byName = (one, other) => (one.name < other.name ? -1 : 1);

  const checkStore = async (database, expected, path, stacks) => {
    const store = database.transaction(expected.name).objectStore(expected.name);
    const schema = { keyPath: store.keyPath, autoIncrement: store.autoIncrement, indexes: indexesOf(store) };
    const asked = [promised(store.getAllKeys()), promised(store.getAll())];
    const [keys, values] = await Promise.all(asked);
    const { keyPath, autoIncrement, indexes, records } = expected;
    const found = await differences(schema, { keyPath, autoIncrement, indexes: [...indexes].sort(byName) }, { path: `${path}'s schema` });
    found.push(...(await differences(keys, records.map(([key]) => key), { path: `${path}'s keys` })));
    for (let at = 0; at < Math.min(values.length, records.length); at += 1) {
      const options = { path: `${path}, ${JSON.stringify(keys[at])}`, stacks };
      found.push(...(await differences(values[at], records[at][1], options)));
    }
    if (autoIncrement) {
      const next = await nextKey(database, expected.name);
      if (next !== expected.next) found.push(`${path}'s generator gives ${next} instead of ${expected.next}`);
    }
    return found;
  };

  const checkDatabase = async (expected, stacks) => {
    const database = await promised(indexedDB.open(expected.name));
    try {
      const path = JSON.stringify(expected.name.slice(0, 40));
      const shape = { version: database.version, stores: [...database.objectStoreNames] };
      const { version, stores } = expected;
      const found = await differences(shape, { version, stores: inOrder(stores.map(({ name }) => name)) }, { path });
      if (found.length > 0) return found;
      for (const store of stores) {
        const at = `${path}, ${JSON.stringify(store.name.slice(0, 40))}`;
        found.push(...(await checkStore(database, store, at, stacks)));
      }
      return found;
    } finally {
      database.close();
    }
  };

  const fill = async (all) => {
    for (const one of all) await create(one);
  };
  /**
   * What differs from databases made anew: nothing, where all came back. Firefox keeps other
   * stacks of errors than those that were set, so they count only where Chromium stored them.
   */
  const check = async (all, { stacks = hasOwnStacks } = {}) => {
    const names = inOrder((await indexedDB.databases()).map(({ name }) => name));
    const found = await differences(names, inOrder(all.map(({ name }) => name)), { path: "the databases" });
    if (found.length > 0) return found;
    for (const one of all) found.push(...(await checkDatabase(one, stacks)));
    return found.slice(0, 100);
  };

  window.site = {
    ...privateSite,
    fill: async () => fill(await databasesOf.all()),
    check: async (options) => check(await databasesOf.all(), options),
    fillSurrogates: (name) => fill(databasesOf.surrogates(name)),
    checkSurrogates: (name) => check(databasesOf.surrogates(name)),
    clear: () => deleteAllDatabases(),
    count: async () => (await indexedDB.databases()).length,
  };
})();

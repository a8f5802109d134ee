// The key generator of a store: IndexedDB has no call to read or to set it.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** The largest key that a generator can give (https://w3c.github.io/IndexedDB/#key-generator-construct). */
  agent.LARGEST_GENERATED = 2 ** 53;

  /** Those of the stores that have a key generator. @param {IDBTransaction} transaction @param {string[]} names */
  agent.withGenerator = (transaction, names) => names.filter((name) => transaction.objectStore(name).autoIncrement);

  /**
   * Has each store's generator give a key, to a record that is added: only for a transaction that
   * is going to be aborted, or drops the stores.
   * @param {IDBTransaction} transaction
   * @param {string[]} names stores with a key generator
   * @param {(next: Map<string, number | null>) => void} done called from inside the transaction;
   *   null where a generator has reached its end
   * @param {(error: any) => void} failed
   */
  agent.askGenerators = (transaction, names, done, failed) => {
    /** @type {Map<string, number | null>} */
    const next = new Map();
    let failure = /** @type {any} */ (null);
    let waiting = names.length;
    if (waiting === 0) done(next);
    const settle = () => {
      waiting -= 1;
      if (waiting > 0) return;
      if (failure) failed(failure);
      else done(next);
    };
    for (const name of names) {
      // An empty object has no key for any index, so it violates no constraint.
      const request = transaction.objectStore(name).add({});
      request.onsuccess = () => {
        next.set(name, /** @type {number} */ (request.result));
        settle();
      };
      request.onerror = (event) => {
        event.preventDefault();
        event.stopPropagation();
        if (request.error?.name === "ConstraintError") next.set(name, null);
        else failure ??= request.error;
        settle();
      };
    }
  };

  /**
   * What each store's generator would give next: asks them in a readwrite transaction and aborts
   * it, which puts the generators back too.
   * The transaction is created before this returns, so that one created right after it sees
   * the same state.
   * @param {IDBDatabase} database
   * @param {string[]} stores
   * @returns {Promise<Map<string, number | null>>} null where the generator has reached its end
   */
  agent.probeGenerators = (database, stores) => {
    const names = agent.withGenerator(database.transaction(stores, "readonly"), stores);
    if (names.length === 0) return Promise.resolve(new Map());
    const transaction = database.transaction(names, "readwrite");
    return new Promise((resolve, reject) => {
      let given = /** @type {Map<string, number | null> | null} */ (null);
      let failure = /** @type {any} */ (null);
      agent.askGenerators(
        transaction,
        names,
        (/** @type {Map<string, number | null>} */ next) => {
          given = next;
          transaction.abort();
        },
        (/** @type {any} */ error) => {
          failure = error;
          transaction.abort();
        },
      );
      transaction.onabort = () => {
        if (given) resolve(given);
        else reject(failure ?? transaction.error);
      };
    });
  };

  /** An object with a value at a key path. @param {string} keyPath @param {number} key */
  const objectWithKey = (keyPath, key) => {
    const root = {};
    /** @type {any} */
    let inner = root;
    const steps = keyPath.split(".");
    const last = /** @type {string} */ (steps.pop());
    const define = (/** @type {any} */ object, /** @type {string} */ name, /** @type {any} */ value) =>
      Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    for (const step of steps) {
      const deeper = {};
      define(inner, step, deeper);
      inner = deeper;
    }
    define(inner, last, key);
    return root;
  };

  /**
   * Moves a store's generator up: puts a record with the key before the next one and deletes it.
   * Where that record exists, the generator is past it already.
   * @param {IDBObjectStore} store
   * @param {number | null} next what it must give next; null for its end
   * @param {() => void} done called from inside the transaction
   */
  agent.setGenerator = (store, next, done) => {
    const before = next === null ? agent.LARGEST_GENERATED : next - 1;
    if (before < 1) {
      done();
      return;
    }
    const present = store.count(before);
    present.onsuccess = () => {
      if (present.result > 0) {
        done();
        return;
      }
      if (store.keyPath === null) store.put({}, before);
      else store.put(objectWithKey(/** @type {string} */ (store.keyPath), before));
      store.delete(before).onsuccess = done;
    };
  };
})();

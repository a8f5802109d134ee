// Listing the origin's databases.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** The sizes of stores, in one transaction. @param {IDBTransaction} transaction @param {string[]} names */
  const countRecords = (transaction, names) =>
    new Promise((resolve, reject) => {
      /** @type {number[]} */
      const counts = [];
      names.forEach((name, position) => {
        const request = transaction.objectStore(name).count();
        request.onsuccess = () => (counts[position] = request.result);
      });
      transaction.oncomplete = () => resolve(counts);
      transaction.onabort = () => reject(transaction.error);
    });

  /** @param {string} name @param {any} session */
  const describeDatabase = async (name, session) => {
    const database = await agent.openExisting(name, session);
    try {
      const names = Array.from(database.objectStoreNames);
      /** @type {any[]} */
      let stores = [];
      if (names.length > 0) {
        const transaction = database.transaction(names, "readonly");
        stores = names.map((store) => agent.describeStore(transaction.objectStore(store)));
        const counts = await countRecords(transaction, names);
        stores.forEach((store, position) => (store.records = counts[position]));
      }
      return { name: agent.nameToWire(name), version: database.version, stores };
    } catch (error) {
      throw agent.AgentFailure.of(error, { database: name });
    } finally {
      database.close();
    }
  };

  /**
   * The names of the origin's databases, in the order of their UTF-16 code units, which does not
   * depend on the browser.
   * @returns {Promise<string[]>}
   */
  const listNames = async () => {
    const names = Array.from(await indexedDB.databases(), ({ name }) => /** @type {string} */ (name));
    return names.sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  };

  /** @param {any} _command @param {any} session */
  agent.inventory = async (_command, session) => {
    const databases = [];
    for (const name of await listNames()) {
      try {
        databases.push(await describeDatabase(name, session));
      } catch (/** @type {any} */ error) {
        // Deleted since it was listed: then it is not part of the inventory.
        if (!(error instanceof agent.AgentFailure && error.failureName === "NotFoundError")) throw error;
      }
    }
    session.post({ kind: "inventory", origin: location.origin, databases });
  };
})();

// Replacing a database's content: one transaction, held open while records arrive.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A replacement that runs. */
  class Replacement extends agent.Supplanting {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      super(session, command);
      this.stores = command.stores;
      this.reads = command.read;
    }

    /** @param {number} position */
    storeAt(position) {
      const transaction = /** @type {IDBTransaction} */ (this.transaction);
      return transaction.objectStore(agent.nameFromWire(this.target.stores[position].name));
    }

    anyStore() {
      return this.former ?? this.storeAt(this.written()[0]);
    }

    /** The positions of the stores that records come into. @returns {number[]} */
    written() {
      return this.target.stores.map((/** @type {any} */ _, /** @type {number} */ at) => at)
        .filter((/** @type {number} */ at) => this.stores[at] !== "leave");
    }

    finish() {
      const withGenerator = this.written().filter((at) => this.target.stores[at].auto_increment);
      const next = () => {
        const at = withGenerator.shift();
        if (at !== undefined) agent.setGenerator(this.storeAt(at), this.target.stores[at].next_key, next);
      };
      next();
    }

    /** Empties the stores to fill, then says that it is ready. @param {IDBTransaction} transaction */
    begin(transaction) {
      this.transaction = transaction;
      const written = this.written();
      if (written.length === 0) {
        this.session.post({ kind: "ready" });
        return;
      }
      let waiting = written.length;
      for (const at of written) {
        const store = this.storeAt(at);
        (this.stores[at] === "fill" ? store.clear() : store.count(0)).onsuccess = () => {
          waiting -= 1;
          if (waiting > 0) return;
          this.session.post({ kind: "ready" });
          this.step();
        };
      }
    }

    /** Creates the stores anew, in the transaction that brings the database to the target's version. */
    versionchange() {
      return this.upgrade(this.target.version, (/** @type {IDBDatabase} */ database, /** @type {IDBTransaction} */ transaction, /** @type {number} */ version) => {
        const replace = () => {
          for (const name of Array.from(database.objectStoreNames)) database.deleteObjectStore(name);
          for (const store of this.target.stores) agent.createStore(database, store);
          this.begin(transaction);
        };
        if (this.reads) this.readFirst(transaction, { version, names: Array.from(database.objectStoreNames) }, replace);
        else replace();
      });
    }

    /** Opens as it is, and resolves when the readwrite transaction is complete. */
    async readwrite() {
      const database = await agent.openExisting(this.name, this.session);
      try {
        this.requireSession();
        if (database.version !== this.target.version) {
          throw new agent.AgentFailure("VersionError", `the database is at version ${database.version}, not ${this.target.version}`);
        }
        const names = this.written().map((at) => agent.nameFromWire(this.target.stores[at].name));
        if (names.length === 0) {
          this.session.post({ kind: "ready" });
          return;
        }
        // Asked before the transaction begins, in the same turn: nothing of this page comes between.
        const probe = this.reads ? agent.probeGenerators(database, names) : Promise.resolve(new Map());
        const transaction = database.transaction(names, "readwrite", { durability: "strict" });
        this.transaction = transaction;
        const complete = new Promise((resolve, reject) => {
          transaction.oncomplete = () => resolve(undefined);
          transaction.onabort = () => reject(this.failure ?? transaction.error);
        });
        if (this.reads) {
          let given = /** @type {Map<string, number | null>} */ (new Map());
          probe.then(
            (/** @type {Map<string, number | null>} */ next) => (given = next),
            (/** @type {any} */ error) => this.fail(error),
          );
          this.readFirst(transaction, { version: database.version, names, nextKeys: () => given }, () => this.begin(transaction));
        } else {
          this.begin(transaction);
        }
        await complete;
      } finally {
        database.close();
      }
    }
  }

  /** @param {any} command @param {any} session */
  agent.replace = (command, session) => {
    const replacement = new Replacement(session, command);
    return replacement.run(() => (command.opening === "versionchange" ? replacement.versionchange() : replacement.readwrite()));
  };
})();

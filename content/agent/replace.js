// Replacing a database's content: one transaction, held open while records arrive.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A replacement that runs. Commands wait in its inbox until a callback of the transaction takes them. */
  class Replacement {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      this.session = session;
      this.target = command.target;
      this.stores = command.stores;
      this.name = agent.nameFromWire(command.target.name);
      /** @type {any[]} */
      this.inbox = [];
      this.failure = /** @type {any} */ (null);
      this.transaction = /** @type {IDBTransaction | null} */ (null);
    }

    /** @param {number} position */
    storeAt(position) {
      const transaction = /** @type {IDBTransaction} */ (this.transaction);
      return transaction.objectStore(agent.nameFromWire(this.target.stores[position].name));
    }

    /** The positions of the stores that are emptied and filled. */
    filled() {
      return this.target.stores.map((/** @type {any} */ _, /** @type {number} */ at) => at)
        .filter((/** @type {number} */ at) => this.stores[at] === "fill");
    }

    /** @param {any} error @param {any} [place] */
    fail(error, place) {
      this.failure ??= agent.AgentFailure.of(error, { database: this.name, ...place });
      try {
        this.transaction?.abort();
      } catch {
        // It is over already.
      }
    }

    /**
     * Takes what has arrived. Called only from callbacks of the transaction's own requests, where
     * it is active; as long as nothing has arrived, a cheap request brings the next callback.
     */
    step() {
      try {
        this.requireSession();
        const next = this.inbox.shift();
        if (next === undefined) this.idle();
        else if (next.command.kind === "put") this.put(next);
        else this.finish();
      } catch (error) {
        this.fail(error);
      }
    }

    /**
     * Without the background worker nobody would ever end the transaction. It may have gone while
     * the database was being opened, when there was no transaction to abort.
     */
    requireSession() {
      if (this.failure) throw this.failure;
      if (this.session.closed) throw new agent.AgentFailure("AbortError", "cancelled");
    }

    idle() {
      const [first] = this.filled();
      this.storeAt(first).count(0).onsuccess = () => this.step();
    }

    /** @param {{command: any, bytes: Uint8Array, attachments: any[]}} message */
    put({ command, bytes, attachments }) {
      const store = this.storeAt(command.store);
      const inline = store.keyPath !== null;
      const records = drydock.codec.decodeRecords(bytes, { attachments, firstOrdinal: command.firstOrdinal });
      let count = 0;
      let last = /** @type {IDBRequest | null} */ (null);
      for (;;) {
        const next = this.next(records, store.name);
        if (next.done) break;
        const { key, value } = next.value;
        try {
          last = inline ? store.put(value) : store.put(value, key);
        } catch (error) {
          throw agent.AgentFailure.of(error, { store: store.name, key });
        }
        last.onerror = (event) => this.refused(event, store.name, key);
        count += 1;
      }
      if (last === null) throw new agent.AgentFailure("DataError", "a put without records", { store: store.name });
      last.onsuccess = () => {
        this.session.post({ kind: "written", records: count });
        this.step();
      };
    }

    /**
     * The next record, made in this browser.
     * @param {Iterator<{key: any, value: any}>} records
     * @param {string} store
     */
    next(records, store) {
      try {
        return records.next();
      } catch (/** @type {any} */ error) {
        const place = { store, key: error.key };
        // A value that this browser does not have is one that it cannot write.
        if (error.code === "unsupported") throw new agent.AgentFailure("DataError", error.message, place);
        throw agent.AgentFailure.of(error, place);
      }
    }

    /** @param {Event} event @param {string} store @param {any} key */
    refused(event, store, key) {
      event.preventDefault();
      event.stopPropagation();
      this.fail(/** @type {IDBRequest} */ (event.target).error, { store, key });
    }

    finish() {
      const withGenerator = this.filled().filter((/** @type {number} */ at) => this.target.stores[at].auto_increment);
      const next = () => {
        const at = withGenerator.shift();
        if (at !== undefined) agent.setGenerator(this.storeAt(at), this.target.stores[at].next_key, next);
      };
      next();
    }

    /** Empties the stores to fill, then says that it is ready. @param {IDBTransaction} transaction */
    begin(transaction) {
      this.transaction = transaction;
      const filled = this.filled();
      if (filled.length === 0) {
        this.session.post({ kind: "ready" });
        return;
      }
      let waiting = filled.length;
      for (const at of filled) {
        this.storeAt(at).clear().onsuccess = () => {
          waiting -= 1;
          if (waiting > 0) return;
          this.session.post({ kind: "ready" });
          this.step();
        };
      }
    }

    /** Opens at the target's version, and resolves when the versionchange transaction is complete. */
    versionchange() {
      return new Promise((resolve, reject) => {
        const request = indexedDB.open(this.name, this.target.version);
        let upgraded = false;
        request.onblocked = () => this.session.post({ kind: "waiting", database: this.target.name });
        request.onupgradeneeded = () => {
          upgraded = true;
          const database = request.result;
          try {
            const transaction = /** @type {IDBTransaction} */ (request.transaction);
            // Only the transaction knows why; the request's own error is that it was aborted.
            transaction.onabort = () => {
              if (transaction.error) this.failure ??= agent.AgentFailure.of(transaction.error, { database: this.name });
            };
            this.transaction = transaction;
            this.requireSession();
            for (const name of Array.from(database.objectStoreNames)) database.deleteObjectStore(name);
            for (const store of this.target.stores) agent.createStore(database, store);
            this.begin(transaction);
          } catch (error) {
            this.fail(error);
          }
        };
        request.onsuccess = () => {
          request.result.close();
          if (upgraded) resolve(undefined);
          else reject(new agent.AgentFailure("VersionError", "the database is at that version already"));
        };
        request.onerror = (event) => {
          event.preventDefault();
          reject(this.failure ?? request.error);
        };
      });
    }

    /** Opens as it is, and resolves when the readwrite transaction is complete. */
    async readwrite() {
      const database = await agent.openExisting(this.name);
      try {
        this.requireSession();
        if (database.version !== this.target.version) {
          throw new agent.AgentFailure("VersionError", `the database is at version ${database.version}, not ${this.target.version}`);
        }
        const names = this.filled().map((/** @type {number} */ at) => agent.nameFromWire(this.target.stores[at].name));
        if (names.length === 0) {
          this.session.post({ kind: "ready" });
          return;
        }
        const transaction = database.transaction(names, "readwrite", { durability: "strict" });
        const complete = new Promise((resolve, reject) => {
          transaction.oncomplete = () => resolve(undefined);
          transaction.onabort = () => reject(this.failure ?? transaction.error);
        });
        this.begin(transaction);
        await complete;
      } finally {
        database.close();
      }
    }
  }

  /** @param {any} command @param {any} session */
  agent.replace = async (command, session) => {
    const replacement = new Replacement(session, command);
    session.inbox = replacement.inbox;
    session.abort = () => replacement.fail(new agent.AgentFailure("AbortError", "cancelled"));
    try {
      agent.requirePossibleName(replacement.name, { database: replacement.name });
      if (command.opening === "versionchange") await replacement.versionchange();
      else await replacement.readwrite();
    } catch (error) {
      throw agent.AgentFailure.of(error, { database: replacement.name });
    } finally {
      session.inbox = null;
      session.abort = null;
    }
    session.post({ kind: "committed" });
  };

  /** @param {any} command @param {any} session */
  agent.deleteDatabase = (command, session) =>
    new Promise((resolve, reject) => {
      const name = agent.nameFromWire(command.database);
      if (!agent.isPossibleName(name)) {
        session.post({ kind: "deleted" });
        resolve(undefined);
        return;
      }
      const request = indexedDB.deleteDatabase(name);
      request.onblocked = () => session.post({ kind: "waiting", database: command.database });
      request.onsuccess = () => {
        session.post({ kind: "deleted" });
        resolve(undefined);
      };
      request.onerror = (event) => {
        event.preventDefault();
        reject(agent.AgentFailure.of(request.error, { database: name }));
      };
    });
})();

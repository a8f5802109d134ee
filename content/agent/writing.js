// Writing records in a transaction that is held open while they arrive.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** How long records are decoded and placed in one task of the page's main thread, in milliseconds. */
  const SLICE_TIME = 4;

  /**
   * What a replacement and a migration have in common. Commands wait in the inbox until a callback
   * of the transaction takes them.
   */
  agent.Writing = class Writing {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      this.session = session;
      this.target = command.target;
      this.name = agent.nameFromWire(command.target.name);
      /** @type {any[]} */
      this.inbox = [];
      this.failure = /** @type {any} */ (null);
      this.transaction = /** @type {IDBTransaction | null} */ (null);
    }

    /**
     * The store that becomes the target's at this position.
     * @param {number} position
     * @returns {IDBObjectStore}
     */
    storeAt(position) {
      throw new Error(`no store ${position}`);
    }

    /** Any store of the transaction. @returns {IDBObjectStore} */
    anyStore() {
      return this.storeAt(0);
    }

    /** Clears away what was there, once the background has compared it. */
    clear() {
      throw new Error("nothing is to be cleared");
    }

    /** Does what is left to do, after the last command. */
    finish() {}

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
        if (next === undefined) this.anyStore().count(0).onsuccess = () => this.step();
        else if (next.command.kind === "put") this.put(next);
        else if (next.command.kind === "remove") this.remove(next);
        else if (next.command.kind === "unreadable") throw next.error;
        else if (next.command.kind === "clear") this.clear();
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

    /** @param {{command: any, bytes: Uint8Array, attachments: any[]}} message */
    put(message) {
      const store = this.storeAt(message.command.store);
      const inline = store.keyPath !== null;
      this.each(message, store, (key, value) => (inline ? store.put(value) : store.put(value, key)));
    }

    /** Deletes the records whose keys are those of the records that came. @param {{command: any, bytes: Uint8Array, attachments: any[]}} message */
    remove(message) {
      const store = this.storeAt(message.command.store);
      this.each(message, store, (key) => store.delete(key));
    }

    /**
     * Places a request for each record, and says when they all have succeeded. Decoding and placing
     * the records of a whole message would hold the page's main thread for long, so it is done in
     * slices: the next one when the first request of the last one has succeeded, while the browser
     * still has the others to do.
     * @param {{command: any, bytes: Uint8Array, attachments: any[]}} message
     * @param {IDBObjectStore} store
     * @param {(key: any, value: any) => IDBRequest} request
     */
    each({ command, bytes, attachments }, store, request) {
      const records = drydock.codec.decodeRecords(bytes, { attachments, firstOrdinal: command.firstOrdinal });
      let next = this.next(records, store.name);
      if (next.done) throw new agent.AgentFailure("DataError", "a command without records", { store: store.name });
      let count = 0;
      const slice = () => {
        this.requireSession();
        const begun = performance.now();
        const first = this.request(next.value, store, request);
        let last = first;
        count += 1;
        next = this.next(records, store.name);
        while (!next.done && performance.now() - begun < SLICE_TIME) {
          last = this.request(next.value, store, request);
          count += 1;
          next = this.next(records, store.name);
        }
        if (next.done) {
          last.onsuccess = () => {
            this.session.post({ kind: "written", records: count });
            this.step();
          };
        } else {
          first.onsuccess = () => {
            try {
              slice();
            } catch (error) {
              this.fail(error);
            }
          };
        }
      };
      slice();
    }

    /**
     * Places a request for a record.
     * @param {{key: any, value: any}} record
     * @param {IDBObjectStore} store
     * @param {(key: any, value: any) => IDBRequest} request
     */
    request({ key, value }, store, request) {
      try {
        const placed = request(key, value);
        placed.onerror = (event) => this.refused(event, store.name, key);
        return placed;
      } catch (error) {
        throw agent.AgentFailure.of(error, { store: store.name, key });
      }
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

    /**
     * Opens the database at a version, and resolves when the versionchange transaction is complete.
     * @param {number} version
     * @param {(database: IDBDatabase, transaction: IDBTransaction, oldVersion: number) => void} upgrade
     */
    upgrade(version, upgrade) {
      return new Promise((resolve, reject) => {
        const request = indexedDB.open(this.name, version);
        let upgraded = false;
        request.onblocked = () => this.session.post({ kind: "waiting", database: this.target.name });
        request.onupgradeneeded = (event) => {
          upgraded = true;
          try {
            const transaction = /** @type {IDBTransaction} */ (request.transaction);
            // Only the transaction knows why; the request's own error is that it was aborted.
            transaction.onabort = () => {
              if (transaction.error) this.failure ??= agent.AgentFailure.of(transaction.error, { database: this.name });
            };
            this.transaction = transaction;
            this.requireSession();
            upgrade(request.result, transaction, event.oldVersion);
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

    /**
     * Runs it for a command of the session, from opening to the end of the transaction.
     * @param {() => Promise<unknown>} work
     */
    async run(work) {
      this.session.inbox = this.inbox;
      this.session.abort = () => this.fail(new agent.AgentFailure("AbortError", "cancelled"));
      try {
        agent.requirePossibleName(this.name, { database: this.name });
        await work();
      } catch (error) {
        throw agent.AgentFailure.of(error, { database: this.name });
      } finally {
        this.session.inbox = null;
        this.session.abort = null;
      }
      this.session.post({ kind: "committed" });
    }
  };
})();

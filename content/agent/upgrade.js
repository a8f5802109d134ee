// Upgrading a few records of a database that the site uses: one short transaction, in which they
// are read, and what they become is written in their place.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** So many bytes of records at most are held back from the site at a time … */
  const PORTION_BYTES = 256 << 10;
  /** … and what takes at most so long to read, in milliseconds. One record always goes. */
  const PORTION_TIME = 12;

  /** The records of a store after a key: as many as are asked for, or fewer. */
  class Portion extends agent.Writing {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      super(session, { target: { name: command.database } });
      this.command = command;
      this.after = command.after === null ? undefined : drydock.codec.decodeKey(bytesOf(command.after));
    }

    /** Only this one is in the transaction. */
    storeAt() {
      const transaction = /** @type {IDBTransaction} */ (this.transaction);
      return transaction.objectStore(agent.nameFromWire(this.command.store));
    }

    /** @param {boolean} atOnce */
    read(atOnce) {
      const store = this.storeAt();
      agent.readAfter(store, this.after, this.command.count, atOnce, (/** @type {any} */ records) => {
        try {
          this.send(records, atOnce);
        } catch (error) {
          this.fail(error, { store: store.name });
        }
      });
    }

    /** @param {{length: number, key: (at: number) => any, value: (at: number) => any}} records @param {boolean} atOnce */
    send(records, atOnce) {
      const encoder = new drydock.codec.Encoder();
      const writer = new drydock.codec.Writer();
      encoder.attachments = [];
      const begun = performance.now();
      let count = 0;
      for (; count < records.length; count += 1) {
        const isEnough = writer.length >= PORTION_BYTES || performance.now() - begun >= PORTION_TIME;
        if (count > 0 && isEnough) break;
        const key = records.key(count);
        let value;
        try {
          value = records.value(count);
        } catch (error) {
          if (atOnce) throw agent.AgentFailure.of(error, { key });
          // As where a database is read: once more, the other way.
          this.read(true);
          return;
        }
        try {
          encoder.encodeRecord(key, value, writer);
        } catch (error) {
          throw agent.AgentFailure.of(error, { key });
        }
      }
      const last = count === records.length && records.length < this.command.count;
      agent.postBatch(this.session, { store: 0, records: count, last }, writer.take(), encoder.attachments);
      if (this.command.write) this.step();
    }

    async transact() {
      const database = await agent.openExisting(this.name, this.session);
      try {
        this.requireSession();
        if (database.version !== this.command.version) {
          throw new agent.AgentFailure("VersionError", `the database is at version ${database.version}, not ${this.command.version}`);
        }
        const store = agent.nameFromWire(this.command.store);
        // What is lost with the power is upgraded again: nobody has to wait for the disk.
        const transaction = database.transaction(store, this.command.write ? "readwrite" : "readonly");
        this.transaction = transaction;
        const complete = new Promise((resolve, reject) => {
          transaction.oncomplete = () => resolve(undefined);
          transaction.onabort = () => reject(this.failure ?? transaction.error ?? new agent.AgentFailure("AbortError", "the browser aborted the transaction"));
        });
        this.read(false);
        await complete;
      } finally {
        database.close();
      }
    }
  }

  /** @param {string} hex */
  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

  /** @param {any} command @param {any} session */
  agent.upgrade = (command, session) => {
    const portion = new Portion(session, command);
    return portion.run(() => portion.transact());
  };
})();

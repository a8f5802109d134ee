// Writing in place of what is there, which is read once more first.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /**
   * What a replacement and a deletion have in common. What was written since the backup would be
   * lost with them: so the transaction reads first, and goes on only at the background's word.
   */
  agent.Supplanting = class Supplanting extends agent.Writing {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      super(session, command);
      this.window = command.window;
      /** One that is there while the background compares. @type {IDBObjectStore | null} */
      this.former = null;
      /** What follows when the background says so. @type {(() => void) | null} */
      this.following = null;
    }

    anyStore() {
      return this.former ?? super.anyStore();
    }

    clear() {
      const following = /** @type {() => void} */ (this.following);
      this.former = null;
      this.following = null;
      following();
    }

    /**
     * Posts stores as a reading does, from inside the transaction. To a versionchange transaction
     * the key generators are asked in it: it drops what that adds, or falls back.
     * @param {IDBTransaction} transaction
     * @param {{version: number, names: string[], nextKeys?: () => Map<string, number | null>}} there
     * @param {() => void} following
     */
    readFirst(transaction, { version, names, nextKeys }, following) {
      const database = transaction.db;
      this.following = following;
      if (names.length === 0) {
        // Without a store, nothing could hold the transaction open.
        const name = agent.unusedName((/** @type {string} */ taken) => database.objectStoreNames.contains(taken));
        this.former = database.createObjectStore(name);
      } else {
        this.former = transaction.objectStore(names[0]);
      }
      const reading = new agent.Reading(this.session, this.name, transaction, names, this.window);
      reading.fail = (/** @type {any} */ error, /** @type {any} */ place) => this.fail(error, place);
      const read = (/** @type {Map<string, number | null>} */ next) => {
        this.session.post({ kind: "readDone", nextKeys: reading.nextKeys(next) });
        this.step();
      };
      reading.done = () => {
        if (nextKeys) read(nextKeys());
        else agent.askGenerators(transaction, agent.withGenerator(transaction, names), read, (/** @type {any} */ error) => this.fail(error));
      };
      this.session.reading = reading;
      agent.describeStores(transaction, names, (/** @type {any[]} */ stores) => {
        this.session.post({ kind: "schema", database: { name: this.target.name, version, stores } });
        try {
          if (names.length === 0) reading.done();
          else reading.readStore(0);
        } catch (error) {
          this.fail(error);
        }
      });
    }

    /** @param {() => Promise<unknown>} work */
    async run(work) {
      try {
        await super.run(work);
      } finally {
        this.session.reading = null;
      }
    }
  };
})();

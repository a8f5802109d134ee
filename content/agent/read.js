// Reading a database: one read-only transaction, streamed in batches.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A batch aims at this many encoded bytes … */
  const BATCH_BYTES = 1 << 20;
  /** … and at no longer than this in the page's main thread, in milliseconds … */
  const BATCH_TIME = 12;
  /** … with at most this many records. */
  const BATCH_RECORDS = 2048;
  /**
   * Where records turn out larger or slower than those before them, a batch ends after so many bytes
   * or milliseconds, and the rest of what was asked for goes into further ones.
   */
  const MOST_BYTES = 2 * BATCH_BYTES;
  const LONGEST_TIME = 2 * BATCH_TIME;
  /** How many records the first batch of a store asks for, while their size is unknown. */
  const FIRST_RECORDS = 16;

  /**
   * Records that were read: some browsers make their values here, others when they are asked for.
   * @typedef {{begun: number, length: number, key: (at: number) => any, value: (at: number) => any}} Records
   */

  /**
   * The next records of a store after a key, by whatever this browser has for it.
   * @param {IDBObjectStore} store
   * @param {any} after
   * @param {number} count
   * @param {boolean} atOnce makes every value at once, in the page's realm
   * @param {(records: Records) => void} done
   */
  agent.readAfter = (store, after, count, atOnce, done) => {
    const query = after === undefined ? null : IDBKeyRange.lowerBound(after, true);
    if ("getAllRecords" in store && !atOnce) {
      const request = /** @type {any} */ (store).getAllRecords({ query, count });
      request.onsuccess = () => {
        const begun = performance.now();
        const records = request.result;
        done({
          begun,
          length: records.length,
          key: (at) => records[at].key,
          value: (at) => records[at].value,
        });
      };
      return;
    }
    const keys = store.getAllKeys(query, count);
    const values = store.getAll(query, count);
    values.onsuccess = () => {
      const begun = performance.now();
      // Firefox's wrapper of the array would show objects of primitives in it as undefined.
      const [allKeys, allValues] = [keys.result, values.result].map(drydock.codec.waive);
      done({ begun, length: allKeys.length, key: (at) => allKeys[at], value: (at) => allValues[at] });
    };
  };

  /** One read of a database. */
  agent.Reading = class Reading {
    /**
     * @param {any} session
     * @param {string} database
     * @param {IDBTransaction} transaction
     * @param {string[]} names
     * @param {number} window
     */
    constructor(session, database, transaction, names, window) {
      this.session = session;
      this.database = database;
      this.transaction = transaction;
      this.names = names;
      this.window = window;
      this.unacknowledged = 0;
      /** The store that is being read. */
      this.storeName = /** @type {string | undefined} */ (undefined);
      /** The number of the first store, in what is posted. */
      this.first = 0;
      this.writer = new drydock.codec.Writer();
      /** The largest number among each store's keys: no generator is below it. */
      this.largestKeys = names.map(() => 0);
      this.failure = /** @type {any} */ (null);
    }

    /** @param {number} bytes */
    acknowledge(bytes) {
      this.unacknowledged -= bytes;
    }

    /** Where it is: for errors that say nothing of it. */
    where() {
      return this.storeName === undefined ? { database: this.database } : { database: this.database, store: this.storeName };
    }

    /** @param {any} error @param {any} [place] */
    fail(error, place) {
      this.failure ??= agent.AgentFailure.of(error, { ...this.where(), ...place });
      try {
        this.transaction.abort();
      } catch {
        // It is over already; onabort or oncomplete has been or will be called.
      }
    }

    /** Called from inside the transaction, after the last batch. */
    done() {}

    /**
     * What the generators give next, once everything is read, by what they gave on trial.
     * @param {Map<string, number | null>} given
     */
    nextKeys(given) {
      return this.names.map((name, position) => {
        const next = given.get(name) ?? null;
        // Another tab may have written between trial and reading: the generator is past every key.
        const passed = Math.floor(this.largestKeys[position]) + 1;
        if (next === null || passed > agent.LARGEST_GENERATED) return null;
        return Math.max(next, passed);
      });
    }

    /**
     * Called with each batch that was posted.
     * @param {number} _position @param {number} _firstOrdinal @param {Uint8Array} _bytes @param {any[]} _attachments
     */
    posted(_position, _firstOrdinal, _bytes, _attachments) {}

    /** @param {number} position */
    readStore(position) {
      if (position === this.names.length) return;
      this.storeName = this.names[position];
      const store = this.transaction.objectStore(this.names[position]);
      this.encoder = new drydock.codec.Encoder();
      this.place({ store, position, count: FIRST_RECORDS, after: undefined, atOnce: false });
    }

    /**
     * Asks for the next records; while too much is under way, keeps the transaction alive instead.
     * @param {{store: IDBObjectStore, position: number, count: number, after: any, atOnce: boolean}} cursor
     */
    place(cursor) {
      if (this.unacknowledged > this.window) {
        cursor.store.count(0).onsuccess = () => this.place(cursor);
        return;
      }
      agent.readAfter(cursor.store, cursor.after, cursor.count, cursor.atOnce, (/** @type {Records} */ records) =>
        this.takeFrom(cursor, records, 0, records.begun),
      );
    }

    /**
     * Takes records from a position on, once there is room for them in the window.
     * @param {{store: IDBObjectStore, position: number, count: number, after: any, atOnce: boolean}} cursor
     * @param {Records} records
     * @param {number} from
     */
    takeLater(cursor, records, from) {
      cursor.store.count(0).onsuccess = () => {
        if (this.unacknowledged > this.window) this.takeLater(cursor, records, from);
        else this.takeFrom(cursor, records, from, performance.now());
      };
    }

    /**
     * @param {{store: IDBObjectStore, position: number, count: number, after: any, atOnce: boolean}} cursor
     * @param {Records} records
     * @param {number} from
     * @param {number} begun
     */
    takeFrom(cursor, records, from, begun) {
      try {
        this.take(cursor, records, from, begun);
      } catch (error) {
        this.fail(error, { store: cursor.store.name });
      }
    }

    /**
     * Encodes records and posts them, all that are left or as many as one batch may hold.
     * @param {{store: IDBObjectStore, position: number, count: number, after: any, atOnce: boolean}} cursor
     * @param {Records} records
     * @param {number} from
     * @param {number} begun
     */
    take(cursor, records, from, begun) {
      const { encoder, writer } = this;
      encoder.attachments = [];
      const firstOrdinal = encoder.nextOrdinal;
      let at = from;
      for (; at < records.length; at += 1) {
        const isEnough = writer.length >= MOST_BYTES || performance.now() - begun >= LONGEST_TIME;
        if (at > from && isEnough) break;
        const key = records.key(at);
        if (typeof key === "number" && key > this.largestKeys[cursor.position]) {
          this.largestKeys[cursor.position] = key;
        }
        let value;
        try {
          value = records.value(at);
        } catch (error) {
          if (cursor.atOnce) throw agent.AgentFailure.of(error, { key });
          // Firefox makes the values of getAllRecords when they are asked for, in this script's
          // realm, which has no place for some objects (handles of files): once more, the other way.
          writer.length = 0;
          encoder.rewind(0, firstOrdinal);
          cursor.atOnce = true;
          cursor.count = FIRST_RECORDS;
          this.place(cursor);
          return;
        }
        try {
          encoder.encodeRecord(key, value, writer);
        } catch (error) {
          throw agent.AgentFailure.of(error, { key });
        }
      }
      const taken = at - from;
      const bytes = writer.take();
      const milliseconds = Math.max(performance.now() - begun, 0.05);
      const isWhole = at === records.length;
      const last = isWhole && records.length < cursor.count;
      // Accounted before the next request is placed, or the window would be one batch late.
      this.unacknowledged += bytes.length;
      if (last) {
        this.readStore(cursor.position + 1);
      } else {
        cursor.after = records.key(at - 1);
        if (isWhole) {
          const perRecord = Math.max(bytes.length / taken, 1);
          cursor.count = Math.max(
            1,
            Math.floor(
              Math.min(cursor.count * 4, BATCH_BYTES / perRecord, (BATCH_TIME * taken) / milliseconds, BATCH_RECORDS),
            ),
          );
          this.place(cursor);
        } else {
          this.takeLater(cursor, records, at);
        }
      }
      agent.postBatch(this.session, { store: this.first + cursor.position, records: taken, last }, bytes, encoder.attachments);
      if (taken > 0) this.posted(cursor.position, firstOrdinal, bytes, encoder.attachments);
      if (last && cursor.position + 1 === this.names.length) {
        this.storeName = undefined;
        this.done();
      }
    }
  };

  /**
   * Sends records, with those of their attachments that may leave the page.
   * @param {any} session
   * @param {{store: number, records: number, last: boolean}} batch
   * @param {Uint8Array} bytes
   * @param {any[]} attachments
   */
  agent.postBatch = (session, batch, bytes, attachments) => {
    /** @type {{index: number, class: string}[]} */
    const stuck = [];
    const carried = attachments.map((object, index) => {
      if (drydock.codec.canLeave(object)) return object;
      stuck.push({ index, class: drydock.codec.className(object) });
      return null;
    });
    session.postRecords({ kind: "batch", ...batch, stuck }, bytes, carried);
  };

  /** @param {any} command @param {any} session */
  agent.read = async (command, session) => {
    const name = agent.nameFromWire(command.database);
    const database = await agent.openExisting(name, session);
    const hold = new agent.Hold(database);
    try {
      const names =
        command.stores?.map(agent.nameFromWire) ?? Array.from(database.objectStoreNames);
      const missing = names.find((/** @type {string} */ store) => !database.objectStoreNames.contains(store));
      if (missing !== undefined) {
        throw new agent.AgentFailure("NotFoundError", "the object store is not there", { database: name, store: missing });
      }
      if (names.length === 0) {
        session.post({ kind: "schema", database: { name: command.database, version: database.version, stores: [] } });
        session.post({ kind: "readDone", nextKeys: [] });
        hold.end();
        return;
      }
      const nextKeys = await readStores(session, hold, names, command.window);
      session.holdUntilReleased(hold);
      session.post({ kind: "readDone", nextKeys });
    } catch (error) {
      hold.end();
      throw agent.AgentFailure.of(error, { database: name });
    } finally {
      session.reading = null;
      session.abort = null;
    }
  };

  /**
   * @param {any} session
   * @param {any} hold
   * @param {string[]} names
   * @param {number} window
   */
  const readStores = async (session, hold, names, window) => {
    const { database } = hold;
    // Gone while the database was being opened: nobody would take what is read.
    if (session.closed) throw new agent.AgentFailure("AbortError", "cancelled");
    const probe = agent.probeGenerators(database, names);
    // Created in the same turn as the probe: nothing of this page can come between.
    const transaction = database.transaction(names, "readonly");
    const reading = new agent.Reading(session, database.name, transaction, names, window);
    reading.posted = (/** @type {number} */ _position, /** @type {number} */ _ordinal, /** @type {Uint8Array} */ _bytes, /** @type {any[]} */ attachments) => hold.keep(attachments);
    session.reading = reading;
    session.abort = () => reading.fail(new agent.AgentFailure("AbortError", "cancelled"));
    const whole = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(undefined);
      transaction.onabort = () => reject(
        reading.failure ??
          agent.AgentFailure.of(transaction.error ?? new agent.AgentFailure("AbortError", "the browser aborted the transaction"), reading.where()),
      );
    });
    agent.describeStores(transaction, names, (/** @type {any[]} */ stores) => {
      session.post({ kind: "schema", database: { name: agent.nameToWire(database.name), version: database.version, stores } });
      try {
        reading.readStore(0);
      } catch (error) {
        reading.fail(error);
      }
    });
    probe.catch((/** @type {any} */ error) => reading.fail(error));
    const [next] = await Promise.all([probe, whole]);
    return reading.nextKeys(next);
  };
})();

// Migrating a database: one versionchange transaction, in which records are read, and what they
// become is written back while further ones are being read.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /**
   * Gives things their names, where one may have to wait for another to give up its own.
   * @param {{thing: {name: string}, to: string}[]} renames
   * @param {(name: string) => boolean} isTaken
   */
  const rename = (renames, isTaken) => {
    let waiting = renames.filter(({ thing, to }) => thing.name !== to);
    while (waiting.length > 0) {
      const free = waiting.filter(({ to }) => !isTaken(to));
      if (free.length === 0) {
        // All wait for each other: one steps aside.
        waiting[0].thing.name = agent.unusedName(isTaken);
      } else {
        for (const { thing, to } of free) if (!isTaken(to)) thing.name = to;
      }
      waiting = waiting.filter(({ thing, to }) => thing.name !== to);
    }
  };

  /** A migration that runs. */
  agent.Migration = class Migration extends agent.Writing {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      super(session, command);
      this.changes = command.stores;
      this.command = command;
      /** @type {IDBObjectStore[]} the target's stores, whatever they are called by now */
      this.handles = [];
      /** There only where there is no other. @type {IDBObjectStore | null} */
      this.spare = null;
    }

    /** @param {number} position */
    storeAt(position) {
      return this.handles[position];
    }

    anyStore() {
      return this.handles[0] ?? this.spare;
    }

    /** @param {IDBDatabase} database @param {IDBTransaction} transaction @param {number} oldVersion */
    begin(database, transaction, oldVersion) {
      const { from, read, window } = this.command;
      if (oldVersion !== from) {
        throw new agent.AgentFailure("VersionError", `the database is at version ${oldVersion}, not ${from}`);
      }
      this.database = database;
      const isTaken = (/** @type {string} */ name) => database.objectStoreNames.contains(name);
      this.target.stores.forEach((/** @type {any} */ schema, /** @type {number} */ at) => {
        const name = agent.nameFromWire(schema.name);
        agent.requirePossibleName(name, { store: name });
        const change = this.changes[at];
        if (change.from !== null) {
          this.handles.push(this.keep(transaction.objectStore(agent.nameFromWire(change.from)), change));
        } else {
          // Its name may still be that of a store that is being read.
          this.handles.push(
            database.createObjectStore(isTaken(name) ? agent.unusedName(isTaken) : name, {
              keyPath: schema.key_path === null ? null : agent.keyPathFromWire(schema.key_path),
              autoIncrement: schema.auto_increment,
            }),
          );
          if (!this.indexesLast(at)) this.index(this.handles[at], schema.indexes, change.indexes);
        }
      });
      if (this.handles.length === 0) this.spare = database.createObjectStore(agent.unusedName(isTaken));
      const names = read.map(agent.nameFromWire);
      const reading = new agent.Reading(this.session, this.name, transaction, names, window);
      reading.fail = (/** @type {any} */ error, /** @type {any} */ place) => this.fail(error, place);
      reading.done = () => this.readDone();
      this.session.reading = reading;
      this.session.post({ kind: "ready" });
      if (names.length === 0) reading.done();
      else reading.readStore(0);
      this.step();
    }

    /** Called from inside a transaction, when the stores are read. */
    readDone() {
      this.session.post({ kind: "readDone", nextKeys: [] });
    }

    /**
     * Whether a store's new indexes are created over its records, not before they come: on the way
     * there, two may have one key.
     * @param {number} _position
     */
    indexesLast(_position) {
      return true;
    }

    /** Drops the indexes that the target does not have. @param {IDBObjectStore} store @param {any} change */
    keep(store, change) {
      const kept = change.indexes.filter((/** @type {any} */ name) => name !== null).map(agent.nameFromWire);
      for (const name of Array.from(store.indexNames)) if (!kept.includes(name)) store.deleteIndex(name);
      return store;
    }

    /** Gives everything its name, creates the indexes over what is now there, and ends. */
    finish() {
      const database = /** @type {IDBDatabase} */ (this.database);
      const kept = this.handles.map((store) => store.name);
      for (const name of Array.from(database.objectStoreNames)) if (!kept.includes(name)) database.deleteObjectStore(name);
      const schemas = this.target.stores;
      rename(
        this.handles.map((thing, at) => ({ thing, to: agent.nameFromWire(schemas[at].name) })),
        (name) => database.objectStoreNames.contains(name),
      );
      this.handles.forEach((store, at) => {
        if (this.indexesLast(at)) this.index(store, schemas[at].indexes, this.changes[at].indexes);
      });
      const made = this.handles
        .map((store, at) => ({ store, next: schemas[at].next_key, isNew: this.changes[at].from === null }))
        .filter(({ store, isNew }) => isNew && store.autoIncrement);
      const next = () => {
        const one = made.shift();
        if (one) agent.setGenerator(one.store, one.next, next);
      };
      next();
    }

    /** @param {IDBObjectStore} store @param {any[]} indexes @param {any[]} from */
    index(store, indexes, from) {
      const renames = indexes.flatMap((index, at) =>
        from[at] === null
          ? []
          : [{ thing: store.index(agent.nameFromWire(from[at])), to: agent.nameFromWire(index.name) }],
      );
      rename(renames, (name) => store.indexNames.contains(name));
      indexes.forEach((index, at) => {
        if (from[at] !== null) return;
        const name = agent.nameFromWire(index.name);
        agent.requirePossibleName(name, { store: store.name });
        store.createIndex(name, agent.keyPathFromWire(index.key_path), {
          unique: index.unique,
          multiEntry: index.multi_entry,
        });
      });
    }

    /** Opens the database at the target's version, and resolves when the transaction is complete. */
    async migrate() {
      try {
        await this.run(() =>
          this.upgrade(
            this.target.version,
            (/** @type {IDBDatabase} */ database, /** @type {IDBTransaction} */ transaction, /** @type {number} */ oldVersion) =>
              this.begin(database, transaction, oldVersion),
          ),
        );
      } finally {
        this.session.reading = null;
      }
    }
  };

  /** @param {any} command @param {any} session */
  agent.migrate = (command, session) => new agent.Migration(session, command).migrate();
})();

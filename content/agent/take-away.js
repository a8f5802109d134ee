// Deleting a database that is as it was backed up, and having its connections closed.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /**
   * A deletion. Between a transaction that reads and a deletion, something could write: so the one
   * that reads also raises the version and gives the stores names that no code of the site asks for.
   */
  class TakingAway extends agent.Supplanting {
    /** @param {any} session @param {any} command */
    constructor(session, command) {
      super(session, { target: { name: command.database }, window: command.window });
      this.version = command.version;
    }

    seal() {
      return this.upgrade(this.version + 1, (/** @type {IDBDatabase} */ database, /** @type {IDBTransaction} */ transaction, /** @type {number} */ version) => {
        const names = Array.from(database.objectStoreNames);
        this.readFirst(transaction, { version, names }, () => {
          for (const name of names) {
            transaction.objectStore(name).name = agent.unusedName((/** @type {string} */ taken) => database.objectStoreNames.contains(taken));
          }
        });
      });
    }
  }

  /** @param {any} command @param {any} session */
  agent.takeAway = async (command, session) => {
    const takingAway = new TakingAway(session, command);
    await takingAway.run(() => takingAway.seal());
    await agent.deleteDatabase(command, session);
  };

  /**
   * Has whoever holds a connection asked to close it, and waits until all have: for a versionchange
   * transaction, which is aborted.
   * @param {any} command
   * @param {any} session
   */
  agent.waitUntilAlone = async (command, session) => {
    const { database: name, version } = command;
    const writing = new agent.Writing(session, { target: { name } });
    const opened = writing.upgrade(version + 1, () => writing.fail(new agent.AgentFailure("AbortError", "released")));
    // A database that was upgraded or deleted meanwhile is nobody's concern here.
    await opened.catch(() => {});
    session.post({ kind: "ready" });
  };
})();

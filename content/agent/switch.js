// Putting what was made beside a database in its place: one versionchange transaction, in which
// stores are filled from the other database.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A database that takes over what another one holds. */
  class Switch extends agent.Migration {
    /** @param {any} session @param {any} command @param {IDBDatabase} beside */
    constructor(session, command, beside) {
      super(session, command);
      this.beside = beside;
    }

    /** What is put in is right as it is: no two records have one key on the way. @param {number} position */
    indexesLast(position) {
      return !this.command.fill.includes(position);
    }

    /** What is there was read: what takes its place follows. */
    readDone() {
      const { fill, read, window } = this.command;
      if (fill.length === 0) {
        super.readDone();
        return;
      }
      const names = fill.map((/** @type {number} */ at) => agent.nameFromWire(this.target.stores[at].name));
      const transaction = this.beside.transaction(names, "readonly");
      transaction.onabort = () => {
        this.fail(transaction.error ?? new agent.AgentFailure("AbortError", "the browser aborted the transaction"));
      };
      const reading = new agent.Reading(this.session, this.beside.name, transaction, names, window);
      reading.first = read.length;
      // What is under way of the former reading is acknowledged to this one.
      reading.unacknowledged = this.session.reading.unacknowledged;
      reading.fail = (/** @type {any} */ error, /** @type {any} */ place) => this.fail(error, place);
      // Handing on values as they were read loses some in Firefox: they are made anew of the bytes.
      reading.posted = (/** @type {number} */ position, /** @type {number} */ firstOrdinal, /** @type {Uint8Array} */ bytes, /** @type {any[]} */ attachments) => {
        this.inbox.push({ command: { kind: "put", store: fill[position], firstOrdinal }, bytes, attachments });
      };
      reading.done = () => super.readDone();
      this.session.reading = reading;
      reading.readStore(0);
    }
  }

  /** @param {any} command @param {any} session */
  agent.switchOver = async (command, session) => {
    const beside = await agent.openExisting(agent.nameFromWire(command.beside));
    try {
      await new Switch(session, command, beside).migrate();
    } finally {
      beside.close();
    }
  };
})();

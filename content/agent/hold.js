// Keeping the Blobs that were read from a database readable until their contents are read.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /**
   * What Firefox needs so that a Blob's file stays where the site replaces the record: the
   * connection that gave the Blob, open, and the Blob itself, in this page.
   */
  agent.Hold = class Hold {
    /** @param {IDBDatabase} database */
    constructor(database) {
      this.database = database;
      this.objects = /** @type {any[]} */ ([]);
      this.lost = false;
      const lose = () => {
        this.lost = true;
        this.end();
      };
      // The site comes first. What a Blob gives after that may be of the next database.
      database.onversionchange = lose;
      database.onclose = lose;
    }

    /** Keeps Blobs; other objects do no harm. @param {any[]} attachments */
    keep(attachments) {
      for (const object of attachments) this.objects.push(object);
    }

    /**
     * Ends it. Fails where it did not last until now: only what the connection answers proves that
     * it did, for the browser may close one before it says so.
     * @param {string} store
     */
    async release(store) {
      try {
        await this.answers(store);
      } finally {
        this.end();
      }
    }

    /** @param {string} store */
    answers(store) {
      return new Promise((resolve, reject) => {
        const lost = () => {
          const place = { database: this.database.name };
          reject(new agent.AgentFailure("connection_lost", "the connection to the database was closed", place));
        };
        if (this.lost) return lost();
        try {
          const transaction = this.database.transaction(store, "readonly");
          transaction.objectStore(store).count(0);
          transaction.oncomplete = () => (this.lost ? lost() : resolve(undefined));
          transaction.onabort = lost;
        } catch {
          lost();
        }
      });
    }

    end() {
      this.objects = [];
      this.database.close();
    }
  };

  /** @param {any} _command @param {any} session */
  agent.release = async (_command, session) => {
    const { hold } = session;
    if (!hold) throw new agent.AgentFailure("InvalidStateError", "nothing is held");
    session.hold = null;
    await hold.release(hold.database.objectStoreNames[0]);
    session.post({ kind: "released" });
  };
})();

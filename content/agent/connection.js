// Opening databases without ever creating or upgrading one by accident.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A failure that the background worker is told of. */
  class AgentFailure extends Error {
    /**
     * @param {string} name the DOMException's name, or a code of the codec
     * @param {string} message
     * @param {{database?: string, store?: string, key?: any}} [place]
     */
    constructor(name, message, place = {}) {
      super(message);
      this.failureName = name;
      this.place = place;
    }

    /**
     * Of whatever was thrown or came as an error event.
     * @param {any} error
     * @param {{database?: string, store?: string, key?: any}} [place]
     */
    static of(error, place) {
      if (error instanceof AgentFailure) {
        Object.assign(error.place, place);
        return error;
      }
      const name = error?.code && typeof error.code === "string" ? error.code : error?.name;
      return new AgentFailure(String(name ?? "UnknownError"), String(error?.message ?? error), place);
    }
  }
  agent.AgentFailure = AgentFailure;

  /** How long the browser may take to open a database before that counts as waiting, in milliseconds. */
  const PROMPT = 5000;

  /**
   * Opens a database at the version it has. One that is not there stays that way: the upgrade
   * that would create it is aborted.
   * @param {string} name
   * @param {any} [session] is told when it has to wait
   * @returns {Promise<IDBDatabase>}
   */
  agent.openExisting = (name, session) =>
    new Promise((resolve, reject) => {
      const place = { database: name };
      if (!agent.isPossibleName(name)) {
        reject(new AgentFailure("NotFoundError", "this browser has no database of such a name", place));
        return;
      }
      let isMissing = false;
      const request = indexedDB.open(name);
      // Behind a deletion that waits for a connection, no event tells that this waits, too.
      const late = setTimeout(() => session?.post({ kind: "waiting", database: agent.nameToWire(name) }), PROMPT);
      for (const type of ["success", "error"]) request.addEventListener(type, () => clearTimeout(late));
      request.onupgradeneeded = () => {
        isMissing = true;
        /** @type {IDBTransaction} */ (request.transaction).abort();
      };
      request.onsuccess = () => {
        const database = request.result;
        if (session?.closed) {
          database.close();
          reject(new AgentFailure("AbortError", "cancelled", place));
          return;
        }
        // The site may upgrade as soon as the transaction that runs is over.
        database.onversionchange = () => database.close();
        resolve(database);
      };
      request.onerror = (event) => {
        // Unhandled, Firefox would report it to the page's own error handlers.
        event.preventDefault();
        reject(
          isMissing
            ? new AgentFailure("NotFoundError", "the database is not there any more", place)
            : AgentFailure.of(request.error, place),
        );
      };
    });
})();

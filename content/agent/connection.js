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

  /**
   * Opens a database at the version it has. One that is not there stays that way: the upgrade
   * that would create it is aborted.
   * @param {string} name
   * @returns {Promise<IDBDatabase>}
   */
  agent.openExisting = (name) =>
    new Promise((resolve, reject) => {
      const place = { database: name };
      if (!agent.isPossibleName(name)) {
        reject(new AgentFailure("NotFoundError", "this browser has no database of such a name", place));
        return;
      }
      let isMissing = false;
      const request = indexedDB.open(name);
      request.onupgradeneeded = () => {
        isMissing = true;
        /** @type {IDBTransaction} */ (request.transaction).abort();
      };
      request.onsuccess = () => {
        const database = request.result;
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

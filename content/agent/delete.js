// Deleting databases, and the room that they took.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** How long the browser is given to give room back, in milliseconds. */
  const PATIENCE = 5000;
  /** How often it is asked. */
  const ASK_EVERY = 100;

  /**
   * How many bytes the browser counts for the origin; null where it does not tell: to pages
   * without https, say.
   * @returns {Promise<number | null>}
   */
  const usage = async () => {
    try {
      return (await navigator.storage.estimate()).usage ?? null;
    } catch {
      return null;
    }
  };

  /** @param {any} command @param {any} session */
  const deleteOne = (command, session) =>
    new Promise((resolve, reject) => {
      const name = agent.nameFromWire(command.database);
      if (!agent.isPossibleName(name)) {
        resolve(undefined);
        return;
      }
      const request = indexedDB.deleteDatabase(name);
      request.onblocked = () => session.post({ kind: "waiting", database: command.database });
      request.onsuccess = () => resolve(undefined);
      request.onerror = (event) => {
        event.preventDefault();
        reject(agent.AgentFailure.of(request.error, { database: name }));
      };
    });

  /** @param {any} command @param {any} session */
  agent.deleteDatabase = async (command, session) => {
    await deleteOne(command, session);
    session.post({ kind: "deleted", usage: await usage() });
  };

  /** Creates a database without stores. @param {any} command */
  const createEmpty = (command) =>
    new Promise((resolve, reject) => {
      const name = agent.nameFromWire(command.database);
      const request = indexedDB.open(name, 1);
      request.onsuccess = () => {
        request.result.close();
        resolve(undefined);
      };
      request.onerror = (event) => {
        event.preventDefault();
        reject(agent.AgentFailure.of(request.error, { database: name }));
      };
    });

  /**
   * In Chromium, the files of a deleted database are left lying until a later deletion, and count
   * until then: so further ones are deleted, of the same name, which nobody misses.
   * @param {any} command
   * @param {any} session
   */
  agent.reclaim = async (command, session) => {
    const isLess = (/** @type {number | null} */ now) => now === null || command.below === null || now < command.below;
    const begun = performance.now();
    let now;
    await deleteOne(command, session);
    do {
      await createEmpty(command).then(
        () => deleteOne(command, session),
        () => {
          // Not even room for an empty one: then there is only waiting.
        },
      );
      // The deletion is done; the files go some time after it.
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
      now = await usage();
    } while (!isLess(now) && performance.now() - begun < PATIENCE);
    session.post({ kind: "reclaimed", usage: now });
  };
})();

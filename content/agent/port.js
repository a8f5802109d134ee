// The agent's port: takes commands, posts events. Loaded last.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const agent = (drydock.agent ??= {});

  /** A message that is larger travels as a Blob: Chromium limits one to 64 MiB. */
  const LARGEST_MESSAGE = 32 << 20;

  /** @type {Record<string, (command: any, session: any) => Promise<unknown>>} */
  const handlers = {
    inventory: agent.inventory,
    read: agent.read,
    release: agent.release,
    replace: agent.replace,
    migrate: agent.migrate,
    upgrade: agent.upgrade,
    switch: agent.switchOver,
    takeAway: agent.takeAway,
    waitUntilAlone: agent.waitUntilAlone,
    delete: agent.deleteDatabase,
    reclaim: agent.reclaim,
  };

  /** One connection of the background worker. */
  class Session {
    /** @param {any} port */
    constructor(port) {
      this.port = port;
      this.reading = /** @type {any} */ (null);
      this.inbox = /** @type {any[] | null} */ (null);
      /** Ends the transaction that runs, if one does. @type {(() => void) | null} */
      this.abort = null;
      this.closed = false;
      /** What keeps the Blobs of the last reading readable. */
      this.hold = /** @type {any} */ (null);
      /** Resolved when every command so far that writes is in the inbox. */
      this.arrived = Promise.resolve();
    }

    /** @param {any} event */
    post(event) {
      if (!this.closed) this.port.postMessage({ body: JSON.stringify(event) });
    }

    /** @param {any} event @param {Uint8Array} bytes @param {any[]} attachments */
    postRecords(event, bytes, attachments) {
      if (this.closed) return;
      const carried = bytes.length > LARGEST_MESSAGE ? new Blob([/** @type {any} */ (bytes)]) : bytes;
      this.port.postMessage({ body: JSON.stringify(event), bytes: carried, attachments });
    }

    /** @param {any} failure */
    postFailure(failure) {
      const { database, store, key } = failure.place;
      this.post({
        kind: "failed",
        error: {
          name: failure.failureName,
          message: failure.message,
          database: database === undefined ? null : agent.nameToWire(database),
          store: store === undefined ? null : agent.nameToWire(store),
          key: key === undefined ? null : hexOfKey(key),
        },
      });
    }

    /** Until `release`, the next command, or the end. @param {any} hold */
    holdUntilReleased(hold) {
      if (this.closed) hold.end();
      else this.hold = hold;
    }

    endHold() {
      this.hold?.end();
      this.hold = null;
    }

    /** @param {any} message */
    async receive(message) {
      const command = JSON.parse(message.body);
      if (command.kind === "acknowledge") {
        this.reading?.acknowledge(command.bytes);
      } else if (command.kind === "abort") {
        this.abort?.();
      } else if (["put", "remove", "clear", "finish"].includes(command.kind)) {
        // A Blob takes its time, and what was sent after it must not overtake it.
        this.arrived = this.arrived.then(() => this.enqueue(command, message));
      } else {
        try {
          const handler = handlers[command.kind];
          if (!handler) throw new agent.AgentFailure("NotSupportedError", `unknown command ${command.kind}`);
          // What was sent for the one before it, which failed meanwhile, is none of its business.
          await this.arrived;
          if (command.kind !== "release") this.endHold();
          await handler(command, this);
        } catch (error) {
          this.postFailure(agent.AgentFailure.of(error));
        }
      }
    }

    /** @param {any} command @param {any} message */
    async enqueue(command, message) {
      try {
        const bytes = message.bytes instanceof Blob ? new Uint8Array(await message.bytes.arrayBuffer()) : message.bytes;
        this.inbox?.push({ command, bytes, attachments: message.attachments ?? [] });
      } catch (error) {
        // Whoever takes it fails, and the transaction with it.
        this.inbox?.push({ command: { kind: "unreadable" }, error });
      }
    }

    close() {
      this.closed = true;
      this.endHold();
      // Without the background worker nothing can be finished: what runs falls back.
      this.abort?.();
    }
  }

  /** @param {any} key */
  const hexOfKey = (key) =>
    Array.from(drydock.codec.encodeValue(key), (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0")).join("");

  // The files may be injected again by a later operation; one listener is enough.
  if (!agent.listening) {
    agent.listening = true;
    chrome.runtime.onConnect.addListener((/** @type {any} */ port) => {
      if (port.name !== "agent" || port.sender?.id !== chrome.runtime.id) return;
      const session = new Session(port);
      port.onMessage.addListener((/** @type {any} */ message) => void session.receive(message));
      port.onDisconnect.addListener(() => session.close());
      session.post({ kind: "hello" });
    });
  }
})();

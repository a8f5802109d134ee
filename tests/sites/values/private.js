// Values that no file can hold.

(() => {
  const text = "only this browser's key opens it";
  const create = async (name, records) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => {
      const store = opening.result.createObjectStore("store");
      for (const [key, value] of records) store.put(value, key);
    };
    (await promised(opening)).close();
  };
  const read = async (name, key) => {
    const database = await promised(indexedDB.open(name));
    try {
      return await promised(database.transaction("store").objectStore("store").get(key));
    } finally {
      database.close();
    }
  };

  window.privateSite = {
    /** A key that cannot be exported, and what it encrypted. */
    async fillPrivate() {
      const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
      await create("private", [["message", { iv, data }], ["secret", { keys: [key, key] }]]);
    },
    /** Whether the key in the database opens the message in it, and is kept as it was. */
    async readsPrivate() {
      const { iv, data } = await read("private", "message");
      const [key, same] = (await read("private", "secret")).keys;
      const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data);
      return new TextDecoder().decode(opened) === text && key === same && !key.extractable && key.usages.length === 2;
    },
    /** Exceptions with texts beyond ASCII, which Firefox itself changes when it stores them. */
    async fillExceptions() {
      await create("exceptions", [["é", new DOMException("message: é", "Né")], ["日本", new DOMException("日本")]]);
    },
    async readExceptions() {
      const texts = [];
      for (const key of ["é", "日本"]) {
        const { name, message, code } = await read("exceptions", key);
        texts.push([name, message, code]);
      }
      return texts;
    },
    /** An error with the stack that the browser gave it. */
    async fillError() {
      await create("errors", [["thrown", new RangeError("thrown here")]]);
    },
    async readError() {
      const { name, message, stack, fileName = null, lineNumber = null } = await read("errors", "thrown");
      return { name, message, stack: String(stack), fileName, lineNumber };
    },
    /** Objects that this browser stores and no file carries. Gives the names of their classes. */
    async fillOthers() {
      const makes = {
        AggregateError: () => new AggregateError([new Error("one"), 2], "several"),
        ImageBitmap: () => createImageBitmap(new ImageData(1, 1)),
        QuotaExceededError: () => new QuotaExceededError("full", { quota: 5, requested: 6 }),
        RTCCertificate: () => RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" }),
      };
      const kept = [];
      for (const [name, make] of Object.entries(makes)) {
        try {
          const value = await make();
          await create(`try ${name}`, [["object", value]]);
          const { constructor } = await read(`try ${name}`, "object");
          if (constructor.name === name) kept.push([name, { within: value }]);
        } catch (error) {
          // This browser has no such class, or does not store it.
          if (!["ReferenceError", "DataCloneError", "AbortError"].includes(error.name)) throw error;
        }
      }
      await deleteAllDatabases();
      await create("others", kept);
      return kept.map(([name]) => name);
    },
    /** What only Firefox reads back: Chromium finds null. */
    fillEarlyFile: () => create("file", [["early", new File(["x"], "n", { lastModified: -5 })]]),
    /** What only Chromium has. */
    fillWideImage: () => create("image", [["wide", new ImageData(1, 1, { colorSpace: "display-p3" })]]),
    fillForeignException: () => create("exception", [["日本", new DOMException("日本")]]),
    /** A file's handle, among values that can be carried. */
    async fillHandles() {
      const root = await navigator.storage.getDirectory();
      const handle = await root.getFileHandle("file.txt", { create: true });
      await create("handles", [[["a", 1], { handle, kept: "yes" }], ["z", "after"]]);
    },
    async readHandles() {
      const { handle, kept } = await read("handles", ["a", 1]);
      return [handle === null ? null : Object.prototype.toString.call(handle), kept, await read("handles", "z")];
    },
  };
})();

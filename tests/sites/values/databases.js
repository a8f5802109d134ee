// The databases of this site: one of every value, one of every kind of key, and odd names.

(() => {
  const promised = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
      request.onblocked = () => reject(new Error("the database is held open"));
    });
  const completed = (transaction) =>
    new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });

  /** Keys in IndexedDB's order. */
  const keys = () => [
    -Infinity, -1.5, -1, 0, Number.MIN_VALUE, 1, 2 ** 53, Infinity,
    new Date(-8.64e15), new Date(-1), new Date(0), new Date(1700000000123), new Date(8.64e15),
    "", "\0", "a", "a\0b", "é", "\ud800", "\ud83d\ude00", "\udc00",
    new ArrayBuffer(0), new Uint8Array([0]).buffer, new Uint8Array([1, 2, 255]).buffer,
    [], [-Infinity], [0, ""], [new Date(0), ["a", new Uint8Array([7]).buffer, []]],
  ];

  // None with lone surrogates: Firefox stores others in their place.
  const names = ["", "/", "../up", "a/b\\c", "\"quoted\" 'names'", "😀 émoji", "<b>&amp;</b><script>", "n".repeat(300), "line\nbreak\0NUL", "__proto__", "constructor", " "];

  const keyed = () => keys().map((key, at) => [key, { at, 0: "zero", "": "empty" }]);
  const rows = [
    { id: 3, tags: ["b", "a", "b"], when: new Date(5), place: { city: "x", zip: 1 }, unique: "u1" },
    { id: 1, tags: [], when: 5, place: { city: "x", zip: 2 }, unique: "u2" },
    { id: 2, tags: "single", place: { city: "y" } },
  ];

  /**
   * Each store: its options, its indexes as [name, keyPath, options], its records as [key, value]
   * (the key undefined where the value holds it), and what its key generator gives next.
   */
  const schema = async () => {
    // Values at the limit of nesting are beyond it within another.
    const canBeDeeper = ([name]) => !name.includes("1,000 deep");
    const made = (list) => Promise.all(list.map(async ({ name, make }) => [name, await make()]));
    const languageRecords = await made(languageValues);
    const platformRecords = await made(platformValues);
    return [
      { name: "values", version: 7, stores: [
        { name: "language", options: {}, indexes: [], records: languageRecords },
        { name: "platform", options: {}, indexes: [], records: platformRecords },
        // No index over the values: Firefox crashes when it looks for a key in a resizable buffer.
        { name: "in-line", options: { keyPath: "id" }, indexes: [["by time", "value.at", {}]], records: [...languageRecords, ...platformRecords].filter(canBeDeeper).map(([id, value]) => [undefined, { id, value }]) },
      ] },
      { name: "keys", version: 1, stores: [
        { name: "out-of-line", options: {}, indexes: [["at", "at", { unique: true }]], records: keyed() },
        { name: "in-line", options: { keyPath: "key" }, indexes: [], records: keys().map((key, at) => [undefined, { key, at }]) },
        { name: "nested path", options: { keyPath: "a.b.c" }, indexes: [], records: keys().map((key) => [undefined, { a: { b: { c: key, d: 1 } } }]) },
        { name: "path of several parts", options: { keyPath: ["x", "y.z"] }, indexes: [], records: keys().map((key, at) => [undefined, { y: { z: key }, x: at }]) },
        { name: "the value is the key", options: { keyPath: "" }, indexes: [], records: keys().map((key) => [undefined, key]) },
        { name: "falsy values", options: {}, indexes: [], records: [0, "", false, null, undefined, -0, NaN, 0n].map((value, at) => [at, value]) },
      ] },
      { name: "indexes", version: 2 ** 31, stores: [
        { name: "rows", options: { keyPath: "id" }, indexes: [
          ["by-date", "when", {}], ["each tag", "tags", { multiEntry: true }], ["", "id", { unique: true }],
          ["place, then time", ["place.city", "place.zip"], {}], ["unique one", "unique", { unique: true }],
          ["one part", ["id"], {}], ["itself", "", {}], ["<i>/markup</i>", "tags", {}], ["nothing", "nothing.there", { multiEntry: true, unique: true }],
        ], records: rows.map((row) => [undefined, row]) },
        { name: "lengths", options: {}, indexes: [["length", "length", {}], ["size", "size", {}]], records: [[1, "four"], [2, [1, 2]], [3, new Blob(["12345"])]] },
      ] },
      { name: "generators", version: 1, stores: [
        { name: "fresh", options: { autoIncrement: true }, indexes: [], records: [], next: 1 },
        { name: "bumped", options: { autoIncrement: true }, indexes: [], records: [[5, "five"]], next: 41 },
        { name: "emptied", options: { autoIncrement: true, keyPath: "id" }, indexes: [], records: [], next: 1000 },
        { name: "in-line", options: { autoIncrement: true, keyPath: "a.id" }, indexes: [["n", "n", {}]], records: [[undefined, { a: { id: 1 }, n: 1 }], [undefined, { a: { id: "text" }, n: 2 }]], next: 2 },
        { name: "behind a fraction", options: { autoIncrement: true }, indexes: [], records: [[6.5, "x"], [-3, "y"]], next: 7 },
        { name: "at its end", options: { autoIncrement: true }, indexes: [], records: [[1, "x"]], next: null },
      ] },
      { name: "empty stores", version: 3, stores: [{ name: "none", options: { keyPath: ["a", "b"] }, indexes: [["i", ["c", "d"], {}]], records: [] }] },
      { name: "empty", version: 5, stores: [] },
      { name: "names", version: 1, stores: names.map((name, at) => ({ name, options: {}, indexes: [[name, name.includes("proto") ? "__proto__" : "k", {}]], records: [[at, { k: name }]] })) },
      ...names.map((name) => ({ name, version: 1, stores: [{ name: "s", options: {}, indexes: [], records: [[0, name]] }] })),
    ];
  };

  const open = (name, version, upgrade) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => upgrade?.(request.result);
    return promised(request);
  };

  /** Puts a key generator where it gives `next`. */
  const setGenerator = async (store, next) => {
    const keyPath = store.keyPath;
    const before = next === null ? 2 ** 53 : next - 1;
    if (before < 1 || (await promised(store.count(before))) > 0) return;
    if (keyPath === null) store.put({}, before);
    else store.put(keyPath.split(".").reduceRight((value, step) => ({ [step]: value }), before));
    await promised(store.delete(before));
  };

  /** What a key generator gives next, found out in a transaction that is aborted. */
  const nextOf = async (database, name) => {
    const transaction = database.transaction(name, "readwrite");
    const aborted = new Promise((resolve) => (transaction.onabort = resolve));
    const request = transaction.objectStore(name).add({});
    const next = await new Promise((resolve) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = (event) => {
        event.preventDefault();
        resolve(null);
      };
    });
    transaction.abort();
    await aborted;
    return next;
  };

  window.siteDatabases = { promised, completed, schema, open, setGenerator, nextOf };
})();

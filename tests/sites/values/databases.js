// The databases of this site: what they hold, and how they are described.

window.databasesOf = (() => {
  const buffer = (...bytes) => Uint8Array.from(bytes).buffer;

  /** Keys of every type, in the order that IndexedDB gives them. */
  const keys = () => [
    -Infinity, -Number.MAX_VALUE, -(2 ** 53), -1, -0.5, -Number.MIN_VALUE, 0, Number.MIN_VALUE, 0.5, 1, 23, 24, 2 ** 53, Number.MAX_VALUE, Infinity,
    new Date(-8.64e15), new Date(-1001), new Date(-1), new Date(0), new Date(1), new Date(1000), new Date(8.64e15),
    "", "\0", "\0\0", "\0a", "0", "a", "a\0", "a\0b", "aa", "é", "日本", "\ud800", "\ud800a", "🚢", "\udfff", "\ufeff", "\uffff", "\uffffx".padEnd(500, "y"),
    buffer(), buffer(0), buffer(0, 0), buffer(0, 1), buffer(1), buffer(127, 128), buffer(255),
    [], [-Infinity], [0], [0, 0], [0, [0, [0]]], [1], [new Date(0)], [""], ["", 0], ["a"], ["a", ["b", new Date(5), buffer(1)]], [buffer()], [buffer(1)], [[]], [[], []], [[[[]]]],
  ];

  const store = (name, parts = {}) => ({ name, keyPath: null, autoIncrement: false, indexes: [], records: [], next: undefined, ...parts });
  const index = (name, keyPath, { unique = false, multiEntry = false } = {}) => ({ name, keyPath, unique, multiEntry });
  const outOfLine = (cases) =>
    Promise.all(cases.map(async ({ name, make }) => [name, await make()]))
      .then((records) => records.sort(([one], [other]) => indexedDB.cmp(one, other)));

  const values = async () => ({
    name: "values",
    version: 1,
    stores: [
      store("language", { records: await outOfLine(languageValues) }),
      store("platform", { records: await outOfLine(platformValues) }),
    ],
  });

  const keysOfAllTypes = () => ({
    name: "keys",
    version: 3,
    stores: [
      store("compound", {
        keyPath: ["a", "b.c"],
        records: [[1, "x"], [1, "y"], [2, new Date(0)], ["", ""]].map(([a, c]) => [[a, c], { a, b: { c }, n: 1 }]),
        indexes: [index("both, turned", ["b.c", "a"], { unique: true }), index("a", "b.c"), index("b", ["n"])],
      }),
      store("empty", { indexes: [index("nothing", "to.see")] }),
      store("falsy", { records: [[0, 0], [1, -0], [2, NaN], [3, false], [4, null], [5, undefined], ["", ""]] }),
      store("generator", { autoIncrement: true, records: [1, 2, 3].map((key) => [key, `record ${key}`]), next: 1000 }),
      store("generator at its end", { autoIncrement: true, records: [[5, "five"]], next: null }),
      store("generator in line", {
        keyPath: "id.n", autoIncrement: true, next: 50,
        records: [1, 7, "text"].map((n) => [n, { id: { n } }]),
        indexes: [index("n", "id.n", { unique: true })],
      }),
      store("generator past a fraction", { autoIncrement: true, records: [[-3, "a"], [1.5, "b"]], next: 2 }),
      store("generator unused", { keyPath: "id", autoIncrement: true, next: 1 }),
      store("in line", {
        keyPath: "a.key.path",
        records: keys().map((path, n) => [path, { n, a: { before: 1, key: { path }, after: 2 } }]),
        indexes: [index("by n", "n", { unique: true }), index("all of it", "a.key.path", { multiEntry: true })],
      }),
      store("out of line", { records: keys().map((key, at) => [key, `record ${at}`]) }),
      store("several entries", {
        records: [
          ["one", { tags: ["a", "b", 1], mail: "one@example", other: "x", length: 1 }],
          ["three", "text, with a length"],
          ["two", { tags: ["b", "b", [2], null], mail: "two@example", other: "x" }],
        ],
        indexes: [
          index("", "length"), index("__proto__", "other"), index("mail", "other"), index("other", "mail", { unique: true }),
          index("tags, each", "tags", { multiEntry: true }), index("tags, each once", "mail", { unique: true, multiEntry: true }),
          index("whole", ""), index("🚢 <i>", "tags"),
        ],
      }),
      store("whole value", { keyPath: "", records: [[1, 1], ["text", "text"], [["a", 1], ["a", 1]]] }),
    ],
  });

  const unusual = [
    "", " ", ".", "..", "a/b", "a\\b", "../../up", "\"quoted\" 'twice'", "emoji 🚢", "<b>markup</b>", "<script>alert(1)</script>",
    "__proto__", "constructor", "nul\0inside", "line\nbreak", "%2f%00", "x".repeat(300), "日本", "e\u0301", "é",
  ];
  const inOrder = (names) => [...names].sort((one, other) => (one < other ? -1 : 1));
  const named = (name) => store(name, { records: [[name, { name }]], indexes: [index(name, "name")] });

  const unusualNames = () => [
    { name: "no stores", version: 7, stores: [] },
    { name: "a large version", version: 2 ** 40 + 1, stores: [store("one", { records: [[1, 1]] })] },
    { name: "stores of all names", version: 2, stores: inOrder(unusual).map(named) },
    ...unusual.map((name) => ({ name, version: 1, stores: [named(name)] })),
  ];

  /** Names that only Chromium keeps: Firefox makes other characters of them. */
  const surrogates = (name) => [{
    name,
    version: 1,
    stores: inOrder(["\ud800", "\udfff", "a\ud800b"]).map((name) => ({ ...named(name), keyPath: "name", records: [[name, { name }]] })),
  }];

  return { all: async () => [await values(), keysOfAllTypes(), ...unusualNames()], surrogates };
})();

// Values of several types in localForage.

const open = () =>
  localforage.createInstance({ name: "app", storeName: "key value pairs", driver: localforage.INDEXEDDB });
let store = open();

globalThis.site = {
  async fill() {
    await store.setItem("null", null);
    await store.setItem("zero", 0);
    await store.setItem("", "the empty key");
    await store.setItem("false", false);
    await store.setItem("emoji 🚢", { text: "日本\u0000", list: [1, , 3], when: new Date(1234567890123) });
    await store.setItem("bytes", new Uint16Array([1, 2, 65535]));
    await store.setItem("blob", new Blob(["some text"], { type: "text/plain" }));
    await store.setItem("map", new Map([["key", new Set([1, 2])]]));
    for (let at = 0; at < 500; at += 1) await store.setItem(`item ${at}`, { at });
  },
  clear: () => store.dropInstance(),
  open: () => (store = open()),
  count: () => store.length(),
  async hash() {
    const entries = [];
    for (const key of await store.keys()) {
      const value = await store.getItem(key);
      const shown =
        value instanceof Blob ? [value.type, await value.text()]
        : value instanceof Uint16Array ? ["Uint16Array", ...value]
        : value instanceof Map ? ["Map", ...Array.from(value, ([name, set]) => [name, ...set])]
        : value;
      entries.push([key, typeof value, shown]);
    }
    return digestOf(entries);
  },
};

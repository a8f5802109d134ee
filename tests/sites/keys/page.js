// A site that encrypts with keys that nobody can export: each record has its own.

const open = (version) =>
  openDatabase("keys", version, (database) => {
    for (const store of ["secrets", "kept"]) database.createObjectStore(store);
  });

const secret = async (text) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text));
  return { text, key, iv, data };
};

/** The text of a record, if its key opens what is encrypted in it and is as it was. */
const opened = async (record) => {
  const { key, iv, data } = record;
  const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, data));
  const isSame = !key.extractable && key.usages.join() === "encrypt,decrypt";
  return isSame && (record.text ?? record.title) === text ? text : `${text}, of another record`;
};

window.site = {
  /** Records with new keys, by their numbers. */
  async write(texts, version) {
    const records = [];
    for (const [id, text] of Object.entries(texts)) records.push([Number(id), await secret(text)]);
    const kept = await secret("kept");
    const database = await open(version);
    const transaction = database.transaction(["secrets", "kept"], "readwrite");
    for (const [id, record] of records) transaction.objectStore("secrets").put(record, id);
    if (version === 1) transaction.objectStore("kept").put(kept, 0);
    await completed(transaction);
    database.close();
  },
  /** Two records take each other's number. */
  async exchange(one, other) {
    const database = await open();
    const store = database.transaction("secrets", "readwrite").objectStore("secrets");
    const [first, second] = await Promise.all([promised(store.get(one)), promised(store.get(other))]);
    store.put(second, one);
    store.put(first, other);
    await completed(store.transaction);
    database.close();
  },
  async remove(id) {
    const database = await open();
    const transaction = database.transaction("secrets", "readwrite");
    transaction.objectStore("secrets").delete(id);
    await completed(transaction);
    database.close();
  },
  /** The texts that the keys open, by the records' numbers, the kept one's among them. */
  async texts() {
    const database = await open();
    const texts = {};
    for (const name of ["secrets", "kept"]) {
      const store = database.transaction(name).objectStore(name);
      const [keys, records] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
      for (const [at, key] of keys.entries()) texts[key] = await opened(records[at]);
    }
    const { version } = database;
    database.close();
    return { version, texts };
  },
};

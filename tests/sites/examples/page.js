// Databases as the examples of docs/plan.md have them.


/** A value as the examples write it. */
const revived = (json) => {
  if (Array.isArray(json)) return json.map(revived);
  if (json === null || typeof json !== "object") return json;
  if ("$date" in json) return new Date(json.$date);
  if ("$bigint" in json) return BigInt(json.$bigint);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, revived(value)]));
};

/** A value as text, with its types and the order of its properties. */
const shown = (value) => {
  if (value instanceof Date) return `Date ${value.toISOString()}`;
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(shown)}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? String(value);
  return `{${Object.entries(value).map(([name, inner]) => `${JSON.stringify(name)}:${shown(inner)}`)}}`;
};

window.site = {
  /** Makes a database of each example, as it is before. Takes and gives JSON, as all here do. */
  async fill(examples) {
    for (const { name, without_key_path = [], before } of JSON.parse(examples)) {
      const database = await openDatabase(name, 1, (database) => {
        for (const store of Object.keys(before)) {
          database.createObjectStore(store, without_key_path.includes(store) ? {} : { keyPath: "id" });
        }
      });
      for (const [store, records] of Object.entries(before)) {
        const transaction = database.transaction(store, "readwrite");
        for (const record of records.map(revived)) {
          if (without_key_path.includes(store)) transaction.objectStore(store).put(record.value, record.key);
          else transaction.objectStore(store).put(record);
        }
        await completed(transaction);
      }
      database.close();
    }
  },
  /** What is in a database: by store what it is like, its keys and its values. */
  async dump(name) {
    const database = await openDatabase(name);
    const stores = {};
    for (const name of database.objectStoreNames) {
      const store = database.transaction(name).objectStore(name);
      const indexes = Array.from(store.indexNames, (name) => store.index(name));
      const index = ({ name, keyPath, unique, multiEntry }) => [name, keyPath, unique, multiEntry];
      stores[name] = {
        like: shown([store.keyPath, store.autoIncrement, indexes.map(index)]),
        keys: shown(await promised(store.getAllKeys())),
        values: (await promised(store.getAll())).map(shown),
      };
    }
    const { version } = database;
    database.close();
    return JSON.stringify({ version, stores });
  },
  /** The values of each store after an example, as a dump has them. */
  expected(example) {
    const { after } = JSON.parse(example);
    const value = (record) => shown(record.key !== undefined && "value" in record ? record.value : record);
    const values = Object.entries(after).map(([name, records]) => [name, records.map(revived).map(value)]);
    return JSON.stringify(Object.fromEntries(values));
  },
};

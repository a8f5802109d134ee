// A site whose records hold Blobs, and that replaces all of them at once: each time is a generation.

const open = (name) => openDatabase(name, 1, (database) => database.createObjectStore("files"));

/** Of each key, how many bytes its Blob has, in every generation. */
const SIZES = [10, 100_000, 2_000_000, 10, 1_500_000, 300_000];

/** What a Blob holds tells whose it is. */
const content = (generation, key) => `${generation}/${key};`.repeat(SIZES[key]).slice(0, SIZES[key]);

const LARGE = 20 << 20;
const usage = async () => (await navigator.storage.estimate()).usage;

window.site = {
  /** Replaces every record, in one transaction. */
  async write(generation) {
    const database = await open("files");
    const transaction = database.transaction("files", "readwrite");
    SIZES.forEach((_, key) => {
      transaction.objectStore("files").put({ generation, file: new Blob([content(generation, key)]) }, key);
    });
    await completed(transaction);
    database.close();
  },
  /** Deletes the database and makes it anew. */
  async remake(generation) {
    await promised(indexedDB.deleteDatabase("files"));
    await site.write(generation);
  },
  /** Writes one generation after the other until the page ends. */
  async work(generation) {
    for (;;) {
      await site.write(generation);
      site.written = generation;
      generation += 1;
    }
  },
  written: 0,
  /** Which generations there are, and which Blobs are not those of their records. */
  async found() {
    const database = await open("files");
    const store = database.transaction("files").objectStore("files");
    const [keys, records] = await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]);
    const wrong = [];
    for (const [at, { generation, file }] of records.entries()) {
      if ((await file.text()) !== content(generation, keys[at])) wrong.push(`${generation}/${keys[at]}`);
    }
    database.close();
    const generations = [...new Set(records.map(({ generation }) => generation))];
    return { count: records.length, generations, wrong };
  },
  /**
   * Waits until the browser has deleted the files of Blobs that are in no record any more: another
   * Blob is put and deleted, whose file goes with all that were to go before it.
   */
  async forget() {
    let database = await open("other");
    let transaction = database.transaction("files", "readwrite");
    transaction.objectStore("files").put(new Blob([new Uint8Array(LARGE)]), 1);
    await completed(transaction);
    database.close();
    const before = await usage();
    database = await open("other");
    transaction = database.transaction("files", "readwrite");
    transaction.objectStore("files").delete(1);
    await completed(transaction);
    database.close();
    // What the other database takes is less than the rest.
    while ((await usage()) > before - LARGE * 0.75) await new Promise((resolve) => setTimeout(resolve, 50));
  },
};

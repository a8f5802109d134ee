// A site whose page and service worker keep connections open and close them for nobody.

/** @param {number} [version] the present one, where it is not given */
const open = (version) =>
  openDatabase("held", version, (database) => {
    if (!database.objectStoreNames.contains("notes")) database.createObjectStore("notes");
  });

let connection;
const connected = async () => {
  const isThere = (await indexedDB.databases()).some(({ name }) => name === "held");
  return (connection ??= await open(isThere ? undefined : 4));
};

window.site = {
  async fill() {
    const transaction = (await connected()).transaction("notes", "readwrite");
    for (let at = 0; at < 50; at += 1) transaction.objectStore("notes").put({ at, text: "held" }, at);
    await completed(transaction);
  },
  /** Makes the database one of a later version. */
  async upgrade() {
    (await connected()).close();
    connection = await open(5);
  },
  /**
   * The service worker opens a connection of its own, and keeps it as long as it lives; or until so
   * many milliseconds after it was asked to close it.
   */
  async holdInWorker(reluctance) {
    const registration = await navigator.serviceWorker.register("worker.js");
    await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const held = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)));
    registration.active.postMessage({ reluctance }, [channel.port2]);
    return held;
  },
  async change() {
    const transaction = (await connected()).transaction("notes", "readwrite");
    transaction.objectStore("notes").clear();
    transaction.objectStore("notes").put("changed", "other");
    await completed(transaction);
  },
  async hash() {
    const transaction = (await connected()).transaction("notes");
    const store = transaction.objectStore("notes");
    return digestOf(await Promise.all([promised(store.getAllKeys()), promised(store.getAll())]));
  },
};

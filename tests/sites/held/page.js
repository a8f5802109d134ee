// A site whose page and service worker keep connections open and close them for nobody.

const open = () =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open("held", 4);
    request.onupgradeneeded = () => request.result.createObjectStore("notes");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let connection;
const connected = async () => (connection ??= await open());

window.site = {
  async fill() {
    const transaction = (await connected()).transaction("notes", "readwrite");
    for (let at = 0; at < 50; at += 1) transaction.objectStore("notes").put({ at, text: "held" }, at);
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  },
  /** The service worker opens a connection of its own, and keeps it as long as it lives. */
  async holdInWorker() {
    const registration = await navigator.serviceWorker.register("worker.js");
    await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const held = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)));
    registration.active.postMessage("hold", [channel.port2]);
    return held;
  },
  async change() {
    const transaction = (await connected()).transaction("notes", "readwrite");
    transaction.objectStore("notes").clear();
    transaction.objectStore("notes").put("changed", "other");
    await new Promise((resolve) => (transaction.oncomplete = resolve));
  },
  async hash() {
    const transaction = (await connected()).transaction("notes");
    const read = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const store = transaction.objectStore("notes");
    return digestOf(await Promise.all([read(store.getAllKeys()), read(store.getAll())]));
  },
};

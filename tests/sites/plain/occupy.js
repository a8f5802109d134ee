// Holds a read-only transaction open until it is told to let go, and rests between the requests
// that keep it open: only a worker may rest, and a page that made requests all the time would take
// a core.

const REST = 50;
// What can be shared is kept from pages that are not isolated, but not this way.
const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
const nothing = new Int32Array(buffer);

let released = false;

self.onmessage = ({ data }) => {
  if (data === "release") {
    released = true;
    return;
  }
  const request = indexedDB.open(data.name);
  request.onsuccess = () => {
    const database = request.result;
    const occupied = database.transaction(data.store, "readonly").objectStore(data.store);
    const keep = () => {
      Atomics.wait(nothing, 0, 0, REST);
      if (released) database.close();
      else occupied.count(0).onsuccess = keep;
    };
    occupied.count(0).onsuccess = () => {
      self.postMessage("occupied");
      keep();
    };
  };
};

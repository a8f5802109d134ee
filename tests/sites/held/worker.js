// Opens the site's database and keeps it open.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", ({ ports }) => {
  const request = indexedDB.open("held");
  request.onsuccess = () => {
    self.connection = request.result;
    ports[0].postMessage("held");
  };
});

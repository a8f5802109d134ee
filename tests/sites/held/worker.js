// Opens the site's database and keeps it open, for good or until long after it was asked to close it.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { reluctance } = event.data;
  const request = indexedDB.open("held");
  request.onsuccess = () => {
    self.connection = request.result;
    event.ports[0].postMessage("held");
  };
  if (reluctance === undefined) return;
  // The browser would end an idle worker sooner or later.
  const closed = new Promise((resolve) => {
    request.addEventListener("success", () => {
      request.result.onversionchange = () =>
        setTimeout(() => {
          request.result.close();
          resolve();
        }, reluctance);
    });
  });
  event.waitUntil(closed);
});

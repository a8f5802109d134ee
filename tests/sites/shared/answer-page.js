// Says what the library finds in the service worker. Its connections stay open.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  // A library may have closed the connection that it had, since another one deleted the database.
  site.open();
  event.waitUntil(
    site.hash().then(
      (hash) => port.postMessage({ hash }),
      (error) => port.postMessage({ error: String(error) }),
    ),
  );
});

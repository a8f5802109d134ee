// Asks the site's service worker for what it finds.

/** The digest of the data as the library reads them in the worker. */
site.hashInWorker = async () => {
  const { active } = await navigator.serviceWorker.ready;
  const channel = new MessageChannel();
  const answer = new Promise((resolve) => (channel.port1.onmessage = ({ data }) => resolve(data)));
  active.postMessage("hash", [channel.port2]);
  const { hash, error } = await answer;
  if (error) throw new Error(error);
  return hash;
};

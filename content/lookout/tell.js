// Runs beside page.js, and passes on what it says. Whatever the page can say, the background
// checks.

(() => {
  const port = chrome.runtime.connect({ name: "lookout" });
  const told = (/** @type {Event} */ event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (typeof detail === "string" && detail.length < 10_000) port.postMessage(detail);
  };
  document.addEventListener("drydock-open", told);
  port.onDisconnect.addListener(() => {
    document.removeEventListener("drydock-open", told);
    document.dispatchEvent(new CustomEvent("drydock-lookout-ends"));
  });
})();

// Registered at document_start while an origin is in dry dock: no script of the site runs.

(() => {
  window.stop();
  if (window !== window.top) return;

  const text = (/** @type {string} */ key) => chrome.i18n.getMessage(key);
  const page = document.createElement("html");
  const head = document.createElement("head");
  const title = document.createElement("title");
  title.textContent = text("dockTitle");
  head.append(title);
  const body = document.createElement("body");
  body.style.cssText =
    "margin: 0; min-height: 100vh; display: grid; place-content: center; text-align: center;" +
    "font: 16px/1.5 system-ui, sans-serif; color-scheme: light dark; background: Canvas; color: CanvasText";
  const heading = document.createElement("h1");
  heading.style.cssText = "font-size: 1.5rem; margin: 0 0 .5rem";
  heading.textContent = text("dockTitle");
  const explanation = document.createElement("p");
  explanation.style.cssText = "margin: 0; max-width: 32rem";
  explanation.textContent = text("dockExplanation");
  body.append(heading, explanation);
  page.append(head, body);
  if (document.documentElement) document.documentElement.replaceWith(page);
  else document.append(page);

  // Tells the background worker that this tab is docked. A worker that the browser ended is
  // woken by connecting again, and finishes or undoes what it was doing.
  const connect = () => {
    try {
      chrome.runtime.connect({ name: "dock" }).onDisconnect.addListener(connect);
    } catch {
      // The extension was removed or reloaded: nobody else would let the site run again.
      location.reload();
    }
  };
  connect();
})();

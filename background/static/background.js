// The background worker's first file. A worker that the browser has just started gets its event
// at once, so every listener is attached here, synchronously, and waits for the WASM inside.

import init, { connected, message, start } from "./drydock_background.js";

const ready = init().then(() => start());

chrome.runtime.onMessage.addListener((request, sender, sendResponse) => {
  // Only the extension's own pages may ask.
  if (sender.id !== chrome.runtime.id || !sender.url?.startsWith(chrome.runtime.getURL(""))) return false;
  ready.then(() => message(request)).then(sendResponse, (/** @type {unknown} */ error) => sendResponse(failureOf(error)));
  return true;
});

chrome.runtime.onConnect.addListener((port) => {
  ready.then(() => connected(port));
});

// A start of the browser is when an interrupted restore is finished: `start` looks for one.
chrome.runtime.onStartup.addListener(() => {});
chrome.runtime.onInstalled.addListener(() => {});

/** @param {unknown} error */
const failureOf = (error) => ({
  ok: false,
  error: {
    code: "internal",
    message: "Drydock's background worker stopped.",
    nextStep: "Try again; if it happens again, please report it as a bug.",
    detail: String(error),
  },
});

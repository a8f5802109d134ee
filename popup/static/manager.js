import init, { manager } from "./drydock_popup.js";

try {
  await init();
  manager();
} catch (error) {
  // The page's own words need what could not be started.
  document.body.textContent = `Drydock could not start: ${error}`;
}

import init, { migrate } from "./drydock_popup.js";

try {
  await init({ module_or_path: "drydock_popup_bg.wasm" });
  migrate();
} catch (error) {
  // The page's own words need what could not be started.
  document.body.textContent = `Drydock could not start: ${error}`;
}

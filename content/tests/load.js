// Loads the content scripts' codec into this realm, in the order in which the browser does.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);

/** The codec, as `globalThis.drydock.codec`. @returns {any} */
export const loadCodec = () => {
  const files = JSON.parse(
    readFileSync(new URL("content/files.in", root), "utf8").replace(/,\s*\]/, "]"),
  ).filter((/** @type {string} */ file) => file.startsWith("content/codec/"));
  for (const file of files) {
    vm.runInThisContext(readFileSync(new URL(file, root), "utf8"), { filename: file });
  }
  return /** @type {any} */ (globalThis).drydock.codec;
};

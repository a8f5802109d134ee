// Loads the content scripts' codec, and other classic scripts, into this realm, as a browser does.

import { readFileSync } from "node:fs";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);

/** Runs files of the project, in this order. @param {string[]} files */
export const loadScripts = (...files) => {
  for (const file of files) {
    vm.runInThisContext(readFileSync(new URL(file, root), "utf8"), { filename: file });
  }
};

/** The codec, as `globalThis.drydock.codec`. @returns {any} */
export const loadCodec = () => {
  const files = JSON.parse(
    readFileSync(new URL("content/files.in", root), "utf8").replace(/,\s*\]/, "]"),
  ).filter((/** @type {string} */ file) => file.startsWith("content/codec/"));
  loadScripts(...files);
  return /** @type {any} */ (globalThis).drydock.codec;
};

/** The vectors in a file of tests/vectors. @param {string} name @returns {any[]} */
export const vectorsIn = (name) => JSON.parse(readFileSync(new URL(`tests/vectors/${name}`, root), "utf8"));

/** @param {string} hex */
export const bytesOf = (hex) => new Uint8Array(Buffer.from(hex, "hex"));

/** @param {Uint8Array} bytes */
export const hexOf = (bytes) => Buffer.from(bytes).toString("hex");

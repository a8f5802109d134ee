// Values and their bytes: the same that the Rust codec reads and writes.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

import "../../tests/sites/shared/same-value.js";
import { loadCodec } from "./load.js";

const codec = loadCodec();
const differences = /** @type {any} */ (globalThis).differences;
const folder = new URL("../../tests/vectors/", import.meta.url);

/** @typedef {{name: string, source: string, bytes: string, needs?: string}} Vector */

const files = readdirSync(folder).filter((file) => /^(values|keys)-.*\.json$/.test(file));

/** @param {any} value @returns {{bytes: string, attachments: any[]}} */
const encoded = (value) => {
  const encoder = new codec.Encoder();
  const writer = new codec.Writer();
  encoder.encode(value, writer);
  return { bytes: Buffer.from(writer.take()).toString("hex"), attachments: encoder.attachments };
};

/** The value that JavaScript source makes. @param {string} source */
const made = async (source) => await (0, eval)(`(${source})`);

test("there are vectors", () => {
  assert.ok(files.some((file) => file.startsWith("keys-")));
  assert.ok(files.filter((file) => file.startsWith("values-")).length >= 5);
});

for (const file of files) {
  for (const { name, source, bytes, needs } of /** @type {Vector[]} */ (JSON.parse(readFileSync(new URL(file, folder), "utf8")))) {
    // The end-to-end tests run these in both browsers.
    if (needs === "browser") continue;
    test(`${file}: ${name}`, async () => {
      const value = await made(source);
      const { bytes: written, attachments } = encoded(value);
      assert.equal(written, bytes);
      const read = codec.decodeValue(new Uint8Array(Buffer.from(bytes, "hex")), { attachments });
      assert.deepEqual(await differences(read, value), []);
      assert.equal(encoded(read).bytes, bytes);
    });
  }
}

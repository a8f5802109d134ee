// Bytes that no encoder writes: the same that the Rust codec refuses.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { loadCodec } from "./load.js";

const codec = loadCodec();

/** @param {string} name @returns {{name: string, bytes: string}[]} */
const vectors = (name) => JSON.parse(readFileSync(new URL(`../../tests/vectors/${name}`, import.meta.url), "utf8"));

for (const { name, bytes } of vectors("refused-values.json")) {
  test(`refuses ${name}`, () => {
    const attachments = Array.from({ length: 8 }, () => new Blob([]));
    assert.throws(
      () => codec.decodeValue(new Uint8Array(Buffer.from(bytes, "hex")), { attachments }),
      (error) => error instanceof codec.CodecError,
    );
  });
}

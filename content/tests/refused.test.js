// Bytes that no encoder writes: the same that the Rust codec refuses.

import assert from "node:assert/strict";
import test from "node:test";

import { bytesOf, loadCodec, vectorsIn } from "./load.js";

const codec = loadCodec();

/** @param {() => void} decode @param {number} length */
const isRefused = (decode, length) =>
  assert.throws(decode, (error) => {
    assert.ok(error instanceof codec.CodecError, String(error));
    const { code, offset } = /** @type {any} */ (error);
    assert.ok(["malformed", "too_deep", "unsupported"].includes(code), code);
    return offset >= 0 && offset <= length;
  });

for (const { name, bytes } of vectorsIn("refused-values.json")) {
  test(`refuses ${name}`, () => {
    const attachments = Array.from({ length: 8 }, () => new Blob([]));
    const encoded = bytesOf(bytes);
    isRefused(() => codec.decodeValue(encoded, { attachments }), encoded.length);
  });
}

for (const { name, bytes } of vectorsIn("refused-keys.json")) {
  test(`refuses ${name} as a key`, () => {
    const encoded = bytesOf(bytes);
    isRefused(() => codec.decodeKey(encoded), encoded.length);
  });
}

/** @type {[string, string, string][]} */
const bombs = [
  ["boxed objects in one another", "da64727910", "00"],
  ["views in one another", "da6472791684684461746156696577", "00"],
  ["shared views in one another", "d81cda6472791684684461746156696577", "00"],
  ["FileLists in one another", "da6472790281", "80"],
  ["tags 28 in one another", "d81c", "80"],
];
for (const [name, repeated, end] of bombs) {
  test(`refuses 100,000 ${name}, and does not run out of stack`, () => {
    const encoded = bytesOf(repeated.repeat(100_000) + end);
    isRefused(() => codec.decodeValue(encoded), encoded.length);
  });
}

test("says where the bytes are wrong", () => {
  assert.throws(() => codec.decodeValue(bytesOf("8200ff")), { code: "malformed", offset: 2 });
});

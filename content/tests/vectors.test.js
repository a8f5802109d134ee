// Values and keys with the bytes that stand for them, shared with the Rust codec: both ways.
// A vector that needs a browser is checked there, by the site of tests/sites/values.

import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

import { bytesOf, hexOf, loadCodec, loadScripts, vectorsIn } from "./load.js";
import { stored } from "./stored.js";

const codec = loadCodec();
loadScripts("tests/sites/shared/same-value.js", "tests/sites/values/values.js");
const { differencesOf, languageValues } = /** @type {any} */ (globalThis);

/** @param {string} prefix */
const vectors = (prefix) =>
  readdirSync(new URL("../../tests/vectors/", import.meta.url))
    .filter((name) => name.startsWith(prefix) && name.endsWith(".json"))
    .flatMap(vectorsIn);

/** @param {string} source */
const evaluated = (source) => stored(vm.runInThisContext(`(${source})`));

const values = vectors("values-").filter(({ needs }) => needs === undefined);
const keys = vectors("keys-");

for (const { name, source, bytes } of values) {
  test(`encodes ${name}`, () => {
    assert.equal(hexOf(codec.encodeValue(evaluated(source))), bytes);
  });

  test(`decodes ${name}`, async () => {
    assert.deepEqual(await differencesOf(evaluated(source), stored(codec.decodeValue(bytesOf(bytes)))), []);
  });
}

for (const { name, source, bytes } of keys) {
  test(`encodes the key ${name}`, () => {
    assert.equal(hexOf(codec.encodeValue(evaluated(source))), bytes);
  });

  test(`decodes the key ${name}`, async () => {
    assert.deepEqual(await differencesOf(evaluated(source), codec.decodeKey(bytesOf(bytes))), []);
  });
}

test("there is a vector for every value that the site stores without a browser's help", () => {
  const named = new Set(values.map(({ name }) => name));
  const missing = languageValues.filter((/** @type {any} */ { name }) => !named.has(name));
  assert.deepEqual(missing.map((/** @type {any} */ { name }) => name), []);
  assert.ok(keys.length >= 20);
});

// Random values: those that the Rust codec made (`cargo run --example random_values -- 2000 1 language`,
// named by DRYDOCK_RANDOM_VALUES), or else random JavaScript values.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { bytesOf, hexOf, loadCodec, loadScripts } from "./load.js";
import { randomValues } from "./random-values.js";

const codec = loadCodec();
loadScripts("tests/sites/shared/same-value.js");
const { differencesOf } = /** @type {any} */ (globalThis);

/** @param {string} hex */
const needsNewerNode = (hex) => !("Float16Array" in globalThis) && (hex.includes("d854") || hex.includes(hexOf(new TextEncoder().encode("Float16Array"))));

/** V8 up to 11 makes no view that tracks the length of a buffer whose end is within an element. */
const tracksWholeElementsOnly = (() => {
  try {
    new Uint16Array(new /** @type {any} */ (ArrayBuffer)(3, { maxByteLength: 4 }));
    return false;
  } catch {
    return true;
  }
})();

/** Whether it is this engine that cannot make the value. @param {any} error */
const isForeign = (error) =>
  (error.code === "unsupported" && /does not know/.test(error.message)) ||
  (tracksWholeElementsOnly && /a view does not lie within its buffer/.test(error.message));

const file = process.env.DRYDOCK_RANDOM_VALUES;
if (file) {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line !== "");
  test(`reads ${lines.length} random values of Rust's, and writes them as they were`, async () => {
    assert.ok(lines.length >= 100, "too few values");
    let foreign = 0;
    let undecidable = 0;
    for (const line of lines) {
      if (needsNewerNode(line)) {
        foreign += 1;
        continue;
      }
      let value;
      try {
        value = codec.decodeValue(bytesOf(line));
      } catch (error) {
        if (!isForeign(error)) throw new Error(`${line}: ${error}`);
        foreign += 1;
        continue;
      }
      const again = codec.encodeValue(value);
      if (hexOf(again) === line) continue;
      // A view that tracks a length too small for any element is, to all code, one without elements.
      assert.equal(again.length, line.length / 2);
      assert.deepEqual(await differencesOf(value, codec.decodeValue(again)), [], line);
      undecidable += 1;
    }
    assert.ok(undecidable <= lines.length / 500, `${undecidable} of ${lines.length} values come back otherwise`);
    assert.ok(foreign < lines.length / 10, `${foreign} of ${lines.length} values are foreign here`);
  });
} else {
  test("writes 3,000 random values and reads them as they were", async () => {
    for (const { seed, value } of randomValues(3000)) {
      const bytes = codec.encodeValue(value);
      const decoded = codec.decodeValue(bytes);
      assert.deepEqual(await differencesOf(value, decoded), [], `seed ${seed}`);
      assert.equal(hexOf(codec.encodeValue(decoded)), hexOf(bytes), `seed ${seed}`);
    }
  });
}

test("damaged bytes are refused, or mean what they say", () => {
  let refused = 0;
  for (const { seed, value } of randomValues(400)) {
    const bytes = codec.encodeValue(value);
    for (let turn = 0; turn < 20; turn += 1) {
      const damaged = bytes.slice();
      const at = (seed * 31 + turn * 17) % bytes.length;
      damaged[at] ^= 1 << (turn % 8);
      let decoded;
      try {
        decoded = codec.decodeValue(damaged);
      } catch (error) {
        assert.ok(error instanceof codec.CodecError, `seed ${seed}, turn ${turn}: ${/** @type {any} */ (error)?.stack}`);
        refused += 1;
        continue;
      }
      assert.equal(hexOf(codec.encodeValue(decoded)), hexOf(damaged), `seed ${seed}, turn ${turn}`);
    }
  }
  assert.ok(refused > 1000);
});

// Random JavaScript values come back, and damaged bytes of them are refused or mean what they say.

import assert from "node:assert/strict";
import test from "node:test";

import "../../tests/sites/shared/same-value.js";
import { hexOf, loadCodec } from "./load.js";
import { randomValues } from "./random-values.js";
import { SEED, seeded } from "./seed.js";

const codec = loadCodec();
const { differences } = /** @type {any} */ (globalThis);

test("3,000 random values come back", async () => {
  for (const { seed, value } of randomValues(3000, SEED)) {
    const bytes = codec.encodeValue(value);
    const decoded = codec.decodeValue(bytes);
    assert.deepEqual(await differences(decoded, value, { stacks: true }), [], `${seeded}: seed ${seed}`);
    assert.equal(hexOf(codec.encodeValue(decoded)), hexOf(bytes), `${seeded}: seed ${seed}`);
  }
});

test("damaged bytes are refused, or mean what they say", () => {
  let refused = 0;
  for (const { seed, value } of randomValues(400, SEED)) {
    const bytes = codec.encodeValue(value);
    for (let turn = 0; turn < 20; turn += 1) {
      const damaged = bytes.slice();
      const at = (seed * 31 + turn * 17) % bytes.length;
      damaged[at] ^= 1 << (turn % 8);
      let decoded;
      try {
        decoded = codec.decodeValue(damaged);
      } catch (error) {
        assert.ok(error instanceof codec.CodecError, `${seeded}: seed ${seed}, turn ${turn}: ${/** @type {any} */ (error)?.stack}`);
        refused += 1;
        continue;
      }
      assert.equal(hexOf(codec.encodeValue(decoded)), hexOf(damaged), `${seeded}: seed ${seed}, turn ${turn}`);
    }
  }
  assert.ok(refused > 1000, `${seeded}: only ${refused} are refused`);
});

// Random values, made by the Rust codec: read and written again they are the same bytes.
//
// DRYDOCK_RANDOM_VALUES names a file of them, in hexadecimal, one a line; without it they are
// made here, from a seed that DRYDOCK_RANDOM_SEED may set.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { loadCodec } from "./load.js";

const codec = loadCodec();
const COUNT = 2000;
const { DRYDOCK_RANDOM_VALUES: file, DRYDOCK_RANDOM_SEED: seed = "1", CARGO: cargo = "cargo" } = process.env;

/** The lines of values. */
const lines = () => {
  const made = () =>
    execFileSync(cargo, ["run", "--quiet", "-p", "drydock", "--example", "random_values", "--", String(COUNT), seed, "language"], {
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      encoding: "utf8",
      maxBuffer: 1 << 30,
      stdio: ["ignore", "pipe", "inherit"],
    });
  return (file === undefined ? made() : readFileSync(file, "utf8")).split("\n").filter((line) => line !== "");
};

test("random values come back", () => {
  const all = lines();
  assert.ok(all.length >= COUNT, `only ${all.length} values`);
  for (const line of all) {
    const value = codec.decodeValue(new Uint8Array(Buffer.from(line, "hex")));
    assert.equal(Buffer.from(codec.encodeValue(value)).toString("hex"), line);
  }
});

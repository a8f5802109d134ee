// Random values between the two codecs: what the one writes, the other reads and writes again as the
// same bytes.
//
// DRYDOCK_RANDOM_VALUES names a file of values that the Rust codec wrote, in hexadecimal, one a line;
// without it they are made here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

import { bytesOf, hexOf, loadCodec } from "./load.js";
import { randomValues } from "./random-values.js";
import { SEED, seeded } from "./seed.js";

const codec = loadCodec();
const COUNT = 2000;
const { DRYDOCK_RANDOM_VALUES: file, CARGO: cargo = "cargo" } = process.env;

/** The lines that an example prints. @param {string} name @param {string[]} given @param {string} input */
const linesOf = (name, given, input) =>
  execFileSync(cargo, ["run", "--quiet", "-p", "drydock", "--example", name, "--", ...given], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    encoding: "utf8",
    maxBuffer: 1 << 30,
    input,
    stdio: ["pipe", "pipe", "inherit"],
  });

/** @param {string} text */
const split = (text) => text.split("\n").filter((line) => line !== "");

test("random values of the Rust codec come back", () => {
  const text = file === undefined ? linesOf("random_values", [String(COUNT), String(SEED), "language"], "") : readFileSync(file, "utf8");
  const all = split(text);
  assert.ok(all.length >= COUNT, `only ${all.length} values`);
  all.forEach((line, at) => {
    const value = codec.decodeValue(bytesOf(line));
    assert.equal(hexOf(codec.encodeValue(value)), line, `${seeded}, value ${at}`);
  });
});

test("the Rust codec reads random values", () => {
  const all = Array.from(randomValues(COUNT, SEED), ({ value }) => hexOf(codec.encodeValue(value)));
  const back = split(linesOf("rewrite_values", [], all.join("\n")));
  assert.equal(back.length, COUNT, seeded);
  all.forEach((line, at) => assert.equal(back[at], line, `${seeded}, value ${at}`));
});

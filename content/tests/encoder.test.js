// The encoder, the writer and records: what stands around single values.

import assert from "node:assert/strict";
import test from "node:test";

import { hexOf, loadCodec } from "./load.js";

const codec = loadCodec();

/** @param {number} levels */
const nested = (levels) => {
  /** @type {any} */
  let value = [];
  for (let at = 1; at < levels; at += 1) value = at % 2 ? { value } : new Map([[at, value]]);
  return value;
};

test("refuses objects that are nested 1,001 deep, and leaves the writer as it was", () => {
  const [encoder, writer] = [new codec.Encoder(), new codec.Writer()];
  encoder.encodeRecord(1, "before", writer);
  const { length } = writer;

  assert.throws(() => encoder.encodeRecord(2, [new Blob([]), nested(1000)], writer), { code: "too_deep" });

  assert.equal(writer.length, length);
  assert.deepEqual([encoder.attachments, encoder.nextOrdinal], [[], 0]);
  encoder.encodeRecord(2, nested(1000), writer);
  assert.equal([...codec.decodeRecords(writer.take())].length, 2);
});

test("refuses bytes of objects that are nested 1,001 deep", () => {
  const bytes = Uint8Array.from([...Array(1000).fill(0x81), 0x80]);
  assert.throws(() => codec.decodeValue(bytes), { code: "too_deep" });
  assert.ok(codec.decodeValue(bytes.subarray(1)));
});

test("numbers attachments through the records of a store, and gives each batch its own", () => {
  const [encoder, writer] = [new codec.Encoder(), new codec.Writer()];
  const [one, two, three] = ["1", "2", "3"].map((text) => new Blob([text], { type: `text/${text}` }));

  encoder.encodeRecord("a", [one, two, one], writer);
  const first = { bytes: writer.take(), attachments: encoder.attachments };
  encoder.attachments = [];
  encoder.encodeRecord("b", three, writer);
  const second = { bytes: writer.take(), attachments: encoder.attachments };

  assert.deepEqual([first.attachments, second.attachments, encoder.nextOrdinal], [[one, two], [three], 3]);
  const [{ key, value }] = codec.decodeRecords(second.bytes, { attachments: second.attachments, firstOrdinal: 2 });
  assert.deepEqual([key, value.type], ["b", "text/3"]);
  const [{ value: list }] = codec.decodeRecords(first.bytes, { attachments: first.attachments, firstOrdinal: 0 });
  assert.equal(list[0], list[2]);
  assert.notEqual(list[0], list[1]);
  assert.throws(() => [...codec.decodeRecords(second.bytes, { attachments: [three], firstOrdinal: 3 })], { code: "malformed" });
  assert.throws(() => [...codec.decodeRecords(second.bytes, { attachments: [null], firstOrdinal: 2 })], { code: "malformed" });
});

test("takes exactly the bytes that were written, and begins anew", () => {
  const writer = new codec.Writer();
  writer.text("x".repeat(10_000_000));
  const taken = writer.take();
  assert.equal(taken.buffer.byteLength, taken.length);
  assert.equal(taken.length, 10_000_005);
  assert.equal(writer.length, 0);
  assert.ok(writer.bytes.length < 10_000_000, "the memory of a large record is let go");
  writer.number(1);
  assert.equal(hexOf(writer.take()), "01");
});

test("writes strings whose bytes need a longer head than their characters", () => {
  for (const length of [12, 23, 24, 49, 86, 127, 128, 255, 256, 21_846, 32_768, 65_536]) {
    for (const character of ["é", "€", "😀"]) {
      const text = character.repeat(length);
      const bytes = codec.encodeValue(text);
      assert.equal(codec.decodeValue(bytes), text);
      assert.deepEqual(bytes.subarray(bytes.length - Buffer.byteLength(text)), new Uint8Array(Buffer.from(text)));
    }
  }
});

test("keeps the class, name and message of a DOMException, which is an Error too", () => {
  const { isError } = /** @type {any} */ (Error);
  assert.ok(isError === undefined || isError(new DOMException()));
  assert.equal(hexOf(codec.encodeValue(new DOMException("m", "DataError"))), "da647279138269446174614572726f72616d");
});

test("does not write an AggregateError as an Error", () => {
  const encoder = new codec.Encoder();
  const writer = new codec.Writer();
  encoder.encodeRecord(1, new AggregateError([1], "m"), writer);
  assert.equal(encoder.attachments.length, 1);
  assert.equal(codec.className(encoder.attachments[0]), "AggregateError");
});

test("tells the Blobs, Files and CryptoKeys that may leave from other objects", async () => {
  const key = await crypto.subtle.importKey("raw", new Uint8Array(16), "AES-GCM", false, ["encrypt"]);
  const other = { size: 1, type: "", extractable: true, [Symbol.toStringTag]: "Blob" };
  const file = new File([], "f");
  assert.deepEqual([new Blob([]), file, key, other, new Map()].map(codec.canLeave), [true, true, true, false, false]);
});

test("refuses functions and symbols by name", () => {
  for (const value of [() => {}, Symbol("s"), { deep: [Symbol.iterator] }]) {
    assert.throws(() => codec.encodeValue(value), { code: "unsupported" });
  }
});

test("refuses records that are not a key and a value", () => {
  for (const hex of ["8101", "830102f6", "82f6f6", "8200"]) {
    assert.throws(() => [...codec.decodeRecords(new Uint8Array(Buffer.from(hex, "hex")))], { code: "malformed" });
  }
});

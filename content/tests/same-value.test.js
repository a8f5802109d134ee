// The comparison that the tests' sites rely on notices each kind of difference.

import assert from "node:assert/strict";
import test from "node:test";

import "../../tests/sites/shared/same-value.js";

const differences = /** @type {any} */ (globalThis).differences;

const cycle = () => {
  const list = /** @type {any[]} */ ([1]);
  list.push(list);
  return list;
};
const resizable = (size = 8, maxByteLength = 16) => new /** @type {any} */ (ArrayBuffer)(size, { maxByteLength });
const shared = (isShared = true) => {
  const one = { a: 1 };
  return [one, isShared ? one : { a: 1 }];
};
const overOne = (isOne = true) => {
  const buffer = new ArrayBuffer(8);
  return [new Uint8Array(buffer), new Uint16Array(isOne ? buffer : new ArrayBuffer(8))];
};
const named = (/** @type {any} */ object, /** @type {any} */ properties) => Object.assign(object, properties);
const stacked = (/** @type {string} */ stack) => named(new Error("m"), { stack });

/** Each is like itself made again, and like none of the others. @type {Record<string, (() => any)[]>} */
const families = {
  numbers: [() => 0, () => -0, () => NaN, () => 1, () => Infinity, () => 1n, () => "1", () => true],
  nothing: [() => undefined, () => null, () => false, () => "", () => 0],
  strings: [() => "a\ud800", () => "a\udfff", () => "a\ufffd"],
  boxes: [() => Object(1), () => Object(-0), () => Object(0), () => Object("1"), () => Object(1n), () => 1, () => ({})],
  names: [() => ({ a: 1, b: 2 }), () => ({ b: 2, a: 1 }), () => ({ a: 1 }), () => ({ a: 1, b: undefined })],
  prototypes: [() => ({}), () => Object.create(null), () => [], () => new Map(), () => new Set()],
  hidden: [() => ({ a: 1 }), () => Object.defineProperty({}, "a", { value: 1, writable: true, configurable: true })],
  proto: [() => JSON.parse('{"__proto__":1}'), () => ({}), () => JSON.parse('{"__proto__":2}')],
  holes: [() => [, 1], () => [undefined, 1], () => [1], () => new Array(2), () => named([, 1], { x: 1 })],
  cycles: [cycle, () => [1, [1, [1]]], () => [1, cycle()]],
  sharing: [() => shared(), () => shared(false)],
  dates: [() => new Date(0), () => new Date(1), () => new Date(NaN)],
  patterns: [() => /a/, () => /a/g, () => /b/, () => /a/dgimsuy],
  maps: [() => new Map([[1, 2], [3, 4]]), () => new Map([[3, 4], [1, 2]]), () => new Map([[1, 2]]), () => new Map([[1, 2], [3, 5]])],
  sets: [() => new Set([1, 2]), () => new Set([2, 1]), () => new Set([1])],
  errors: [
    () => new Error("m"), () => new Error("n"), () => new Error(), () => new TypeError("m"),
    () => new Error("m", { cause: 1 }), () => new Error("m", { cause: undefined }),
  ],
  buffers: [
    () => new ArrayBuffer(8), () => new ArrayBuffer(9), () => Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0).buffer,
    () => resizable(), () => resizable(8, 17),
  ],
  views: [
    () => new Uint8Array(8), () => new Int8Array(8), () => new Uint8ClampedArray(8), () => new Uint8Array(7),
    () => new Uint8Array(new ArrayBuffer(9), 0, 8), () => new Uint8Array(new ArrayBuffer(9), 1, 8),
    () => new DataView(new ArrayBuffer(8)), () => new Uint8Array(resizable()), () => new Uint8Array(resizable(), 0, 8),
  ],
  fullViews: [() => new Uint8Array(resizable(8, 8)), () => new Uint8Array(resizable(8, 8), 0, 8)],
  dataViews: [() => new DataView(resizable(8, 8)), () => new DataView(resizable(8, 8), 0, 8), () => new DataView(resizable(8, 8), 1)],
  floats: [() => Float64Array.of(0), () => Float64Array.of(-0), () => Float64Array.of(NaN)],
  bufferSharing: [() => overOne(), () => overOne(false)],
  blobs: [
    () => new Blob(["a"]), () => new Blob(["b"]), () => new Blob(["ab"]), () => new Blob(["a"], { type: "x/y" }),
    () => new File(["a"], "n", { lastModified: 1 }), () => new File(["a"], "m", { lastModified: 1 }),
    () => new File(["a"], "n", { lastModified: 2 }), () => new File(["b"], "n", { lastModified: 1 }),
  ],
  exceptions: [() => new DOMException("m", "AbortError"), () => new DOMException("n", "AbortError"), () => new DOMException("m", "DataError")],
};

for (const [name, family] of Object.entries(families)) {
  test(`tells ${name} apart`, async () => {
    for (const [at, make] of family.entries()) {
      for (const [other, makeOther] of family.entries()) {
        const found = await differences(make(), makeOther());
        assert.equal(found.length === 0, at === other, `${at} and ${other}: ${found.join("; ")}`);
        const within = await differences({ a: [make()] }, { a: [makeOther()] });
        assert.equal(within.length === 0, at === other, `${at} and ${other}, within: ${within.join("; ")}`);
      }
    }
  });
}

test("tells the stacks of errors apart only where they count", async () => {
  assert.deepEqual(await differences(stacked("a"), stacked("b")), []);
  assert.notDeepEqual(await differences(stacked("a"), stacked("b"), { stacks: true }), []);
  assert.deepEqual(await differences(stacked("a"), stacked("a"), { stacks: true }), []);
});

test("leaves resizable buffers as they were", async () => {
  const view = new Uint8Array(resizable());
  view.set([1, 2, 3, 4, 5, 6, 7, 8]);
  await differences(view, new Uint8Array(resizable()));
  assert.deepEqual([...view], [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("tells keys apart", async () => {
  const make = (/** @type {number} */ byte) =>
    crypto.subtle.importKey("raw", new Uint8Array(16).fill(byte), "AES-GCM", true, ["encrypt"]);
  assert.deepEqual(await differences(await make(1), await make(1)), []);
  assert.notDeepEqual(await differences(await make(1), await make(2)), []);
});

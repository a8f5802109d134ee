// The comparison that the other tests rely on: that it finds what differs, and nothing else.

import assert from "node:assert/strict";
import test from "node:test";

import { loadScripts } from "./load.js";
import { stored } from "./stored.js";

loadScripts("tests/sites/shared/same-value.js", "tests/sites/values/values.js");
const { differencesOf, languageValues } = /** @type {any} */ (globalThis);

const shared = () => {
  const inner = {};
  return [inner, inner];
};
const buffers = () => {
  const buffer = new ArrayBuffer(4);
  return [new Uint8Array(buffer), new Uint8Array(buffer)];
};
/** @param {number} max @param {number} [length] */
const resizable = (max, length) => new Uint8Array(new /** @type {any} */ (ArrayBuffer)(4, { maxByteLength: max }), 0, length);
/** @param {string} message @param {any} [options] */
const failure = (message, options) => Object.defineProperty(new Error(message, options), "stack", { value: "s" });
/** @param {any} attributes */
const property = (attributes) => Object.defineProperty({}, "a", { value: 1, writable: true, enumerable: true, configurable: true, ...attributes });

/** @type {[string, any, any][]} */
const pairs = [
  ["0 and -0", 0, -0],
  ["a number and a BigInt", 1, 1n],
  ["undefined and null", undefined, null],
  ["a primitive and its object", 1, Object(1)],
  ["Number objects", Object(0), Object(-0)],
  ["String objects", Object("a"), Object("b")],
  ["an array and an object like it", [1], { 0: 1, length: 1 }],
  ["a hole and undefined", [,], [undefined]],
  ["lengths", new Array(2), new Array(3)],
  ["named properties", [1], Object.assign([1], { a: 1 })],
  ["the order of properties", { a: 1, b: 2 }, { b: 2, a: 1 }],
  ["names with commas", { "a,b": 1 }, { a: 1, b: 1 }],
  ["a property that is not enumerable", property({}), property({ enumerable: false })],
  ["a property that is not writable", property({}), property({ writable: false })],
  ["__proto__ and a prototype", { ["__proto__"]: null }, { __proto__: null }],
  ["prototypes", {}, Object.create({})],
  ["prototypes of errors", new TypeError("a"), new RangeError("a")],
  ["sharing", shared(), [{}, {}]],
  ["sharing the other way", [{}, {}], shared()],
  ["cycles", (() => { const a = [/** @type {any} */ (1)]; a[0] = a; return a; })(), [[]]],
  ["Dates", new Date(1), new Date(2)],
  ["an invalid Date", new Date(NaN), new Date(0)],
  ["sources", /a/, /b/],
  ["flags", /a/g, /a/gi],
  ["lastIndex", /a/g, Object.assign(/a/g, { lastIndex: 1 })],
  ["the order of a Map", new Map([[1, 1], [2, 2]]), new Map([[2, 2], [1, 1]])],
  ["values of a Map", new Map([[1, 1]]), new Map([[1, 2]])],
  ["sizes of Sets", new Set([1]), new Set([1, 2])],
  ["a Map and a Set", new Map(), new Set()],
  ["classes of views", new Uint8Array(2), new Uint8ClampedArray(2)],
  ["a view and a DataView", new Uint8Array(2), new DataView(new ArrayBuffer(2))],
  ["bytes", new Uint8Array([1]), new Uint8Array([2])],
  ["bits of NaN", new Float64Array([NaN]), new Float64Array(new BigUint64Array([0xfff8000000000001n]).buffer)],
  ["bytes beside a view", new Uint8Array([1, 2]).subarray(1), new Uint8Array([3, 2]).subarray(1)],
  ["byte offsets", new Uint8Array(new ArrayBuffer(4), 1, 2), new Uint8Array(new ArrayBuffer(4), 2, 2)],
  ["buffers of views", buffers(), [new Uint8Array(4), new Uint8Array(4)]],
  ["resizability", new ArrayBuffer(4), new /** @type {any} */ (ArrayBuffer)(4, { maxByteLength: 4 })],
  ["maxByteLength", resizable(8).buffer, resizable(9).buffer],
  ["length tracking", resizable(8), resizable(8, 4)],
  ["length tracking in a large buffer", resizable(800), resizable(800, 4)],
  ["messages", failure("a"), failure("b")],
  ["no message and an empty one", failure(/** @type {any} */ (undefined)), failure("")],
  ["causes", failure("a", { cause: 1 }), failure("a", { cause: 2 })],
  ["no cause and an undefined one", failure("a"), failure("a", { cause: undefined })],
  ["stacks", failure("a"), Object.defineProperty(new Error("a"), "stack", { value: "t" })],
  ["DOMExceptions", new DOMException("a", "b"), new DOMException("a", "c")],
  ["types of Blobs", new Blob([], { type: "a/b" }), new Blob([])],
  ["contents of Blobs", new Blob(["a"]), new Blob(["b"])],
];

for (const [name, one, other] of pairs) {
  test(`notices ${name}`, async () => {
    assert.notDeepEqual(await differencesOf(one, other), []);
    assert.notDeepEqual(await differencesOf({ in: [one] }, { in: [other] }), []);
  });
}

for (const { name, make } of languageValues) {
  test(`finds nothing in ${name}`, async () => {
    assert.deepEqual(await differencesOf(stored(make()), stored(make())), []);
  });
}

test("leaves resizable buffers as they are", async () => {
  const view = resizable(8);
  view.set([1, 2, 3, 4]);
  await differencesOf(view, resizable(8));
  assert.deepEqual([...view], [1, 2, 3, 4]);
});

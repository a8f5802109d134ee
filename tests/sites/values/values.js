// A value of every kind that structured clone keeps, made anew at each call.
// What needs no browser is here; the rest is in platform-values.js.

(() => {
  /** @type {[string, () => any][]} */
  const cases = [
    ["undefined", () => undefined],
    ["null", () => null],
    ["true", () => true],
    ["false", () => false],
    ["0", () => 0],
    ["-0", () => -0],
    ["23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296", () => [23, 24, 255, 256, 65535, 65536, 4294967295, 4294967296]],
    ["-1, -24, -25, -256, -257, -4294967296, -4294967297", () => [-1, -24, -25, -256, -257, -4294967296, -4294967297]],
    ["the greatest and least safe integers and their neighbours", () => [2 ** 53 - 1, 2 ** 53, -(2 ** 53) + 1, -(2 ** 53)]],
    ["the extreme numbers", () => [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE]],
    ["NaN and the infinities", () => [NaN, Infinity, -Infinity]],
    ["fractions", () => [0.1, -1.5, 1e300]],
    ["BigInts around zero", () => [0n, 1n, -1n, -2n, 255n, 256n, -256n, -257n]],
    ["BigInts beyond 64 bits", () => [2n ** 64n, -(2n ** 64n), 2n ** 64n - 1n, -(2n ** 64n) - 1n, 10n ** 40n, -(10n ** 40n)]],
    ["an empty string", () => ""],
    ["a string with NUL", () => "a\0b"],
    ["strings beyond ASCII", () => ["é", "€", "😀", "\u{10ffff}", "\ufeffbom", "\ufffe\uffff", "e\u0301"]],
    ["lone surrogates", () => ["\ud800", "\udc00", "a\udfffb", "\udc00\ud800", "😀\ud83d", "\ud83d😀"]],
    ["strings at the lengths of heads", () => ["a".repeat(23), "a".repeat(24), "a".repeat(255), "a".repeat(256)]],
    ["strings longer in bytes than in characters", () => ["é".repeat(12), "é".repeat(49), "€".repeat(86), `${"x".repeat(60)}é`]],

    ["an empty object", () => ({})],
    ["an object", () => ({ b: 1, a: "two", c: null, d: undefined })],
    ["numeric names", () => ({ b: 1, 2: "two", "01": 3, 0: "zero", "-1": 4, 4294967294: 5, 4294967295: 6, 1.5: 7 })],
    ["names of Object.prototype", () => ({ ["__proto__"]: 1, constructor: 2, toString: 3, hasOwnProperty: 4, valueOf: 5 })],
    ["__proto__ over an object", () => ({ ["__proto__"]: { polluted: true }, after: 1 })],
    ["an empty name, and names beyond ASCII", () => ({ "": 1, "é": 2, "😀": 3, "a\0b": 4, length: 5 })],
    ["names with lone surrogates", () => ({ "\ud800": 1, "a\udc00": 2, "\ud800\ud800": { "\udfff": 3 } })],
    ["an object like an array", () => ({ 0: "a", 1: "b", length: 2 })],
    ["fields that peers delete", () => ({ incomplete: true, $: 1, $types: {}, type: "x", key: 0 })],

    ["an empty array", () => []],
    ["a nested array", () => [[], [1, [2, [3]]], [undefined, null]]],
    ["an array of holes", () => new Array(10)],
    ["an array with holes", () => Object.assign([1, , 3], { length: 5 })],
    ["an array of one hole at its end", () => Object.assign([1, 2], { length: 3 })],
    ["an array with named properties", () => Object.assign([1, 2], { name: "x", index: 0 })],
    ["an array with holes and names", () => Object.assign([, "b"], { "": 1, ["__proto__"]: 2, 7: "h" })],
    ["an array with as many names as holes", () => Object.assign(new Array(1), { x: 1 })],
    ["an array with a __proto__ of its own", () => Object.defineProperty([1], "__proto__", { value: 2, writable: true, enumerable: true, configurable: true })],
    ["the longest array", () => Object.assign([], { 4294967294: "last" })],
    ["an array of 300 elements", () => Array.from({ length: 300 }, (_, at) => at)],

    ["a Map", () => new Map([["a", 1], ["b", new Map()]])],
    ["a Map with every primitive as a key", () => new Map([[undefined, 1], [null, 2], [true, 3], [NaN, 4], [0, 5], ["0", 6], [0n, 7], [-1.5, 8], ["\ud800", 9]])],
    ["a Map with objects as keys", () => new Map([["a", 1], [{ x: 1 }, 2], [[], 3], [new Date(0), 4]])],
    ["a Map with properties that are lost", () => Object.assign(new Map([[1, 2]]), { lost: true })],
    ["a Set", () => new Set([3, "3", 3n, NaN, undefined, {}, []])],
    ["an empty Map and Set", () => [new Map(), new Set()]],

    ["a Date in whole seconds", () => new Date(1700000000000)],
    ["Dates around the epoch", () => [new Date(0), new Date(-1), new Date(1), new Date(-1000), new Date(-1001), new Date(999), new Date(1000)]],
    ["Dates at the limits", () => [new Date(8.64e15), new Date(-8.64e15), new Date(8.64e15 - 1), new Date(-8.64e15 + 1)]],
    ["a Date with milliseconds", () => new Date(1700000000123)],
    ["an invalid Date", () => new Date(NaN)],

    ["RegExps", () => [/a/, /(?:)/, /\//, /[/]\n/, new RegExp("\n"), new RegExp("/"), /é😀/u]],
    ["RegExps with each flag", () => [/a/d, /a/g, /a/i, /a/m, /a/s, /a/u, /a/v, /a/y]],
    ["RegExps with all flags", () => [/a/dgimsuy, /[a--b]/dgimsvy]],
    ["a RegExp of lone surrogates", () => new RegExp("\ud800")],
    ["a RegExp with lastIndex", () => Object.assign(/a/g, { lastIndex: 5 })],

    ["Number objects", () => [Object(1), Object(-0), Object(NaN), Object(1.5)]],
    ["Boolean objects", () => [Object(true), Object(false)]],
    ["String objects", () => [Object(""), Object("text"), Object("\ud800x"), Object("😀")]],
    ["BigInt objects", () => [Object(0n), Object(-1n), Object(2n ** 70n)]],

    ["an empty buffer", () => new ArrayBuffer(0)],
    ["a buffer", () => new Uint8Array([1, 2, 255]).buffer],
    ["a resizable buffer", () => { const b = new ArrayBuffer(3, { maxByteLength: 8 }); new Uint8Array(b).set([7, 8, 9]); return b; }],
    ["resizable buffers, empty and full", () => [new ArrayBuffer(0, { maxByteLength: 0 }), new ArrayBuffer(2, { maxByteLength: 2 }), new ArrayBuffer(0, { maxByteLength: 300 })]],
    ["typed arrays of integers", () => [new Uint8Array([1, 255]), new Uint8ClampedArray([1, 255]), new Int8Array([-1]), new Uint16Array([1, 65535]), new Int16Array([-2]), new Uint32Array([1, 4294967295]), new Int32Array([-3])]],
    ["typed arrays of BigInts", () => [new BigUint64Array([1n, 2n ** 64n - 1n]), new BigInt64Array([-1n])]],
    ["typed arrays of floats", () => [new Float32Array([1.5, -0]), new Float64Array([0.1, NaN, Infinity])]],
    ["empty typed arrays", () => [new Uint8Array(0), new Float64Array(0), new BigInt64Array(0)]],
    ["a typed array with a NaN of other bits", () => new Float64Array(new Uint8Array([1, 0, 0, 0, 0, 0, 0xf8, 0xff]).buffer)],
    ["a DataView", () => new DataView(new Uint8Array([1, 2, 3]).buffer)],
    ["a DataView in the middle", () => new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)],
    ["a view in the middle of a buffer", () => new Uint16Array(new Uint8Array([1, 2, 3, 4, 5, 6]).buffer, 2, 1)],
    ["a view that begins the buffer", () => new Uint8Array(new Uint8Array([1, 2, 3]).buffer, 0, 2)],
    ["a view that ends the buffer", () => new Uint8Array(new Uint8Array([1, 2, 3]).buffer, 1)],
    ["an empty view at the end", () => new Uint8Array(new Uint8Array([1, 2, 3]).buffer, 3)],
    ["two views over one buffer", () => { const b = new Uint8Array([1, 2, 3, 4]).buffer; return { bytes: new Uint8Array(b), half: new Uint16Array(b, 2, 1) }; }],
    ["two whole views over one buffer", () => { const b = new Uint8Array([1, 2, 3, 4]).buffer; return [new Uint8Array(b), new Uint32Array(b)]; }],
    ["a buffer before its view", () => { const b = new Uint8Array([1, 2]).buffer; return [b, new Uint8Array(b)]; }],
    ["a buffer after its view", () => { const b = new Uint8Array([1, 2]).buffer; return [new Uint8Array(b), b]; }],
    ["a view twice", () => { const v = new Uint8Array([1, 2]); return [v, v]; }],
    ["a view in the middle, twice", () => { const v = new Uint8Array([1, 2, 3]).subarray(1); return [v, v, v.buffer]; }],
    ["a view of fixed length over a resizable buffer", () => new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }), 1, 2)],
    ["a view of fixed length over all of a resizable buffer", () => new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }), 0, 4)],
    ["a view that tracks the length", () => { const v = new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })); v.set([1, 2, 3, 4]); return v; }],
    ["views that track the length from an offset", () => { const b = new ArrayBuffer(8, { maxByteLength: 24 }); new Uint8Array(b).set([1, 2, 3, 4, 5]); return [new Uint16Array(b, 2), new DataView(b, 1), new DataView(b), new Float64Array(b)]; }],
    ["empty views over a resizable buffer", () => { const b = new ArrayBuffer(4, { maxByteLength: 16 }); return [new Uint8Array(b, 4), new Uint8Array(b, 4, 0), new Uint8Array(b, 0, 0), new DataView(b, 4), new Uint32Array(b, 4)]; }],
    ["a view over a resizable buffer that is full", () => new Uint8Array(new ArrayBuffer(2, { maxByteLength: 2 }))],

    ["a cycle in an object", () => { const o = { name: "o" }; o.self = o; return o; }],
    ["a cycle in an array", () => { const a = [1]; a.push(a); return a; }],
    ["a cycle in a sparse array", () => { const a = [, 1]; a.self = a; return a; }],
    ["a cycle in a Map", () => { const m = new Map(); m.set("self", m).set(m, "key"); return m; }],
    ["a cycle in a Set", () => { const s = new Set(); s.add(s); return s; }],
    ["a longer cycle", () => { const a = { n: 1 }; const b = { a, list: [] }; a.b = b; b.list.push(a, b); return { a, b }; }],
    ["an object twice", () => { const o = {}; return [o, o, { o }]; }],
    ["shared objects, begun in another order than they end", () => { const i = [1]; const o = { i }; return [o, i, o, i]; }],
    ["a shared Date, RegExp, boxed Number and buffer", () => { const s = [new Date(1), /x/g, Object(5), new ArrayBuffer(1)]; return [...s, ...s]; }],
    ["a shared key of Maps and member of Sets", () => { const o = { k: 1 }; return [new Map([[o, o]]), new Set([o])]; }],
    ["equal objects that are not shared", () => [{ a: 1 }, { a: 1 }, [], [], new Date(0), new Date(0)]],
    ["objects 1,000 deep", () => { let o = {}; for (let at = 1; at < 1000; at += 1) o = { o }; return o; }],
    ["arrays, Maps, Sets and holes 1,000 deep", () => { let v = []; for (let at = 1; at < 1000; at += 1) v = [(x) => [x], (x) => new Map([[1, x]]), (x) => new Set([x]), (x) => [, x], (x) => new Map([[x, 1]])][at % 5](v); return v; }],
  ];

  /** An error with a stack that does not depend on where it was made, where stacks can be set. */
  const withStack = (error, stack) => Object.defineProperty(error, "stack", { value: stack, writable: true, enumerable: false, configurable: true });
  for (const name of ["Error", "EvalError", "RangeError", "ReferenceError", "SyntaxError", "TypeError", "URIError"]) {
    cases.push([`${name} with a message`, () => withStack(new globalThis[name]("it's wrong"), `${name}: it's wrong\n    at here`)]);
  }
  cases.push(
    ["an Error without a message", () => withStack(new Error(), "Error")],
    ["an Error with an empty message", () => withStack(new Error(""), "")],
    ["an Error with lone surrogates", () => withStack(new Error("\ud800"), "\udc00")],
    ["an Error with a cause", () => withStack(new RangeError("outer", { cause: { code: 7, at: new Date(5) } }), "s")],
    ["an Error with a cause that is undefined", () => withStack(new Error("m", { cause: undefined }), "s")],
    ["an Error with fields of its own", () => Object.assign(withStack(new Error("m"), "s"), { lost: 1 })],
    ["an Error of a class of one's own", () => withStack(new (class MyError extends TypeError {})("m"), "s")],
    ["an Error that causes itself", () => { const e = withStack(new Error("loop"), "s"); Object.defineProperty(e, "cause", { value: e, writable: true, configurable: true }); return [e, e]; }],
  );

  globalThis.languageValues = cases.map(([name, make]) => ({ name, make }));
})();

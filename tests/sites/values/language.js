// Every kind of value that JavaScript itself has and IndexedDB stores.

window.languageValues = (() => {
  const cases = [];
  const add = (name, make) => cases.push({ name, make });
  const each = (name, makes) => makes.forEach((make, at) => add(`${name} ${at}`, make));
  const named = (object, properties) => Object.assign(object, properties);

  // Primitives.
  add("undefined", () => undefined);
  add("null", () => null);
  add("booleans", () => [true, false]);
  add("numbers", () => [
    0, -0, 1, -1, 23, 24, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2,
    -(2 ** 53) + 1, -(2 ** 53), 0.1, -0.5, NaN, Infinity, -Infinity,
    Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -Number.MIN_VALUE, Number.EPSILON,
  ]);
  each("a number alone", [() => 0, () => -0, () => NaN, () => -Infinity]);
  add("BigInts", () => [0n, 1n, -1n, 255n, 256n, -256n, -257n, 2n ** 53n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 64n), -(2n ** 64n) - 1n, 10n ** 300n]);
  add("strings", () => ["", "a", "é", "日本", "🚢", "\0", "a\0b", "x".repeat(70000), "\ufeffmark", "\uffff", "e\u0301"]);
  add("strings with lone surrogates", () => ["\ud800", "\udfff", "a\ud800b", "\udc00\ud800", "🚢\ud83d", "\ud83d\ud83d\udea2"]);
  add("an empty string", () => "");

  // Arrays and objects.
  add("nested", () => ({ a: [{ b: [[]] }, {}], c: { d: { e: null } } }));
  add("an array of holes", () => new Array(10));
  add("holes", () => [, 1, , undefined, 3, ,]);
  add("an array with names", () => named([1, 2, 3], { name: "x", "-1": "y", "1.5": "z", "": 0, "01": 1 }));
  add("holes and names", () => named([, 1, ,], { __length: 3, "4294967295": "no index" }));
  add("an empty array with a name", () => named([], { only: true }));
  add("objects with a length", () => [{ length: 3 }, { length: "x", 0: "a" }, { 0: "a", 1: "b", length: 2 }]);
  add("names of properties", () => ({ "": 1, "a\ud800": 2, "\udc00": 3, "🚢": 4, "a.b": 5, "\0": 6, "日本": 7, $ref: 8, incomplete: 9 }));
  add("names in their order", () => ({ z: 1, 10: 2, a: 3, 2: 4, "-1": 5, "01": 6, 4294967294: 7, 4294967295: 8 }));
  add("names of Object.prototype", () =>
    JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":3,"hasOwnProperty":4,"valueOf":5,"toJSON":6}'));
  add("__proto__ that holds others", () => JSON.parse('{"a":{"__proto__":[{"__proto__":null}]}}'));
  add("then", () => ({ then: "not a promise" }));

  // Identity.
  add("a cycle in an object", () => { const one = { a: 1 }; one.self = one; return one; });
  add("a cycle in an array", () => { const one = [1]; one.push(one, [one]); return one; });
  add("a longer cycle", () => { const one = {}; one.two = { three: { one } }; return one; });
  add("a Map in itself", () => { const map = new Map(); map.set(map, map).set("a", [map]); return map; });
  add("a Set in itself", () => { const set = new Set([1]); set.add(set); return set; });
  add("references to one object", () => { const one = { a: 1 }; return { first: one, list: [one, { ...one }, one] }; });
  add("references to leaves", () => {
    const [date, pattern, box, error] = [new Date(5), /x/g, Object("s"), named(new Error("e"), { stack: "e" })];
    return [date, date, pattern, pattern, box, box, error, error];
  });
  add("two that refer to each other", () => { const [a, b] = [{}, []]; a.b = b; b.push(a); return [a, b, a]; });

  // Dates and patterns.
  add("dates", () => [0, 1, -1, 999, 1000, -1000, -1001, 1234567890123, 8.64e15, -8.64e15, 8.64e15 - 1, NaN].map((time) => new Date(time)));
  add("an invalid date", () => new Date(NaN));
  add("patterns", () => [/a/, /a/dgimsuy, /[\p{L}--[a-z]]/v, /(?:)/, new RegExp("/\n"), new RegExp("\ud800"), /(?<year>\d{4})/u, new RegExp("日本🚢", "u")]);
  each("a flag", [..."dgimsuvy"].map((flag) => () => new RegExp("a", flag)));

  // Objects around primitives.
  add("boxes", () => [Object(1), Object(-0), Object(NaN), Object(true), Object(false), Object(""), Object("a\ud800b"), Object("🚢"), Object(0n), Object(-(2n ** 70n))]);
  add("a box alone", () => Object("abc"));

  // Collections.
  add("Maps", () => [
    new Map(), new Map([["b", 1], ["a", 2]]), new Map([[NaN, 1], [0, 2], ["0", 3], [0n, 4], [null, 5], [undefined, 6], [true, 7]]),
    new Map([[{ a: 1 }, "an object"], ["text", new Map()]]), new Map([[new Date(1), new Date(2)]]),
  ]);
  add("Sets", () => [new Set(), new Set([3, 1, 2]), new Set([NaN, 0, "0", null, undefined, {}, {}, 1n])]);

  // Errors: their stacks are set, so that they are the same each time.
  const error = (Class, ...given) => named(new Class(...given), { stack: `${Class.name}: as\n    at made (up.js:1:2)` });
  const classes = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];
  add("errors", () => classes.map((Class) => error(Class, "message")));
  add("errors without a message", () => classes.map((Class) => error(Class)));
  add("errors' messages", () => ["", "a\ud800", "日本\0"].map((text) => error(Error, text)));
  add("errors' causes", () => [error(Error, "a", { cause: error(TypeError, "b", { cause: { code: 5 } }) }), error(Error, "c", { cause: undefined })]);
  add("an error that is its own cause", () => { const one = error(Error, "a"); Object.defineProperty(one, "cause", { value: one, writable: true, configurable: true }); return one; });
  add("an error without a stack", () => { const one = new Error("a"); delete one.stack; return one; });
  add("an error with an empty stack", () => named(new Error("a"), { stack: "" }));

  // Buffers and views.
  const bytes = (count) => Uint8Array.from({ length: count }, (_, at) => (at * 37 + 11) & 0xff).buffer;
  const resizable = (count, maxByteLength) => { const buffer = new ArrayBuffer(count, { maxByteLength }); new Uint8Array(buffer).set(new Uint8Array(bytes(count))); return buffer; };
  const views = ["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array",
    "BigInt64Array", "BigUint64Array", "Float16Array", "Float32Array", "Float64Array", "DataView"].map((name) => window[name]);
  add("buffers", () => [new ArrayBuffer(0), bytes(1), bytes(1000)]);
  add("a large buffer", () => bytes(300000));
  add("whole views", () => views.map((View) => new View(bytes(16))));
  add("empty views", () => views.map((View) => new View(new ArrayBuffer(0))));
  add("parts of buffers", () => views.map((View) => new View(bytes(32), 8, 2)));
  add("views over one buffer", () => { const buffer = bytes(64); return views.map((View, at) => new View(buffer, at % 2 ? 8 : 0, 3)); });
  add("a view and its buffer", () => { const buffer = bytes(8); return { view: new Uint8Array(buffer), buffer }; });
  add("a buffer and its view", () => { const buffer = bytes(8); return { buffer, view: new Float64Array(buffer) }; });
  add("one view twice", () => { const view = new Uint16Array(bytes(8)); return [view, view]; });
  add("floats", () => [Float32Array.of(0, -0, NaN, Infinity, 1.5), Float64Array.of(0.1, -0, NaN, -Infinity, 5e-324), Float16Array.of(1.5, -0, NaN, 65504)]);
  add("NaNs with other bits", () => new Float64Array(Uint8Array.of(1, 2, 3, 4, 5, 6, 0xf8, 0x7f).buffer));
  add("resizable buffers", () => [resizable(0, 0), resizable(0, 16), resizable(8, 8), resizable(8, 64)]);
  add("views that follow a buffer", () => views.map((View) => new View(resizable(16, 64), 8)));
  add("views that do not follow", () => views.map((View) => new View(resizable(16, 64), 8, 1)));
  add("views of a full buffer", () => { const buffer = resizable(16, 16); return [new Uint8Array(buffer), new Uint8Array(buffer, 0, 16), new DataView(buffer), new DataView(buffer, 4, 12)]; });
  add("empty views of a resizable buffer", () => { const buffer = resizable(0, 16); return [new Uint8Array(buffer), new Uint8Array(buffer, 0, 0), new DataView(buffer)]; });

  // Deep and wide.
  add("500 levels", () => { let value = "bottom"; for (let at = 0; at < 500; at += 1) value = at % 2 ? [value] : { value }; return value; });
  add("20,000 properties", () => Object.fromEntries(Array.from({ length: 20000 }, (_, at) => [`p${at}`, at])));
  return cases;
})();

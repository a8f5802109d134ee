// Compares two values as exactly as a page can tell them apart.
//
// `await differences(actual, expected)` lists what differs, each with its path; nothing means
// that no script can tell the one from the other. A plain script, so that node can load it too.

(() => {
  const tagOf = (object) => Object.prototype.toString.call(object).slice(8, -1);
  const isObject = (value) => typeof value === "object" && value !== null;
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const isIndex = (name) => typeof name === "string" && /^(0|[1-9]\d*)$/.test(name);

  /** The attributes that objects of the platform are compared by. */
  const attributes = {
    Blob: ["size", "type"],
    File: ["size", "type", "name", "lastModified"],
    DOMException: ["name", "message", "code"],
    DOMPoint: ["x", "y", "z", "w"],
    DOMRect: ["x", "y", "width", "height"],
    DOMQuad: ["p1", "p2", "p3", "p4"],
    DOMMatrix: ["is2D", ...[1, 2, 3, 4].flatMap((column) => [1, 2, 3, 4].map((row) => `m${column}${row}`))],
    ImageData: ["width", "height", "colorSpace", "pixelFormat", "data"],
    CryptoKey: ["type", "extractable", "algorithm", "usages"],
  };
  attributes.DOMPointReadOnly = attributes.DOMPoint;
  attributes.DOMRectReadOnly = attributes.DOMRect;
  attributes.DOMMatrixReadOnly = attributes.DOMMatrix;

  /** Properties of errors that say where they were made, which every error has anew. */
  const whereMade = ["stack", "fileName", "lineNumber", "columnNumber"];

  class Comparison {
    constructor(options) {
      this.options = options;
      this.found = [];
      this.later = [];
      this.partners = new Map();
      this.reverse = new Map();
    }

    differ(path, actual, expected) {
      this.found.push(`${path}: ${show(actual)} instead of ${show(expected)}`);
    }

    same(path, actual, expected) {
      if (!Object.is(actual, expected)) this.differ(path, actual, expected);
    }

    value(path, actual, expected) {
      if (!isObject(actual) || !isObject(expected)) return this.same(path, actual, expected);
      // What is one object here must be one object there, and two must be two.
      if (this.partners.has(actual) || this.reverse.has(expected)) {
        const isOne = this.partners.get(actual) === expected && this.reverse.get(expected) === actual;
        if (!isOne) this.found.push(`${path}: another object is shared`);
        return;
      }
      this.partners.set(actual, expected);
      this.reverse.set(expected, actual);
      if (Object.getPrototypeOf(actual) !== Object.getPrototypeOf(expected)) {
        return this.differ(`${path}'s class`, actual, expected);
      }
      const tag = tagOf(expected);
      if (tagOf(actual) !== tag) return this.differ(`${path}'s kind`, actual, expected);
      if (expected instanceof TypedArray || tag === "DataView") this.view(path, actual, expected);
      else if (Object.hasOwn(kinds, tag)) kinds[tag](this, path, actual, expected);
      if (Object.hasOwn(attributes, tag)) {
        for (const name of attributes[tag]) this.value(`${path}.${name}`, actual[name], expected[name]);
        return;
      }
      this.properties(path, actual, expected, tag);
    }

    properties(path, actual, expected, tag) {
      // The elements of a typed array are compared by their bits.
      const isCompared = (name) =>
        !(expected instanceof TypedArray && isIndex(name)) &&
        !(tag === "Error" && whereMade.includes(name));
      const names = Reflect.ownKeys(actual).filter(isCompared);
      const expectedNames = Reflect.ownKeys(expected).filter(isCompared);
      // The order of an error's properties is the browser's.
      if (tag === "Error") for (const list of [names, expectedNames]) list.sort();
      const isSame = names.length === expectedNames.length && names.every((name, at) => name === expectedNames[at]);
      if (!isSame) this.differ(`${path}'s properties`, names, expectedNames);
      for (const name of expectedNames) {
        const one = Object.getOwnPropertyDescriptor(actual, name);
        const other = Object.getOwnPropertyDescriptor(expected, name);
        if (!one || !other) continue;
        const at = `${path}[${show(name)}]`;
        // Structured clone makes every property of an object a plain one; errors' are not enumerable.
        if (tag !== "Error") {
          for (const flag of ["writable", "enumerable", "configurable"]) this.same(`${at} ${flag}`, one[flag], other[flag]);
        }
        this.value(at, actual[name], expected[name]);
      }
    }

    view(path, actual, expected) {
      this.value(`${path}.buffer`, actual.buffer, expected.buffer);
      for (const name of ["byteOffset", "byteLength", "length"]) this.same(`${path}.${name}`, actual[name], expected[name]);
      this.same(`${path} follows its buffer`, isTracking(actual), isTracking(expected));
    }

    /** Compares what only comes with time: contents. */
    content(path, actual, expected) {
      const read = async (object) => new Uint8Array(await object.arrayBuffer());
      this.later.push(
        (async () => this.bytes(`${path}'s content`, await read(actual), await read(expected)))(),
      );
    }

    bytes(path, actual, expected) {
      if (actual.length !== expected.length) return this.differ(`${path}'s length`, actual.length, expected.length);
      const at = actual.findIndex((byte, position) => byte !== expected[position]);
      if (at >= 0) this.differ(`${path}, byte ${at}`, actual[at], expected[at]);
    }
  }

  const primitiveOf = (Class) => (comparison, path, actual, expected) => {
    const { valueOf } = Class.prototype;
    comparison.same(`${path}'s primitive`, valueOf.call(actual), valueOf.call(expected));
  };

  const blob = (comparison, path, actual, expected) => comparison.content(path, actual, expected);

  const kinds = {
    Number: primitiveOf(Number),
    String: primitiveOf(String),
    Boolean: primitiveOf(Boolean),
    BigInt: primitiveOf(BigInt),
    Date: (comparison, path, actual, expected) => comparison.same(path, actual.getTime(), expected.getTime()),
    RegExp(comparison, path, actual, expected) {
      for (const name of ["source", "flags"]) comparison.same(`${path}.${name}`, actual[name], expected[name]);
    },
    Map(comparison, path, actual, expected) {
      const [entries, others] = [[...actual], [...expected]];
      comparison.same(`${path}.size`, entries.length, others.length);
      for (let at = 0; at < Math.min(entries.length, others.length); at += 1) {
        comparison.value(`${path}'s key ${at}`, entries[at][0], others[at][0]);
        comparison.value(`${path}'s value ${at}`, entries[at][1], others[at][1]);
      }
    },
    Set(comparison, path, actual, expected) {
      const [members, others] = [[...actual], [...expected]];
      comparison.same(`${path}.size`, members.length, others.length);
      for (let at = 0; at < Math.min(members.length, others.length); at += 1) {
        comparison.value(`${path}'s member ${at}`, members[at], others[at]);
      }
    },
    ArrayBuffer(comparison, path, actual, expected) {
      for (const name of ["resizable", "maxByteLength"]) comparison.same(`${path}.${name}`, actual[name], expected[name]);
      comparison.bytes(path, new Uint8Array(actual), new Uint8Array(expected));
    },
    Error(comparison, path, actual, expected) {
      comparison.same(`${path}.name`, actual.name, expected.name);
      if (comparison.options.stacks) comparison.same(`${path}.stack`, actual.stack, expected.stack);
    },
    Blob: blob,
    File: blob,
    FileList(comparison, path, actual, expected) {
      comparison.same(`${path}.length`, actual.length, expected.length);
      for (let at = 0; at < expected.length; at += 1) comparison.value(`${path}[${at}]`, actual[at], expected[at]);
    },
    CryptoKey(comparison, path, actual, expected) {
      if (!actual.extractable || !expected.extractable) return;
      const jwk = async (key) => JSON.stringify(await crypto.subtle.exportKey("jwk", key));
      comparison.later.push((async () => comparison.same(`${path}'s material`, await jwk(actual), await jwk(expected)))());
    },
  };

  /** Whether a view over a resizable buffer follows its length; the buffer is put back. */
  const isTracking = (view) => {
    const { buffer, byteOffset, byteLength } = view;
    if (!buffer.resizable) return false;
    const size = buffer.byteLength;
    const content = new Uint8Array(buffer).slice();
    const lengthOf = () => {
      try {
        return view.byteLength;
      } catch {
        return -1;
      }
    };
    try {
      if (size + 8 <= buffer.maxByteLength) {
        buffer.resize(size + 8);
        return lengthOf() > byteLength;
      }
      if (byteLength === 0) return false;
      // Too short for a view of fixed length, which then is out of bounds, but not for another.
      buffer.resize(byteOffset + byteLength - 1);
      if (view instanceof DataView) return lengthOf() >= 0;
      try {
        view.keys();
        return true;
      } catch {
        return false;
      }
    } finally {
      buffer.resize(size);
      new Uint8Array(buffer).set(content);
    }
  };

  globalThis.followsItsBuffer = isTracking;

  const show = (value) => {
    if (Array.isArray(value)) return `[${value.slice(0, 20).map(show).join(", ")}]`;
    if (typeof value === "string") return JSON.stringify(value.slice(0, 80));
    if (Object.is(value, -0)) return "−0";
    if (typeof value === "bigint") return `${value}n`;
    return isObject(value) ? `a ${Object.getPrototypeOf(value)?.constructor?.name ?? tagOf(value)}` : String(value);
  };

  /**
   * What differs between two values.
   * @param {any} actual
   * @param {any} expected
   * @param {{path?: string, stacks?: boolean}} [options] whether the stacks of errors count
   * @returns {Promise<string[]>}
   */
  globalThis.differences = async (actual, expected, { path = "value", stacks = false } = {}) => {
    const comparison = new Comparison({ stacks });
    comparison.value(path, actual, expected);
    await Promise.all(comparison.later);
    return comparison.found;
  };
})();

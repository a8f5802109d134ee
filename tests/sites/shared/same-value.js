// Whether two values are the same in everything that code can see of them: types, own properties
// and their order, shared references, buffers under views, contents of Blobs.

(() => {
  /** Where errors keep their stack in a slot that nobody can set, their place is there as well. */
  const PLACE = "stack" in Error.prototype ? ["fileName", "lineNumber", "columnNumber"] : [];
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const bytesOf = (buffer) => new Uint8Array(buffer);
  const tagOf = (object) => Object.prototype.toString.call(object).slice(8, -1);
  const isLanguage = new Set(["Object", "Array", "Map", "Set", "Date", "RegExp", "Number", "String", "Boolean", "BigInt", "ArrayBuffer", "DataView", "Error", "Function"]);

  const show = (value) => {
    if (Object.is(value, -0)) return "-0";
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    return typeof value === "object" && value !== null ? tagOf(value) : String(value);
  };

  /** How a view behaves as its buffer grows and shrinks, which tells whether it follows the length. */
  const behaviour = (view) => {
    const { buffer } = view;
    if (!buffer.resizable) return "";
    const [size, max, content] = [buffer.byteLength, buffer.maxByteLength, bytesOf(buffer).slice()];
    const end = view.byteOffset + view.byteLength;
    const sizes = max <= 64 ? Array.from({ length: max + 1 }, (_, at) => at) : [0, view.byteOffset, Math.max(end - 1, 0), end, max];
    const seen = sizes.map((length) => {
      buffer.resize(length);
      try {
        return `${view.byteOffset}+${view.byteLength}`;
      } catch {
        return "out of bounds";
      }
    });
    buffer.resize(size);
    bytesOf(buffer).set(content);
    return seen.join(" ");
  };

  /** The names of the attributes of an object of the platform. */
  const attributesOf = (object) => {
    const names = new Set();
    for (let at = Object.getPrototypeOf(object); at && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
      for (const [name, { get }] of Object.entries(Object.getOwnPropertyDescriptors(at))) if (get) names.add(name);
    }
    return names;
  };

  class Comparison {
    constructor() {
      this.found = [];
      /** Which object of the one value stands for which of the other. */
      this.there = new Map();
      this.back = new Map();
      /** What takes time to compare. @type {(() => Promise<void>)[]} */
      this.later = [];
    }

    check(same, path, what) {
      if (!same) this.found.push(`${path}: ${what}`);
      return same;
    }

    equal(one, other, path) {
      return this.check(Object.is(one, other), path, `${show(one)} is not ${show(other)}`);
    }

    value(one, other, path) {
      const isObject = (value) => typeof value === "object" && value !== null;
      if (!isObject(one) || !isObject(other)) return this.equal(one, other, path);
      if (this.there.has(one) || this.back.has(other)) {
        return this.check(this.there.get(one) === other && this.back.get(other) === one, path, "refers to another object");
      }
      this.there.set(one, other);
      this.back.set(other, one);
      if (!this.check(Object.getPrototypeOf(one) === Object.getPrototypeOf(other), path, `${tagOf(one)} and ${tagOf(other)} have other prototypes`)) return;
      if (!this.equal(tagOf(one), tagOf(other), `${path} (class)`)) return;
      this.slots(one, other, path);
      this.properties(one, other, path);
    }

    slots(one, other, path) {
      const tag = tagOf(one);
      if (ArrayBuffer.isView(one)) this.view(one, other, path);
      else if (tag === "Map") this.sequence([...one].flat(), [...other].flat(), path);
      else if (tag === "Set") this.sequence([...one], [...other], path);
      else if (["Date", "Number", "String", "Boolean", "BigInt"].includes(tag)) this.equal(one.valueOf(), other.valueOf(), path);
      else if (tag === "RegExp") this.equal(`/${one.source}/${one.flags}`, `/${other.source}/${other.flags}`, path);
      else if (tag === "ArrayBuffer") this.buffer(one, other, path);
      else if (!isLanguage.has(tag)) this.platform(one, other, path);
    }

    sequence(one, other, path) {
      this.equal(one.length, other.length, `${path} (size)`);
      for (let at = 0; at < Math.min(one.length, other.length); at += 1) this.value(one[at], other[at], `${path}<${at}>`);
    }

    view(one, other, path) {
      this.equal(one.byteOffset, other.byteOffset, `${path} (byteOffset)`);
      this.equal(one.byteLength, other.byteLength, `${path} (byteLength)`);
      this.value(one.buffer, other.buffer, `${path}.buffer`);
      this.equal(behaviour(one), behaviour(other), `${path} (when resized)`);
    }

    buffer(one, other, path) {
      this.equal(one.resizable ?? false, other.resizable ?? false, `${path} (resizable)`);
      this.equal(one.maxByteLength, other.maxByteLength, `${path} (maxByteLength)`);
      this.bytes(one, other, path);
    }

    bytes(one, other, path) {
      if (!this.equal(one.byteLength, other.byteLength, `${path} (size)`)) return;
      const [left, right] = [bytesOf(one), bytesOf(other)];
      const at = left.findIndex((byte, index) => byte !== right[index]);
      if (at >= 0) this.equal(left[at], right[at], `${path} (byte ${at})`);
    }

    platform(one, other, path) {
      for (const name of attributesOf(one)) this.value(one[name], other[name], `${path}.${name}`);
      if (one instanceof Blob) {
        this.later.push(async () => this.bytes(await one.arrayBuffer(), await other.arrayBuffer(), `${path} (content)`));
      } else if (tagOf(one) === "CryptoKey" && one.extractable) {
        const exported = async (key) => JSON.stringify(await crypto.subtle.exportKey("jwk", key));
        this.later.push(async () => this.equal(await exported(one), await exported(other), `${path} (key)`));
      } else if (typeof one.isSameEntry === "function") {
        this.later.push(async () => this.check(await one.isSameEntry(other), path, "another entry"));
      }
    }

    properties(one, other, path) {
      const isError = tagOf(one) === "Error" && one instanceof Error;
      const namesOf = (object) => {
        // The elements of typed arrays are their buffer's bytes.
        const names = Reflect.ownKeys(object).filter((name) => !(object instanceof TypedArray && /^\d+$/.test(String(name))));
        // Engines put an error's properties in different orders, whatever the order in which they were set.
        return isError ? names.filter((name) => !PLACE.includes(name)).sort() : names;
      };
      const [names, others] = [namesOf(one), namesOf(other)];
      const list = (all) => all.map((name) => `${String(name).length}:${String(name)}`).join();
      if (!this.equal(list(names), list(others), `${path} (names)`)) return;
      for (const name of names) {
        const [left, right] = [one, other].map((object) => Object.getOwnPropertyDescriptor(object, name));
        const kindOf = ({ enumerable, configurable, writable }) => `${enumerable} ${configurable} ${writable}`;
        this.equal(kindOf(left), kindOf(right), `${path}.${String(name)} (attributes)`);
        this.value(one[name], other[name], `${path}.${String(name)}`);
      }
    }
  }

  /**
   * The differences between two values, each with its place; none where they are the same.
   * @param {any} one
   * @param {any} other
   * @returns {Promise<string[]>}
   */
  globalThis.differencesOf = async (one, other) => {
    const comparison = new Comparison();
    comparison.value(one, other, "value");
    for (const compare of comparison.later) await compare();
    return comparison.found;
  };
})();

// Random values of everything that JavaScript has without a browser, the same ones for a seed.

/** A generator of 32 random bits (xorshift). @param {number} seed */
const entropy = (seed) => {
  let state = (Math.imul(seed, 2654435761) + 88675123) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
};

class Maker {
  /** @param {number} seed */
  constructor(seed) {
    this.next = entropy(seed);
    /** Objects that later ones may refer to. @type {any[]} */
    this.made = [];
    /** @type {any[]} */
    this.buffers = [];
  }

  /** @param {number} limit */
  below(limit) {
    return this.next() % limit;
  }

  /** @template T @param {T[]} list @returns {T} */
  one(list) {
    return list[this.below(list.length)];
  }

  text() {
    const units = Array.from({ length: this.below(this.one([2, 6, 80])) }, () =>
      this.one([0x61, 0x41, 0, 0xe9, 0x20ac, 0xd83d, 0xde00, 0xd800, 0x7f, 0x80, 0x7ff, 0x800, 0xffff]),
    );
    return this.below(3) > 0 ? String.fromCharCode(...units).toWellFormed() : String.fromCharCode(...units);
  }

  number() {
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, this.next());
    view.setUint32(4, this.next());
    return this.one([() => this.below(300), () => -this.below(70_000), () => this.next() * this.below(1 << 21), () => view.getFloat64(0), () => this.one([-0, NaN, Infinity, 2 ** 53, 0.1])])();
  }

  bigint() {
    const magnitude = Array.from({ length: this.below(5) }, () => BigInt(this.next())).reduce((sum, part) => (sum << 32n) | part, 0n);
    return this.below(2) ? magnitude : -magnitude;
  }

  primitive() {
    return this.one([() => this.number(), () => this.text(), () => this.bigint(), () => true, () => false, () => null, () => undefined])();
  }

  name() {
    return this.one([() => this.text(), () => String(this.below(30)), () => this.one(["__proto__", "constructor", "a", "b"])])();
  }

  /** @param {any} object @param {number} depth */
  fill(object, depth) {
    for (let left = this.below(5); left > 0; left -= 1) {
      const name = this.name();
      if (Array.isArray(object) && (name === "length" || /^\d+$/.test(name))) continue;
      Object.defineProperty(object, name, { value: this.value(depth), writable: true, enumerable: true, configurable: true });
    }
  }

  buffer() {
    if (this.buffers.length > 0 && this.below(2)) return this.one(this.buffers);
    const length = this.below(5) * 8;
    const buffer = this.below(3) ? new ArrayBuffer(length) : new /** @type {any} */ (ArrayBuffer)(length, { maxByteLength: length + this.below(40) });
    new Uint8Array(buffer).forEach((_, at, bytes) => (bytes[at] = this.next()));
    this.buffers.push(buffer);
    return buffer;
  }

  view() {
    const Class = /** @type {any} */ (this.one([Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, BigInt64Array, BigUint64Array, Float32Array, Float64Array, DataView]));
    const buffer = this.buffer();
    const size = Class.BYTES_PER_ELEMENT ?? 1;
    const offset = this.below(2) ? 0 : size * this.below(buffer.byteLength / size + 1);
    if (this.below(2)) return new Class(buffer, offset);
    return new Class(buffer, offset, this.below((buffer.byteLength - offset) / size + 1));
  }

  failure() {
    const Class = this.one([Error, TypeError, RangeError, URIError, EvalError, SyntaxError, ReferenceError]);
    const error = this.below(3) ? new Class(this.text()) : new Class();
    if (this.below(2)) Object.defineProperty(error, "stack", { value: this.text(), writable: true, enumerable: false, configurable: true });
    else delete error.stack;
    return error;
  }

  /** @param {number} depth @returns {any} */
  value(depth) {
    if (depth === 0 || this.below(3) === 0) return this.primitive();
    if (this.made.length > 0 && this.below(6) === 0) return this.one(this.made);
    const inner = () => this.value(depth - 1);
    /** @type {(() => any)[]} */
    const makers = [
      () => this.keep({}, (object) => this.fill(object, depth - 1)),
      () => this.keep(/** @type {any[]} */ ([]), (array) => Array.from({ length: this.below(6) }).forEach(() => array.push(inner()))),
      () =>
        this.keep(/** @type {any[]} */ ([]), (array) => {
          for (let left = this.below(4); left > 0; left -= 1) array[this.below(12)] = inner();
          if (this.below(2)) array.length += this.below(4);
          this.fill(array, depth - 1);
        }),
      () => this.keep(new Map(), (map) => Array.from({ length: this.below(5) }).forEach(() => map.set(this.below(3) ? this.primitive() : inner(), inner()))),
      () => this.keep(new Set(), (set) => Array.from({ length: this.below(5) }).forEach(() => set.add(inner()))),
      () => this.keep(new Date(this.one([NaN, this.next(), -this.next() * 1000, 8.64e15])), () => {}),
      () => this.keep(new RegExp(this.one(["a", "", "/", "\n", "[/]", "é"]), this.one(["", "g", "dgimsuy"])), () => {}),
      () => this.keep(Object(this.one([this.number(), this.text(), this.bigint(), true])), () => {}),
      () => this.keep(this.buffer(), () => {}),
      () => this.keep(this.view(), () => {}),
      () => this.keep(this.failure(), (error) => this.below(2) && Object.defineProperty(error, "cause", { value: inner(), writable: true, enumerable: false, configurable: true })),
    ];
    return this.one(makers)();
  }

  /** Lets others refer to an object, from within it too. @template T @param {T} object @param {(object: T) => unknown} fill @returns {T} */
  keep(object, fill) {
    this.made.push(object);
    fill(object);
    return object;
  }
}

/** So many values, each of a seed of its own, from the first on. @param {number} count @param {number} first */
export const randomValues = function* (count, first) {
  for (let seed = first; seed < first + count; seed += 1) yield { seed, value: new Maker(seed).value(5) };
};

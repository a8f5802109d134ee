// From bytes to values.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, CodecError } = codec;

  /** Stands for a shared object that has begun and does not exist yet. */
  const BEGUN = Symbol("begun");

  /** The tags of primitives. */
  const PRIMITIVES = new Set([tags.BIGINT, tags.NEGATIVE_BIGINT, tags.SURROGATES]);

  /** @param {any} value */
  const isObject = (value) => typeof value === "object" && value !== null;

  /** The array index that a property's name is, or −1. @param {string} name */
  const arrayIndex = (name) => {
    const first = name.charCodeAt(0);
    if (!(first >= 0x30 && first <= 0x39)) return -1;
    const index = Number(name);
    return Number.isInteger(index) && index < 0xffffffff && String(index) === name ? index : -1;
  };

  /**
   * Sets a property of a new object as structured clone would: `__proto__` is a name like any other.
   * @param {any} object
   * @param {string} name
   * @param {any} value
   */
  const define = (object, name, value) => {
    if (name === "__proto__") {
      Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
    } else {
      object[name] = value;
    }
  };

  /** Decodes values whose attachments are at hand. */
  class Decoder {
    /**
     * @param {any} reader
     * @param {{attachments?: any[], firstOrdinal?: number}} [options]
     */
    constructor(reader, { attachments = [], firstOrdinal = 0 } = {}) {
      this.reader = reader;
      this.attachments = attachments;
      this.firstOrdinal = firstOrdinal;
      this.nextOrdinal = firstOrdinal;
      this.depth = 0;
      /** @type {any[]} */
      this.shared = [];
      /** @type {boolean[]} */
      this.referenced = [];
      /** The index under which the object that begins now is shared, or −1. */
      this.pending = -1;
    }

    /** A whole value: sharing is told within it. */
    value() {
      this.shared = [];
      this.referenced = [];
      this.depth = 0;
      const value = this.item();
      if (this.referenced.includes(false)) this.malformed("an object is marked as shared and occurs once");
      return value;
    }

    /** @param {string} what @returns {never} */
    malformed(what) {
      throw this.reader.malformed(what);
    }

    /** Notes a new object where it is shared, before what it holds is decoded. @template T @param {T} object @returns {T} */
    begin(object) {
      if (this.pending >= 0) {
        this.shared[this.pending] = object;
        this.pending = -1;
      }
      return object;
    }

    /** @returns {any} */
    item() {
      const { reader } = this;
      const first = reader.peek();
      switch (first >> 5) {
        case 0:
        case 1:
          return this.primitive(reader.number("a number"));
        case 3:
          return this.primitive(reader.text("a string"));
        case 4: {
          this.deeper();
          const array = this.elements();
          this.depth -= 1;
          return array;
        }
        case 5: {
          this.deeper();
          const object = this.properties(this.begin({}));
          this.depth -= 1;
          return object;
        }
        case 6:
          return this.tagged();
        default:
          return this.primitive(this.simple(first));
      }
    }

    /** @param {number} first */
    simple(first) {
      const { reader } = this;
      if (first === 0xfb) return reader.float();
      if (first < 0xf4 || first > 0xf7) this.malformed("no value begins like this");
      reader.at += 1;
      return first === 0xf4 ? false : first === 0xf5 ? true : first === 0xf6 ? null : undefined;
    }

    /** @template T @param {T} value @returns {T} */
    primitive(value) {
      if (this.pending >= 0) this.malformed("a primitive is marked as shared");
      return value;
    }

    /** Goes one object deeper. */
    deeper() {
      this.depth += 1;
      if (this.depth > codec.DEEPEST) {
        throw new CodecError("too_deep", `objects are nested more than ${codec.DEEPEST} levels deep`, this.reader.at);
      }
    }

    elements() {
      const count = this.reader.count(4, "an array");
      const array = this.begin(/** @type {any[]} */ ([]));
      for (let at = 0; at < count; at += 1) array.push(this.item());
      return array;
    }

    /**
     * Decodes a map's entries into an object. Array indexes come first, ascending, as they do in
     * every object.
     * @param {any} object
     */
    properties(object) {
      const count = this.reader.count(5, "a map of properties");
      let lastIndex = -1;
      for (let at = 0; at < count; at += 1) {
        const name = this.reader.text("a property's name");
        if (Object.hasOwn(object, name)) this.malformed(`the property ${JSON.stringify(name)} stands twice`);
        const index = arrayIndex(name);
        if (index < 0) lastIndex = Infinity;
        else if (index > lastIndex) lastIndex = index;
        else this.malformed(`the property ${name} stands after a later one`);
        define(object, name, this.item());
      }
      return object;
    }

    tagged() {
      const { reader } = this;
      reader.head();
      const tag = reader.argument;
      switch (tag) {
        case tags.SHARED: {
          if (this.pending >= 0) this.malformed("an object is marked as shared twice");
          const index = this.shared.length;
          this.shared.push(BEGUN);
          this.referenced.push(false);
          this.pending = index;
          if (reader.peek() >> 5 < 4) this.malformed("a primitive is marked as shared");
          return this.item();
        }
        case tags.REFERENCE:
          return this.primitive(this.reference());
        case tags.BIGINT:
        case tags.NEGATIVE_BIGINT:
          return this.primitive(this.bigInt(tag));
        case tags.SURROGATES:
          return this.primitive(reader.surrogates());
        default:
          return codec.decodeTagged(this, tag);
      }
    }

    /** A primitive that stands where nothing else may. */
    primitiveItem() {
      const { tag } = this.nextTag();
      const major = this.reader.peek() >> 5;
      const isPrimitive = tag === undefined ? major !== 2 && major !== 4 && major !== 5 : PRIMITIVES.has(tag);
      if (!isPrimitive) this.malformed("an object stands where a primitive must");
      return this.item();
    }

    /** The tag of the item that comes next, if it has one, behind a tag that marks it as shared. */
    nextTag() {
      const { reader } = this;
      const start = reader.at;
      let tag = /** @type {number | undefined} */ (undefined);
      let isShared = false;
      if (reader.peek() >> 5 === 6) {
        reader.head();
        tag = reader.argument;
        isShared = tag === tags.SHARED || tag === tags.REFERENCE;
        if (tag === tags.SHARED && reader.peek() >> 5 === 6) {
          reader.head();
          tag = reader.argument;
        }
        reader.at = start;
      }
      return { tag, isShared };
    }

    reference() {
      const index = this.reader.unsigned("a reference");
      const object = this.shared[index];
      if (object === undefined || object === BEGUN) this.malformed("a reference to an object that has not begun");
      this.referenced[index] = true;
      return object;
    }

    /** @param {number} tag */
    bigInt(tag) {
      const bytes = this.reader.byteString("a BigInt");
      if (bytes[0] === 0) this.malformed("a BigInt has leading zeros");
      let magnitude;
      try {
        magnitude = codec.magnitudeOf(bytes);
      } catch {
        throw new CodecError("unsupported", `this browser has no BigInt of ${bytes.length} bytes`, this.reader.at);
      }
      return tag === tags.BIGINT ? magnitude : -1n - magnitude;
    }

    /** The object that the next ordinal stands for. */
    attachment() {
      const ordinal = this.reader.unsigned("an ordinal");
      if (ordinal !== this.nextOrdinal) this.malformed(`the ordinal ${ordinal} stands where ${this.nextOrdinal} must`);
      this.nextOrdinal += 1;
      const object = this.attachments[ordinal - this.firstOrdinal];
      if (!isObject(object)) this.malformed(`the attachment ${ordinal} is missing`);
      return object;
    }
  }
  codec.Decoder = Decoder;

  /**
   * @param {Uint8Array} bytes
   * @param {{attachments?: any[], firstOrdinal?: number}} [options]
   */
  codec.decodeValue = (bytes, options) => {
    const reader = new codec.Reader(bytes);
    const value = new Decoder(reader, options).value();
    if (!reader.isAtEnd()) reader.malformed("bytes follow the value");
    return value;
  };

  /**
   * The records in a run of encoded ones.
   * @param {Uint8Array} bytes
   * @param {{attachments?: any[], firstOrdinal?: number}} [options]
   * @returns {Generator<{key: any, value: any}>}
   */
  codec.decodeRecords = function* (bytes, options) {
    const reader = new codec.Reader(bytes);
    const decoder = new Decoder(reader, options);
    while (!reader.isAtEnd()) {
      reader.expectArray(2, "a record");
      const key = codec.readKey(decoder);
      let value;
      try {
        value = decoder.value();
      } catch (/** @type {any} */ error) {
        if (error instanceof CodecError) error.key = key;
        throw error;
      }
      yield { key, value };
    }
  };
})();

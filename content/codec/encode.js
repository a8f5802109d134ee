// From values to bytes.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, slots, CodecError } = codec;

  const mapEntries = Map.prototype.entries;
  const setValues = Set.prototype.values;
  const nextEntry = Object.getPrototypeOf(new Map().entries()).next;
  const nextMember = Object.getPrototypeOf(new Set().values()).next;
  const getTime = Date.prototype.getTime;
  const { keys } = Object;
  /** @type {[string, any][]} */
  const flagGetters = [
    ["d", "hasIndices"],
    ["g", "global"],
    ["i", "ignoreCase"],
    ["m", "multiline"],
    ["s", "dotAll"],
    ["u", "unicode"],
    ["v", "unicodeSets"],
    ["y", "sticky"],
  ].map(([flag, name]) => [flag, Object.getOwnPropertyDescriptor(RegExp.prototype, name)?.get]);

  /** Encodes the records of one store. */
  class Encoder {
    constructor() {
      /** The attachments since this was emptied last, in the order of their ordinals. @type {any[]} */
      this.attachments = [];
      /** The ordinal of the next attachment. */
      this.nextOrdinal = 0;
      this.depth = 0;
      /** How often each object of the value occurs. @type {Map<any, number>} */
      this.occurrences = new Map();
      /** The index of each shared object that has been written; null while occurrences are counted. @type {Map<any, number> | null} */
      this.indexes = null;
      this.hasShared = false;
      this.writer = /** @type {any} */ (null);
    }

    /**
     * Writes `[key, value]`. After a failure the writer is as it was.
     * @param {any} key
     * @param {any} value
     * @param {any} writer
     */
    encodeRecord(key, value, writer) {
      const start = writer.length;
      const [attachments, ordinal] = [this.attachments.length, this.nextOrdinal];
      try {
        writer.array(2);
        this.encode(key, writer);
        this.encode(value, writer);
      } catch (error) {
        writer.length = start;
        this.rewind(attachments, ordinal);
        throw error;
      }
    }

    /** Writes a value, or a key. @param {any} value @param {any} writer */
    encode(value, writer) {
      const start = writer.length;
      const [attachments, ordinal] = [this.attachments.length, this.nextOrdinal];
      this.writer = writer;
      this.depth = 0;
      this.occurrences.clear();
      this.indexes = null;
      this.hasShared = false;
      this.item(value);
      if (!this.hasShared) return;
      // Rare: some object occurs more than once. Now that they are known, once more.
      writer.length = start;
      this.rewind(attachments, ordinal);
      this.indexes = new Map();
      this.item(value);
    }

    /** @param {number} attachments @param {number} ordinal */
    rewind(attachments, ordinal) {
      this.attachments.length = attachments;
      this.nextOrdinal = ordinal;
    }

    /** @param {any} value */
    item(value) {
      const { writer } = this;
      switch (typeof value) {
        case "string":
          writer.text(value);
          return;
        case "number":
          writer.number(value);
          return;
        case "boolean":
          writer.byte(value ? 0xf5 : 0xf4);
          return;
        case "undefined":
          writer.byte(0xf7);
          return;
        case "bigint":
          codec.writeBigInt(writer, value);
          return;
        case "object":
          if (value === null) writer.byte(0xf6);
          else this.object(codec.waive(value));
          return;
        default:
          throw new CodecError("unsupported", `a ${typeof value} cannot be stored`);
      }
    }

    /**
     * Notes an occurrence of an object and writes its sharing tags. Says whether the object
     * itself is to be written.
     * @param {any} object
     */
    occurs(object) {
      if (this.indexes === null) {
        const seen = this.occurrences.get(object) ?? 0;
        this.occurrences.set(object, seen + 1);
        if (seen > 0) {
          this.hasShared = true;
          return false;
        }
        return true;
      }
      const index = this.indexes.get(object);
      if (index !== undefined) {
        this.writer.tag(tags.REFERENCE);
        this.writer.head(0, index);
        return false;
      }
      if (/** @type {number} */ (this.occurrences.get(object)) > 1) {
        this.indexes.set(object, this.indexes.size);
        this.writer.tag(tags.SHARED);
      }
      return true;
    }

    /** @param {any} object waived */
    object(object) {
      if (!this.occurs(object)) return;
      const kind = codec.kindOf(object);
      if (kind === "Object") {
        this.deeper();
        this.properties(object, keys(object));
        this.depth -= 1;
        return;
      }
      if (kind === "Array") {
        this.deeper();
        this.array(object);
        this.depth -= 1;
        return;
      }
      const writeCollection = collections.get(kind);
      if (writeCollection && !(kind === "Error" && !codec.isEncodableError(object))) {
        this.deeper();
        writeCollection(this, object);
        this.depth -= 1;
        return;
      }
      const writeLeaf = leaves.get(kind);
      if (writeLeaf) writeLeaf(this, object);
      else if (Object.hasOwn(codec.typedArrayTags, kind) || kind === "DataView") codec.writeView(this, object, kind);
      else codec.writePlatformObject(this, object, kind);
    }

    /** Goes into an object that holds others. */
    deeper() {
      this.depth += 1;
      if (this.depth > codec.DEEPEST) {
        throw new CodecError("too_deep", `objects are nested more than ${codec.DEEPEST} levels deep`);
      }
    }

    /** A map of properties. @param {any} object @param {string[]} names */
    properties(object, names) {
      this.writer.map(names.length);
      for (const name of names) {
        this.writer.text(name);
        this.item(object[name]);
      }
    }

    /** @param {any} array */
    array(array) {
      const { length } = array;
      const names = keys(array);
      // Index properties come first: with as many of them as elements, there are no holes.
      if (names.length === length && (length === 0 || names[length - 1] === String(length - 1))) {
        this.writer.array(length);
        for (let at = 0; at < length; at += 1) this.item(array[at]);
        return;
      }
      this.writer.tag(tags.SPARSE_ARRAY);
      this.writer.array(2);
      this.writer.number(length);
      this.properties(array, names);
    }

    /** The next attachment's ordinal. @param {any} object */
    attach(object) {
      this.attachments.push(object);
      const ordinal = this.nextOrdinal;
      this.nextOrdinal += 1;
      return ordinal;
    }
  }
  codec.Encoder = Encoder;

  /** @param {any} value */
  const isObject = (value) => typeof value === "object" && value !== null;

  /** Objects that hold others. @type {Map<string, (encoder: Encoder, object: any) => void>} */
  const collections = new Map(Object.entries({
    Map: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => {
      const entries = mapEntries.call(object);
      /** @type {[any, any][]} */
      const all = [];
      for (let step = nextEntry.call(entries); !step.done; step = nextEntry.call(entries)) {
        all.push([step.value[0], step.value[1]]);
      }
      const { writer } = encoder;
      if (all.some(([key]) => isObject(key))) {
        writer.tag(tags.OBJECT_KEYED_MAP);
        writer.array(all.length * 2);
      } else {
        writer.tag(tags.MAP);
        writer.map(all.length);
      }
      for (const [key, value] of all) {
        encoder.item(key);
        encoder.item(value);
      }
    },
    Set: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => {
      encoder.writer.tag(tags.SET);
      encoder.writer.array(slots.setSize.call(object));
      const members = setValues.call(object);
      for (let step = nextMember.call(members); !step.done; step = nextMember.call(members)) {
        encoder.item(step.value);
      }
    },
    Error: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => codec.writeError(encoder, object),
  }));

  /** Objects that hold none. @type {Map<string, (encoder: Encoder, object: any) => void>} */
  const leaves = new Map(Object.entries({
    Date: (/** @type {Encoder} */ { writer }, /** @type {any} */ object) => codec.writeDate(writer, getTime.call(object)),
    RegExp: (/** @type {Encoder} */ { writer }, /** @type {any} */ object) => {
      writer.tag(tags.REGEXP);
      writer.array(2);
      writer.text(slots.regExpSource.call(object));
      writer.text(flagGetters.map(([flag, isSet]) => (isSet?.call(object) ? flag : "")).join(""));
    },
    Number: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => boxed(encoder, Number.prototype.valueOf.call(object)),
    String: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => boxed(encoder, String.prototype.valueOf.call(object)),
    Boolean: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => boxed(encoder, Boolean.prototype.valueOf.call(object)),
    BigInt: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => boxed(encoder, BigInt.prototype.valueOf.call(object)),
    ArrayBuffer: (/** @type {Encoder} */ encoder, /** @type {any} */ object) => codec.writeBuffer(encoder, object),
  }));

  /** @param {Encoder} encoder @param {any} primitive */
  const boxed = (encoder, primitive) => {
    encoder.writer.tag(tags.BOXED);
    encoder.item(primitive);
  };

  /** The bytes of one value, or key. @param {any} value @returns {Uint8Array} */
  codec.encodeValue = (value) => {
    const writer = new codec.Writer();
    new Encoder().encode(value, writer);
    return writer.take();
  };
})();

// Objects that stand behind a tag.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, typedArrayTags, CodecError } = codec;

  /** The largest time that a Date can have, in milliseconds. */
  const LATEST = 8.64e15;

  /** @type {Record<number, string>} */
  const typedArrayNames = Object.fromEntries(Object.entries(typedArrayTags).map(([name, tag]) => [tag, name]));

  /** @param {any} decoder @param {number} seconds @param {number} milliseconds */
  const date = (decoder, seconds, milliseconds) => {
    if (!Number.isInteger(seconds) || Object.is(seconds, -0)) decoder.malformed("a date's seconds are no integer");
    const time = seconds * 1000 + milliseconds;
    if (Math.abs(time) > LATEST) decoder.malformed("a date is out of range");
    return decoder.begin(new Date(time));
  };

  /** @param {any} decoder @param {string} name */
  const typedArray = (decoder, name) => {
    const Class = /** @type {any} */ (globalThis)[name];
    if (Class === undefined) throw new CodecError("unsupported", `this browser has no ${name}`, decoder.reader.at);
    const bytes = decoder.reader.byteString(`the bytes of a ${name}`);
    if (bytes.length % Class.BYTES_PER_ELEMENT !== 0) decoder.malformed(`a ${name} ends within an element`);
    return decoder.begin(new Class(bytes.buffer));
  };

  /** @param {any} decoder */
  const buffer = (decoder) => {
    const { reader } = decoder;
    if (reader.peek() >> 5 === 2) return decoder.begin(reader.byteString("a buffer").buffer);
    reader.expectArray(2, "a resizable buffer");
    const bytes = reader.byteString("a buffer");
    const maxByteLength = reader.unsigned("a buffer's largest size");
    if (bytes.length > maxByteLength) decoder.malformed("a buffer is larger than its largest size");
    let resizable;
    try {
      resizable = new /** @type {any} */ (ArrayBuffer)(bytes.length, { maxByteLength });
    } catch {
      throw new CodecError("unsupported", `this browser has no room for a buffer of ${maxByteLength} bytes`, reader.at);
    }
    new Uint8Array(resizable).set(bytes);
    return decoder.begin(resizable);
  };

  /** A view's buffer: a buffer, possibly shared. @param {any} decoder */
  const bufferOfView = (decoder) => {
    // The view itself may be shared: that index is not its buffer's.
    const { pending } = decoder;
    decoder.pending = -1;
    const { tag, isShared } = decoder.nextTag();
    // The buffer itself, or one that the value also holds elsewhere.
    const isAlone = !isShared;
    // Looked at before it is decoded: views in views could nest without end.
    if (tag !== tags.ARRAY_BUFFER && tag !== tags.REFERENCE) decoder.malformed("a view is not over a buffer");
    const object = decoder.item();
    decoder.pending = pending;
    if (!(object instanceof ArrayBuffer)) decoder.malformed("a view is not over a buffer");
    return { over: object, isAlone };
  };

  /** @param {any} decoder */
  const view = (decoder) => {
    const { reader } = decoder;
    reader.expectArray(4, "a view");
    const name = reader.text("a view's class");
    if (name !== "DataView" && !Object.hasOwn(typedArrayTags, name)) decoder.malformed(`${name} is no class of views`);
    const Class = /** @type {any} */ (globalThis)[name];
    if (Class === undefined) throw new CodecError("unsupported", `this browser has no ${name}`, reader.at);
    // A cycle through a view is impossible, so it is noted only once it exists.
    const { over, isAlone } = bufferOfView(decoder);
    const offset = reader.unsigned("a view's offset");
    const length = reader.peek() === 0xf6 ? ((reader.at += 1), undefined) : reader.unsigned("a view's length");
    if (length === undefined && !over.resizable) decoder.malformed("a view follows a buffer that cannot change");
    let object;
    try {
      object = new Class(over, offset, length);
    } catch {
      decoder.malformed("a view does not lie within its buffer");
    }
    const isWhole = name !== "DataView" && !over.resizable && object.byteLength === over.byteLength;
    if (isWhole && isAlone) decoder.malformed("a typed array over the whole of its own buffer stands as a view");
    return decoder.begin(object);
  };

  /** @param {any} decoder */
  const mapOf = (decoder) => {
    const map = decoder.begin(new Map());
    const count = decoder.reader.count(5, "a Map");
    for (let at = 0; at < count; at += 1) {
      const key = decoder.item();
      if (typeof key === "object" && key !== null) decoder.malformed("a Map has an object as a key");
      if (Object.is(key, -0)) decoder.malformed("a Map has −0 as a key");
      map.set(key, decoder.item());
      if (map.size !== at + 1) decoder.malformed("a Map has a key twice");
    }
    return map;
  };

  /** @param {any} decoder */
  const objectKeyedMap = (decoder) => {
    const map = decoder.begin(new Map());
    const count = decoder.reader.count(4, "a Map");
    if (count % 2 === 1) decoder.malformed("a Map's last key has no value");
    let hasObjectKey = false;
    for (let at = 0; at < count / 2; at += 1) {
      const key = decoder.item();
      hasObjectKey ||= typeof key === "object" && key !== null;
      if (Object.is(key, -0)) decoder.malformed("a Map has −0 as a key");
      map.set(key, decoder.item());
      if (map.size !== at + 1) decoder.malformed("a Map has a key twice");
    }
    if (!hasObjectKey) decoder.malformed("a Map without objects as keys stands as one with them");
    return map;
  };

  /** @type {Map<number, (decoder: any) => any>} */
  const decoders = new Map([
    [tags.DATE, (decoder) => date(decoder, decoder.reader.number("a date"), 0)],
    [
      tags.PRECISE_DATE,
      (decoder) => {
        const { reader } = decoder;
        const shape = [reader.expect(5, "a date"), reader.number("a date")];
        const seconds = reader.number("a date");
        const name = reader.number("a date");
        const milliseconds = reader.unsigned("a date's milliseconds");
        if (shape[0] !== 2 || shape[1] !== 1 || name !== -3) decoder.malformed("a date has other parts");
        if (milliseconds < 1 || milliseconds > 999) decoder.malformed("a date's milliseconds are out of range");
        return date(decoder, seconds, milliseconds);
      },
    ],
    [
      tags.INVALID_DATE,
      (decoder) => {
        if (decoder.reader.peek() !== 0xf6) decoder.malformed("an invalid date has a value");
        decoder.reader.at += 1;
        return decoder.begin(new Date(NaN));
      },
    ],
    [
      tags.REGEXP,
      (decoder) => {
        const { reader } = decoder;
        reader.expectArray(2, "a RegExp");
        const source = reader.text("a RegExp's source");
        const flags = reader.text("a RegExp's flags");
        let regExp;
        try {
          regExp = new RegExp(source, flags);
        } catch (error) {
          throw new CodecError("unsupported", `this browser does not know /${source}/${flags}`, reader.at);
        }
        if (regExp.flags !== flags || regExp.source !== source) decoder.malformed("a RegExp is not in its usual form");
        return decoder.begin(regExp);
      },
    ],
    [
      tags.BOXED,
      (decoder) => {
        const { pending } = decoder;
        decoder.pending = -1;
        const primitive = decoder.primitiveItem();
        decoder.pending = pending;
        if (!["number", "string", "boolean", "bigint"].includes(typeof primitive)) {
          decoder.malformed("there is no such object");
        }
        return decoder.begin(Object(primitive));
      },
    ],
    [
      tags.SET,
      (decoder) => {
        const set = decoder.begin(new Set());
        const count = decoder.reader.count(4, "a Set");
        for (let at = 0; at < count; at += 1) {
          const member = decoder.item();
          if (Object.is(member, -0)) decoder.malformed("a Set has −0 as a member");
          set.add(member);
          if (set.size !== at + 1) decoder.malformed("a Set has a member twice");
        }
        return set;
      },
    ],
    [tags.MAP, mapOf],
    [tags.OBJECT_KEYED_MAP, objectKeyedMap],
    [
      tags.SPARSE_ARRAY,
      (decoder) => {
        const { reader } = decoder;
        reader.expectArray(2, "an array with holes");
        const length = reader.unsigned("an array's length");
        if (length > 0xffffffff) decoder.malformed("an array is too long");
        const array = decoder.begin(new Array(length));
        decoder.properties(array);
        const names = Object.keys(array);
        const isDense = names.length === length && (length === 0 || names[length - 1] === String(length - 1));
        if (array.length !== length || isDense) decoder.malformed("an array has other elements than its length says");
        return array;
      },
    ],
    [tags.ERROR, codec.readError],
    [tags.ARRAY_BUFFER, buffer],
    [tags.VIEW, view],
  ]);

  /** The tags of objects that hold others: each is a level. */
  const holdsOthers = new Set([tags.SET, tags.MAP, tags.OBJECT_KEYED_MAP, tags.SPARSE_ARRAY, tags.ERROR]);

  /** @param {any} decoder @param {number} tag */
  codec.decodeTagged = (decoder, tag) => {
    const decode = decoders.get(tag) ?? codec.platformDecoders.get(tag);
    if (decode && holdsOthers.has(tag)) {
      decoder.deeper();
      const object = decode(decoder);
      decoder.depth -= 1;
      return object;
    }
    if (decode) return decode(decoder);
    const name = typedArrayNames[tag];
    if (name) return typedArray(decoder, name);
    return decoder.malformed(`the tag ${tag} is not known`);
  };
})();

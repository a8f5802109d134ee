// From bytes to keys: https://w3c.github.io/IndexedDB/#key-construct

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, CodecError } = codec;

  /** The tags of keys; a text with lone surrogates has one too. */
  const KEYS = new Set([tags.SURROGATES, tags.DATE, tags.PRECISE_DATE, tags.ARRAY_BUFFER]);

  /** @param {any} decoder @param {number} depth @returns {any} */
  const key = (decoder, depth) => {
    const { reader } = decoder;
    if (reader.peek() >> 5 === 4) {
      if (depth >= codec.DEEPEST) {
        throw new CodecError("too_deep", `keys are nested more than ${codec.DEEPEST} levels deep`, reader.at);
      }
      const count = reader.count(4, "a key");
      /** @type {any[]} */
      const parts = [];
      for (let at = 0; at < count; at += 1) parts.push(key(decoder, depth + 1));
      return parts;
    }
    const start = reader.at;
    const { tag } = decoder.nextTag();
    if (tag !== undefined && !KEYS.has(tag)) decoder.malformed(`the tag ${tag} is no key's`);
    const item = decoder.item();
    const isKey =
      (typeof item === "number" && !Number.isNaN(item)) ||
      typeof item === "string" ||
      item instanceof Date ||
      (item instanceof ArrayBuffer && !(/** @type {any} */ (item).resizable));
    if (!isKey) throw new CodecError("malformed", "not a key", start);
    return item;
  };

  /** Takes a key. @param {any} decoder */
  codec.readKey = (decoder) => {
    decoder.depth = 0;
    decoder.shared = [];
    decoder.referenced = [];
    return key(decoder, 0);
  };

  /** A key, of all these bytes. @param {Uint8Array} bytes */
  codec.decodeKey = (bytes) => {
    const reader = new codec.Reader(bytes);
    const result = codec.readKey(new codec.Decoder(reader));
    if (!reader.isAtEnd()) reader.malformed("bytes follow the key");
    return result;
  };
})();

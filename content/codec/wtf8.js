// Strings with lone surrogates as bytes: https://simonsapin.github.io/wtf-8/

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  /** The WTF-8 bytes of a string. @param {string} text */
  codec.wtf8Of = (text) => {
    /** @type {number[]} */
    const bytes = [];
    // Iteration joins the surrogates of a pair and leaves lone ones alone.
    for (const character of text) {
      const point = /** @type {number} */ (character.codePointAt(0));
      if (point < 0x80) bytes.push(point);
      else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 0x3f));
      else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f));
      else {
        bytes.push(
          0xf0 | (point >> 18),
          0x80 | ((point >> 12) & 0x3f),
          0x80 | ((point >> 6) & 0x3f),
          0x80 | (point & 0x3f),
        );
      }
    }
    return Uint8Array.from(bytes);
  };

  /**
   * The string of WTF-8 bytes.
   * @param {Uint8Array} bytes
   * @returns {string | undefined} undefined where they are no WTF-8
   */
  codec.fromWtf8 = (bytes) => {
    let text = "";
    for (let at = 0; at < bytes.length; ) {
      const first = bytes[at];
      const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
      if (length === 0 || at + length > bytes.length) return undefined;
      let point = length === 1 ? first : first & (0xff >> (length + 1));
      for (let more = 1; more < length; more += 1) {
        if ((bytes[at + more] & 0xc0) !== 0x80) return undefined;
        point = (point << 6) | (bytes[at + more] & 0x3f);
      }
      if (point > 0x10ffff) return undefined;
      text += String.fromCodePoint(point);
      at += length;
    }
    // Overlong forms and pairs written as two surrogates give other bytes than these.
    const again = codec.wtf8Of(text);
    const same = again.length === bytes.length && bytes.every((byte, at) => byte === again[at]);
    return same ? text : undefined;
  };
})();

// Reading CBOR, strictly: only what the writer writes.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { CodecError } = codec;

  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const SHORT = 48;

  class Reader {
    /** @param {Uint8Array} bytes */
    constructor(bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.at = 0;
      /** The argument of the head read last. */
      this.argument = 0;
    }

    isAtEnd() {
      return this.at === this.bytes.length;
    }

    /** @param {string} what @returns {never} */
    malformed(what) {
      throw new CodecError("malformed", what, this.at);
    }

    /** @param {number} count */
    need(count) {
      if (count > this.bytes.length - this.at) this.malformed("the bytes end too soon");
    }

    /** The first byte of the next item, without taking it. */
    peek() {
      this.need(1);
      return this.bytes[this.at];
    }

    /**
     * Takes a head of a major type other than 7, and keeps its argument.
     * @returns {number} the major type
     */
    head() {
      this.need(1);
      const first = this.bytes[this.at];
      const info = first & 0x1f;
      const major = first >> 5;
      if (major === 7) this.malformed("a simple value or float stands where it must not");
      if (info < 24) {
        this.argument = info;
        this.at += 1;
        return major;
      }
      const size = 1 << (info - 24);
      if (info > 27) this.malformed("indefinite lengths are not used");
      this.need(1 + size);
      const { view, at } = this;
      const argument =
        size === 1
          ? view.getUint8(at + 1)
          : size === 2
            ? view.getUint16(at + 1)
            : size === 4
              ? view.getUint32(at + 1)
              : view.getUint32(at + 1) * 0x100000000 + view.getUint32(at + 5);
      const least = size === 1 ? 24 : size === 2 ? 0x100 : size === 4 ? 0x10000 : 0x100000000;
      if (argument < least) this.malformed("a head is longer than it needs to be");
      if (argument > Number.MAX_SAFE_INTEGER) this.malformed("a number is too large");
      this.argument = argument;
      this.at += 1 + size;
      return major;
    }

    /** Takes a head of this major type. @param {number} major @param {string} what @returns {number} its argument */
    expect(major, what) {
      if (this.peek() >> 5 !== major) this.malformed(`${what} is missing`);
      this.head();
      return this.argument;
    }

    /** Takes the head of an array of this many items. @param {number} count @param {string} what */
    expectArray(count, what) {
      if (this.expect(4, what) !== count) this.malformed(`${what} has a wrong length`);
    }

    /** Takes the head of an array or a map; each item takes a byte at least. @param {number} major @param {string} what */
    count(major, what) {
      const count = this.expect(major, what);
      if (count * (major === 5 ? 2 : 1) > this.bytes.length - this.at) this.malformed("the bytes end too soon");
      return count;
    }

    /** Takes a byte string. @param {string} what @returns {Uint8Array} a copy */
    byteString(what) {
      const length = this.expect(2, what);
      this.need(length);
      const bytes = this.bytes.slice(this.at, this.at + length);
      this.at += length;
      return bytes;
    }

    /** Takes a string, as text or as WTF-8. @param {string} what @returns {string} */
    text(what) {
      const first = this.peek();
      if (first >> 5 === 6) {
        this.head();
        if (this.argument !== codec.tags.SURROGATES) this.malformed(`${what} is not a string`);
        return this.surrogates();
      }
      const length = this.expect(3, what);
      this.need(length);
      const start = this.at;
      this.at += length;
      if (length <= SHORT) {
        let text = "";
        for (let at = start; at < this.at; at += 1) {
          const byte = this.bytes[at];
          if (byte > 0x7f) return this.decodeText(start);
          text += String.fromCharCode(byte);
        }
        return text;
      }
      return this.decodeText(start);
    }

    /** @param {number} start */
    decodeText(start) {
      try {
        return decoder.decode(this.bytes.subarray(start, this.at));
      } catch {
        return this.malformed("a string is no UTF-8");
      }
    }

    /** Takes the WTF-8 bytes of a string after its tag. */
    surrogates() {
      const text = codec.fromWtf8(this.byteString("a string"));
      if (text === undefined || text.isWellFormed()) this.malformed("a string is no WTF-8 with lone surrogates");
      return text;
    }

    /** Takes a Number. @param {string} what @returns {number} */
    number(what) {
      const first = this.peek();
      if (first === 0xfb) return this.float();
      const major = first >> 5;
      if (major > 1) this.malformed(`${what} is not a number`);
      this.head();
      const number = major === 0 ? this.argument : -1 - this.argument;
      if (!Number.isSafeInteger(number)) this.malformed("a number is too large");
      return number;
    }

    /** Takes a float. */
    float() {
      this.need(9);
      const number = this.view.getFloat64(this.at + 1);
      if (Number.isNaN(number)) {
        const canonical = this.view.getUint32(this.at + 1) === 0x7ff80000 && this.view.getUint32(this.at + 5) === 0;
        if (!canonical) this.malformed("a NaN has unusual bits");
      } else if (Number.isSafeInteger(number) && !Object.is(number, -0)) {
        this.malformed("an integer stands as a float");
      }
      this.at += 9;
      return number;
    }

    /** Takes a Number that is an integer from 0 on. @param {string} what */
    unsigned(what) {
      return this.expect(0, what);
    }
  }
  codec.Reader = Reader;
})();

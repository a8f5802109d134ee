// Writing CBOR into a buffer that grows (RFC 8949).

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  const encoder = new TextEncoder();
  /** Up to this length a loop over ASCII is faster than TextEncoder. */
  const SHORT = 48;

  class Writer {
    constructor() {
      this.bytes = new Uint8Array(1 << 16);
      this.view = new DataView(this.bytes.buffer);
      this.length = 0;
    }

    /** The bytes so far, as an array of their own; the writer begins anew. */
    take() {
      const taken = this.bytes.slice(0, this.length);
      this.length = 0;
      return taken;
    }

    /** Makes room. @param {number} count */
    reserve(count) {
      const needed = this.length + count;
      if (needed <= this.bytes.length) return;
      const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      grown.set(this.bytes.subarray(0, this.length));
      this.bytes = grown;
      this.view = new DataView(grown.buffer);
    }

    /** @param {number} byte */
    byte(byte) {
      this.reserve(1);
      this.bytes[this.length++] = byte;
    }

    /**
     * The head of an item, in its shortest form.
     * @param {number} major 0 to 7
     * @param {number} argument up to 2^53 − 1
     */
    head(major, argument) {
      this.reserve(9);
      const first = major << 5;
      if (argument < 24) {
        this.bytes[this.length++] = first | argument;
      } else if (argument < 0x100) {
        this.bytes[this.length++] = first | 24;
        this.bytes[this.length++] = argument;
      } else if (argument < 0x10000) {
        this.bytes[this.length++] = first | 25;
        this.view.setUint16(this.length, argument);
        this.length += 2;
      } else if (argument < 0x100000000) {
        this.bytes[this.length++] = first | 26;
        this.view.setUint32(this.length, argument);
        this.length += 4;
      } else {
        this.bytes[this.length++] = first | 27;
        this.view.setUint32(this.length, Math.floor(argument / 0x100000000));
        this.view.setUint32(this.length + 4, argument >>> 0);
        this.length += 8;
      }
    }

    /** @param {number} count */
    array(count) {
      this.head(4, count);
    }

    /** @param {number} count */
    map(count) {
      this.head(5, count);
    }

    /** @param {number} tag */
    tag(tag) {
      this.head(6, tag);
    }

    /** @param {number} number */
    number(number) {
      if (Number.isSafeInteger(number) && !Object.is(number, -0)) {
        if (number < 0) this.head(1, -1 - number);
        else this.head(0, number);
        return;
      }
      this.reserve(9);
      this.bytes[this.length] = 0xfb;
      // NaNs have many bit patterns: one stands for all.
      if (Number.isNaN(number)) {
        this.view.setUint32(this.length + 1, 0x7ff80000);
        this.view.setUint32(this.length + 5, 0);
      } else {
        this.view.setFloat64(this.length + 1, number);
      }
      this.length += 9;
    }

    /** A byte string. @param {Uint8Array} bytes */
    byteString(bytes) {
      this.head(2, bytes.length);
      this.reserve(bytes.length);
      this.bytes.set(bytes, this.length);
      this.length += bytes.length;
    }

    /** A string: as text, or, with lone surrogates, as WTF-8. @param {string} text */
    text(text) {
      if (text.length <= SHORT && this.ascii(text)) return;
      if (!text.isWellFormed()) {
        this.tag(codec.tags.SURROGATES);
        this.byteString(codec.wtf8Of(text));
        return;
      }
      const encoded = encoder.encode(text);
      this.head(3, encoded.length);
      this.reserve(encoded.length);
      this.bytes.set(encoded, this.length);
      this.length += encoded.length;
    }

    /** Writes a short text if it is ASCII throughout. @param {string} text */
    ascii(text) {
      const start = this.length;
      this.head(3, text.length);
      this.reserve(text.length);
      const { bytes } = this;
      let at = this.length;
      for (let index = 0; index < text.length; index += 1) {
        const unit = text.charCodeAt(index);
        if (unit > 0x7f) {
          this.length = start;
          return false;
        }
        bytes[at++] = unit;
      }
      this.length = at;
      return true;
    }
  }
  codec.Writer = Writer;
})();

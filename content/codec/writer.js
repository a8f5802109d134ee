// Writing CBOR into a buffer that grows (RFC 8949).

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  const encoder = new TextEncoder();
  /** The size of the buffer at first … */
  const INITIAL = 1 << 16;
  /** … and beyond which it is not kept. */
  const LARGE = 1 << 23;
  /** Up to this length a loop over ASCII is faster than TextEncoder. */
  const SHORT = 48;
  /** Beyond this length the room that a text might take is not set aside. */
  const LONG = 1 << 20;

  /** The length of a head up to 2^32. @param {number} argument */
  const headLength = (argument) => (argument < 24 ? 1 : argument < 0x100 ? 2 : argument < 0x10000 ? 3 : 5);

  class Writer {
    constructor() {
      this.bytes = new Uint8Array(INITIAL);
      this.view = new DataView(this.bytes.buffer);
      this.length = 0;
    }

    /** The bytes so far, as an array of their own; the writer begins anew. */
    take() {
      const taken = this.bytes.slice(0, this.length);
      this.length = 0;
      // One large record must not hold its memory until the end.
      if (this.bytes.length > LARGE) {
        this.bytes = new Uint8Array(INITIAL);
        this.view = new DataView(this.bytes.buffer);
      }
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
      if (text.length > LONG) {
        this.textBytes(encoder.encode(text));
        return;
      }
      // In place, where the bytes go if they are as many as the characters; if not, and the head
      // takes more room for it, they are moved before the head is written.
      this.reserve(9 + text.length * 3);
      const begin = this.length + headLength(text.length);
      const { written } = encoder.encodeInto(text, this.bytes.subarray(begin));
      const moved = this.length + headLength(written);
      if (moved !== begin) this.bytes.copyWithin(moved, begin, begin + written);
      this.head(3, written);
      this.length += written;
    }

    /** @param {Uint8Array} encoded */
    textBytes(encoded) {
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

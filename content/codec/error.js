// What can go wrong with values and bytes.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  /** A value that cannot be encoded, or bytes that no encoder writes. */
  class CodecError extends Error {
    /**
     * @param {"too_deep" | "malformed" | "unsupported"} code
     * @param {string} message
     * @param {number} [offset] where in the bytes
     */
    constructor(code, message, offset) {
      super(offset === undefined ? message : `${message} (at byte ${offset})`);
      this.code = code;
      this.offset = offset;
      /** The key of the record, where it is known. @type {any} */
      this.key = undefined;
    }
  }
  codec.CodecError = CodecError;

  /** How many objects may be nested in one another. */
  codec.DEEPEST = 1000;
})();

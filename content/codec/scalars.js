// BigInts and dates.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags } = codec;

  /** @param {any} writer @param {bigint} value */
  codec.writeBigInt = (writer, value) => {
    const negative = value < 0n;
    const magnitude = negative ? -1n - value : value;
    let hex = magnitude === 0n ? "" : magnitude.toString(16);
    if (hex.length % 2 === 1) hex = `0${hex}`;
    const bytes = new Uint8Array(hex.length / 2);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = parseInt(hex.slice(at * 2, at * 2 + 2), 16);
    writer.tag(negative ? tags.NEGATIVE_BIGINT : tags.BIGINT);
    writer.byteString(bytes);
  };

  /** The magnitude of big-endian bytes. @param {Uint8Array} bytes */
  codec.magnitudeOf = (bytes) => {
    let hex = "";
    for (const byte of bytes) hex += byte.toString(16).padStart(2, "0");
    return hex === "" ? 0n : BigInt(`0x${hex}`);
  };

  /** @param {any} writer @param {number} time in milliseconds since 1970, or NaN */
  codec.writeDate = (writer, time) => {
    if (Number.isNaN(time)) {
      writer.tag(tags.INVALID_DATE);
      writer.byte(0xf6);
      return;
    }
    const seconds = Math.floor(time / 1000);
    const milliseconds = time - seconds * 1000;
    if (milliseconds === 0) {
      writer.tag(tags.DATE);
      writer.number(seconds);
      return;
    }
    writer.tag(tags.PRECISE_DATE);
    writer.map(2);
    writer.number(1);
    writer.number(seconds);
    writer.number(-3);
    writer.number(milliseconds);
  };
})();

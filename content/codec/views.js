// ArrayBuffers and the views over them.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, slots, typedArrayTags } = codec;

  const { resize } = /** @type {any} */ (ArrayBuffer.prototype);
  const { getUint8, setUint8 } = DataView.prototype;
  const typedArrayKeys = Object.getPrototypeOf(Uint8Array).prototype.keys;

  /**
   * A buffer's bytes, to be copied from. (`ArrayBuffer.prototype.slice` would ask the page's
   * `constructor` property for the class of the copy.)
   * @param {any} buffer
   * @returns {Uint8Array}
   */
  const bytesOf = (buffer) => new Uint8Array(buffer);

  /** @param {any} encoder @param {any} buffer */
  codec.writeBuffer = (encoder, buffer) => {
    const { writer } = encoder;
    writer.tag(tags.ARRAY_BUFFER);
    if (slots.bufferResizable?.call(buffer)) {
      writer.array(2);
      writer.byteString(bytesOf(buffer));
      writer.number(slots.bufferMaxByteLength.call(buffer));
    } else {
      writer.byteString(bytesOf(buffer));
    }
  };

  /** @param {any} view @param {string} kind */
  const describe = (view, kind) =>
    kind === "DataView"
      ? {
          buffer: codec.waive(slots.viewBuffer.call(view)),
          offset: slots.viewByteOffset.call(view),
          bytes: slots.viewByteLength.call(view),
          length: slots.viewByteLength.call(view),
        }
      : {
          buffer: codec.waive(slots.typedArrayBuffer.call(view)),
          offset: slots.typedArrayByteOffset.call(view),
          bytes: slots.typedArrayByteLength.call(view),
          length: slots.typedArrayLength.call(view),
        };

  /** @param {any} encoder @param {any} view @param {string} kind the name of its class */
  codec.writeView = (encoder, view, kind) => {
    const { writer } = encoder;
    const { buffer, offset, bytes, length } = describe(view, kind);
    const size = slots.bufferByteLength.call(buffer);
    const isResizable = slots.bufferResizable?.call(buffer) ?? false;
    const isWhole = kind !== "DataView" && !isResizable && offset === 0 && bytes === size;
    if (isWhole && isAlone(encoder, buffer)) {
      writer.tag(typedArrayTags[kind]);
      writer.byteString(bytesOf(buffer));
      return;
    }
    writer.tag(tags.VIEW);
    writer.array(4);
    writer.text(kind);
    if (encoder.occurs(buffer)) codec.writeBuffer(encoder, buffer);
    writer.number(offset);
    if (isResizable && isLengthTracking(view, kind, buffer, offset, bytes)) writer.byte(0xf6);
    else writer.number(length);
  };

  /**
   * Whether nothing else in the value refers to a buffer. While occurrences are counted, a later
   * one shows and brings a second pass.
   * @param {any} encoder
   * @param {any} buffer
   */
  const isAlone = (encoder, buffer) => {
    if (encoder.indexes !== null) return encoder.occurrences.get(buffer) === 1;
    const seen = encoder.occurrences.get(buffer) ?? 0;
    if (seen > 0) return false;
    encoder.occurrences.set(buffer, 1);
    return true;
  };

  /**
   * Whether a view over a resizable buffer follows its length. No property tells, so the buffer
   * is resized, and put back: it is a copy that only this code has.
   * @param {any} view
   * @param {string} kind
   * @param {any} buffer
   * @param {number} offset
   * @param {number} bytes
   */
  const isLengthTracking = (view, kind, buffer, offset, bytes) => {
    const size = slots.bufferByteLength.call(buffer);
    const element = kind === "DataView" ? 1 : /** @type {any} */ (globalThis)[kind].BYTES_PER_ELEMENT;
    /** How long the view is if it follows a buffer of this size. @param {number} bufferSize */
    const following = (bufferSize) => Math.floor((bufferSize - offset) / element) * element;
    if (bytes !== following(size)) return false;
    const grown = Math.min(size + element, slots.bufferMaxByteLength.call(buffer));
    if (following(grown) !== bytes) {
      resize.call(buffer, grown);
      const follows = describe(view, kind).bytes !== bytes;
      resize.call(buffer, size);
      return follows;
    }
    // A view that never has an element: no code can tell.
    if (bytes === 0) return false;
    // No room to grow: with a byte less than the view needs, only one that follows stays in bounds.
    const kept = offset + bytes - 1;
    const content = codec.waive(new DataView(buffer));
    const lost = Array.from({ length: size - kept }, (_, at) => getUint8.call(content, kept + at));
    resize.call(buffer, kept);
    const follows = isInBounds(view, kind);
    resize.call(buffer, size);
    lost.forEach((byte, at) => setUint8.call(content, kept + at, byte));
    return follows;
  };

  /** @param {any} view @param {string} kind */
  const isInBounds = (view, kind) => {
    try {
      if (kind === "DataView") slots.viewByteLength.call(view);
      else typedArrayKeys.call(view);
      return true;
    } catch {
      return false;
    }
  };
})();

// Objects of the platform, made anew: Blobs, keys, images, geometry.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags, CodecError } = codec;

  /** @param {any} decoder @param {string} name */
  const classOf = (decoder, name) => {
    const Class = /** @type {any} */ (globalThis)[name];
    if (Class === undefined) throw new CodecError("unsupported", `this page has no ${name}`, decoder.reader.at);
    return Class;
  };

  /** @param {any} decoder @param {number} count @returns {number[]} */
  const numbers = (decoder, count) => {
    decoder.reader.expectArray(count, "a list of numbers");
    return Array.from({ length: count }, () => decoder.reader.number("a number"));
  };

  /** @param {string} name @param {number} count @returns {(decoder: any) => any} */
  const geometry = (name, count) => (decoder) =>
    decoder.begin(new (classOf(decoder, name))(...numbers(decoder, count)));

  /** @param {string} name @returns {(decoder: any) => any} */
  const matrix = (name) => (decoder) => {
    const count = decoder.reader.peek() === 0x90 ? 16 : 6;
    return decoder.begin(new (classOf(decoder, name))(numbers(decoder, count)));
  };

  /** @param {any} decoder */
  const blob = (decoder) => {
    decoder.reader.expectArray(2, "a Blob");
    const content = decoder.attachment();
    const type = decoder.reader.text("a Blob's type");
    return decoder.begin(new Blob([content], { type }));
  };

  /** @param {any} decoder */
  const file = (decoder) => {
    const { reader } = decoder;
    reader.expectArray(4, "a File");
    const content = decoder.attachment();
    const type = reader.text("a File's type");
    const name = reader.text("a File's name");
    const lastModified = reader.number("a File's time");
    if (!Number.isInteger(lastModified)) decoder.malformed("a File's time is no integer");
    return decoder.begin(new File([content], name, { type, lastModified }));
  };

  /** @param {any} decoder */
  const fileList = (decoder) => {
    const count = decoder.reader.count(4, "a FileList");
    const { pending } = decoder;
    decoder.pending = -1;
    const transfer = new (classOf(decoder, "DataTransfer"))();
    for (let at = 0; at < count; at += 1) {
      // Looked at before it is decoded: lists in lists could nest without end.
      const { tag } = decoder.nextTag();
      if (tag !== tags.FILE && tag !== tags.REFERENCE) decoder.malformed("a FileList holds something else than a File");
      const item = decoder.item();
      if (!(item instanceof File)) decoder.malformed("a FileList holds something else than a File");
      transfer.items.add(item);
    }
    decoder.pending = pending;
    return decoder.begin(transfer.files);
  };

  /** @param {any} decoder */
  const imageData = (decoder) => {
    const { reader } = decoder;
    reader.expectArray(5, "an image");
    const width = reader.unsigned("an image's width");
    const height = reader.unsigned("an image's height");
    const colorSpace = reader.text("an image's colour space");
    const pixelFormat = reader.peek() === 0xf6 ? ((reader.at += 1), undefined) : reader.text("an image's pixel format");
    const bytes = reader.byteString("an image's pixels");
    const Pixels = pixelFormat === "rgba-float16" ? classOf(decoder, "Float16Array") : Uint8ClampedArray;
    const size = width * height * (pixelFormat === "rgba-float16" ? 8 : 4);
    if (size === 0 || size !== bytes.length) decoder.malformed("an image has another number of pixels");
    const settings = pixelFormat === undefined ? { colorSpace } : { colorSpace, pixelFormat };
    let image;
    try {
      image = new (classOf(decoder, "ImageData"))(new Pixels(bytes.buffer), width, height, settings);
    } catch (error) {
      throw new CodecError("unsupported", `this browser does not take an image: ${error}`, reader.at);
    }
    // A browser without colour spaces passes over the setting.
    if ((image.colorSpace ?? "srgb") !== colorSpace) {
      throw new CodecError("unsupported", `this browser has no images in ${colorSpace}`, reader.at);
    }
    return decoder.begin(image);
  };

  /**
   * Whether this browser reads back the UTF-8 bytes of a DOMException's strings as if each were a
   * character (Firefox does). Found out when it is needed.
   * @type {boolean | undefined}
   */
  let takesBytesForCharacters;

  /** A string that becomes this one when it is stored. @param {any} decoder @param {string} text */
  const beforeStoring = (decoder, text) => {
    if (/^[\0-\x7f]*$/.test(text)) return text;
    takesBytesForCharacters ??= structuredClone(new DOMException("\u00e9")).message === "\u00c3\u00a9";
    if (!takesBytesForCharacters) return text;
    try {
      if (!/^[\0-\xff]*$/.test(text)) throw new TypeError("characters that are no bytes");
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new CodecError("unsupported", "this browser cannot store such a text in a DOMException", decoder.reader.at);
    }
  };

  /** @type {Map<number, (decoder: any) => any>} */
  codec.platformDecoders = new Map([
    [tags.BLOB, blob],
    [tags.FILE, file],
    [tags.FILE_LIST, fileList],
    [tags.CRYPTO_KEY, (decoder) => decoder.begin(decoder.attachment())],
    [
      tags.OPAQUE,
      (decoder) => {
        decoder.reader.expectArray(2, "an object");
        const object = decoder.attachment();
        decoder.reader.text("an object's class");
        return decoder.begin(object);
      },
    ],
    [tags.IMAGE_DATA, imageData],
    [
      tags.DOM_EXCEPTION,
      (decoder) => {
        decoder.reader.expectArray(2, "a DOMException");
        const name = beforeStoring(decoder, decoder.reader.text("a DOMException's name"));
        const message = beforeStoring(decoder, decoder.reader.text("a DOMException's message"));
        return decoder.begin(new (classOf(decoder, "DOMException"))(message, name));
      },
    ],
    [tags.POINT, geometry("DOMPoint", 4)],
    [tags.POINT_READ_ONLY, geometry("DOMPointReadOnly", 4)],
    [tags.RECT, geometry("DOMRect", 4)],
    [tags.RECT_READ_ONLY, geometry("DOMRectReadOnly", 4)],
    [
      tags.QUAD,
      (decoder) => {
        decoder.reader.expectArray(4, "a DOMQuad");
        const points = [1, 2, 3, 4].map(() => {
          const [x, y, z, w] = numbers(decoder, 4);
          return { x, y, z, w };
        });
        return decoder.begin(new (classOf(decoder, "DOMQuad"))(...points));
      },
    ],
    [tags.MATRIX, matrix("DOMMatrix")],
    [tags.MATRIX_READ_ONLY, matrix("DOMMatrixReadOnly")],
  ]);
})();

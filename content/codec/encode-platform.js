// Objects of the platform: Blobs, keys, images, geometry.

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});
  const { tags } = codec;

  /** The colour space that browsers without the property have. */
  const COMMON_COLORS = "srgb";
  /** The pixel format that browsers without the property have. */
  const COMMON_PIXELS = "rgba-unorm8";

  /** @param {any} writer @param {number} tag @param {number[]} numbers */
  const numbers = (writer, tag, numbers) => {
    writer.tag(tag);
    bare(writer, numbers);
  };

  /** @param {any} writer @param {number[]} numbers */
  const bare = (writer, numbers) => {
    writer.array(numbers.length);
    for (const number of numbers) writer.number(number);
  };

  /** @param {any} matrix */
  const elements = (matrix) =>
    matrix.is2D
      ? [matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f]
      : [1, 2, 3, 4].flatMap((column) => [1, 2, 3, 4].map((row) => matrix[`m${column}${row}`]));

  /** @type {Record<string, (encoder: any, object: any) => void>} */
  const writers = {
    Blob(encoder, blob) {
      const { writer } = encoder;
      writer.tag(tags.BLOB);
      writer.array(2);
      writer.number(encoder.attach(blob));
      writer.text(blob.type);
    },
    File(encoder, file) {
      const { writer } = encoder;
      writer.tag(tags.FILE);
      writer.array(4);
      writer.number(encoder.attach(file));
      writer.text(file.type);
      writer.text(file.name);
      writer.number(file.lastModified);
    },
    FileList(encoder, list) {
      encoder.writer.tag(tags.FILE_LIST);
      encoder.writer.array(list.length);
      for (let at = 0; at < list.length; at += 1) encoder.item(list.item(at));
    },
    CryptoKey(encoder, key) {
      encoder.writer.tag(tags.CRYPTO_KEY);
      encoder.writer.number(encoder.attach(key));
    },
    ImageData({ writer }, image) {
      const { buffer, byteOffset, byteLength } = image.data;
      const format = image.pixelFormat;
      writer.tag(tags.IMAGE_DATA);
      writer.array(5);
      writer.number(image.width);
      writer.number(image.height);
      // Firefox has no colour spaces yet: there all images are in the common one.
      writer.text(image.colorSpace ?? COMMON_COLORS);
      if (format === undefined || format === COMMON_PIXELS) writer.byte(0xf6);
      else writer.text(format);
      writer.byteString(new Uint8Array(buffer, byteOffset, byteLength));
    },
    DOMException({ writer }, exception) {
      writer.tag(tags.DOM_EXCEPTION);
      writer.array(2);
      writer.text(exception.name);
      writer.text(exception.message);
    },
    DOMPoint: ({ writer }, { x, y, z, w }) => numbers(writer, tags.POINT, [x, y, z, w]),
    DOMPointReadOnly: ({ writer }, { x, y, z, w }) => numbers(writer, tags.POINT_READ_ONLY, [x, y, z, w]),
    DOMRect: ({ writer }, { x, y, width, height }) => numbers(writer, tags.RECT, [x, y, width, height]),
    DOMRectReadOnly: ({ writer }, { x, y, width, height }) =>
      numbers(writer, tags.RECT_READ_ONLY, [x, y, width, height]),
    DOMQuad({ writer }, { p1, p2, p3, p4 }) {
      writer.tag(tags.QUAD);
      writer.array(4);
      for (const { x, y, z, w } of [p1, p2, p3, p4]) bare(writer, [x, y, z, w]);
    },
    DOMMatrix: ({ writer }, matrix) => numbers(writer, tags.MATRIX, elements(matrix)),
    DOMMatrixReadOnly: ({ writer }, matrix) => numbers(writer, tags.MATRIX_READ_ONLY, elements(matrix)),
  };

  /** @param {any} encoder @param {any} object waived @param {string} kind */
  codec.writePlatformObject = (encoder, object, kind) => {
    const native = codec.native(object);
    if (Object.hasOwn(writers, kind)) {
      writers[kind](encoder, native);
      return;
    }
    encoder.writer.tag(tags.OPAQUE);
    encoder.writer.array(2);
    encoder.writer.number(encoder.attach(native));
    encoder.writer.text(codec.className(object));
  };
})();

// The CBOR tags of the record encoding (docs/record-encoding.md).

(() => {
  const drydock = (globalThis.drydock ??= {});
  const codec = (drydock.codec ??= {});

  /** Private tags count from here. */
  const PRIVATE = 0x64727900;

  codec.tags = {
    DATE: 1,
    BIGINT: 2,
    NEGATIVE_BIGINT: 3,
    SHARED: 28,
    REFERENCE: 29,
    SET: 258,
    MAP: 259,
    SURROGATES: 273,
    PRECISE_DATE: 1001,
    REGEXP: 21066,

    BLOB: PRIVATE,
    FILE: PRIVATE + 1,
    FILE_LIST: PRIVATE + 2,
    CRYPTO_KEY: PRIVATE + 3,
    OPAQUE: PRIVATE + 4,
    BOXED: PRIVATE + 16,
    INVALID_DATE: PRIVATE + 17,
    ERROR: PRIVATE + 18,
    DOM_EXCEPTION: PRIVATE + 19,
    SPARSE_ARRAY: PRIVATE + 20,
    ARRAY_BUFFER: PRIVATE + 21,
    VIEW: PRIVATE + 22,
    OBJECT_KEYED_MAP: PRIVATE + 23,
    IMAGE_DATA: PRIVATE + 32,
    POINT: PRIVATE + 33,
    POINT_READ_ONLY: PRIVATE + 34,
    RECT: PRIVATE + 35,
    RECT_READ_ONLY: PRIVATE + 36,
    QUAD: PRIVATE + 37,
    MATRIX: PRIVATE + 38,
    MATRIX_READ_ONLY: PRIVATE + 39,
  };

  /** The tags of RFC 8746 for whole typed arrays, little-endian. @type {Record<string, number>} */
  codec.typedArrayTags = {
    Uint8Array: 64,
    Uint8ClampedArray: 68,
    Uint16Array: 69,
    Uint32Array: 70,
    BigUint64Array: 71,
    Int8Array: 72,
    Int16Array: 77,
    Int32Array: 78,
    BigInt64Array: 79,
    Float16Array: 84,
    Float32Array: 85,
    Float64Array: 86,
  };
})();

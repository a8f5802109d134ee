//! The CBOR tags of the record encoding.

/// Tags 28 and 29: [value sharing](http://cbor.schmorp.de/value-sharing).
pub const SHARED: u64 = 28;
/// A reference to a shared value.
pub const REFERENCE: u64 = 29;

/// Private tags count from here.
pub const PRIVATE: u64 = 0x6472_7900;
/// A Blob: `[ordinal, type]`.
pub const BLOB: u64 = PRIVATE;
/// A File: `[ordinal, type, name, lastModified]`.
pub const FILE: u64 = PRIVATE + 1;
/// A CryptoKey: its ordinal.
pub const CRYPTO_KEY: u64 = PRIVATE + 3;
/// What no file can carry: `[ordinal, class name]`.
pub const OPAQUE: u64 = PRIVATE + 4;

/// Whether a tag stands before an attachment: something that the record refers to by ordinal.
pub fn is_attachment(tag: u64) -> bool {
    matches!(tag, BLOB | FILE | CRYPTO_KEY | OPAQUE)
}

/// A Date of whole seconds.
pub const DATE: u64 = 1;
/// A Date with milliseconds ([RFC 9581](https://www.rfc-editor.org/rfc/rfc9581)).
pub const PRECISE_DATE: u64 = 1001;
/// A string with lone surrogates.
pub const SURROGATES: u64 = 273;
/// An ArrayBuffer.
pub const ARRAY_BUFFER: u64 = PRIVATE + 21;

//! JavaScript values as IndexedDB stores them, and their encoding in CBOR.
//!
//! The encoding is specified in `docs/record-encoding.md`.

mod bigint;
mod decode;
mod encode;
mod error;
mod key;
mod model;
mod number;
mod reader;
mod tags;
mod text;
mod view;
mod writer;

pub use bigint::BigInt;
pub use decode::{decode_key, decode_record, decode_record_key, decode_value};
pub use encode::{encode_key, encode_record, encode_value};
pub use error::{DecodeError, DecodeErrorKind};
pub use key::Key;
pub use model::{
    ArrayBuffer, Blob, DomException, ErrorClass, ErrorObject, File, Geometry, GeometryKind,
    ImageData, MAX_DATE, MAX_DEPTH, Opaque, Properties, Record, RegExp, SparseArray, TypedArray,
    Value, View,
};
pub use number::{MAX_SAFE_INTEGER, Number};
pub use text::Text;
pub use view::ViewKind;

//! JavaScript values as IndexedDB stores them, and their encoding in CBOR.
//!
//! The encoding is specified in `docs/record-encoding.md`.

mod attachments;
mod bigint;
mod decode;
mod encode;
mod error;
mod graph;
mod head;
mod key;
mod model;
mod number;
mod order;
mod reader;
mod rebuild;
mod sharing;
mod shorten;
mod show;
mod show_value;
mod splitter;
mod tags;
mod text;
mod type_name;
mod view;
mod walk;
mod writer;

pub use attachments::{
    AttachmentKind, AttachmentUse, RewrittenRecord, attachments_of, rewrite_attachments,
};
pub use bigint::BigInt;
pub(crate) use decode::array_index;
pub use decode::{decode_key, decode_record, decode_record_key, decode_value};
pub use encode::{encode_key, encode_record, encode_value};
pub use error::{DecodeError, DecodeErrorKind};
pub use graph::Graph;
pub use key::Key;
pub use model::{
    ArrayBuffer, Blob, DomException, ErrorClass, ErrorObject, File, Geometry, GeometryKind,
    ImageData, MAX_DATE, MAX_DEPTH, Opaque, Properties, Record, RegExp, SparseArray, TypedArray,
    Value, View,
};
pub use number::{MAX_SAFE_INTEGER, Number};
pub use order::{compare, compare_texts};
pub use rebuild::Rebuilt;
pub use sharing::SharedObjects;
pub use shorten::{Excerpt, Part, shorten, shorten_both};
pub(crate) use show::{civil, show_date};
pub use show::{show_encoded_key, show_key};
pub use show_value::show_value;
pub use splitter::{RecordSpan, RecordSplitter};
pub use text::Text;
pub use view::ViewKind;

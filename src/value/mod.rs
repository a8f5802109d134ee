//! JavaScript values as IndexedDB stores them, and their encoding in CBOR.
//!
//! The encoding is specified in `docs/record-encoding.md`.

mod error;
mod head;
mod rewrite;
mod show_key;
mod splitter;
mod tags;
mod text;

pub use error::{DecodeError, DecodeErrorKind};
pub use rewrite::rewrite_attachments;
pub use show_key::{show_encoded_key, show_record_key};
pub use splitter::{EncodedRecord, RecordSplitter};
pub use text::Text;

//! JavaScript values as IndexedDB stores them, and their encoding in CBOR.
//!
//! The encoding is specified in `docs/record-encoding.md`.

mod text;

pub use text::Text;

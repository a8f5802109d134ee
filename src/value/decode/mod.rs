//! Bytes to values, keys and records: exactly the bytes that an encoder writes.

mod attachment;
mod binary;
mod collection;
mod decoder;
mod distinct;
mod entry;
mod key;
mod object;
mod open;
mod platform;
mod scalar;
mod sharing;

pub use entry::{decode_key, decode_record, decode_record_key, decode_value};
pub(crate) use object::array_index;

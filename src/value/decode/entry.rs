//! The ways in.

use super::decoder::ValueDecoder;
use super::key::read_key;
use crate::value::reader::Reader;
use crate::value::{DecodeError, Key, Record, Value};

/// The record that these bytes encode (`docs/record-encoding.md`).
///
/// # Errors
///
/// When an encoder would not write exactly these bytes. Encoding the record gives them again.
pub fn decode_record(bytes: &[u8]) -> Result<Record, DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(2)?;
    let key = read_key(&mut reader, 0)?;
    let value = ValueDecoder::new(&mut reader).value()?;
    reader.end()?;
    Ok(Record { key, value })
}

/// The key of the record that these bytes encode. The rest of the record is not looked at.
///
/// # Errors
///
/// When the bytes do not begin with a record's key.
pub fn decode_record_key(bytes: &[u8]) -> Result<Key, DecodeError> {
    let mut reader = Reader::new(bytes);
    reader.array_of(2)?;
    read_key(&mut reader, 0)
}

/// The value that these bytes encode.
///
/// # Errors
///
/// When an encoder would not write exactly these bytes. Encoding the value gives them again.
pub fn decode_value(bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = ValueDecoder::new(&mut reader).value()?;
    reader.end()?;
    Ok(value)
}

/// The key that these bytes encode.
///
/// # Errors
///
/// When an encoder would not write exactly these bytes. Encoding the key gives them again.
pub fn decode_key(bytes: &[u8]) -> Result<Key, DecodeError> {
    let mut reader = Reader::new(bytes);
    let key = read_key(&mut reader, 0)?;
    reader.end()?;
    Ok(key)
}

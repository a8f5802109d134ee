//! IndexedDB keys.

use super::scalar::read_date;
use crate::value::model::MAX_DEPTH;
use crate::value::reader::{Major, Reader};
use crate::value::{DecodeError, DecodeErrorKind as Kind, Key, tags};

/// Reads a key that stands in so many arrays.
pub(super) fn read_key(reader: &mut Reader<'_>, depth: usize) -> Result<Key, DecodeError> {
    let start = reader.offset();
    match reader.major()? {
        Major::Unsigned | Major::Negative | Major::Simple => {
            let number = reader.number()?;
            if number.get().is_nan() {
                return Err(Kind::InvalidKey.at(start));
            }
            Ok(Key::Number(number))
        }
        Major::Text => reader.text().map(Key::String),
        Major::Array => read_array(reader, depth),
        Major::Tag => read_tagged(reader),
        Major::Bytes | Major::Map => Err(Kind::InvalidKey.at(start)),
    }
}

fn read_array(reader: &mut Reader<'_>, depth: usize) -> Result<Key, DecodeError> {
    if depth >= MAX_DEPTH {
        return Err(reader.wrong(Kind::TooDeep));
    }
    let mut keys = Vec::new();
    for _ in 0..reader.array()? {
        keys.push(read_key(reader, depth + 1)?);
    }
    Ok(Key::Array(keys))
}

fn read_tagged(reader: &mut Reader<'_>) -> Result<Key, DecodeError> {
    let start = reader.offset();
    match reader.tag()? {
        tag @ (tags::EPOCH_DATE | tags::EXTENDED_DATE) => {
            read_date(reader, start, tag).map(Key::Date)
        }
        tags::WTF8 => reader.lone_surrogates(start).map(Key::String),
        tags::ARRAY_BUFFER => Ok(Key::Binary(reader.bytes()?.to_vec())),
        _ => Err(Kind::InvalidKey.at(start)),
    }
}

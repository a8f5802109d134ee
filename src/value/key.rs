//! IndexedDB keys.

use super::{ArrayBuffer, Number, Text, Value};

/// An IndexedDB [key](https://w3c.github.io/IndexedDB/#key-construct). Its order is [`compare`](super::compare).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    /// A number; never NaN.
    Number(Number),
    /// A date, in milliseconds since 1970; never invalid, so of magnitude up to
    /// [`MAX_DATE`](super::MAX_DATE).
    Date(i64),
    /// A string.
    String(Text),
    /// The bytes of an ArrayBuffer.
    Binary(Vec<u8>),
    /// An array of keys.
    Array(Vec<Key>),
}

/// The value that a script sees as the key: an ArrayBuffer for a binary one.
impl From<&Key> for Value {
    fn from(key: &Key) -> Self {
        match key {
            Key::Number(number) => Self::Number(*number),
            Key::Date(milliseconds) => Self::Date(Some(*milliseconds)),
            Key::String(text) => Self::String(text.clone()),
            Key::Binary(bytes) => Self::ArrayBuffer(Box::new(ArrayBuffer {
                bytes: bytes.clone(),
                max_byte_length: None,
            })),
            Key::Array(keys) => Self::Array(keys.iter().map(Self::from).collect()),
        }
    }
}

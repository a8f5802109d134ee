//! IndexedDB keys.

use super::{Number, Text};

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

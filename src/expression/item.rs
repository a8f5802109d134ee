//! The values that an expression works with.

use std::ops::Deref;
use std::sync::Arc;

use super::held::Held;
use crate::value::{BigInt, Value};

/// A value within an evaluation.
///
/// What stands in the record stays there, [`Held`], until it is computed with: so large records
/// cost nothing, and what CEL has no type for passes through as it is.
#[derive(Clone, Debug)]
pub(super) enum Item<'v> {
    Undefined,
    Null,
    Boolean(bool),
    /// CEL's int.
    Int(i64),
    /// CEL's uint.
    Uint(u64),
    /// CEL's double, and every Number of a record.
    Double(f64),
    BigInt(Arc<BigInt>),
    /// A string without lone surrogates.
    String(Str<'v>),
    Bytes(Bytes<'v>),
    /// CEL's timestamp, and every valid Date: milliseconds since 1970, at most
    /// [`MAX_DATE`](crate::value::MAX_DATE) from it.
    Timestamp(i64),
    /// CEL's duration, in milliseconds.
    Duration(i64),
    /// The type of a value.
    Type(&'static str),
    Optional(Option<Arc<Item<'v>>>),
    /// A list that the expression made.
    List(Arc<Vec<Item<'v>>>),
    /// A map (in CEL's sense) that the expression made, in the order of its entries.
    Dictionary(Arc<Vec<(Item<'v>, Item<'v>)>>),
    /// A JavaScript Map that the expression made.
    Map(Arc<Vec<(Item<'v>, Item<'v>)>>),
    /// A JavaScript Set that the expression made.
    Set(Arc<Vec<Item<'v>>>),
    /// An ArrayBuffer that the expression made.
    ArrayBuffer(Bytes<'v>),
    /// Anything else in the record.
    Held(Held<'v>),
}

/// A string of the record, or of the expression's making.
#[derive(Clone, Debug)]
pub(super) enum Str<'v> {
    Held(&'v str),
    Made(Arc<str>),
}

/// Bytes of the record, or of the expression's making.
#[derive(Clone, Debug)]
pub(super) enum Bytes<'v> {
    Held(&'v [u8]),
    Made(Arc<[u8]>),
}

impl Deref for Str<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match self {
            Self::Held(text) => text,
            Self::Made(text) => text,
        }
    }
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Held(bytes) => bytes,
            Self::Made(bytes) => bytes,
        }
    }
}

impl<'v> Item<'v> {
    /// A string.
    pub(super) fn text(text: impl Into<Arc<str>>) -> Self {
        Self::String(Str::Made(text.into()))
    }

    /// Bytes.
    pub(super) fn bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::Bytes(Bytes::Made(bytes.into()))
    }

    /// A list.
    pub(super) fn list(elements: Vec<Self>) -> Self {
        Self::List(Arc::new(elements))
    }

    /// An optional value.
    pub(super) fn optional(value: Option<Self>) -> Self {
        Self::Optional(value.map(Arc::new))
    }

    /// Whether it is a number of any type.
    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Int(_) | Self::Uint(_) | Self::Double(_) | Self::BigInt(_))
    }

    /// Whether it has entries: a plain object, a Map, or a map of the expression's making.
    pub(super) fn is_map(&self) -> bool {
        match self {
            Self::Dictionary(_) | Self::Map(_) => true,
            Self::Held(held) => matches!(held.value, Value::Object(_) | Value::Map(_)),
            _ => false,
        }
    }

    /// What JavaScript calls its type: see [`Value::type_name`].
    pub(super) fn js_type(&self) -> String {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Int(_) | Self::Uint(_) | Self::Double(_) => "number",
            Self::BigInt(_) => "bigint",
            Self::String(_) => "string",
            Self::Bytes(_) => "Uint8Array",
            Self::Timestamp(_) => "Date",
            Self::Duration(_) => "duration",
            Self::Type(_) => "type",
            Self::Optional(_) => "optional",
            Self::List(_) => "Array",
            Self::Dictionary(_) => "Object",
            Self::Map(_) => "Map",
            Self::Set(_) => "Set",
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::Held(held) => return held.value.type_name().into_owned(),
        }
        .to_owned()
    }

    /// What an error calls its type.
    pub(super) fn described(&self) -> String {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Boolean(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::BigInt(_) => "BigInt",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Timestamp(_) => "timestamp",
            Self::Duration(_) => "duration",
            Self::Type(_) => "type",
            Self::Optional(_) => "optional",
            Self::List(_) => "list",
            Self::Dictionary(_) => "map",
            Self::Map(_) => "Map",
            Self::Set(_) => "Set",
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::Held(held) => return held.described(),
        }
        .to_owned()
    }

    /// The name that CEL has for its type
    /// ([values](https://github.com/google/cel-spec/blob/master/doc/langdef.md#values)), or the
    /// one that this module adds.
    pub(super) fn type_constant(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null_type",
            Self::Boolean(_) => "bool",
            Self::Int(_) => "int",
            Self::Uint(_) => "uint",
            Self::Double(_) => "double",
            Self::BigInt(_) => "BigInt",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Timestamp(_) => "google.protobuf.Timestamp",
            Self::Duration(_) => "google.protobuf.Duration",
            Self::Type(_) => "type",
            Self::Optional(_) => "optional_type",
            Self::List(_) => "list",
            Self::Dictionary(_) => "map",
            Self::Map(_) => "Map",
            Self::Set(_) => "Set",
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::Held(held) => held.type_constant(),
        }
    }
}

/// The names of types that an expression may compare `type(…)` with.
pub(super) const TYPE_CONSTANTS: [&str; 18] = [
    "null_type",
    "bool",
    "int",
    "uint",
    "double",
    "BigInt",
    "string",
    "bytes",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
    "type",
    "optional_type",
    "list",
    "map",
    "Map",
    "Set",
    "ArrayBuffer",
    "opaque",
];

//! What kinds of values are called.

use std::borrow::Cow;

use super::Value;

impl Value {
    /// What JavaScript calls this kind of value: for a primitive what `typeof` gives (and `null`),
    /// for an object the name of its class.
    ///
    /// A mark of sharing has no name of its own: see [`SharedObjects`](super::SharedObjects).
    pub fn type_name(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Number(_) => "number",
            Self::BigInt(_) => "bigint",
            Self::String(_) => "string",
            Self::Array(_) | Self::SparseArray(_) => "Array",
            Self::Object(_) => "Object",
            Self::Map(_) => "Map",
            Self::Set(_) => "Set",
            Self::Date(_) => "Date",
            Self::RegExp(_) => "RegExp",
            Self::Boxed(primitive) => match **primitive {
                Self::Boolean(_) => "Boolean",
                Self::BigInt(_) => "BigInt",
                Self::String(_) => "String",
                _ => "Number",
            },
            Self::ArrayBuffer(_) => "ArrayBuffer",
            Self::TypedArray(array) => array.kind.name(),
            Self::View(view) => view.kind.name(),
            Self::Error(error) => error.class.name(),
            Self::DomException(_) => "DOMException",
            Self::Blob(_) => "Blob",
            Self::File(_) => "File",
            Self::FileList(_) => "FileList",
            Self::CryptoKey(_) => "CryptoKey",
            Self::Opaque(opaque) => return opaque.class.to_string_lossy(),
            Self::ImageData(_) => "ImageData",
            Self::Geometry(geometry) => geometry.kind.name(),
            Self::Shared(object) => return object.type_name(),
            Self::Reference(_) => "reference",
        })
    }
}

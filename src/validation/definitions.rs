//! Ready-made schemas for the values that JSON has not.

use super::instance::Instance;
use crate::value::{Value, ViewKind};

/// What their addresses begin with.
pub const SCHEME: &str = "drydock:";

/// A kind of values.
pub struct Definition {
    /// Its name, behind [`SCHEME`].
    pub name: &'static str,
    /// What messages call it.
    pub noun: &'static str,
    /// Whether a value is of it.
    pub is: fn(&Value) -> bool,
}

impl std::fmt::Debug for Definition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

impl Definition {
    /// Whether a value is of it. A hole of an array is `undefined`; the name of a property is a
    /// string.
    pub fn holds(&self, instance: Instance<'_>) -> bool {
        match instance {
            Instance::Value(value) => (self.is)(value),
            Instance::Hole => (self.is)(&Value::Undefined),
            Instance::Name(_) => false,
        }
    }
}

/// The definition of this name.
pub fn named(name: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.name == name)
}

const fn of(name: &'static str, noun: &'static str, is: fn(&Value) -> bool) -> Definition {
    Definition { name, noun, is }
}

/// One for each class that values tell apart by name.
macro_rules! classes {
    ($($name:literal $noun:literal),* $(,)?) => {
        [$(of($name, $noun, |value| !value.is_primitive() && value.type_name() == $name)),*]
    };
}

const KINDS: [Definition; 22] = [
    of("undefined", "undefined", |value| matches!(value, Value::Undefined)),
    of("BigInt", "a BigInt", |value| matches!(value, Value::BigInt(_))),
    of("Number", "a Number, also NaN and the infinities", |value| {
        matches!(value, Value::Number(_))
    }),
    of("NaN", "NaN", |value| number(value).is_some_and(f64::is_nan)),
    of("Infinity", "Infinity or -Infinity", |value| number(value).is_some_and(f64::is_infinite)),
    of("NegativeZero", "-0", |value| {
        number(value).is_some_and(|number| number == 0.0 && number.is_sign_negative())
    }),
    of("Array", "an Array, also with holes or named properties", |value| {
        matches!(value, Value::Array(_) | Value::SparseArray(_))
    }),
    of("SparseArray", "an Array with holes or named properties", |value| {
        matches!(value, Value::SparseArray(_))
    }),
    of("Date", "a valid Date", |value| matches!(value, Value::Date(Some(_)))),
    of("InvalidDate", "an invalid Date", |value| matches!(value, Value::Date(None))),
    of("Map", "a Map", |value| matches!(value, Value::Map(_))),
    of("Set", "a Set", |value| matches!(value, Value::Set(_))),
    of("RegExp", "a RegExp", |value| matches!(value, Value::RegExp(_))),
    of("Error", "an Error of any class", |value| matches!(value, Value::Error(_))),
    of("BooleanObject", "a Boolean object", |value| boxed(value, "boolean")),
    of("NumberObject", "a Number object", |value| boxed(value, "number")),
    of("StringObject", "a String object", |value| boxed(value, "string")),
    of("BigIntObject", "a BigInt object", |value| boxed(value, "bigint")),
    of("binary", "an ArrayBuffer, a typed array or a DataView", |value| {
        matches!(value, Value::ArrayBuffer(_) | Value::TypedArray(_) | Value::View(_))
    }),
    of("TypedArray", "a typed array", |value| match value {
        Value::TypedArray(_) => true,
        Value::View(view) => view.kind != ViewKind::DataView,
        _ => false,
    }),
    of("CryptoKey", "a CryptoKey", |value| matches!(value, Value::CryptoKey(_))),
    of("Opaque", "an object that no file can carry", |value| matches!(value, Value::Opaque(_))),
];

const CLASSES: [Definition; 32] = classes![
    "EvalError" "an EvalError",
    "RangeError" "a RangeError",
    "ReferenceError" "a ReferenceError",
    "SyntaxError" "a SyntaxError",
    "TypeError" "a TypeError",
    "URIError" "a URIError",
    "DOMException" "a DOMException",
    "Blob" "a Blob that is no File",
    "File" "a File",
    "FileList" "a FileList",
    "ImageData" "an ImageData",
    "DOMPoint" "a DOMPoint",
    "DOMPointReadOnly" "a DOMPointReadOnly",
    "DOMRect" "a DOMRect",
    "DOMRectReadOnly" "a DOMRectReadOnly",
    "DOMQuad" "a DOMQuad",
    "DOMMatrix" "a DOMMatrix",
    "DOMMatrixReadOnly" "a DOMMatrixReadOnly",
    "ArrayBuffer" "an ArrayBuffer",
    "DataView" "a DataView",
    "Int8Array" "an Int8Array",
    "Uint8Array" "a Uint8Array",
    "Uint8ClampedArray" "a Uint8ClampedArray",
    "Int16Array" "an Int16Array",
    "Uint16Array" "a Uint16Array",
    "Int32Array" "an Int32Array",
    "Uint32Array" "a Uint32Array",
    "BigInt64Array" "a BigInt64Array",
    "BigUint64Array" "a BigUint64Array",
    "Float16Array" "a Float16Array",
    "Float32Array" "a Float32Array",
    "Float64Array" "a Float64Array",
];

/// Every definition.
pub static DEFINITIONS: std::sync::LazyLock<Vec<Definition>> =
    std::sync::LazyLock::new(|| KINDS.into_iter().chain(CLASSES).collect());

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(number.get()),
        _ => None,
    }
}

fn boxed(value: &Value, kind: &str) -> bool {
    matches!(value, Value::Boxed(primitive) if primitive.type_name() == kind)
}

/// The value's size: of a Map and a Set how many, of what holds bytes how many.
pub fn size(value: &Value) -> Option<u64> {
    Some(match value {
        Value::Map(entries) => entries.len() as u64,
        Value::Set(members) => members.len() as u64,
        Value::ArrayBuffer(buffer) => buffer.bytes.len() as u64,
        Value::TypedArray(array) => array.bytes.len() as u64,
        Value::View(view) => view.length? * view.kind.element_size(),
        _ => return None,
    })
}

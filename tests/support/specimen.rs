//! A record with a value of nearly every kind.

use drydock::value::{
    ArrayBuffer, BigInt, Blob, ErrorClass, ErrorObject, SparseArray, Text, TypedArray, Value, View,
    ViewKind,
};

fn object(properties: Vec<(&str, Value)>) -> Value {
    Value::Object(properties.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn number(number: f64) -> Value {
    Value::Number(number.into())
}

fn text(text: &str) -> Value {
    Value::String(text.into())
}

fn bytes(kind: ViewKind, bytes: &[u8]) -> Value {
    Value::TypedArray(Box::new(TypedArray { kind, bytes: bytes.to_vec() }))
}

fn buffer(bytes: &[u8]) -> Value {
    Value::ArrayBuffer(Box::new(ArrayBuffer { bytes: bytes.to_vec(), max_byte_length: None }))
}

/// A record with a value of nearly every kind.
pub fn record() -> Value {
    let lone = Text::from_utf16(&[0xd800]);
    object(vec![
        ("name", text("Ada")),
        ("age", number(36.0)),
        ("height", number(1.65)),
        ("zero", number(-0.0)),
        ("nan", number(f64::NAN)),
        ("big", Value::BigInt(BigInt::from(1 << 70))),
        ("yes", Value::Boolean(true)),
        ("nothing", Value::Null),
        ("undef", Value::Undefined),
        ("lone", Value::String(lone)),
        ("born", Value::Date(Some(1_234_567_890_123))),
        ("never", Value::Date(None)),
        ("tags", Value::Array(vec![text("a"), text("b"), text("c")])),
        ("numbers", Value::Array(vec![number(3.0), number(1.0), number(2.0)])),
        (
            "holes",
            Value::SparseArray(Box::new(SparseArray {
                length: 3,
                properties: vec![("1".into(), number(5.0))],
            })),
        ),
        ("address", object(vec![("city", text("London")), ("odd key", number(1.0))])),
        ("map", Value::Map(vec![(number(1.0), text("one")), (text("1"), text("text"))])),
        ("set", Value::Set(vec![number(1.0), text("x")])),
        ("photo", Value::Blob(Box::new(Blob { ordinal: 4, media_type: "image/png".into() }))),
        ("bytes", bytes(ViewKind::Uint8Array, b"hi")),
        ("shorts", bytes(ViewKind::Int16Array, &[0xff, 0xff, 1, 0])),
        ("buffer", buffer(&[1, 2])),
        (
            "view",
            Value::View(Box::new(View {
                kind: ViewKind::DataView,
                buffer: buffer(b"abcd"),
                byte_offset: 1,
                length: Some(2),
            })),
        ),
        (
            "error",
            Value::Error(Box::new(ErrorObject {
                class: ErrorClass::TypeError,
                message: Some("bad".into()),
                stack: None,
                cause: None,
            })),
        ),
    ])
}

//! Comparing values with those that stand in a schema.

use serde_json::Value as Json;

use super::instance::Instance;
use crate::value::{SharedObjects, Text, Value};

/// Whether a value is this JSON: numbers by what they amount to (−0 is 0), objects whatever the
/// order of their properties. What JSON has not is equal to nothing. As deep as the schema's text.
pub fn is_equal<'v>(instance: Instance<'v>, json: &Json, shared: &SharedObjects<'v>) -> bool {
    match instance {
        Instance::Value(value) => equal(value, json, shared),
        Instance::Name(text) => is_text(text, json),
        Instance::Hole => false,
    }
}

fn equal<'v>(value: &'v Value, json: &Json, shared: &SharedObjects<'v>) -> bool {
    let Some(value) = shared.resolve(value) else { return false };
    match (value, json) {
        (Value::Null, Json::Null) => true,
        (Value::Boolean(value), Json::Bool(json)) => value == json,
        (Value::Number(value), Json::Number(json)) => json.as_f64() == Some(value.get()),
        (Value::String(value), json) => is_text(value, json),
        (Value::Array(elements), Json::Array(wanted)) => {
            elements.len() == wanted.len()
                && elements.iter().zip(wanted).all(|(value, json)| equal(value, json, shared))
        }
        (Value::Object(properties), Json::Object(wanted)) => {
            properties.len() == wanted.len()
                && properties.iter().all(|(name, value)| {
                    let json = name.as_str().and_then(|name| wanted.get(name));
                    json.is_some_and(|json| equal(value, json, shared))
                })
        }
        _ => false,
    }
}

fn is_text(text: &Text, json: &Json) -> bool {
    json.as_str().is_some_and(|json| json.as_bytes() == text.as_wtf8())
}

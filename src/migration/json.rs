//! JSON values as JavaScript values.

use super::place::insert;
use crate::value::Value;

/// What [`JSON.parse`](https://tc39.es/ecma262/#sec-json.parse) makes of it.
pub fn from_json(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(boolean) => Value::Boolean(*boolean),
        serde_json::Value::Number(number) => {
            Value::Number(number.as_f64().unwrap_or(f64::NAN).into())
        }
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(elements) => {
            Value::Array(elements.iter().map(from_json).collect())
        }
        serde_json::Value::Object(entries) => {
            let mut properties = Vec::new();
            for (name, value) in entries {
                insert(&mut properties, name.as_str().into(), from_json(value));
            }
            Value::Object(properties)
        }
    }
}

//! Values, written as JSON.

use drydock::value::{SparseArray, TypedArray, Value, ViewKind};
use serde_json::Value as Json;

/// What `JSON.parse` makes of it.
pub fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::Number(number.as_f64().unwrap().into()),
        Json::String(text) => Value::String(text.as_str().into()),
        Json::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        Json::Object(members) => {
            let member = |(name, inner): (&String, _)| (name.as_str().into(), value(inner));
            Value::Object(members.iter().map(member).collect())
        }
    }
}

/// As `docs/validation.md` writes values that JSON has not.
pub fn any_value(json: &Json) -> Value {
    let Json::Object(members) = json else {
        return match json {
            Json::Array(elements) => Value::Array(elements.iter().map(any_value).collect()),
            other => value(other),
        };
    };
    let list =
        |json: &Json| -> Vec<Value> { json.as_array().unwrap().iter().map(any_value).collect() };
    let named = |name: &str| members.get(name);
    if let Some(date) = named("$date") {
        let date: jiff::Timestamp = date.as_str().unwrap().parse().unwrap();
        return Value::Date(Some(date.as_millisecond()));
    }
    if let Some(digits) = named("$bigint") {
        return Value::BigInt(digits.as_str().unwrap().parse::<i128>().unwrap().into());
    }
    if let Some(number) = named("$number") {
        return Value::Number(number.as_str().unwrap().parse::<f64>().unwrap().into());
    }
    if named("$undefined").is_some() {
        return Value::Undefined;
    }
    if let Some(entries) = named("$map") {
        let entry = |entry: &Json| (any_value(&entry[0]), any_value(&entry[1]));
        return Value::Map(entries.as_array().unwrap().iter().map(entry).collect());
    }
    if let Some(members) = named("$set") {
        return Value::Set(list(members));
    }
    if let Some(digits) = named("$bytes") {
        let bytes = hex::decode(digits.as_str().unwrap()).unwrap();
        return Value::TypedArray(Box::new(TypedArray { kind: ViewKind::Uint8Array, bytes }));
    }
    let property = |(name, inner): (&String, _)| (name.as_str().into(), any_value(inner));
    if let Some(length) = named("$array") {
        let length = u32::try_from(length.as_u64().unwrap()).unwrap();
        let own = members.iter().filter(|(name, _)| *name != "$array").map(property).collect();
        return Value::SparseArray(Box::new(SparseArray { length, properties: own }));
    }
    Value::Object(members.iter().map(property).collect())
}

//! The values of JavaScript that results are.

use std::collections::HashMap;

use super::entries::show;
use super::error::EvaluationErrorKind as Kind;
use super::identity::Identities;
use super::item::Item;
use super::limits::Work;
use super::numbers::{safe_number, show_double};
use crate::value::{ArrayBuffer, MAX_DEPTH, Number, Text, TypedArray, Value, ViewKind};

/// The value that a result is.
pub(super) fn value_of(item: &Item<'_>, work: &mut Work<'_>) -> Result<Value, Kind> {
    match item {
        // What the record holds is not made anew, however large it is.
        Item::String(text) => Ok(Value::String(Text::from(&**text))),
        Item::Bytes(bytes) => Ok(bytes_of(bytes)),
        Item::Held(held) if held.shared.is_empty() => Ok(held.value.clone()),
        _ => {
            let mut identities = Identities::default();
            count(item, &mut identities, work, 0)?;
            Maker { identities, work, depth: 0 }.value(item)
        }
    }
}

/// Counts how often each object of a record occurs in a result.
fn count(
    item: &Item<'_>,
    identities: &mut Identities,
    work: &mut Work<'_>,
    depth: usize,
) -> Result<(), Kind> {
    work.step(1)?;
    if depth > MAX_DEPTH {
        return Err(Kind::TooDeep);
    }
    match item {
        Item::Held(held) => identities.count(held.value, held.shared),
        Item::List(items) | Item::Set(items) => {
            items.iter().try_for_each(|item| count(item, identities, work, depth + 1))
        }
        Item::Dictionary(entries) | Item::Map(entries) => {
            entries.iter().try_for_each(|(key, value)| {
                count(key, identities, work, depth + 1)?;
                count(value, identities, work, depth + 1)
            })
        }
        _ => Ok(()),
    }
}

struct Maker<'w, 'e> {
    identities: Identities,
    work: &'w mut Work<'e>,
    depth: usize,
}

impl Maker<'_, '_> {
    fn value(&mut self, item: &Item<'_>) -> Result<Value, Kind> {
        self.work.make(size_of::<Value>())?;
        Ok(match item {
            Item::Undefined => Value::Undefined,
            Item::Null => Value::Null,
            Item::Boolean(boolean) => Value::Boolean(*boolean),
            Item::Int(int) => number((*int).into())?,
            Item::Uint(uint) => number((*uint).into())?,
            Item::Double(double) => Value::Number(Number::from(*double)),
            Item::BigInt(bigint) => {
                self.work.make(bigint.magnitude().len())?;
                Value::BigInt((**bigint).clone())
            }
            Item::String(text) => {
                self.work.make(text.len())?;
                Value::String(Text::from(&**text))
            }
            Item::Bytes(bytes) => {
                self.work.make(bytes.len())?;
                bytes_of(bytes)
            }
            Item::ArrayBuffer(bytes) => {
                self.work.make(bytes.len())?;
                let bytes = bytes.to_vec();
                Value::ArrayBuffer(Box::new(ArrayBuffer { bytes, max_byte_length: None }))
            }
            Item::Timestamp(milliseconds) => Value::Date(Some(*milliseconds)),
            Item::Held(held) => {
                if let Value::String(text) = held.value {
                    self.work.make(text.as_wtf8().len())?;
                }
                self.identities.value(held.value, held.shared, self.depth)?
            }
            Item::List(_) | Item::Set(_) | Item::Dictionary(_) | Item::Map(_) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(Kind::TooDeep);
                }
                let collection = self.collection(item)?;
                self.depth -= 1;
                collection
            }
            Item::Duration(_) => {
                return Err(not_storable("a duration", ": store its .getTime(), in milliseconds"));
            }
            Item::Optional(_) => {
                return Err(not_storable("an optional value", ": add .orValue(…)"));
            }
            Item::Type(_) => return Err(not_storable("a type", ": store string(…) of it")),
        })
    }

    fn collection(&mut self, item: &Item<'_>) -> Result<Value, Kind> {
        Ok(match item {
            Item::List(items) => Value::Array(self.values(items)?),
            Item::Set(items) => {
                Value::Set(self.values(items)?.into_iter().map(without_negative_zero).collect())
            }
            Item::Map(entries) => {
                let mut made = Vec::with_capacity(entries.len());
                for (key, value) in entries.iter() {
                    made.push((without_negative_zero(self.value(key)?), self.value(value)?));
                }
                Value::Map(made)
            }
            Item::Dictionary(entries) => {
                let mut properties = Vec::with_capacity(entries.len());
                for (key, value) in entries.iter() {
                    let name = property_name(key)?;
                    self.work.make(name.len())?;
                    properties.push((name, self.value(value)?));
                }
                Value::Object(ordered(properties)?)
            }
            _ => Value::Undefined,
        })
    }

    fn values(&mut self, items: &[Item<'_>]) -> Result<Vec<Value>, Kind> {
        items.iter().map(|item| self.value(item)).collect()
    }
}

fn number(whole: i128) -> Result<Value, Kind> {
    match safe_number(whole) {
        Some(number) => Ok(Value::Number(number.into())),
        None => Err(not_storable(
            &format!("the int {whole}"),
            ", as no Number is exactly it: store bigint(…) or double(…) of it",
        )),
    }
}

fn bytes_of(bytes: &[u8]) -> Value {
    let bytes = bytes.to_vec();
    Value::TypedArray(Box::new(TypedArray { kind: ViewKind::Uint8Array, bytes }))
}

fn not_storable(what: &str, hint: &'static str) -> Kind {
    Kind::NotStorable { what: what.to_owned(), hint }
}

/// A Map's key or a Set's member is never −0.
fn without_negative_zero(value: Value) -> Value {
    match value {
        Value::Number(number) if number.get() == 0.0 => Value::Number(0.into()),
        value => value,
    }
}

/// The name that JavaScript makes of a key in a map literal.
fn property_name(key: &Item<'_>) -> Result<String, Kind> {
    match key {
        Item::String(name) => Ok((**name).to_owned()),
        Item::Int(int) => Ok(int.to_string()),
        Item::Uint(uint) => Ok(uint.to_string()),
        Item::Boolean(boolean) => Ok(boolean.to_string()),
        Item::Double(double) => Ok(show_double(*double)),
        other => Err(not_storable(&format!("an object with the key {}", show(other)), "")),
    }
}

/// Properties in the order in which JavaScript keeps them: array indexes first, ascending.
fn ordered(properties: Vec<(String, Value)>) -> Result<Vec<(Text, Value)>, Kind> {
    let mut names = HashMap::with_capacity(properties.len());
    for (name, _) in &properties {
        if names.insert(name.as_str(), ()).is_some() {
            return Err(Kind::DuplicateKey { key: format!("{name:?}") });
        }
    }
    let mut properties = properties;
    properties.sort_by_key(|(name, _)| array_index(name).unwrap_or(u64::MAX));
    Ok(properties.into_iter().map(|(name, value)| (Text::from(name), value)).collect())
}

/// The array index that a name is ([array index](https://tc39.es/ecma262/#array-index)).
fn array_index(name: &str) -> Option<u64> {
    let index: u32 = name.parse().ok()?;
    (index != u32::MAX && index.to_string() == name).then_some(index.into())
}

//! Maps of every kind: what they hold, and looking something up in them.

use super::equality::equal;
use super::error::EvaluationErrorKind as Kind;
use super::item::{Item, Str};
use super::limits::Work;
use crate::value::{Text, Value, show_value};

type Entry<'v> = (Item<'v>, Item<'v>);

/// The entries of a plain object, a Map or a map of the expression's making; `None` of
/// something else.
pub(super) fn entries<'v>(
    item: &Item<'v>,
    work: &mut Work<'_>,
) -> Result<Option<Vec<Entry<'v>>>, Kind> {
    Ok(match item {
        Item::Dictionary(entries) | Item::Map(entries) => {
            work.step(entries.len() as u64)?;
            Some(entries.to_vec())
        }
        Item::Held(held) => match held.value {
            Value::Object(properties) => {
                work.step(properties.len() as u64)?;
                let mut entries = Vec::with_capacity(properties.len());
                for (name, value) in properties {
                    entries.push((name_item(name)?, held.item(value)?));
                }
                Some(entries)
            }
            Value::Map(found) => {
                work.step(found.len() as u64)?;
                let mut entries = Vec::with_capacity(found.len());
                for (key, value) in found {
                    entries.push((held.item(key)?, held.item(value)?));
                }
                Some(entries)
            }
            _ => None,
        },
        _ => None,
    })
}

fn name_item(name: &Text) -> Result<Item<'_>, Kind> {
    match name.as_str() {
        Some(name) => Ok(Item::String(Str::Held(name))),
        None => Err(Kind::Conversion {
            value: format!("the property name {}", show_value(&Value::String(name.clone()))),
            wanted: "a string without lone surrogates",
        }),
    }
}

/// The value at a key; `None` where the value looked into is no map.
pub(super) fn at_key<'v>(
    item: &Item<'v>,
    key: &Item<'v>,
    work: &mut Work<'_>,
) -> Result<Option<Item<'v>>, Kind> {
    if let (Item::Held(held), Item::String(name)) = (item, key)
        && let Value::Object(_) = held.value
    {
        return held.field(name).transpose();
    }
    let Some(entries) = entries(item, work)? else {
        return Ok(None);
    };
    for (candidate, value) in entries {
        if equal(&candidate, key, work)? {
            return Ok(Some(value));
        }
    }
    Err(Kind::NoSuchKey { key: show(key) })
}

/// A value in a few readable characters.
pub(super) fn show(item: &Item<'_>) -> String {
    match item {
        Item::Int(int) => int.to_string(),
        Item::Uint(uint) => format!("{uint}u"),
        Item::Double(double) => super::numbers::show_double(*double),
        Item::Boolean(boolean) => boolean.to_string(),
        Item::BigInt(bigint) => bigint.to_string(),
        Item::String(text) => match text.char_indices().nth(60) {
            Some((end, _)) => format!("{:?}…", text.get(..end).unwrap_or_default()),
            None => format!("{:?}", &**text),
        },
        Item::Held(held) => held.shown(),
        other => other.described(),
    }
}

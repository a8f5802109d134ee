//! Whether two values are equal, and which comes first.

use std::cmp::Ordering;
use std::ptr;

use super::error::EvaluationErrorKind as Kind;
use super::held::Held;
use super::item::Item;
use super::limits::Work;
use super::numbers;
use crate::value::{MAX_DEPTH, Value};

/// Whether two values are equal
/// ([equality](https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality)): numbers
/// of whatever type by what they are, lists, maps, Maps and Sets by what they hold, and values of
/// different types never. What CEL has no type for is equal to itself, and to what is exactly
/// like it.
pub(super) fn equal(
    first: &Item<'_>,
    second: &Item<'_>,
    work: &mut Work<'_>,
) -> Result<bool, Kind> {
    Equality { work, depth: 0 }.items(first, second)
}

/// The order of two numbers, strings, bytes, bools, timestamps or durations; `None` where there
/// is none.
pub(super) fn order(first: &Item<'_>, second: &Item<'_>) -> Option<Ordering> {
    match (first, second) {
        (Item::Boolean(first), Item::Boolean(second)) => Some(first.cmp(second)),
        (Item::String(first), Item::String(second)) => Some((**first).cmp(&**second)),
        (Item::Bytes(first), Item::Bytes(second)) => Some((**first).cmp(&**second)),
        (Item::Timestamp(first), Item::Timestamp(second))
        | (Item::Duration(first), Item::Duration(second)) => Some(first.cmp(second)),
        _ => numbers::compare(first, second),
    }
}

struct Equality<'w, 'e> {
    work: &'w mut Work<'e>,
    depth: usize,
}

impl Equality<'_, '_> {
    fn items(&mut self, first: &Item<'_>, second: &Item<'_>) -> Result<bool, Kind> {
        self.work.step(1)?;
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Kind::TooDeep);
        }
        let equal = self.content(first, second);
        self.depth -= 1;
        equal
    }

    fn content(&mut self, first: &Item<'_>, second: &Item<'_>) -> Result<bool, Kind> {
        match (first, second) {
            (Item::Undefined, Item::Undefined) | (Item::Null, Item::Null) => Ok(true),
            (Item::Type(first), Item::Type(second)) => Ok(first == second),
            (Item::Optional(first), Item::Optional(second)) => match (first, second) {
                (Some(first), Some(second)) => self.items(first, second),
                (first, second) => Ok(first.is_none() && second.is_none()),
            },
            (Item::ArrayBuffer(first), Item::ArrayBuffer(second)) => Ok(**first == **second),
            (Item::Held(first), Item::Held(second)) if ptr::eq(first.value, second.value) => {
                Ok(true)
            }
            _ => match (self.parts(first)?, self.parts(second)?) {
                (Parts::List(first), Parts::List(second))
                | (Parts::Set(first), Parts::Set(second)) => self.lists(&first, &second),
                (Parts::Dictionary(first), Parts::Dictionary(second)) => {
                    self.dictionaries(&first, &second)
                }
                (Parts::Map(first), Parts::Map(second)) => self.entries(&first, &second),
                (Parts::None, Parts::None) => Ok(match (first, second) {
                    (Item::Held(first), Item::Held(second)) => alike(*first, *second),
                    (Item::Held(held), Item::ArrayBuffer(made)) => is_buffer_of(*held, made),
                    (Item::ArrayBuffer(made), Item::Held(held)) => is_buffer_of(*held, made),
                    _ => order(first, second) == Some(Ordering::Equal),
                }),
                _ => Ok(false),
            },
        }
    }

    fn lists(&mut self, first: &[Item<'_>], second: &[Item<'_>]) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for (first, second) in first.iter().zip(second) {
            if !self.items(first, second)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// In the same order, as that of a Map can be seen.
    fn entries(&mut self, first: &[Entry<'_>], second: &[Entry<'_>]) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for ((key, value), (other_key, other_value)) in first.iter().zip(second) {
            if !self.items(key, other_key)? || !self.items(value, other_value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// In any order.
    fn dictionaries(&mut self, first: &[Entry<'_>], second: &[Entry<'_>]) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for (place, (key, value)) in first.iter().enumerate() {
            // Most are in the same order.
            let (before, after) = second.split_at_checked(place).unwrap_or((second, &[]));
            let mut found = false;
            for (other_key, other_value) in after.iter().chain(before) {
                if self.items(key, other_key)? {
                    found = self.items(value, other_value)?;
                    break;
                }
            }
            if !found {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn parts<'v>(&mut self, item: &Item<'v>) -> Result<Parts<'v>, Kind> {
        Ok(match item {
            Item::List(elements) => Parts::List(elements.to_vec()),
            Item::Set(members) => Parts::Set(members.to_vec()),
            Item::Dictionary(entries) => Parts::Dictionary(entries.to_vec()),
            Item::Map(entries) => Parts::Map(entries.to_vec()),
            Item::Held(held) => match held.value {
                Value::Array(_) => Parts::List(held.elements(self.work)?.unwrap_or_default()),
                Value::Set(_) => Parts::Set(held.elements(self.work)?.unwrap_or_default()),
                Value::Object(_) => {
                    Parts::Dictionary(super::entries::entries(item, self.work)?.unwrap_or_default())
                }
                Value::Map(_) => {
                    Parts::Map(super::entries::entries(item, self.work)?.unwrap_or_default())
                }
                _ => Parts::None,
            },
            _ => Parts::None,
        })
    }
}

type Entry<'v> = (Item<'v>, Item<'v>);

/// What a value holds.
enum Parts<'v> {
    List(Vec<Item<'v>>),
    Set(Vec<Item<'v>>),
    Dictionary(Vec<Entry<'v>>),
    Map(Vec<Entry<'v>>),
    None,
}

fn is_buffer_of(held: Held<'_>, bytes: &[u8]) -> bool {
    matches!(held.value, Value::ArrayBuffer(buffer) if buffer.bytes == bytes)
}

/// Whether two values that hold no references are exactly alike.
fn alike(first: Held<'_>, second: Held<'_>) -> bool {
    let whole = !matches!(
        first.value,
        Value::View(_) | Value::Error(_) | Value::FileList(_) | Value::SparseArray(_)
    );
    whole && first.value == second.value
}

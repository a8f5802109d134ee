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
pub(super) fn equal<'v>(
    first: &Item<'v>,
    second: &Item<'v>,
    work: &mut Work<'_>,
) -> Result<bool, Kind> {
    let mut equality = Equality { work, left: vec![(first.clone(), second.clone(), 0)] };
    equality.holds()
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

/// A comparison in progress. It does not call itself, so that the deepest value fits a small
/// stack.
struct Equality<'w, 'e, 'v> {
    work: &'w mut Work<'e>,
    /// What has to be equal as well, and how many levels deep that is.
    left: Vec<(Item<'v>, Item<'v>, usize)>,
}

impl<'v> Equality<'_, '_, 'v> {
    fn holds(&mut self) -> Result<bool, Kind> {
        while let Some((first, second, depth)) = self.left.pop() {
            self.work.step(1)?;
            if depth > 0 {
                self.work.release_items(2);
            }
            // Values that hold themselves would be gone through without end.
            if depth > MAX_DEPTH {
                return Err(Kind::TooDeep);
            }
            if !self.step(&first, &second, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn also(&mut self, first: Item<'v>, second: Item<'v>, depth: usize) -> Result<(), Kind> {
        self.work.make_items(2)?;
        self.left.push((first, second, depth));
        Ok(())
    }

    /// Whether two values are equal as far as what they hold is.
    fn step(&mut self, first: &Item<'v>, second: &Item<'v>, depth: usize) -> Result<bool, Kind> {
        match (first, second) {
            (Item::Undefined, Item::Undefined) | (Item::Null, Item::Null) => Ok(true),
            (Item::Type(first), Item::Type(second)) => Ok(first == second),
            (Item::Optional(first), Item::Optional(second)) => match (first, second) {
                (Some(first), Some(second)) => {
                    self.also((**first).clone(), (**second).clone(), depth)?;
                    Ok(true)
                }
                (first, second) => Ok(first.is_none() && second.is_none()),
            },
            (Item::ArrayBuffer(first), Item::ArrayBuffer(second)) => Ok(**first == **second),
            (Item::Held(first), Item::Held(second)) if ptr::eq(first.value, second.value) => {
                Ok(true)
            }
            (Item::Held(held), Item::ArrayBuffer(made)) => Ok(is_buffer_of(*held, made)),
            (Item::ArrayBuffer(made), Item::Held(held)) => Ok(is_buffer_of(*held, made)),
            _ => match (self.parts(first)?, self.parts(second)?) {
                (Parts::List(first), Parts::List(second))
                | (Parts::Set(first), Parts::Set(second)) => self.lists(first, second, depth),
                (Parts::Dictionary(first), Parts::Dictionary(second)) => {
                    self.dictionaries(first, second, depth)
                }
                (Parts::Map(first), Parts::Map(second)) => self.entries(first, second, depth),
                (Parts::None, Parts::None) => Ok(match (first, second) {
                    (Item::Held(first), Item::Held(second)) => alike(*first, *second),
                    _ => order(first, second) == Some(Ordering::Equal),
                }),
                _ => Ok(false),
            },
        }
    }

    fn lists(
        &mut self,
        first: Vec<Item<'v>>,
        second: Vec<Item<'v>>,
        depth: usize,
    ) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for (first, second) in first.into_iter().zip(second) {
            self.also(first, second, depth)?;
        }
        Ok(true)
    }

    /// In the same order, as that of a Map can be seen.
    fn entries(
        &mut self,
        first: Vec<Entry<'v>>,
        second: Vec<Entry<'v>>,
        depth: usize,
    ) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for ((key, value), (other_key, other_value)) in first.into_iter().zip(second) {
            self.also(key, other_key, depth)?;
            self.also(value, other_value, depth)?;
        }
        Ok(true)
    }

    /// In any order.
    fn dictionaries(
        &mut self,
        first: Vec<Entry<'v>>,
        second: Vec<Entry<'v>>,
        depth: usize,
    ) -> Result<bool, Kind> {
        if first.len() != second.len() {
            return Ok(false);
        }
        for (place, (key, value)) in first.into_iter().enumerate() {
            // Most are in the same order.
            let (before, after) = second.split_at_checked(place).unwrap_or((&second, &[]));
            let mut found = None;
            for (other_key, other_value) in after.iter().chain(before) {
                self.work.step(1)?;
                // Keys are strings, whole numbers or bools.
                if order(&key, other_key) == Some(Ordering::Equal) {
                    found = Some(other_value.clone());
                    break;
                }
            }
            let Some(other_value) = found else {
                return Ok(false);
            };
            self.also(value, other_value, depth)?;
        }
        Ok(true)
    }

    fn parts(&mut self, item: &Item<'v>) -> Result<Parts<'v>, Kind> {
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

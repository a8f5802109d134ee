//! Lists of every kind.

use super::error::EvaluationErrorKind as Kind;
use super::item::Item;
use super::limits::Work;
use super::numbers::index_of;
use crate::value::Value;

/// The elements of a list; `None` of something else.
pub(super) fn list<'v>(
    item: &Item<'v>,
    work: &mut Work<'_>,
) -> Result<Option<Vec<Item<'v>>>, Kind> {
    match item {
        Item::List(elements) => {
            work.step(elements.len() as u64)?;
            Ok(Some(elements.to_vec()))
        }
        Item::Held(held) if matches!(held.value, Value::Array(_) | Value::SparseArray(_)) => {
            held.elements(work)
        }
        _ => Ok(None),
    }
}

/// What a comprehension goes through: the elements of a list or typed array, the members of a
/// Set, the keys of a map; `None` of something else.
pub(super) fn range<'v>(
    item: &Item<'v>,
    work: &mut Work<'_>,
) -> Result<Option<Vec<Item<'v>>>, Kind> {
    match item {
        Item::List(elements) | Item::Set(elements) => {
            work.step(elements.len() as u64)?;
            Ok(Some(elements.to_vec()))
        }
        Item::Held(held) if !matches!(held.value, Value::Object(_) | Value::Map(_)) => {
            held.elements(work)
        }
        _ => {
            let entries = super::entries::entries(item, work)?;
            Ok(entries.map(|entries| entries.into_iter().map(|(key, _)| key).collect()))
        }
    }
}

/// The element at a place; `None` where the value looked into is no list, or the place no number.
pub(super) fn at_index<'v>(item: &Item<'v>, index: &Item<'v>) -> Result<Option<Item<'v>>, Kind> {
    let size = match item {
        Item::List(elements) => elements.len(),
        Item::Bytes(_) => return Ok(None),
        Item::Held(held) => match held.value {
            Value::Array(_) | Value::SparseArray(_) | Value::FileList(_) | Value::TypedArray(_) => {
                held.size().unwrap_or_default()
            }
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(place) = index_of(index) else {
        return Ok(None);
    };
    let absent = || Kind::NoSuchElement { index: place.to_string(), size };
    let place = usize::try_from(place).map_err(|_| absent())?;
    match item {
        Item::List(elements) => elements.get(place).cloned().map(Some).ok_or_else(absent),
        Item::Held(held) => held.element(place).transpose(),
        _ => Ok(None),
    }
}

//! Functions on lists.

use std::cmp::Ordering;

use super::conversions::only;
use super::lookup::{Form, Function, Outcome};
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::numbers::index_of;
use crate::expression::{equality, lists};

const LIST: &str = "a list, a Set or a typed array";

const fn method(
    name: &'static str,
    arguments: (usize, usize),
    takes: &'static str,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Method, name, arguments, takes, call)
}

pub(super) const TABLE: &[Function] = &[
    Function::new(
        Form::Either,
        "size",
        (1, 1),
        "a string, bytes, an ArrayBuffer, a list, a typed array, a map, a Map or a Set",
        |items, work| {
            let size = match only(items)? {
                Item::String(text) => {
                    work.step(text.len() as u64 / 8)?;
                    text.chars().count()
                }
                Item::Bytes(bytes) | Item::ArrayBuffer(bytes) => bytes.len(),
                Item::List(elements) | Item::Set(elements) => elements.len(),
                Item::Dictionary(entries) | Item::Map(entries) => entries.len(),
                Item::Held(held) => held.size().ok_or(Fault::Types)?,
                _ => return Err(Fault::Types),
            };
            Ok(Item::Int(i64::try_from(size).unwrap_or(i64::MAX)))
        },
    ),
    Function::new(
        Form::Global,
        "list",
        (1, 1),
        "a list, a Set, a typed array, a Map or a map",
        |items, work| {
            let elements = lists::range(only(items)?, work)?.ok_or(Fault::Types)?;
            made(elements, work)
        },
    ),
    method("reverse", (1, 1), "a list, a Set, a typed array or a string", |items, work| {
        if let [Item::String(text)] = items {
            work.step(text.len() as u64)?;
            work.make(text.len())?;
            return Ok(Item::text(text.chars().rev().collect::<String>()));
        }
        let mut elements = elements(only(items)?, work)?;
        elements.reverse();
        made(elements, work)
    }),
    method("slice", (3, 3), "a list, where the part begins, and where it ends", |items, work| {
        let [list, start, end] = items else {
            return Err(Fault::Types);
        };
        let elements = elements(list, work)?;
        let size = elements.len();
        let place = |item: &Item<'_>| {
            let place = index_of(item).ok_or(Fault::Types)?;
            let index = || place.to_string();
            usize::try_from(place)
                .map_err(|_| Fault::Kind(Kind::NoSuchElement { index: index(), size }))
        };
        let (start, end) = (place(start)?, place(end)?);
        let part = elements.get(start..end).ok_or_else(|| {
            let index = if end > size { end } else { start };
            Fault::Kind(Kind::NoSuchElement { index: index.to_string(), size })
        })?;
        made(part.to_vec(), work)
    }),
    method("distinct", (1, 1), LIST, |items, work| {
        let mut distinct: Vec<Item<'_>> = Vec::new();
        'elements: for element in elements(only(items)?, work)? {
            for known in &distinct {
                if equality::equal(known, &element, work)? {
                    continue 'elements;
                }
            }
            distinct.push(element);
        }
        made(distinct, work)
    }),
    method("flatten", (1, 1), "a list of lists", |items, work| {
        let mut flat = Vec::new();
        for element in elements(only(items)?, work)? {
            let parts = lists::list(&element, work)?.unwrap_or_else(|| vec![element]);
            work.make_items(parts.len())?;
            flat.extend(parts);
        }
        Ok(Item::list(flat))
    }),
    method(
        "sort",
        (1, 1),
        "a list of numbers, or of values of one of the types string, bytes, bool, timestamp, \
         duration",
        |items, work| {
            let mut elements = elements(only(items)?, work)?;
            work.step(elements.len() as u64 * u64::from(elements.len().max(1).ilog2()))?;
            // Comparing each with its neighbour shows types that cannot be, before the sort
            // relies on an order.
            let nan = |item: &Item<'_>| matches!(item, Item::Double(double) if double.is_nan());
            let first = elements.first().cloned();
            for element in &elements {
                let comparable = first.as_ref().and_then(|first| equality::order(first, element));
                if nan(element) || comparable.is_none() {
                    return Err(Fault::Types);
                }
            }
            elements
                .sort_by(|first, second| equality::order(first, second).unwrap_or(Ordering::Equal));
            made(elements, work)
        },
    ),
];

fn elements<'v>(item: &Item<'v>, work: &mut Work<'_>) -> Result<Vec<Item<'v>>, Fault> {
    if item.is_map() {
        return Err(Fault::Types);
    }
    lists::range(item, work)?.ok_or(Fault::Types)
}

fn made<'v>(elements: Vec<Item<'v>>, work: &mut Work<'_>) -> Outcome<'v> {
    work.make_items(elements.len())?;
    Ok(Item::list(elements))
}

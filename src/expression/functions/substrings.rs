//! Functions that look for something in a string, and parts of strings. Places are counted in
//! code points, from 0.

use super::lookup::{Form, Function, Outcome};
use super::strings::text;
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::numbers::index_of;

const TWO: &str = "two strings";
const SOUGHT: &str = "a string, what is looked for, and from which place on";

const fn method(
    name: &'static str,
    arguments: (usize, usize),
    takes: &'static str,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Method, name, arguments, takes, call)
}

pub(super) const TABLE: &[Function] = &[
    method("contains", (2, 2), TWO, |items, work| {
        two(items, work, |text, part| text.contains(part))
    }),
    method("startsWith", (2, 2), TWO, |items, work| {
        two(items, work, |text, part| text.starts_with(part))
    }),
    method("endsWith", (2, 2), TWO, |items, work| {
        two(items, work, |text, part| text.ends_with(part))
    }),
    method("indexOf", (2, 3), SOUGHT, |items, work| {
        let (whole, sought, from) = sought(items, work)?;
        let start = byte_at(whole, from.unwrap_or_default())?;
        let rest = whole.get(start..).unwrap_or_default();
        Ok(place(whole, rest.find(sought).map(|found| start + found)))
    }),
    method("lastIndexOf", (2, 3), SOUGHT, |items, work| {
        let (whole, sought, from) = sought(items, work)?;
        let end = match from {
            // It may begin there, and end behind it.
            Some(from) => whole.len().min(byte_at(whole, from)? + sought.len()),
            None => whole.len(),
        };
        let end = (0..=end).rev().find(|end| whole.is_char_boundary(*end)).unwrap_or_default();
        Ok(place(whole, whole.get(..end).unwrap_or_default().rfind(sought)))
    }),
    method("charAt", (2, 2), "a string and a place in it", |items, work| {
        let [whole, at] = items else {
            return Err(Fault::Types);
        };
        let whole = text(whole)?;
        work.step(whole.len() as u64 / 8)?;
        let start = byte_at(whole, index_of(at).ok_or(Fault::Types)?)?;
        let character = whole.get(start..).and_then(|rest| rest.chars().next());
        Ok(Item::text(character.map(String::from).unwrap_or_default()))
    }),
    method(
        "substring",
        (2, 3),
        "a string, where the part begins, and where it ends",
        |items, work| {
            let [whole, rest @ ..] = items else {
                return Err(Fault::Types);
            };
            let whole = text(whole)?;
            work.step(whole.len() as u64 / 8)?;
            let mut ends = [0, whole.len()];
            for (end, item) in ends.iter_mut().zip(rest) {
                *end = byte_at(whole, index_of(item).ok_or(Fault::Types)?)?;
            }
            let [start, end] = ends;
            let part = whole.get(start..end).ok_or_else(|| {
                Fault::Kind(Kind::Conversion {
                    value: "a part that ends before it begins".to_owned(),
                    wanted: "a part of a string",
                })
            })?;
            work.make(part.len())?;
            Ok(Item::text(part))
        },
    ),
];

fn two<'v>(items: &[Item<'v>], work: &mut Work<'_>, holds: fn(&str, &str) -> bool) -> Outcome<'v> {
    let [first, second] = items else {
        return Err(Fault::Types);
    };
    let (first, second) = (text(first)?, text(second)?);
    work.step(first.len() as u64 / 8)?;
    Ok(Item::Boolean(holds(first, second)))
}

type Sought<'i> = (&'i str, &'i str, Option<i128>);

fn sought<'i>(items: &'i [Item<'_>], work: &mut Work<'_>) -> Result<Sought<'i>, Fault> {
    let [whole, sought, rest @ ..] = items else {
        return Err(Fault::Types);
    };
    let (whole, sought) = (text(whole)?, text(sought)?);
    work.step(whole.len() as u64 / 8)?;
    let from = match rest.first() {
        Some(item) => Some(index_of(item).ok_or(Fault::Types)?),
        None => None,
    };
    Ok((whole, sought, from))
}

/// The byte at which a code point begins, or at which the string ends.
fn byte_at(text: &str, place: i128) -> Result<usize, Fault> {
    let mut begins = text.char_indices().map(|(begin, _)| begin).chain([text.len()]);
    usize::try_from(place).ok().and_then(|place| begins.nth(place)).ok_or_else(|| {
        let size = text.chars().count();
        Fault::Kind(Kind::NoSuchElement { index: place.to_string(), size })
    })
}

/// The place of a code point, or −1 for none.
fn place<'v>(text: &str, byte: Option<usize>) -> Item<'v> {
    let place = byte.and_then(|byte| text.get(..byte)).map(|before| before.chars().count());
    Item::Int(place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1))
}

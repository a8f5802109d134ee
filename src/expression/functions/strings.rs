//! Functions on strings that look for nothing in them
//! ([strings](https://github.com/google/cel-go/blob/master/ext/README.md#strings)).

use super::conversions::only;
use super::lookup::{Form, Function, Outcome};
use crate::expression::fault::Fault;
use crate::expression::item::{Item, Str};
use crate::expression::limits::Work;
use crate::expression::lists;
use crate::expression::numbers::index_of;

type Call = for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>;

const fn method(
    name: &'static str,
    arguments: (usize, usize),
    takes: &'static str,
    call: Call,
) -> Function {
    Function::new(Form::Method, name, arguments, takes, call)
}

pub(super) const TABLE: &[Function] = &[
    method("lowerAscii", (1, 1), "a string", |items, work| {
        changed(items, work, |text| text.to_ascii_lowercase())
    }),
    method("upperAscii", (1, 1), "a string", |items, work| {
        changed(items, work, |text| text.to_ascii_uppercase())
    }),
    method("trim", (1, 1), "a string", |items, work| {
        changed(items, work, |text| text.trim().to_owned())
    }),
    method("join", (1, 2), "a list of strings, and a string between them", join),
    method("split", (2, 3), "a string, the string between its parts, and how many at most", split),
    method(
        "replace",
        (3, 4),
        "a string, what is replaced, what by, and how often at most",
        replace,
    ),
];

pub(super) fn text<'i>(item: &'i Item<'_>) -> Result<&'i Str<'i>, Fault> {
    match item {
        Item::String(text) => Ok(text),
        _ => Err(Fault::Types),
    }
}

/// How many there may be: below zero, any number; without an argument, that too.
fn most(items: &[Item<'_>], place: usize) -> Result<usize, Fault> {
    let Some(item) = items.get(place) else {
        return Ok(usize::MAX);
    };
    let most = index_of(item).ok_or(Fault::Types)?;
    Ok(usize::try_from(most).unwrap_or(usize::MAX))
}

fn changed<'v>(items: &[Item<'v>], work: &mut Work<'_>, change: fn(&str) -> String) -> Outcome<'v> {
    let text = text(only(items)?)?;
    work.step(text.len() as u64 / 8)?;
    work.make(text.len())?;
    Ok(Item::text(change(text)))
}

fn join<'v>(items: &[Item<'v>], work: &mut Work<'_>) -> Outcome<'v> {
    let (list, between) = match items {
        [list] => (list, ""),
        [list, Item::String(between)] => (list, &**between),
        _ => return Err(Fault::Types),
    };
    let elements = lists::range(list, work)?.ok_or(Fault::Types)?;
    let mut joined = String::new();
    for (place, element) in elements.iter().enumerate() {
        let part = text(element)?;
        let between = if place == 0 { "" } else { between };
        work.make(between.len() + part.len())?;
        joined.push_str(between);
        joined.push_str(part);
    }
    Ok(Item::text(joined))
}

fn split<'v>(items: &[Item<'v>], work: &mut Work<'_>) -> Outcome<'v> {
    let [whole, separator, ..] = items else {
        return Err(Fault::Types);
    };
    let (whole, separator) = (text(whole)?, text(separator)?);
    let most = most(items, 2)?;
    work.step(whole.len() as u64 / 8)?;
    let mut parts: Vec<Item<'v>> = Vec::new();
    let mut add = |part: &str| -> Result<(), Fault> {
        work.make(part.len())?;
        work.make_items(1)?;
        parts.push(Item::text(part));
        Ok(())
    };
    if most == 0 {
        return Ok(Item::list(parts));
    }
    if separator.is_empty() {
        let mut rest: &str = whole;
        let mut count = 0;
        while let Some(first) = rest.chars().next() {
            count += 1;
            let end = if count == most { rest.len() } else { first.len_utf8() };
            let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
            add(part)?;
            rest = after;
        }
    } else {
        for part in whole.splitn(most, &**separator) {
            add(part)?;
        }
    }
    Ok(Item::list(parts))
}

fn replace<'v>(items: &[Item<'v>], work: &mut Work<'_>) -> Outcome<'v> {
    let [whole, from, to, ..] = items else {
        return Err(Fault::Types);
    };
    let (whole, from, to) = (text(whole)?, text(from)?, text(to)?);
    let most = most(items, 3)?;
    work.step(whole.len() as u64 / 8)?;
    // An empty string stands before, between and after all characters.
    let found = whole.matches(&**from).take(most).count();
    work.step(found as u64)?;
    work.make(whole.len().saturating_add(found.saturating_mul(to.len())))?;
    Ok(Item::text(whole.replacen(&**from, to, most)))
}

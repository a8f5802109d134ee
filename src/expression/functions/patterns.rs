//! Functions that take a regular expression
//! ([syntax](https://docs.rs/regex/latest/regex/#syntax)).

use super::lookup::{Form, Function};
use super::strings::text;
use crate::expression::fault::Fault;
use crate::expression::item::Item;

const fn of_pattern(function: Function) -> Function {
    Function { takes_pattern: true, ..function }
}

pub(super) const TABLE: &[Function] = &[
    of_pattern(Function::new(
        Form::Either,
        "matches",
        (2, 2),
        "a string and a regular expression",
        |items, work| {
            let [whole, pattern] = items else {
                return Err(Fault::Types);
            };
            let (whole, pattern) = (text(whole)?, work.pattern(text(pattern)?)?);
            work.step(whole.len() as u64)?;
            Ok(Item::Boolean(pattern.is_match(whole)))
        },
    )),
    of_pattern(Function::new(
        Form::Global,
        "regex.extract",
        (2, 2),
        "a string and a regular expression",
        |items, work| {
            let [whole, pattern] = items else {
                return Err(Fault::Types);
            };
            let (whole, pattern) = (text(whole)?, work.pattern(text(pattern)?)?);
            work.step(whole.len() as u64)?;
            let groups = pattern.captures(whole);
            let found = groups.and_then(|groups| {
                // The first group, where there is one.
                if pattern.captures_len() > 1 { groups.get(1) } else { groups.get(0) }
            });
            let found = found.map(|found| found.as_str());
            work.make(found.map_or(0, str::len))?;
            Ok(Item::optional(found.map(Item::text)))
        },
    )),
    of_pattern(Function::new(
        Form::Global,
        "regex.replace",
        (3, 3),
        "a string, a regular expression, and what each match is replaced by ($1 is its first group)",
        |items, work| {
            let [whole, pattern, by] = items else {
                return Err(Fault::Types);
            };
            let (whole, by) = (text(whole)?, text(by)?);
            let pattern = work.pattern(text(pattern)?)?;
            work.step(whole.len() as u64)?;
            let mut replaced = String::new();
            let mut end = 0;
            for groups in pattern.captures_iter(whole) {
                let Some(found) = groups.get(0) else {
                    continue;
                };
                let before = whole.get(end..found.start()).unwrap_or_default();
                work.step(1 + by.len() as u64)?;
                // No group is longer than the match.
                let groups_named = by.matches('$').count();
                let most = groups_named.saturating_mul(found.len());
                work.make(most.saturating_add(before.len() + by.len()))?;
                replaced.push_str(before);
                groups.expand(by, &mut replaced);
                end = found.end();
            }
            let rest = whole.get(end..).unwrap_or_default();
            work.make(rest.len())?;
            replaced.push_str(rest);
            Ok(Item::text(replaced))
        },
    )),
];

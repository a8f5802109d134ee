//! Operators, `&&`, `||` and `? :` excepted.

use std::cmp::Ordering;

use super::lookup::{Form, Function, Outcome};
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::{arithmetic, entries, equality, lists};

const NUMBERS: &str = "two numbers (a BigInt only with a BigInt or an int)";
const ORDERED: &str =
    "two numbers, or two values of one of the types string, bytes, bool, timestamp, duration";

const fn operator(
    name: &'static str,
    count: usize,
    takes: &'static str,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Operator, name, (count, count), takes, call)
}

pub(super) const TABLE: &[Function] = &[
    operator("==", 2, "any two values", |items, work| match items {
        [first, second] => Ok(Item::Boolean(equality::equal(first, second, work)?)),
        _ => Err(Fault::Types),
    }),
    operator("!=", 2, "any two values", |items, work| match items {
        [first, second] => Ok(Item::Boolean(!equality::equal(first, second, work)?)),
        _ => Err(Fault::Types),
    }),
    operator("<", 2, ORDERED, |items, _| ordered(items, Ordering::is_lt)),
    operator("<=", 2, ORDERED, |items, _| ordered(items, Ordering::is_le)),
    operator(">", 2, ORDERED, |items, _| ordered(items, Ordering::is_gt)),
    operator(">=", 2, ORDERED, |items, _| ordered(items, Ordering::is_ge)),
    operator("in", 2, "a value and a list, map, Map, Set or typed array", contained),
    operator(
        "+",
        2,
        "two numbers (a BigInt only with a BigInt or an int), strings, bytes, lists, durations, \
         or a timestamp and a duration",
        |items, work| match items {
            [first, second] => arithmetic::add(first, second, work),
            _ => Err(Fault::Types),
        },
    ),
    operator(
        "-",
        2,
        "two numbers (a BigInt only with a BigInt or an int), two timestamps, two durations, or \
         a timestamp and a duration",
        |items, _| two(items, arithmetic::subtract),
    ),
    operator("*", 2, NUMBERS, |items, _| two(items, arithmetic::multiply)),
    operator("/", 2, NUMBERS, |items, _| two(items, arithmetic::divide)),
    operator("%", 2, NUMBERS, |items, _| two(items, arithmetic::remainder)),
    operator("-_", 1, "a number or a duration", |items, _| match items {
        [number] => arithmetic::negate(number),
        _ => Err(Fault::Types),
    }),
    operator("!_", 1, "a bool", |items, _| match items {
        [Item::Boolean(boolean)] => Ok(Item::Boolean(!boolean)),
        _ => Err(Fault::Types),
    }),
];

fn two<'v>(items: &[Item<'v>], operation: fn(&Item<'v>, &Item<'v>) -> Outcome<'v>) -> Outcome<'v> {
    match items {
        [first, second] => operation(first, second),
        _ => Err(Fault::Types),
    }
}

fn ordered<'v>(items: &[Item<'v>], holds: fn(Ordering) -> bool) -> Outcome<'v> {
    let [first, second] = items else {
        return Err(Fault::Types);
    };
    match equality::order(first, second) {
        Some(order) => Ok(Item::Boolean(holds(order))),
        // NaN comes neither before nor after anything.
        None if first.is_number() && second.is_number() => Ok(Item::Boolean(false)),
        None => Err(Fault::Types),
    }
}

fn contained<'v>(items: &[Item<'v>], work: &mut Work<'_>) -> Outcome<'v> {
    let [sought, container] = items else {
        return Err(Fault::Types);
    };
    if container.is_map() {
        return match entries::at_key(container, sought, work) {
            Ok(Some(_)) => Ok(Item::Boolean(true)),
            Ok(None) => Ok(Item::Boolean(false)),
            Err(kind) if kind.is_absence() => Ok(Item::Boolean(false)),
            Err(kind) => Err(kind.into()),
        };
    }
    let members = lists::range(container, work)?.ok_or(Fault::Types)?;
    for member in &members {
        if equality::equal(member, sought, work)? {
            return Ok(Item::Boolean(true));
        }
    }
    Ok(Item::Boolean(false))
}

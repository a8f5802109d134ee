//! Functions on numbers
//! ([math](https://github.com/google/cel-go/blob/master/ext/README.md#math)).

use std::cmp::Ordering;

use super::conversions::only;
use super::lookup::{Form, Function, Outcome};
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::numbers::{compare, whole_of};
use crate::expression::{arithmetic, lists};

const NUMBER: &str = "a number";
const NUMBERS: &str = "numbers, or a list of them that is not empty";

type Call = for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>;

const fn one(name: &'static str, call: Call) -> Function {
    Function::new(Form::Global, name, (1, 1), NUMBER, call)
}

const fn any(name: &'static str, call: Call) -> Function {
    Function::new(Form::Global, name, (1, usize::MAX), NUMBERS, call)
}

pub(super) const TABLE: &[Function] = &[
    any("math.least", |items, work| extreme(items, work, Ordering::Less)),
    any("math.min", |items, work| extreme(items, work, Ordering::Less)),
    any("math.greatest", |items, work| extreme(items, work, Ordering::Greater)),
    any("math.max", |items, work| extreme(items, work, Ordering::Greater)),
    one("math.abs", |items, _| {
        let number = only(items)?;
        match number {
            Item::Double(double) => Ok(Item::Double(double.abs())),
            Item::Duration(_) => Err(Fault::Types),
            _ if whole_of(number).is_some_and(|whole| whole >= 0) => Ok(number.clone()),
            _ => arithmetic::negate(number),
        }
    }),
    one("math.sign", |items, _| {
        let number = only(items)?;
        match number {
            Item::Double(double) if *double == 0.0 || double.is_nan() => Ok(number.clone()),
            Item::Double(double) => Ok(Item::Double(double.signum())),
            Item::Uint(uint) => Ok(Item::Uint((*uint).min(1))),
            Item::Int(int) => Ok(Item::Int(int.signum())),
            _ => Err(Fault::Types),
        }
    }),
    // Halves away from zero.
    one("math.round", |items, _| rounded(items, f64::round)),
    one("math.floor", |items, _| rounded(items, f64::floor)),
    one("math.ceil", |items, _| rounded(items, f64::ceil)),
    one("math.trunc", |items, _| rounded(items, f64::trunc)),
    one("math.sqrt", |items, _| match only(items)? {
        Item::Double(double) => Ok(Item::Double(double.sqrt())),
        Item::Int(int) => Ok(Item::Double((*int as f64).sqrt())),
        Item::Uint(uint) => Ok(Item::Double((*uint as f64).sqrt())),
        _ => Err(Fault::Types),
    }),
    one("math.isNaN", |items, _| tested(items, f64::is_nan)),
    one("math.isInf", |items, _| tested(items, f64::is_infinite)),
    one("math.isFinite", |items, _| tested(items, f64::is_finite)),
];

/// Whole types stay as they are.
fn rounded<'v>(items: &[Item<'v>], round: fn(f64) -> f64) -> Outcome<'v> {
    let number = only(items)?;
    match number {
        Item::Double(double) => Ok(Item::Double(round(*double))),
        Item::Int(_) | Item::Uint(_) | Item::BigInt(_) => Ok(number.clone()),
        _ => Err(Fault::Types),
    }
}

fn tested<'v>(items: &[Item<'v>], holds: fn(f64) -> bool) -> Outcome<'v> {
    match only(items)? {
        Item::Double(double) => Ok(Item::Boolean(holds(*double))),
        Item::Int(_) | Item::Uint(_) | Item::BigInt(_) => Ok(Item::Boolean(holds(0.0))),
        _ => Err(Fault::Types),
    }
}

fn extreme<'v>(items: &[Item<'v>], work: &mut Work<'_>, wanted: Ordering) -> Outcome<'v> {
    let listed = match items {
        [list] if !list.is_number() => lists::range(list, work)?,
        _ => None,
    };
    let items = listed.as_deref().unwrap_or(items);
    let (first, rest) = items.split_first().ok_or(Fault::Types)?;
    let mut found = first;
    if !found.is_number() {
        return Err(Fault::Types);
    }
    for item in rest {
        if !item.is_number() {
            return Err(Fault::Types);
        }
        // NaN among them makes it NaN, as in JavaScript.
        let is_nan = compare(item, item).is_none() && compare(found, found).is_some();
        if is_nan || compare(item, found) == Some(wanted) {
            found = item;
        }
    }
    Ok(found.clone())
}

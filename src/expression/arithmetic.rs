//! `+`, `-`, `*`, `/`, `%`.

use std::sync::Arc;

use super::error::EvaluationErrorKind as Kind;
use super::fault::Fault;
use super::item::Item;
use super::limits::Work;
use super::numbers::{exact_double, whole_of};
use crate::value::{BigInt, MAX_DATE};

type Outcome<'v> = Result<Item<'v>, Fault>;

/// One of the operators, on each kind of number.
struct Operator {
    symbol: &'static str,
    int: fn(i64, i64) -> Option<i64>,
    uint: fn(u64, u64) -> Option<u64>,
    double: fn(f64, f64) -> f64,
    bigint: fn(i128, i128) -> Option<i128>,
    divides: bool,
}

/// `first + second`: also of strings, bytes, lists, and times.
pub(super) fn add<'v>(first: &Item<'v>, second: &Item<'v>, work: &mut Work<'_>) -> Outcome<'v> {
    match (first, second) {
        (Item::String(first), Item::String(second)) => {
            work.make(first.len() + second.len())?;
            Ok(Item::text([&**first, &**second].concat()))
        }
        (Item::Bytes(first), Item::Bytes(second)) => {
            work.make(first.len() + second.len())?;
            Ok(Item::bytes([&**first, &**second].concat()))
        }
        (Item::Timestamp(time), Item::Duration(duration))
        | (Item::Duration(duration), Item::Timestamp(time)) => timestamp("+", *time, *duration),
        (Item::Duration(first), Item::Duration(second)) => {
            duration("+", first.checked_add(*second))
        }
        _ => {
            if let (Some(mut elements), Some(more)) =
                (super::lists::list(first, work)?, super::lists::list(second, work)?)
            {
                work.make_items(elements.len() + more.len())?;
                elements.extend(more);
                return Ok(Item::list(elements));
            }
            let operator = Operator {
                symbol: "+",
                int: i64::checked_add,
                uint: u64::checked_add,
                double: |first, second| first + second,
                bigint: i128::checked_add,
                divides: false,
            };
            operator.apply(first, second)
        }
    }
}

/// `first - second`: also of times.
pub(super) fn subtract<'v>(first: &Item<'v>, second: &Item<'v>) -> Outcome<'v> {
    match (first, second) {
        (Item::Timestamp(first), Item::Timestamp(second)) => {
            duration("-", first.checked_sub(*second))
        }
        (Item::Timestamp(time), Item::Duration(duration)) => {
            timestamp("-", *time, duration.saturating_neg())
        }
        (Item::Duration(first), Item::Duration(second)) => {
            duration("-", first.checked_sub(*second))
        }
        _ => Operator {
            symbol: "-",
            int: i64::checked_sub,
            uint: u64::checked_sub,
            double: |first, second| first - second,
            bigint: i128::checked_sub,
            divides: false,
        }
        .apply(first, second),
    }
}

/// `first * second`.
pub(super) fn multiply<'v>(first: &Item<'v>, second: &Item<'v>) -> Outcome<'v> {
    Operator {
        symbol: "*",
        int: i64::checked_mul,
        uint: u64::checked_mul,
        double: |first, second| first * second,
        bigint: i128::checked_mul,
        divides: false,
    }
    .apply(first, second)
}

/// `first / second`: of whole types the whole quotient, towards zero.
pub(super) fn divide<'v>(first: &Item<'v>, second: &Item<'v>) -> Outcome<'v> {
    Operator {
        symbol: "/",
        int: i64::checked_div,
        uint: u64::checked_div,
        double: |first, second| first / second,
        bigint: i128::checked_div,
        divides: true,
    }
    .apply(first, second)
}

/// `first % second`, with the sign of the first.
pub(super) fn remainder<'v>(first: &Item<'v>, second: &Item<'v>) -> Outcome<'v> {
    Operator {
        symbol: "%",
        int: i64::checked_rem,
        uint: u64::checked_rem,
        double: |first, second| first % second,
        bigint: i128::checked_rem,
        divides: true,
    }
    .apply(first, second)
}

/// `-number`.
pub(super) fn negate<'v>(number: &Item<'v>) -> Outcome<'v> {
    match number {
        Item::Double(double) => Ok(Item::Double(-double)),
        Item::Int(int) => int.checked_neg().map(Item::Int).ok_or(Fault::Kind(INT("-"))),
        Item::Duration(time) => duration("-", time.checked_neg()),
        Item::BigInt(_) => {
            let whole = whole_of(number).ok_or(Fault::Kind(BIGINT("-")))?;
            Ok(Item::BigInt(Arc::new(BigInt::from(-whole))))
        }
        _ => Err(Fault::Types),
    }
}

const INT: fn(&'static str) -> Kind =
    |operation| Kind::Overflow { operation, limit: "a 64-bit int" };
const UINT: fn(&'static str) -> Kind =
    |operation| Kind::Overflow { operation, limit: "a 64-bit uint" };
const BIGINT: fn(&'static str) -> Kind = |operation| Kind::Overflow {
    operation,
    limit: "120 bits, up to which BigInts are computed with",
};

impl Operator {
    fn apply<'v>(&self, first: &Item<'v>, second: &Item<'v>) -> Outcome<'v> {
        let is_zero = match second {
            Item::Int(_) | Item::Uint(_) | Item::BigInt(_) => whole_of(second) == Some(0),
            _ => false,
        };
        if self.divides && is_zero && !matches!(first, Item::Double(_)) {
            let whole = matches!(first, Item::Int(_) | Item::Uint(_) | Item::BigInt(_));
            return Err(if whole { Fault::Kind(Kind::DivisionByZero) } else { Fault::Types });
        }
        match (first, second) {
            (Item::Int(first), Item::Int(second)) => {
                (self.int)(*first, *second).map(Item::Int).ok_or(Fault::Kind(INT(self.symbol)))
            }
            (Item::Uint(first), Item::Uint(second)) => {
                (self.uint)(*first, *second).map(Item::Uint).ok_or(Fault::Kind(UINT(self.symbol)))
            }
            (Item::Double(first), Item::Double(second)) => {
                Ok(Item::Double((self.double)(*first, *second)))
            }
            // CEL has no such overloads. Every Number of a record is a double, whole or not, so
            // without these no one could write `record.count + 1`.
            (Item::Double(first), Item::Int(_) | Item::Uint(_)) => {
                Ok(Item::Double((self.double)(*first, self.as_double(second)?)))
            }
            (Item::Int(_) | Item::Uint(_), Item::Double(second)) => {
                Ok(Item::Double((self.double)(self.as_double(first)?, *second)))
            }
            (Item::BigInt(_), Item::BigInt(_) | Item::Int(_) | Item::Uint(_))
            | (Item::Int(_) | Item::Uint(_), Item::BigInt(_)) => {
                let overflow = || Fault::Kind(BIGINT(self.symbol));
                let first = whole_of(first).ok_or_else(overflow)?;
                let second = whole_of(second).ok_or_else(overflow)?;
                let result = (self.bigint)(first, second).ok_or_else(overflow)?;
                if result.unsigned_abs() >> 120 != 0 {
                    return Err(overflow());
                }
                Ok(Item::BigInt(Arc::new(BigInt::from(result))))
            }
            _ => Err(Fault::Types),
        }
    }

    fn as_double(&self, item: &Item<'_>) -> Result<f64, Fault> {
        whole_of(item).and_then(exact_double).ok_or(Fault::Kind(Kind::Overflow {
            operation: self.symbol,
            limit: "the ints that a double holds exactly",
        }))
    }
}

/// A timestamp so much later.
pub(super) fn timestamp<'v>(operation: &'static str, time: i64, later: i64) -> Outcome<'v> {
    match time.checked_add(later) {
        Some(time) if time.unsigned_abs() <= MAX_DATE.unsigned_abs() => Ok(Item::Timestamp(time)),
        _ => Err(Fault::Kind(Kind::Overflow { operation, limit: "the Dates of JavaScript" })),
    }
}

fn duration<'v>(operation: &'static str, milliseconds: Option<i64>) -> Outcome<'v> {
    milliseconds
        .map(Item::Duration)
        .ok_or(Fault::Kind(Kind::Overflow { operation, limit: "292 million years" }))
}

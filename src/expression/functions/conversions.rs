//! Functions that make a value of one type from one of another
//! ([conversions](https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions)).

use std::sync::Arc;

use super::lookup::{Form, Function, Outcome};
use crate::expression::calendar::{parse_duration, show_duration};
use crate::expression::entries::show;
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::{Bytes, Item};
use crate::expression::limits::Work;
use crate::expression::numbers::{
    bigint_of, parse_double, parse_whole, show_double, small, whole, whole_of,
};
use crate::value::BigInt;

const fn global(
    name: &'static str,
    takes: &'static str,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Global, name, (1, 1), takes, call)
}

pub(super) const TABLE: &[Function] = &[
    global("int", "a number, a string, or a timestamp", |items, _| {
        const INT: &str = "a 64-bit int";
        let item = only(items)?;
        let number = match item {
            Item::Timestamp(time) => i128::from(time.div_euclid(1000)),
            _ => whole_number(item, INT)?,
        };
        i64::try_from(number).map(Item::Int).map_err(|_| wrong(item, INT))
    }),
    global("uint", "a number or a string", |items, _| {
        const UINT: &str = "a 64-bit uint";
        let item = only(items)?;
        u64::try_from(whole_number(item, UINT)?).map(Item::Uint).map_err(|_| wrong(item, UINT))
    }),
    global("bigint", "a number or a string", |items, _| {
        const BIGINT: &str = "a BigInt of up to 120 bits";
        let item = only(items)?;
        Ok(Item::BigInt(match item {
            Item::BigInt(bigint) => bigint.clone(),
            Item::Double(double) if double.is_finite() && double.fract() == 0.0 => {
                Arc::new(bigint_of(*double))
            }
            Item::Double(_) => return Err(wrong(item, "a whole number")),
            _ => {
                let number = whole_number(item, BIGINT)?;
                if number.unsigned_abs() >> 120 != 0 {
                    return Err(wrong(item, BIGINT));
                }
                Arc::new(BigInt::from(number))
            }
        }))
    }),
    global("double", "a number or a string", |items, _| {
        let item = only(items)?;
        Ok(Item::Double(match item {
            Item::Double(double) => *double,
            Item::String(text) => parse_double(text)?,
            Item::BigInt(bigint) => match small(bigint) {
                Some(whole) => whole as f64,
                None => return Err(wrong(item, "a BigInt of up to 120 bits")),
            },
            _ => whole_of(item).ok_or(Fault::Types)? as f64,
        }))
    }),
    global(
        "string",
        "a number, a bool, a string, bytes, a timestamp, a duration or a type",
        |items, work| {
            let item = only(items)?;
            let text = match item {
                Item::String(_) => return Ok(item.clone()),
                Item::Int(int) => int.to_string(),
                Item::Uint(uint) => uint.to_string(),
                Item::Double(double) => show_double(*double),
                Item::BigInt(bigint) => match small(bigint) {
                    Some(whole) => whole.to_string(),
                    None => return Err(wrong(item, "a BigInt of up to 120 bits")),
                },
                Item::Boolean(boolean) => boolean.to_string(),
                Item::Bytes(bytes) => match std::str::from_utf8(bytes) {
                    Ok(text) => text.to_owned(),
                    Err(_) => return Err(wrong(item, "UTF-8")),
                },
                Item::Timestamp(time) => crate::expression::calendar::show_timestamp(*time),
                Item::Duration(time) => show_duration(*time),
                Item::Type(name) => (*name).to_owned(),
                _ => return Err(Fault::Types),
            };
            work.make(text.len())?;
            Ok(Item::text(text))
        },
    ),
    global("bool", "a bool or a string", |items, _| {
        let item = only(items)?;
        match item {
            Item::Boolean(_) => Ok(item.clone()),
            Item::String(text) => match &**text {
                "true" | "True" | "TRUE" | "t" | "1" => Ok(Item::Boolean(true)),
                "false" | "False" | "FALSE" | "f" | "0" => Ok(Item::Boolean(false)),
                _ => Err(wrong(item, "a bool")),
            },
            _ => Err(Fault::Types),
        }
    }),
    global(
        "bytes",
        "a string, bytes, an ArrayBuffer, or a typed array or DataView of bytes",
        |items, work| match only(items)? {
            Item::Bytes(bytes) | Item::ArrayBuffer(bytes) => Ok(Item::Bytes(bytes.clone())),
            Item::String(text) => {
                work.make(text.len())?;
                Ok(Item::bytes(text.as_bytes()))
            }
            Item::Held(held) => {
                held.bytes().map(|bytes| Item::Bytes(Bytes::Held(bytes))).ok_or(Fault::Types)
            }
            _ => Err(Fault::Types),
        },
    ),
    global("ArrayBuffer", "bytes, or an ArrayBuffer", |items, _| match only(items)? {
        Item::Bytes(bytes) | Item::ArrayBuffer(bytes) => Ok(Item::ArrayBuffer(bytes.clone())),
        Item::Held(held) => {
            held.bytes().map(|bytes| Item::ArrayBuffer(Bytes::Held(bytes))).ok_or(Fault::Types)
        }
        _ => Err(Fault::Types),
    }),
    global("duration", "a string such as \"1h30m\", or a duration", |items, _| {
        match only(items)? {
            Item::Duration(time) => Ok(Item::Duration(*time)),
            Item::String(text) => Ok(Item::Duration(parse_duration(text)?)),
            _ => Err(Fault::Types),
        }
    }),
    global("dyn", "any value", |items, _| only(items).cloned()),
    global("type", "any value", |items, _| Ok(Item::Type(only(items)?.type_constant()))),
    global("jsType", "any value", |items, _| Ok(Item::text(only(items)?.js_type()))),
];

pub(super) fn only<'i, 'v>(items: &'i [Item<'v>]) -> Result<&'i Item<'v>, Fault> {
    match items {
        [item] => Ok(item),
        _ => Err(Fault::Types),
    }
}

/// The error of a value that is none of those wanted.
pub(super) fn wrong(item: &Item<'_>, wanted: &'static str) -> Fault {
    Fault::Kind(Kind::Conversion { value: show(item), wanted })
}

/// The whole number that a number, without its fraction, or a string is.
fn whole_number(item: &Item<'_>, wanted: &'static str) -> Result<i128, Fault> {
    match item {
        Item::Double(double) => whole(double.trunc()).ok_or_else(|| wrong(item, wanted)),
        Item::String(text) => Ok(parse_whole(text, wanted)?),
        Item::BigInt(bigint) => small(bigint).ok_or_else(|| wrong(item, wanted)),
        _ => whole_of(item).ok_or(Fault::Types),
    }
}

//! Functions on timestamps and durations
//! ([time](https://github.com/google/cel-spec/blob/master/doc/langdef.md#list-of-standard-definitions)).

use super::conversions::{only, wrong};
use super::lookup::{Form, Function, Outcome};
use crate::expression::calendar::{Moment, parse_offset, parse_timestamp};
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;
use crate::expression::numbers::index_of;
use crate::value::MAX_DATE;

const ZONED: &str = "a timestamp, and a fixed offset such as \"+02:00\"";
const EITHER: &str = "a timestamp and a fixed offset such as \"+02:00\", or a duration";

type Call = for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>;

const fn getter(name: &'static str, takes: &'static str, call: Call) -> Function {
    Function::new(Form::Method, name, (1, 2), takes, call)
}

pub(super) const TABLE: &[Function] = &[
    Function::new(
        Form::Global,
        "timestamp",
        (1, 1),
        "a string of RFC 3339, an int of seconds, or a timestamp (of milliseconds: date(…))",
        |items, _| {
            let item = only(items)?;
            match item {
                Item::Timestamp(_) => Ok(item.clone()),
                Item::String(text) => Ok(Item::Timestamp(parse_timestamp(text)?)),
                Item::Int(seconds) => dated(item, i128::from(*seconds) * 1000),
                _ => Err(Fault::Types),
            }
        },
    ),
    Function::new(
        Form::Global,
        "date",
        (1, 1),
        "a number of milliseconds since 1970, or a timestamp",
        |items, _| {
            let item = only(items)?;
            match item {
                Item::Timestamp(_) => Ok(item.clone()),
                Item::Double(_) | Item::Int(_) | Item::Uint(_) => match index_of(item) {
                    Some(milliseconds) => dated(item, milliseconds),
                    None => Err(wrong(item, "a whole number of milliseconds")),
                },
                _ => Err(Fault::Types),
            }
        },
    ),
    Function::new(Form::Method, "getTime", (1, 1), "a timestamp or a duration", |items, _| {
        match only(items)? {
            Item::Timestamp(time) | Item::Duration(time) => Ok(Item::Int(*time)),
            _ => Err(Fault::Types),
        }
    }),
    getter("getFullYear", ZONED, |items, _| part(items, |moment| moment.year)),
    getter("getMonth", ZONED, |items, _| part(items, |moment| moment.month - 1)),
    getter("getDate", ZONED, |items, _| part(items, |moment| moment.day)),
    getter("getDayOfMonth", ZONED, |items, _| part(items, |moment| moment.day - 1)),
    getter("getDayOfWeek", ZONED, |items, _| part(items, |moment| moment.day_of_week)),
    getter("getDayOfYear", ZONED, |items, _| part(items, |moment| moment.day_of_year)),
    getter("getHours", EITHER, |items, _| match items {
        [Item::Duration(time)] => Ok(Item::Int(time / 3_600_000)),
        _ => part(items, |moment| moment.time / 3_600_000),
    }),
    getter("getMinutes", EITHER, |items, _| match items {
        [Item::Duration(time)] => Ok(Item::Int(time / 60_000)),
        _ => part(items, |moment| moment.time / 60_000 % 60),
    }),
    getter("getSeconds", EITHER, |items, _| match items {
        [Item::Duration(time)] => Ok(Item::Int(time / 1000)),
        _ => part(items, |moment| moment.time / 1000 % 60),
    }),
    getter("getMilliseconds", EITHER, |items, _| match items {
        [Item::Duration(time)] => Ok(Item::Int(time % 1000)),
        _ => part(items, |moment| moment.time % 1000),
    }),
];

fn dated<'v>(item: &Item<'v>, milliseconds: i128) -> Outcome<'v> {
    match i64::try_from(milliseconds) {
        Ok(time) if time.unsigned_abs() <= MAX_DATE.unsigned_abs() => Ok(Item::Timestamp(time)),
        _ => Err(wrong(item, "within the Dates of JavaScript")),
    }
}

fn part<'v>(items: &[Item<'v>], part: fn(Moment) -> i64) -> Outcome<'v> {
    let (time, offset) = match items {
        [Item::Timestamp(time)] => (*time, 0),
        [Item::Timestamp(time), Item::String(zone)] => {
            let offset = parse_offset(zone).ok_or_else(|| {
                Fault::Kind(Kind::Conversion {
                    value: format!("{:?}", &**zone),
                    wanted: "\"UTC\" or a fixed offset such as \"+02:00\"; names of time zones \
                             are not known",
                })
            })?;
            (*time, offset)
        }
        _ => return Err(Fault::Types),
    };
    Ok(Item::Int(part(Moment::of(time + offset))))
}

//! Converting a value to another type without losing anything.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::key_path::to_key;
use crate::value::{
    BigInt, Graph, Key, MAX_DATE, MAX_SAFE_INTEGER, Number, TypedArray, Value, ViewKind, show_date,
};

/// The types to convert to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    String,
    Number,
    Integer,
    Boolean,
    Date,
    BigInt,
    Uint8Array,
}

impl Type {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "a String",
            Self::Number => "a Number",
            Self::Integer => "a whole Number of up to 53 bits",
            Self::Boolean => "a Boolean",
            Self::Date => "a Date",
            Self::BigInt => "a BigInt",
            Self::Uint8Array => "a Uint8Array",
        }
    }
}

/// The value as this type; none where that is not possible, or would lose something.
///
/// `null` and `undefined` stay what they are.
pub fn convert(value: &Value, to: Type) -> Option<Value> {
    if matches!(value, Value::Null | Value::Undefined) {
        return Some(value.clone());
    }
    match to {
        Type::String => string(value).map(|text| Value::String(text.as_str().into())),
        Type::Uint8Array => bytes(value),
        Type::Integer => number(value)
            .map(Number::from)
            .filter(|number| number.as_integer().is_some())
            .map(Value::Number),
        Type::Number => number(value).map(|number| Value::Number(number.into())),
        Type::Boolean => boolean(value).map(Value::Boolean),
        Type::Date => date(value).map(|milliseconds| Value::Date(Some(milliseconds))),
        Type::BigInt => bigint(value).map(|bigint| Value::BigInt(bigint.into())),
    }
    .or_else(|| already(value, to).then(|| value.clone()))
}

/// Whether it is of the type, where no conversion says so: an invalid Date, a text with lone
/// surrogates, a BigInt of more than 128 bits.
fn already(value: &Value, to: Type) -> bool {
    matches!(
        (value, to),
        (Value::String(_), Type::String)
            | (Value::Number(_), Type::Number)
            | (Value::Date(_), Type::Date)
            | (Value::BigInt(_), Type::BigInt)
    )
}

fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => text.as_str().map(str::to_owned),
        Value::Number(number) => Some(number_text(*number)),
        Value::Boolean(boolean) => Some(boolean.to_string()),
        Value::BigInt(bigint) => integer(bigint).map(|number| number.to_string()),
        Value::Date(milliseconds) => milliseconds.map(show_date),
        _ => None,
    }
}

/// As [Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring) writes it.
fn number_text(number: Number) -> String {
    let float = number.get();
    let magnitude = float.abs();
    if float.is_infinite() {
        return if float > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if magnitude >= 1e21 {
        return format!("{float:e}").replace('e', "e+");
    }
    if magnitude != 0.0 && magnitude < 1e-6 {
        return format!("{float:e}");
    }
    // −0 is 0 in a text.
    format!("{}", float + 0.0)
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(number.get()),
        Value::String(text) => number_in(text.as_str()?.trim()),
        Value::Boolean(boolean) => Some(f64::from(u8::from(*boolean))),
        Value::BigInt(bigint) => {
            let number = integer(bigint)?;
            let float = number as f64;
            // Not all of more than 53 bits are a Number.
            (float as i128 == number && number != i128::MAX).then_some(float)
        }
        Value::Date(milliseconds) => milliseconds.map(|milliseconds| milliseconds as f64),
        _ => None,
    }
}

/// A decimal number in a text. Not what else `Number()` takes: an empty text is no 0.
fn number_in(text: &str) -> Option<f64> {
    let plain =
        |byte: u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
    let float: f64 = text.parse().ok()?;
    (text.bytes().all(plain) && float.is_finite()).then_some(float)
}

/// A Uint8Array of a text's UTF-8, or of the bytes that a buffer or a view has.
fn bytes(value: &Value) -> Option<Value> {
    let bytes = match value {
        Value::String(text) => text.as_str()?.as_bytes().to_vec(),
        value => {
            let graph = Graph::new(value.clone());
            match to_key(&graph, &graph.root)? {
                Key::Binary(bytes) => bytes,
                _ => return None,
            }
        }
    };
    let array = TypedArray { kind: ViewKind::Uint8Array, bytes };
    Some(Value::TypedArray(Box::new(array)))
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(boolean) => Some(*boolean),
        Value::Number(number) if number.get() == 0.0 => Some(false),
        Value::Number(number) if number.get() == 1.0 => Some(true),
        Value::String(text) => match text.as_str()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn date(value: &Value) -> Option<i64> {
    match value {
        Value::Date(milliseconds) => *milliseconds,
        Value::Number(number) => number.as_integer().filter(|time| time.abs() <= MAX_DATE),
        Value::String(text) => date_in(text.as_str()?),
        _ => None,
    }
}

/// A date in a text of ISO 8601: a day (in UTC, as JavaScript takes it), or a time with an offset.
/// One without an offset would be another instant on each machine.
fn date_in(text: &str) -> Option<i64> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return (timestamp.subsec_nanosecond() % 1_000_000 == 0)
            .then(|| timestamp.as_millisecond());
    }
    let day: Date = text.parse().ok()?;
    if text.parse::<DateTime>().is_ok() && text.contains(['T', 't', ' ']) {
        return None;
    }
    let begin = day.to_zoned(TimeZone::UTC).ok()?;
    Some(begin.timestamp().as_millisecond())
}

fn bigint(value: &Value) -> Option<i128> {
    match value {
        Value::BigInt(bigint) => integer(bigint),
        Value::Number(number) => {
            let float = number.get();
            let is_exact = float.fract() == 0.0 && float.abs() <= MAX_SAFE_INTEGER as f64;
            is_exact.then_some(float as i128)
        }
        Value::String(text) => text.as_str()?.parse().ok(),
        _ => None,
    }
}

fn integer(bigint: &BigInt) -> Option<i128> {
    if bigint.magnitude().len() > 15 {
        return None;
    }
    let magnitude =
        bigint.magnitude().iter().fold(0_i128, |sum, byte| (sum << 8) | i128::from(*byte));
    Some(if bigint.is_negative() { !magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::{Type, convert};
    use crate::value::Value;

    fn number(number: f64) -> Value {
        Value::Number(number.into())
    }

    fn text(text: &str) -> Value {
        Value::String(text.into())
    }

    fn bigint(number: i128) -> Value {
        Value::BigInt(number.into())
    }

    #[test]
    fn conversions_that_lose_nothing() {
        for (value, to, expected) in [
            (text("59.91"), Type::Number, number(59.91)),
            (text(" -1e3 "), Type::Number, number(-1000.0)),
            (Value::Boolean(true), Type::Number, number(1.0)),
            (bigint(-5), Type::Number, number(-5.0)),
            (Value::Date(Some(7)), Type::Number, number(7.0)),
            (number(1e21), Type::String, text("1e+21")),
            (number(1.5e-7), Type::String, text("1.5e-7")),
            (number(-0.0), Type::String, text("0")),
            (number(0.1), Type::String, text("0.1")),
            (bigint(1 << 70), Type::String, text("1180591620717411303424")),
            (Value::Date(Some(0)), Type::String, text("1970-01-01T00:00:00.000Z")),
            (text("false"), Type::Boolean, Value::Boolean(false)),
            (number(1.0), Type::Boolean, Value::Boolean(true)),
            (text("1970-01-02"), Type::Date, Value::Date(Some(86_400_000))),
            (text("1970-01-01T01:00:00.5+01:00"), Type::Date, Value::Date(Some(500))),
            (number(-1.0), Type::Date, Value::Date(Some(-1))),
            (text("12"), Type::Integer, number(12.0)),
            (text("-12"), Type::BigInt, bigint(-12)),
            (number(9e15), Type::BigInt, bigint(9_000_000_000_000_000)),
            (Value::Null, Type::Number, Value::Null),
            (Value::Date(None), Type::Date, Value::Date(None)),
        ] {
            assert_eq!(convert(&value, to), Some(expected), "{value:?} to {to:?}");
        }
    }

    #[test]
    fn conversions_that_would_lose_something() {
        for (value, to) in [
            (text(""), Type::Number),
            (text("12 km"), Type::Number),
            (text("inf"), Type::Number),
            (text("0x10"), Type::Number),
            (bigint((1 << 53) + 1), Type::Number),
            (Value::Array(vec![]), Type::String),
            (text("1.5"), Type::Integer),
            (number(9.1e15), Type::Integer),
            (number(1.0), Type::Uint8Array),
            (Value::Boolean(true), Type::BigInt),
            (text("yes"), Type::Boolean),
            (number(2.0), Type::Boolean),
            (text("2026-01-01T00:00:00"), Type::Date),
            (text("2026-02-30"), Type::Date),
            (text("1970-01-01T00:00:00.0001Z"), Type::Date),
            (number(1.5), Type::Date),
            (number(9e15), Type::Date),
            (number(1.5), Type::BigInt),
            (text("1n"), Type::BigInt),
            (Value::Date(None), Type::Number),
        ] {
            assert_eq!(convert(&value, to), None, "{value:?} to {to:?}");
        }
    }
}

//! The one form of a migration that its digest is made of.

use std::fmt::Write;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::FieldPath;
use super::model::Migration;
use crate::value::{Number, Text, compare_texts};

/// The canonical form of a migration: JSON in the manner of
/// [RFC 8785](https://www.rfc-editor.org/rfc/rfc8785), without what is at its default, and
/// without the description, which changes nothing. Numbers are written as JavaScript does,
/// except that −0 keeps its sign, as it does in a record.
pub fn canonical(migration: &Migration) -> String {
    let mut bare = migration.clone();
    bare.description = None;
    // A start that is given but is the usual one means the same as none.
    bare.from = bare.from.filter(|from| from.saturating_add(1) != bare.version);
    let usual = FieldPath::of_version();
    bare.version_field = bare.version_field.filter(|field| *field != usual);
    let mut text = String::new();
    // The types serialize to JSON values, all names being strings: there is nothing to fail.
    write_value(&serde_json::to_value(&bare).unwrap_or_default(), &mut text);
    text
}

/// The SHA-256 digest of the canonical form, as 64 hexadecimal digits.
pub fn digest(migration: &Migration) -> String {
    hex::encode(Sha256::digest(canonical(migration)))
}

fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(boolean) => text.push_str(if *boolean { "true" } else { "false" }),
        Value::Number(number) => write_number(number.as_f64().unwrap_or_default(), text),
        Value::String(string) => write_string(string, text),
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(element, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(Text, &String, &Value)> =
                members.iter().map(|(name, value)| (name.as_str().into(), name, value)).collect();
            members.sort_by(|(one, ..), (two, ..)| compare_texts(one, two));
            text.push('{');
            for (index, (_, name, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(name, text);
                text.push(':');
                write_value(value, text);
            }
            text.push('}');
        }
    }
}

fn write_string(string: &str, text: &mut String) {
    text.push('"');
    for character in string.chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(text, "\\u{:04x}", u32::from(control));
            }
            other => text.push(other),
        }
    }
    text.push('"');
}

/// As [Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring) does.
fn write_number(number: f64, text: &mut String) {
    if let Some(whole) = Number::from(number).as_integer() {
        let _ = write!(text, "{whole}");
        return;
    }
    // The shortest digits that are this number, as d.ddde±x.
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if (-6..21).contains(&exponent) {
        // Display writes all digits, and no more than the shortest ones.
        let _ = write!(text, "{number}");
    } else {
        let sign = if exponent < 0 { "" } else { "+" };
        let _ = write!(text, "{mantissa}e{sign}{exponent}");
    }
}

#[cfg(test)]
mod tests {
    use super::write_number;

    #[test]
    fn numbers_are_written_as_javascript_does() {
        for (number, expected) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.25e300, "1.25e+300"),
            (1e-6, "0.000001"),
            (1.234e-6, "0.000001234"),
            (1.5e-7, "1.5e-7"),
            (5e-324, "5e-324"),
        ] {
            let mut text = String::new();
            write_number(number, &mut text);
            assert_eq!(text, expected);
        }
    }
}

//! Keys as people read them.

use std::fmt::Write;

use super::{Key, Number, Text, decode_key};

/// A key in one readable line: `42`, `"abc"`, `Date 2020-01-01T00:00:00.000Z`, `0x00ff`,
/// `[1, "a"]`. Two keys never look the same.
pub fn show_key(key: &Key) -> String {
    let mut line = String::new();
    write_key(&mut line, key);
    line
}

/// The key that these bytes encode, in one readable line; `None` where they encode none.
pub fn show_encoded_key(bytes: &[u8]) -> Option<String> {
    decode_key(bytes).ok().map(|key| show_key(&key))
}

fn write_key(line: &mut String, key: &Key) {
    match key {
        Key::Number(number) => line.push_str(&show_number(*number)),
        Key::Date(milliseconds) => {
            line.push_str("Date ");
            line.push_str(&show_date(*milliseconds));
        }
        Key::String(text) => write_text(line, text),
        Key::Binary(bytes) => {
            line.push_str("0x");
            line.push_str(&hex::encode(bytes));
        }
        Key::Array(keys) => {
            line.push('[');
            for (position, key) in keys.iter().enumerate() {
                if position > 0 {
                    line.push_str(", ");
                }
                write_key(line, key);
            }
            line.push(']');
        }
    }
}

/// A number as JavaScript writes it, or nearly; `-0`, `NaN`, `Infinity` by these names.
pub(crate) fn show_number(number: Number) -> String {
    let float = number.get();
    if float.is_infinite() {
        return if float > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = float.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        return format!("{float:e}");
    }
    format!("{float}")
}

/// A string between quotes, on one line. What is not to be seen, a lone surrogate included, is
/// an escape sequence of JavaScript.
pub(super) fn write_text(line: &mut String, text: &Text) {
    line.push('"');
    for unit in char::decode_utf16(text.to_utf16()) {
        match unit {
            Ok('"') => line.push_str("\\\""),
            Ok('\\') => line.push_str("\\\\"),
            Ok('\n') => line.push_str("\\n"),
            Ok('\r') => line.push_str("\\r"),
            Ok('\t') => line.push_str("\\t"),
            Ok(character) if is_hidden(character) => {
                // Writing to a String cannot fail.
                let _ = write!(line, "\\u{{{:x}}}", u32::from(character));
            }
            Ok(character) => line.push(character),
            Err(lone) => {
                let _ = write!(line, "\\u{:04x}", lone.unpaired_surrogate());
            }
        }
    }
    line.push('"');
}

/// Whether a character is invisible, or turns the direction or the lines of what follows.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        )
}

/// A date in the form of
/// [`Date.prototype.toISOString`](https://tc39.es/ecma262/#sec-date.prototype.toisostring).
pub(crate) fn show_date(milliseconds: i64) -> String {
    const DAY: i64 = 86_400_000;
    let (year, month, day) = civil(milliseconds.div_euclid(DAY));
    let time = milliseconds.rem_euclid(DAY);
    let year = match year {
        0..=9999 => format!("{year:04}"),
        _ => format!("{year:+07}"),
    };
    let (hours, minutes) = (time / 3_600_000, time / 60_000 % 60);
    let (seconds, rest) = (time / 1000 % 60, time % 1000);
    format!("{year}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{rest:03}Z")
}

/// Year, month and day of a number of days since 1970, in the Gregorian calendar.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    // Counted from 1 March 2000: there a leap day ends its year, its 4, 100 and 400 years.
    let days = days - 11_017;
    let eras = days.div_euclid(146_097);
    let mut left = days.rem_euclid(146_097);
    let centuries = (left / 36_524).min(3);
    left -= centuries * 36_524;
    let fours = left / 1461;
    left -= fours * 1461;
    let years = (left / 365).min(3);
    left -= years * 365;
    let mut month = 0;
    for length in [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    let year = 2000 + 400 * eras + 100 * centuries + 4 * fours + years;
    if month < 10 { (year, month + 3, left + 1) } else { (year + 1, month - 9, left + 1) }
}

#[cfg(test)]
mod tests {
    use super::{show_date, show_encoded_key, show_key, show_number};
    use crate::value::{Key, Text};

    #[test]
    fn keys_are_readable() {
        let nested =
            Key::Array(vec![Key::Number(1.into()), Key::String("a".into()), Key::Array(vec![])]);
        for (key, line) in [
            (Key::Number(42.into()), "42"),
            (Key::Number((-0.0).into()), "-0"),
            (Key::Number(f64::NEG_INFINITY.into()), "-Infinity"),
            (Key::String("abc".into()), r#""abc""#),
            (Key::String("a\"\\\n\0".into()), r#""a\"\\\n\u{0}""#),
            (Key::String("\u{202e}é".into()), r#""\u{202e}é""#),
            (Key::String(Text::from_utf16(&[0xd800, 0x61])), r#""\ud800a""#),
            (Key::Binary(vec![0, 0xff]), "0x00ff"),
            (nested, r#"[1, "a", []]"#),
            (Key::Date(1_577_836_800_000), "Date 2020-01-01T00:00:00.000Z"),
        ] {
            assert_eq!(show_key(&key), line);
        }
    }

    #[test]
    fn dates_are_in_the_form_of_javascript() {
        for (milliseconds, line) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (4_107_456_000_000, "2100-02-28T00:00:00.000Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
            (-62_198_755_200_000, "-000001-01-01T00:00:00.000Z"),
            (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"),
            (8_640_000_000_000_000, "+275760-09-13T00:00:00.000Z"),
            (-8_640_000_000_000_000, "-271821-04-20T00:00:00.000Z"),
        ] {
            assert_eq!(show_date(milliseconds), line);
        }
    }

    #[test]
    fn numbers_are_short() {
        for (number, line) in [
            (1e300, "1e300"),
            (5e-324, "5e-324"),
            (0.1, "0.1"),
            (9_007_199_254_740_993.0, "9007199254740992"),
        ] {
            assert_eq!(show_number(number.into()), line);
        }
    }

    #[test]
    fn bytes_that_are_no_key_show_nothing() {
        assert_eq!(show_encoded_key(&[0x61, 0x61]).as_deref(), Some("\"a\""));
        assert_eq!(show_encoded_key(&[0xf6]), None);
    }
}

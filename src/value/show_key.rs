//! Keys as people read them: as JavaScript expressions.

use std::fmt::Write as _;

use super::Text;
use super::head::{Cursor, Head};
use crate::value::tags;

/// Keys nest, and what a page sends may nest without end.
const DEEPEST: usize = 64;

/// The longest text that is shown.
const LONGEST: usize = 200;

/// The key of a record, from the bytes of the record.
pub fn show_record_key(record: &[u8]) -> Option<String> {
    let mut cursor = Cursor::new(record);
    cursor.array_of(2, "a record").ok()?;
    show(&mut cursor)
}

/// A key, from its bytes.
pub fn show_encoded_key(bytes: &[u8]) -> Option<String> {
    let mut cursor = Cursor::new(bytes);
    let shown = show(&mut cursor)?;
    cursor.is_at_end().then_some(shown)
}

fn show(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut text = String::new();
    write_key(cursor, &mut text, 0)?;
    if text.chars().count() > LONGEST {
        text = text.chars().take(LONGEST).collect();
        text.push('…');
    }
    Some(text)
}

fn write_key(cursor: &mut Cursor<'_>, text: &mut String, depth: usize) -> Option<()> {
    match cursor.head().ok()? {
        Head::Unsigned(number) => write!(text, "{number}").ok(),
        Head::Negative(number) => write!(text, "-{}", number.checked_add(1)?).ok(),
        Head::Float(bits) => {
            let number = f64::from_bits(bits);
            if number.is_infinite() {
                let sign = if number < 0.0 { "-" } else { "" };
                write!(text, "{sign}Infinity").ok()
            } else {
                write!(text, "{number:?}").ok()
            }
        }
        Head::Text(length) => {
            let string = std::str::from_utf8(cursor.take(length).ok()?).ok()?;
            text.push_str(&serde_json::to_string(string).ok()?);
            Some(())
        }
        Head::Array(count) if depth < DEEPEST => {
            text.push('[');
            for position in 0..count {
                if position > 0 {
                    text.push_str(", ");
                }
                write_key(cursor, text, depth + 1)?;
            }
            text.push(']');
            Some(())
        }
        Head::Tag(tag) => write_tagged(cursor, text, tag),
        _ => None,
    }
}

fn write_tagged(cursor: &mut Cursor<'_>, text: &mut String, tag: u64) -> Option<()> {
    match tag {
        tags::SURROGATES => {
            let Head::Bytes(length) = cursor.head().ok()? else { return None };
            let string = Text::from_wtf8(cursor.take(length).ok()?.to_vec())?;
            text.push('"');
            for unit in string.to_utf16() {
                match u8::try_from(unit) {
                    Ok(byte) if byte.is_ascii_graphic() && byte != b'"' && byte != b'\\' => text.push(char::from(byte)),
                    _ => write!(text, "\\u{unit:04x}").ok()?,
                }
            }
            text.push('"');
            Some(())
        }
        tags::DATE => {
            let seconds = integer(cursor)?;
            write!(text, "new Date({})", seconds.checked_mul(1000)?).ok()
        }
        tags::PRECISE_DATE => {
            let Head::Map(2) = cursor.head().ok()? else { return None };
            integer(cursor)?;
            let seconds = integer(cursor)?;
            integer(cursor)?;
            let time = seconds.checked_mul(1000)?.checked_add(integer(cursor)?)?;
            write!(text, "new Date({time})").ok()
        }
        tags::ARRAY_BUFFER => {
            let Head::Bytes(length) = cursor.head().ok()? else { return None };
            let bytes = cursor.take(length).ok()?;
            let shown: Vec<String> = bytes.iter().take(LONGEST).map(u8::to_string).collect();
            write!(text, "new Uint8Array([{}]).buffer", shown.join(", ")).ok()
        }
        _ => None,
    }
}

fn integer(cursor: &mut Cursor<'_>) -> Option<i64> {
    match cursor.head().ok()? {
        Head::Unsigned(number) => i64::try_from(number).ok(),
        Head::Negative(number) => i64::try_from(number).ok().map(|number| -1 - number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{show_encoded_key, show_record_key};

    #[test]
    fn shows_keys_of_every_type() {
        for (hex, shown) in [
            ("00", "0"),
            ("20", "-1"),
            ("fb3ff8000000000000", "1.5"),
            ("fbfff0000000000000", "-Infinity"),
            ("60", "\"\""),
            ("636122 62".replace(' ', "").as_str(), "\"a\\\"b\""),
            ("d9011143eda080", "\"\\ud800\""),
            ("c102", "new Date(2000)"),
            ("d903e9a20120221903e7", "new Date(-1)"),
            ("da6472791542 01ff".replace(' ', "").as_str(), "new Uint8Array([1, 255]).buffer"),
            ("8201816161", "[1, [\"a\"]]"),
        ] {
            assert_eq!(show_encoded_key(&hex::decode(hex).unwrap()).as_deref(), Some(shown), "{hex}");
        }
    }

    #[test]
    fn shows_the_key_of_a_record() {
        assert_eq!(show_record_key(&hex::decode("826161f6").unwrap()).as_deref(), Some("\"a\""));
    }

    #[test]
    fn shows_nothing_of_what_is_no_key() {
        for hex in ["", "f6", "a0", "0000", "6261", "81"] {
            assert_eq!(show_encoded_key(&hex::decode(hex).unwrap()), None, "{hex}");
        }
    }
}

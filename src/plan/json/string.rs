//! Strings of JSON texts.

use super::reader::{Outcome, Reader};
use crate::plan::problem::Trouble;

/// Reads a string, whose opening quotation mark is the next character.
pub(super) fn read_string(reader: &mut Reader<'_>) -> Outcome<String> {
    reader.advance();
    let mut string = String::new();
    loop {
        match reader.peek() {
            None => return Err(reader.unexpected("'\"' that ends the string")),
            Some('"') => {
                reader.advance();
                return Ok(string);
            }
            Some('\\') => string.push(escape(reader)?),
            Some(character) if character < ' ' => {
                return Err(reader.unexpected("an escape such as \\n for a control character"));
            }
            Some(character) => {
                string.push(character);
                reader.advance();
            }
        }
    }
}

fn escape(reader: &mut Reader<'_>) -> Outcome<char> {
    let start = reader.position();
    reader.advance();
    let character = match reader.peek() {
        Some('"') => '"',
        Some('\\') => '\\',
        Some('/') => '/',
        Some('b') => '\u{8}',
        Some('f') => '\u{c}',
        Some('n') => '\n',
        Some('r') => '\r',
        Some('t') => '\t',
        Some('u') => {
            let first = code_unit(reader)?;
            let mut units = vec![first];
            if (0xd800..0xdc00).contains(&first) && reader.peek() == Some('\\') {
                reader.advance();
                if reader.peek() == Some('u') {
                    units.push(code_unit(reader)?);
                }
            }
            return String::from_utf16(&units)
                .ok()
                .and_then(|text| text.chars().next())
                .ok_or_else(|| reader.trouble_at(start, Trouble::LoneSurrogate));
        }
        _ => return Err(reader.unexpected("one of \" \\ / b f n r t u after '\\'")),
    };
    reader.advance();
    Ok(character)
}

/// Reads `u` and the four hexadecimal digits after it.
fn code_unit(reader: &mut Reader<'_>) -> Outcome<u16> {
    reader.advance();
    let mut unit = 0_u16;
    for _ in 0..4 {
        let Some(digit) = reader.peek().and_then(|digit| digit.to_digit(16)) else {
            return Err(reader.unexpected("a hexadecimal digit"));
        };
        unit = (unit << 4) | digit as u16;
        reader.advance();
    }
    Ok(unit)
}

//! Classes of characters and escapes in regular expressions.

use super::pattern::{Rest, literal};

/// What a backslash begins.
pub enum Escape {
    /// A character.
    Character(char),
    /// What stands between brackets.
    Class(String),
    /// A place between characters.
    Boundary(&'static str),
}

/// ECMA-262's white space and line terminators.
const SPACE: &str = r"\t\n\x0B\x0C\r\x20\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}";

/// What follows a backslash.
pub fn escape(rest: &mut Rest<'_>, in_class: bool) -> Result<Escape, String> {
    let class = |class: &str| Ok(Escape::Class(class.to_owned()));
    let character = |character| Ok(Escape::Character(character));
    let Some(letter) = rest.next() else {
        return Err("the regular expression ends in a backslash".to_owned());
    };
    match letter {
        'd' => class("0-9"),
        'D' => class("[^0-9]"),
        'w' => class("0-9A-Za-z_"),
        'W' => class("[^0-9A-Za-z_]"),
        's' => class(SPACE),
        'S' => Ok(Escape::Class(format!("[^{SPACE}]"))),
        'p' | 'P' => property(rest, letter).map(Escape::Class),
        'b' if in_class => character('\u{8}'),
        'b' => Ok(Escape::Boundary(r"(?-u:\b)")),
        'B' if !in_class => Ok(Escape::Boundary(r"(?-u:\B)")),
        'f' => character('\u{c}'),
        'n' => character('\n'),
        'r' => character('\r'),
        't' => character('\t'),
        'v' => character('\u{b}'),
        'c' => match rest.next() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                character(char::from(u8::try_from(letter).unwrap_or_default() % 32))
            }
            _ => Err(r"in the regular expression, \c needs a letter".to_owned()),
        },
        '0' if !rest.peek().is_some_and(char::is_ascii_digit) => character('\0'),
        'x' => hexadecimal(rest, 2).and_then(scalar).and_then(character),
        'u' => code_point(rest).and_then(character),
        '1'..='9' | 'k' if !in_class => {
            Err("referring to a group in a regular expression is not possible here".to_owned())
        }
        '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|'
        | '/' => character(letter),
        '-' if in_class => character(letter),
        other => Err(format!("there is no escape \\{other} in regular expressions")),
    }
}

/// A property of Unicode.
fn property(rest: &mut Rest<'_>, letter: char) -> Result<String, String> {
    let mut name = String::new();
    if rest.next_if_eq(&'{').is_some() {
        for character in rest.by_ref() {
            if character == '}' {
                return Ok(format!("\\{letter}{{{name}}}"));
            }
            if !(character.is_ascii_alphanumeric() || matches!(character, '_' | '=')) {
                break;
            }
            name.push(character);
        }
    }
    Err(format!(r"in the regular expression, \{letter} needs the name of a property in braces"))
}

fn hexadecimal(rest: &mut Rest<'_>, digits: usize) -> Result<u32, String> {
    let mut number = 0;
    for _ in 0..digits {
        let digit = rest.next_if(char::is_ascii_hexdigit).and_then(|digit| digit.to_digit(16));
        let digit = digit.ok_or("in the regular expression, hexadecimal digits are missing")?;
        number = number * 16 + digit;
    }
    Ok(number)
}

fn scalar(number: u32) -> Result<char, String> {
    char::from_u32(number)
        .ok_or_else(|| "the regular expression has an escape of no character".to_owned())
}

/// What follows `\u`: four digits, two surrogates, or digits in braces.
fn code_point(rest: &mut Rest<'_>) -> Result<char, String> {
    if rest.next_if_eq(&'{').is_some() {
        let mut digits = String::new();
        for character in rest.by_ref().take_while(|character| *character != '}') {
            digits.push(character);
        }
        let digits = digits.trim_start_matches('0');
        let number = if digits.is_empty() { Ok(0) } else { u32::from_str_radix(digits, 16) };
        return number.map_err(|error| error.to_string()).and_then(scalar);
    }
    let first = hexadecimal(rest, 4)?;
    if !(0xd800..0xdc00).contains(&first) {
        return scalar(first);
    }
    if rest.next_if_eq(&'\\').is_some() && rest.next_if_eq(&'u').is_some() {
        let second = hexadecimal(rest, 4)?;
        if (0xdc00..0xe000).contains(&second) {
            return scalar(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
        }
    }
    scalar(first)
}

/// What follows `[`.
pub fn class(rest: &mut Rest<'_>) -> Result<String, String> {
    let negated = rest.next_if_eq(&'^').is_some();
    let mut inner = String::new();
    while let Some(character) = rest.next() {
        let first = match character {
            ']' => return Ok(closed(negated, &inner)),
            '\\' => escape(rest, true)?,
            other => Escape::Character(other),
        };
        let Some(range) = range(rest)? else {
            push(&mut inner, &first);
            continue;
        };
        if let (Escape::Character(first), Escape::Character(last)) = (&first, &range) {
            if first > last {
                return Err(
                    "in the regular expression, a range of characters is the wrong way round"
                        .to_owned(),
                );
            }
            literal(&mut inner, *first);
            inner.push('-');
            literal(&mut inner, *last);
        } else {
            return Err(
                "in the regular expression, a range needs a character at each end".to_owned()
            );
        }
    }
    Err("in the regular expression, '[' is not closed".to_owned())
}

/// The other end of a range, where there is one.
fn range(rest: &mut Rest<'_>) -> Result<Option<Escape>, String> {
    let mut ahead = rest.clone();
    if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
        return Ok(None);
    }
    rest.next();
    match rest.next() {
        Some('\\') => escape(rest, true).map(Some),
        other => Ok(other.map(Escape::Character)),
    }
}

fn push(inner: &mut String, part: &Escape) {
    match part {
        Escape::Character(character) => literal(inner, *character),
        Escape::Class(class) => inner.push_str(class),
        Escape::Boundary(_) => {}
    }
}

/// A class of nothing is one that `regex` has no other way to write.
fn closed(negated: bool, inner: &str) -> String {
    match (negated, inner.is_empty()) {
        (false, true) => r"[^\x{0}-\x{10FFFF}]".to_owned(),
        (true, true) => r"[\x{0}-\x{10FFFF}]".to_owned(),
        (false, false) => format!("[{inner}]"),
        (true, false) => format!("[^{inner}]"),
    }
}

//! Numbers, strings and bytes that stand in an expression
//! ([string and bytes values](https://github.com/google/cel-spec/blob/master/doc/langdef.md#string-and-bytes-values)).

use super::node::Literal;

type Outcome<T> = Result<T, String>;

/// The string or bytes literal that a text begins with, if it does, and what follows it.
pub(super) fn quoted(text: &str) -> Outcome<Option<(Literal, &str)>> {
    let mut rest = text;
    let (mut raw, mut bytes) = (false, false);
    // In either order, each at most once.
    loop {
        if let (Some(after), false) = (rest.strip_prefix(['r', 'R']), raw) {
            (rest, raw) = (after, true);
        } else if let (Some(after), false) = (rest.strip_prefix(['b', 'B']), bytes) {
            (rest, bytes) = (after, true);
        } else {
            break;
        }
    }
    let Some(quote) =
        ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote))
    else {
        return Ok(None);
    };
    let mut content = Content { units: Vec::new(), bytes };
    let mut rest = rest.strip_prefix(quote).unwrap_or_default();
    loop {
        if let Some(after) = rest.strip_prefix(quote) {
            return Ok(Some((content.literal()?, after)));
        }
        let mut characters = rest.chars();
        match characters.next() {
            Some('\n' | '\r') if quote.len() == 1 => {
                return Err(format!("the string does not end on its line: {quote} is missing"));
            }
            Some('\\') if !raw => rest = content.escape(characters.as_str())?,
            Some(character) => {
                content.push(character);
                rest = characters.as_str();
            }
            None => return Err(format!("the string does not end: {quote} is missing")),
        }
    }
}

/// What a string or bytes literal holds, as UTF-8 or as it is.
struct Content {
    units: Vec<u8>,
    bytes: bool,
}

impl Content {
    fn push(&mut self, character: char) {
        self.units.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }

    fn literal(self) -> Outcome<Literal> {
        if self.bytes {
            return Ok(Literal::Bytes(self.units.into()));
        }
        let text = String::from_utf8(self.units).map_err(|_| "not a string".to_owned())?;
        Ok(Literal::String(text.into()))
    }

    /// Takes in what follows a backslash, and gives what follows that.
    fn escape<'s>(&mut self, text: &'s str) -> Outcome<&'s str> {
        let mut characters = text.chars();
        let Some(letter) = characters.next() else {
            return Err("the string does not end".to_owned());
        };
        let after = characters.as_str();
        let (digits, radix) = match letter {
            'x' | 'X' => (2, 16),
            'u' => (4, 16),
            'U' => (8, 16),
            '0'..='3' => (3, 8),
            _ => {
                let character = match letter {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    '\\' | '?' | '"' | '\'' | '`' => letter,
                    _ => {
                        return Err(format!(
                            "\\{letter} is no escape sequence: write \\\\ for a backslash, or r\"…\""
                        ));
                    }
                };
                self.push(character);
                return Ok(after);
            }
        };
        // An octal one begins with its first digit.
        let from = if radix == 8 { text } else { after };
        let wrong =
            || format!("\\{letter} has to be followed by digits, {digits} of base {radix} in all");
        let (number, after) = from.split_at_checked(digits).ok_or_else(wrong)?;
        if !number.chars().all(|digit| digit.is_digit(radix)) {
            return Err(wrong());
        }
        let code = u32::from_str_radix(number, radix).map_err(|_| wrong())?;
        if self.bytes {
            let byte = u8::try_from(code).ok().filter(|_| digits < 4);
            self.units.push(byte.ok_or("bytes have no \\u escapes: write \\x")?);
        } else {
            let character = char::from_u32(code);
            self.push(character.ok_or_else(|| format!("\\{letter}{number} is no character"))?);
        }
        Ok(after)
    }
}

/// The number that a text begins with, which is known to begin with one, and what follows it. A
/// sign is not part of it: the magnitude of the lowest int is a literal of its own.
pub(super) fn number(text: &str) -> Outcome<(Literal, &str)> {
    let is_word = |next: char| next.is_ascii_alphanumeric() || next == '_';
    if let Some(hexadecimal) = text.strip_prefix("0x").or(text.strip_prefix("0X")) {
        let end = hexadecimal.find(|next| !is_word(next)).unwrap_or(hexadecimal.len());
        let (word, after) = hexadecimal.split_at_checked(end).unwrap_or((hexadecimal, ""));
        return Ok((whole(word, 16)?, after));
    }
    let digits =
        |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let at = |place: usize| text.get(place..).unwrap_or_default();
    let mut end = digits(text);
    let mut is_double = false;
    if let Some(fraction) = at(end).strip_prefix('.')
        && digits(fraction) > 0
    {
        is_double = true;
        end += 1 + digits(fraction);
    }
    if let Some(exponent) = at(end).strip_prefix(['e', 'E']) {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(unsigned) == 0 {
            return Err("a number's exponent has no digits".to_owned());
        }
        is_double = true;
        end += 1 + (exponent.len() - unsigned.len()) + digits(unsigned);
    }
    let tail = at(end);
    let tail = tail.find(|next| !is_word(next)).unwrap_or(tail.len());
    let (word, after) = text.split_at_checked(end + tail).unwrap_or((text, ""));
    if !is_double {
        return Ok((whole(word, 10)?, after));
    }
    let number: f64 = word.parse().map_err(|_| format!("{word} is no number"))?;
    if number.is_infinite() {
        return Err(format!("{word} is beyond a double"));
    }
    Ok((Literal::Double(number), after))
}

/// The greatest magnitude of a negative int, which no positive one has.
pub(super) const LOWEST: u64 = 1 << 63;

fn whole(word: &str, radix: u32) -> Outcome<Literal> {
    let unsigned = word.strip_suffix(['u', 'U']);
    let digits = unsigned.unwrap_or(word);
    let prefix = if radix == 16 { "0x" } else { "" };
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(format!("{prefix}{word} is no number"));
    }
    let beyond = |kind| format!("{prefix}{word} is beyond a 64-bit {kind}: write bigint(\"…\")");
    match (u64::from_str_radix(digits, radix), unsigned) {
        (Ok(number), Some(_)) => Ok(Literal::Uint(number)),
        (Ok(LOWEST), None) => Ok(Literal::Lowest),
        (Ok(number), None) => i64::try_from(number).map(Literal::Int).map_err(|_| beyond("int")),
        (Err(_), Some(_)) => Err(beyond("uint")),
        (Err(_), None) => Err(beyond("int")),
    }
}

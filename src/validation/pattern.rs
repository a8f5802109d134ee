//! Regular expressions of schemas: ECMA-262, read with its `u` flag
//! ([patterns](https://tc39.es/ecma262/#sec-patterns)), run in time linear in the string.

use std::iter::Peekable;
use std::str::Chars;

use regex::{Regex, RegexBuilder};

use super::pattern_class::{Escape, class, escape};

/// How large a compiled expression may be, in bytes.
const LARGEST: usize = 1 << 20;

/// What is left of a pattern.
pub type Rest<'p> = Peekable<Chars<'p>>;

/// Compiles a pattern.
///
/// # Errors
///
/// What is wrong with it, or what of it cannot be done here.
pub fn compile(pattern: &str) -> Result<Regex, String> {
    let translated = translate(pattern)?;
    RegexBuilder::new(&translated).size_limit(LARGEST).dfa_size_limit(LARGEST).build().map_err(
        |error| match error {
            regex::Error::CompiledTooBig(_) => "the regular expression is too large".to_owned(),
            // The last line says what it is; those before it show the translation.
            other => {
                let text = other.to_string();
                let reason = text.lines().last().unwrap_or_default();
                format!(
                    "the regular expression cannot be read: {}",
                    reason.trim_start_matches("error: ")
                )
            }
        },
    )
}

/// The same pattern for the crate `regex`, which has another syntax.
fn translate(pattern: &str) -> Result<String, String> {
    let mut rest: Rest<'_> = pattern.chars().peekable();
    let mut out = String::new();
    // Whether a quantifier may follow.
    let mut repeatable = false;
    while let Some(character) = rest.next() {
        let was_repeatable = repeatable;
        repeatable = true;
        match character {
            '^' | '$' | '|' => {
                out.push(character);
                repeatable = false;
            }
            '(' => {
                out.push_str(&group(&mut rest)?);
                repeatable = false;
            }
            ')' => out.push(')'),
            '.' => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '[' => out.push_str(&class(&mut rest)?),
            '*' | '+' | '?' | '{' => {
                if !was_repeatable {
                    return Err(format!(
                        "in the regular expression there is nothing for {character:?} to repeat"
                    ));
                }
                match character {
                    '{' => out.push_str(&braces(&mut rest)?),
                    _ => out.push(character),
                }
                out.extend(rest.next_if_eq(&'?'));
                repeatable = false;
            }
            ']' | '}' => {
                return Err(format!("in the regular expression, {character:?} stands alone"));
            }
            '\\' => match escape(&mut rest, false)? {
                Escape::Character(character) => literal(&mut out, character),
                Escape::Class(class) => {
                    out.push('[');
                    out.push_str(&class);
                    out.push(']');
                }
                Escape::Boundary(boundary) => {
                    out.push_str(boundary);
                    repeatable = false;
                }
            },
            other => literal(&mut out, other),
        }
    }
    Ok(out)
}

/// What follows `(`.
fn group(rest: &mut Rest<'_>) -> Result<String, String> {
    if rest.next_if_eq(&'?').is_none() {
        return Ok("(".to_owned());
    }
    match rest.next() {
        Some(':') => Ok("(?:".to_owned()),
        Some('<') if !matches!(rest.peek(), Some('=' | '!')) => {
            Ok("(?P<".to_owned() + &name(rest)?)
        }
        Some('=' | '!' | '<') => {
            Err("looking ahead and behind, (?=…) and the like, is not possible here".to_owned())
        }
        _ => Err("there is no such group in regular expressions".to_owned()),
    }
}

fn name(rest: &mut Rest<'_>) -> Result<String, String> {
    let mut name = String::new();
    for character in rest.by_ref() {
        name.push(character);
        if character == '>' {
            return Ok(name);
        }
    }
    Err("the name of a group in the regular expression has no end".to_owned())
}

/// What follows `{`: `2}`, `2,}` or `2,3}`.
fn braces(rest: &mut Rest<'_>) -> Result<String, String> {
    let mut inner = String::new();
    for character in rest.by_ref() {
        if character == '}' {
            let (least, most) = inner.split_once(',').unwrap_or((&inner, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            if !least.is_empty() && digits(least) && digits(most) {
                return Ok(format!("{{{inner}}}"));
            }
            break;
        }
        inner.push(character);
    }
    Err("in the regular expression, '{' begins no number of times".to_owned())
}

/// A character that means itself.
pub fn literal(out: &mut String, character: char) {
    if character.is_alphanumeric() {
        out.push(character);
    } else {
        out.push_str(&format!("\\x{{{:x}}}", u32::from(character)));
    }
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn means_what_javascript_means() {
        for (pattern, text, matches) in [
            ("^a.c$", "abc", true),
            ("^a.c$", "a\u{2028}c", false),
            ("^a.c$", "abc\n", false),
            (r"^\d+$", "٣", false),
            (r"^\w$", "é", false),
            (r"^\W$", "é", true),
            (r"^\s$", "\u{feff}", true),
            (r"^\s$", "\u{85}", false),
            (r"^\S$", "\u{85}", true),
            (r"\bfoo\b", "éfoo", true),
            (r"^\cC$", "\u{3}", true),
            (r"^\u{1f600}\ud83d\ude00\u0041\x42\0$", "😀😀AB\0", true),
            (r"^[\d\-a-c&&]+$", "1-b&", true),
            (r"^[^\d]$", "1", false),
            (r"^[^\D]$", "1", true),
            (r"[]", "a", false),
            (r"^[^]$", "\n", true),
            (r"^[\b]$", "\u{8}", true),
            (r"^[~~a[]$", "[", true),
            (r"^\p{Letter}\p{Script=Greek}\P{Lu}$", "aβc", true),
            (r"^(?<year>\d{4})-(?:\d{2})?$", "2024-", true),
            (r"^a{2,}?$", "aaa", true),
            (r"^\/\.$", "/.", true),
            (r"a\Bb", "ab", true),
        ] {
            let regex = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
            assert_eq!(regex.is_match(text), matches, "{pattern} on {text:?}");
        }
    }

    #[test]
    fn refuses_what_it_cannot_do_and_what_is_wrong() {
        for pattern in [
            "(?=a)",
            "(?!a)",
            "(?<=a)",
            "(?<!a)",
            r"(a)\1",
            r"(?<a>b)\k<a>",
            r"\a",
            r"\Z",
            r"\z",
            "a**",
            "*",
            "a{,2}",
            "{",
            "}",
            "]",
            "[a",
            "(",
            ")",
            "(?i:a)",
            "[b-a]",
            r"[\d-z]",
            r"\ud800",
            r"\u12",
            r"\p{Nothing}",
            r"\-",
            r"(?P<a>b)",
            r"\01",
            "a{99999}",
            "(?<a",
        ] {
            assert!(compile(pattern).is_err(), "{pattern}");
        }
    }
}

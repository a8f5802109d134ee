//! The words and signs of an expression
//! ([lexis](https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax)).

use super::error::ParseError;
use super::literal;
use super::node::{Literal, Span};

/// The smallest meaningful part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name, keywords other than literals and `in` included.
    Name(String),
    /// A name between backquotes, which only a field may have.
    Quoted(String),
    Literal(Literal),
    /// An operator, bracket or separator; also `in`.
    Sign(&'static str),
    End,
}

/// Longer ones first.
const SIGNS: [&str; 26] = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", "(", ")",
    "[", "]", "{", "}", ".", ",", "=", ";",
];

/// Takes an expression apart. The last token is [`Token::End`].
pub(super) fn tokens(source: &str) -> Result<Vec<(Token, Span)>, ParseError> {
    let mut tokens = Vec::new();
    let mut rest = source;
    loop {
        rest = without_space(rest);
        let start = source.len() - rest.len();
        let Some((token, after)) = token(rest, source)? else {
            tokens.push((Token::End, Span { start, end: start }));
            return Ok(tokens);
        };
        rest = after;
        tokens.push((token, Span { start, end: source.len() - rest.len() }));
    }
}

/// What follows spaces and comments.
fn without_space(mut text: &str) -> &str {
    loop {
        text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
        match text.strip_prefix("//") {
            Some(comment) => text = comment.find('\n').map_or("", |end| comment.split_at(end).1),
            None => return text,
        }
    }
}

fn token<'s>(rest: &'s str, source: &str) -> Result<Option<(Token, &'s str)>, ParseError> {
    let Some(first) = rest.chars().next() else {
        return Ok(None);
    };
    let start = source.len() - rest.len();
    let wrong = |message: String| ParseError::at(source, start, message);
    if let Some((literal, after)) = literal::quoted(rest).map_err(wrong)? {
        return Ok(Some((Token::Literal(literal), after)));
    }
    let after_point = rest.strip_prefix('.').unwrap_or(rest);
    if after_point.starts_with(|next: char| next.is_ascii_digit()) {
        let (literal, after) = literal::number(rest).map_err(wrong)?;
        return Ok(Some((Token::Literal(literal), after)));
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let is_part = |next: char| next.is_ascii_alphanumeric() || next == '_';
        let (name, after) = split(rest, |text| text.find(|next| !is_part(next)));
        let token = match name {
            "true" => Token::Literal(Literal::Boolean(true)),
            "false" => Token::Literal(Literal::Boolean(false)),
            "null" => Token::Literal(Literal::Null),
            "in" => Token::Sign("in"),
            _ => Token::Name(name.to_owned()),
        };
        return Ok(Some((token, after)));
    }
    if let Some(quoted) = rest.strip_prefix('`') {
        let (name, after) = split(quoted, |text| text.find(['`', '\n']));
        return match after.strip_prefix('`') {
            Some(after) if !name.is_empty() => Ok(Some((Token::Quoted(name.to_owned()), after))),
            _ => Err(wrong("a name that begins with ` has to end with one on its line".to_owned())),
        };
    }
    for sign in SIGNS {
        if let Some(after) = rest.strip_prefix(sign) {
            return match sign {
                "=" => Err(wrong("`=` is no operator: equality is `==`".to_owned())),
                ";" => Err(wrong("an expression is a single one: there is no `;`".to_owned())),
                sign => Ok(Some((Token::Sign(sign), after))),
            };
        }
    }
    Err(wrong(match first {
        '&' | '|' => format!("`{first}` is no operator: there are `&&` and `||`"),
        _ => format!("{first:?} cannot stand in an expression outside a string"),
    }))
}

fn split(text: &str, end: impl Fn(&str) -> Option<usize>) -> (&str, &str) {
    text.split_at_checked(end(text).unwrap_or(text.len())).unwrap_or((text, ""))
}

impl Token {
    /// As it is quoted in an error.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Name(name) | Self::Quoted(name) => format!("`{name}`"),
            Self::Literal(Literal::String(_)) => "a string".to_owned(),
            Self::Literal(Literal::Bytes(_)) => "bytes".to_owned(),
            Self::Literal(Literal::Boolean(boolean)) => format!("`{boolean}`"),
            Self::Literal(Literal::Null) => "`null`".to_owned(),
            Self::Literal(_) => "a number".to_owned(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

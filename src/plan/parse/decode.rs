//! Decoding the smaller parts of a plan.

use super::cursor::{Cursor, Problems};
use crate::expression;
use crate::plan::FieldPath;
use crate::plan::json::{Kind, Node};
use crate::plan::model::Expression;
use crate::plan::nearest::nearest;
use crate::plan::problem::Trouble;
use crate::schema::KeyPath;
use crate::value::{Number, Text};

/// What can be read from a value of a plan. `None` means that problems were added.
pub(super) trait Decode: Sized {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self>;
}

impl Decode for bool {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match cursor.node.kind {
            Kind::Boolean(boolean) => Some(boolean),
            _ => {
                cursor.wrong_type("true or false", problems);
                None
            }
        }
    }
}

impl Decode for String {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match &cursor.node.kind {
            Kind::String(string) => Some(string.clone()),
            _ => {
                cursor.wrong_type("a string", problems);
                None
            }
        }
    }
}

/// A whole number from 0 up to the greatest safe one.
impl Decode for u64 {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let whole = match cursor.node.kind {
            Kind::Number { number, .. } => Number::from(number).as_integer(),
            _ => None,
        };
        let whole = whole.and_then(|whole| u64::try_from(whole).ok());
        if whole.is_none() {
            let found = match cursor.node.kind {
                Kind::Number { number, .. } => number.to_string(),
                _ => cursor.node.kind.noun().to_owned(),
            };
            let expected = "a whole number from 0 to 9007199254740991".to_owned();
            problems.add(cursor, Trouble::WrongType { expected, found });
        }
        whole
    }
}

impl Decode for Text {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match &cursor.node.kind {
            Kind::String(string) => return Some(string.as_str().into()),
            Kind::Object(members) => {
                if let [member] = members.as_slice()
                    && let ("wtf8", Kind::String(digits)) =
                        (member.name.as_str(), &member.value.kind)
                    && let Some(text) = hex::decode(digits).ok().and_then(Self::from_wtf8)
                    && text.as_str().is_none()
                {
                    return Some(text);
                }
                cursor.wrong_type(
                    "a string, or {\"wtf8\": \"…\"} with the bytes of one that has lone surrogates",
                    problems,
                );
            }
            _ => cursor.wrong_type("a string", problems),
        }
        None
    }
}

impl Decode for KeyPath {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match &cursor.node.kind {
            Kind::Array(paths) => {
                if paths.is_empty() {
                    problems.add(cursor, Trouble::Empty { what: "a key path" });
                    return None;
                }
                Vec::decode(cursor, problems).map(Self::Many)
            }
            Kind::String(_) | Kind::Object(_) => Text::decode(cursor, problems).map(Self::One),
            _ => {
                cursor.wrong_type("a key path: a string, or an array of strings", problems);
                None
            }
        }
    }
}

impl Decode for FieldPath {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match String::decode(cursor, problems)?.parse() {
            Ok(path) => Some(path),
            Err(error) => {
                problems.add(cursor, Trouble::FieldPath(error));
                None
            }
        }
    }
}

impl Decode for Expression {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let Kind::String(text) = &cursor.node.kind else {
            cursor.wrong_type("a string that holds an expression", problems);
            return None;
        };
        if text.trim().is_empty() {
            problems.add(cursor, Trouble::Empty { what: "an expression" });
            return None;
        }
        if text.len() > Self::MAX_LENGTH {
            let (length, limit) = (text.len(), Self::MAX_LENGTH);
            problems.add(
                cursor,
                Trouble::TooMany { what: "bytes in an expression", count: length, limit },
            );
            return None;
        }
        if let Err(error) = expression::Expression::parse_with(text, &Self::VARIABLES) {
            problems.add(cursor, Trouble::Expression(error));
            return None;
        }
        Some(Self(text.clone()))
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        if !matches!(cursor.node.kind, Kind::Array(_)) {
            cursor.wrong_type("an array", problems);
            return None;
        }
        // Every element is looked at, also behind one that is wrong.
        let decoded: Vec<Option<T>> =
            cursor.elements().map(|element| T::decode(&element, problems)).collect();
        decoded.into_iter().collect()
    }
}

/// A literal.
impl Decode for serde_json::Value {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        match &cursor.node.kind {
            Kind::Number { exact: false, .. } => {
                problems.add(cursor, Trouble::NumberNotExact);
                None
            }
            Kind::Array(_) => Vec::decode(cursor, problems).map(Self::Array),
            Kind::Object(members) => {
                let decoded: Vec<Option<(String, Self)>> = members
                    .iter()
                    .map(|member| {
                        let value = Self::decode(&cursor.member(member), problems)?;
                        Some((member.name.clone(), value))
                    })
                    .collect();
                decoded.into_iter().collect::<Option<_>>().map(Self::Object)
            }
            _ => Some(scalar(cursor.node)),
        }
    }
}

/// The JSON value, in the one form in which equal Numbers are equal.
fn scalar(node: &Node) -> serde_json::Value {
    match &node.kind {
        Kind::Boolean(boolean) => (*boolean).into(),
        Kind::String(string) => string.as_str().into(),
        Kind::Number { number, .. } => match Number::from(*number).as_integer() {
            Some(whole) => whole.into(),
            None => (*number).into(),
        },
        _ => serde_json::Value::Null,
    }
}

/// A word out of several.
pub(super) fn word<T: Copy>(
    cursor: &Cursor<'_>,
    what: &'static str,
    words: &[(&'static str, T)],
    problems: &mut Problems,
) -> Option<T> {
    let word = String::decode(cursor, problems)?;
    if let Some((_, meaning)) = words.iter().find(|(known, _)| *known == word) {
        return Some(*meaning);
    }
    let known: Vec<&'static str> = words.iter().map(|(known, _)| *known).collect();
    let nearest = nearest(&word, known.iter().copied());
    problems.add(cursor, Trouble::UnknownWord { what, word, known, nearest });
    None
}

/// That there are at least one and at most `limit` of something.
pub(super) fn check_count(
    cursor: Option<Cursor<'_>>,
    what: &'static str,
    count: usize,
    limit: usize,
    problems: &mut Problems,
) {
    let Some(cursor) = cursor else { return };
    if count == 0 {
        problems.add(&cursor, Trouble::Empty { what });
    } else if count > limit {
        problems.add(&cursor, Trouble::TooMany { what, count, limit });
    }
}

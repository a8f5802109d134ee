//! The order of IndexedDB keys.

use std::cmp::Ordering;

use super::{Key, Text};

/// Compares two keys as IndexedDB does
/// ([compare two keys](https://w3c.github.io/IndexedDB/#compare-two-keys)):
/// numbers before dates, strings, binary keys and arrays.
///
/// −0 and 0 compare as equal, though the [`Key`]s differ.
pub fn compare(first: &Key, second: &Key) -> Ordering {
    match (first, second) {
        // A key is never NaN.
        (Key::Number(first), Key::Number(second)) => {
            first.get().partial_cmp(&second.get()).unwrap_or(Ordering::Equal)
        }
        (Key::Date(first), Key::Date(second)) => first.cmp(second),
        (Key::String(first), Key::String(second)) => compare_texts(first, second),
        (Key::Binary(first), Key::Binary(second)) => first.cmp(second),
        (Key::Array(first), Key::Array(second)) => first
            .iter()
            .zip(second)
            .map(|(first, second)| compare(first, second))
            .find(|ordering| ordering.is_ne())
            .unwrap_or_else(|| first.len().cmp(&second.len())),
        _ => rank(first).cmp(&rank(second)),
    }
}

/// Compares strings by their UTF-16 code units, as JavaScript and IndexedDB do.
pub fn compare_texts(first: &Text, second: &Text) -> Ordering {
    let (left, right) = (first.as_wtf8(), second.as_wtf8());
    if left.is_ascii() && right.is_ascii() {
        return left.cmp(right);
    }
    first.to_utf16().cmp(&second.to_utf16())
}

fn rank(key: &Key) -> u8 {
    match key {
        Key::Number(_) => 0,
        Key::Date(_) => 1,
        Key::String(_) => 2,
        Key::Binary(_) => 3,
        Key::Array(_) => 4,
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::compare;
    use crate::value::{Key, Text};

    fn number(number: f64) -> Key {
        Key::Number(number.into())
    }

    fn string(text: &str) -> Key {
        Key::String(text.into())
    }

    #[test]
    fn keys_stand_in_the_order_of_the_specification() {
        let ascending = [
            number(f64::NEG_INFINITY),
            number(-1.5),
            number(0.0),
            number(5e-324),
            number(f64::INFINITY),
            Key::Date(-1),
            Key::Date(8_640_000_000_000_000),
            string(""),
            string("\0"),
            string("a"),
            string("aa"),
            string("b"),
            Key::String(Text::from_utf16(&[0xd800])),
            string("\u{1f600}"),
            string("\u{ffff}"),
            Key::Binary(vec![]),
            Key::Binary(vec![0]),
            Key::Binary(vec![0, 1]),
            Key::Binary(vec![1]),
            Key::Array(vec![]),
            Key::Array(vec![number(1.0)]),
            Key::Array(vec![number(1.0), number(0.0)]),
            Key::Array(vec![number(2.0)]),
            Key::Array(vec![Key::Array(vec![])]),
        ];
        for (left, first) in ascending.iter().enumerate() {
            for (right, second) in ascending.iter().enumerate() {
                assert_eq!(compare(first, second), left.cmp(&right), "{first:?}, {second:?}");
            }
        }
    }

    #[test]
    fn minus_zero_is_the_same_key_as_zero() {
        assert_eq!(compare(&number(-0.0), &number(0.0)), Ordering::Equal);
    }
}

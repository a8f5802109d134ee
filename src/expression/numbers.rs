//! Numbers of different types, exactly.

use std::cmp::Ordering;

use super::error::EvaluationErrorKind as Kind;
use super::item::Item;
use crate::value::{BigInt, MAX_SAFE_INTEGER};

/// A BigInt as far as it is computed with: up to 120 bits.
pub(super) fn small(bigint: &BigInt) -> Option<i128> {
    if bigint.magnitude().len() > 15 {
        return None;
    }
    let magnitude =
        bigint.magnitude().iter().fold(0_i128, |sum, &byte| (sum << 8) | i128::from(byte));
    Some(if bigint.is_negative() { !magnitude } else { magnitude })
}

/// The double that is exactly this whole number.
pub(super) fn exact_double(whole: i128) -> Option<f64> {
    let double = whole as f64;
    (double as i128 == whole).then_some(double)
}

/// The whole number that this double is, where it is one.
pub(super) fn whole(double: f64) -> Option<i128> {
    // Beyond this magnitude a conversion to i128 saturates.
    let fits = double.abs() < 2_f64.powi(126);
    (fits && double.fract() == 0.0).then_some(double as i128)
}

/// The whole number in an int, uint or BigInt, where it is not too large to compute with.
pub(super) fn whole_of(item: &Item<'_>) -> Option<i128> {
    match item {
        Item::Int(int) => Some(i128::from(*int)),
        Item::Uint(uint) => Some(i128::from(*uint)),
        Item::BigInt(bigint) => small(bigint),
        _ => None,
    }
}

/// The place in a list that a number means.
pub(super) fn index_of(item: &Item<'_>) -> Option<i128> {
    match item {
        Item::Double(double) => whole(*double),
        Item::Int(_) | Item::Uint(_) => whole_of(item),
        _ => None,
    }
}

/// Compares two numbers of whatever types by what they are; `None` where one is NaN or where
/// one is no number.
pub(super) fn compare(first: &Item<'_>, second: &Item<'_>) -> Option<Ordering> {
    match (first, second) {
        (Item::Double(first), Item::Double(second)) => first.partial_cmp(second),
        (Item::Double(double), other) => compare_double(*double, other),
        (other, Item::Double(double)) => compare_double(*double, other).map(Ordering::reverse),
        (Item::BigInt(first), Item::BigInt(second)) => Some(compare_bigints(first, second)),
        (Item::BigInt(bigint), other) => Some(compare_bigint(bigint, whole_of(other)?)),
        (other, Item::BigInt(bigint)) => Some(compare_bigint(bigint, whole_of(other)?).reverse()),
        _ => Some(whole_of(first)?.cmp(&whole_of(second)?)),
    }
}

fn compare_double(double: f64, other: &Item<'_>) -> Option<Ordering> {
    if let Item::BigInt(bigint) = other
        && small(bigint).is_none()
    {
        if double.is_nan() {
            return None;
        }
        return if double.is_infinite() {
            double.partial_cmp(&0.0)
        } else {
            Some(compare_bigints(&bigint_of(double.floor()), bigint))
        };
    }
    let whole_number = whole_of(other)?;
    let floor = match whole(double.floor()) {
        Some(floor) => floor,
        None => return double.partial_cmp(&0.0),
    };
    let fraction = if double > double.floor() { Ordering::Greater } else { Ordering::Equal };
    Some(floor.cmp(&whole_number).then(fraction))
}

fn compare_bigint(bigint: &BigInt, whole: i128) -> Ordering {
    compare_bigints(bigint, &BigInt::from(whole))
}

fn compare_bigints(first: &BigInt, second: &BigInt) -> Ordering {
    let magnitudes = || {
        let (first, second) = (first.magnitude(), second.magnitude());
        first.len().cmp(&second.len()).then_with(|| first.cmp(second))
    };
    match (first.is_negative(), second.is_negative()) {
        (false, false) => magnitudes(),
        (true, true) => magnitudes().reverse(),
        (true, false) => Ordering::Less,
        (false, true) => Ordering::Greater,
    }
}

/// The BigInt that a finite whole double is.
pub(super) fn bigint_of(double: f64) -> BigInt {
    if let Some(whole) = whole(double) {
        return BigInt::from(whole);
    }
    // Beyond 2^126 the double is its 53 bits, followed by zeros.
    let bits = double.to_bits();
    let exponent = usize::try_from((bits >> 52) & 0x7ff).unwrap_or_default().saturating_sub(1075);
    let mantissa = u128::from((bits & 0x000f_ffff_ffff_ffff) | 0x0010_0000_0000_0000);
    let mut magnitude = (mantissa << (exponent % 8)).to_be_bytes().to_vec();
    magnitude.resize(magnitude.len() + exponent / 8, 0);
    if double < 0.0 {
        // The encoding's number is one less than the magnitude.
        for byte in magnitude.iter_mut().rev() {
            let (less, borrowed) = byte.overflowing_sub(1);
            *byte = less;
            if !borrowed {
                break;
            }
        }
    }
    BigInt::new(double < 0.0, &magnitude)
}

/// A number in decimal: optional sign, digits, optional fraction and exponent, and nothing else;
/// or `NaN`, `Infinity`, `-Infinity`.
pub(super) fn parse_double(text: &str) -> Result<f64, Kind> {
    let wanted = || Kind::Conversion { value: format!("{text:?}"), wanted: "a number" };
    match text {
        "NaN" => return Ok(f64::NAN),
        "Infinity" => return Ok(f64::INFINITY),
        "-Infinity" => return Ok(f64::NEG_INFINITY),
        _ => {}
    }
    // Rust's parser knows more forms: `inf`, `1.`, `.5` among them.
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
        }
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !fraction.is_none_or(digits) || !exponent.is_none_or(digits) {
        return Err(wanted());
    }
    let number: f64 = text.parse().map_err(|_| wanted())?;
    if number.is_infinite() { Err(wanted()) } else { Ok(number) }
}

/// A whole number in decimal, with an optional sign and nothing else.
pub(super) fn parse_whole(text: &str, wanted: &'static str) -> Result<i128, Kind> {
    // Rust's parser takes exactly this form.
    text.parse().map_err(|_| Kind::Conversion { value: format!("{text:?}"), wanted })
}

/// A number as JavaScript writes it
/// ([Number::toString](https://tc39.es/ecma262/#sec-numeric-types-number-tostring)), but `-0` for
/// −0, so that nothing is lost.
pub(super) fn show_double(double: f64) -> String {
    if double.is_infinite() {
        return if double > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let magnitude = double.abs();
    if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) {
        let written = format!("{double:e}");
        return match written.split_once('e') {
            Some((mantissa, exponent)) if !exponent.starts_with('-') => {
                format!("{mantissa}e+{exponent}")
            }
            _ => written,
        };
    }
    format!("{double}")
}

/// The Number of a whole number, if it has one that no other whole number shares.
pub(super) fn safe_number(whole: i128) -> Option<f64> {
    (whole.unsigned_abs() <= u128::from(MAX_SAFE_INTEGER)).then_some(whole as f64)
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::sync::Arc;

    use super::{Item, bigint_of, compare, parse_double, show_double};
    use crate::value::BigInt;

    #[test]
    fn strings_are_numbers_only_in_whole() {
        for (text, number) in [
            ("0", 0.0),
            ("-12.50", -12.5),
            ("+1e3", 1000.0),
            ("1.5E-2", 0.015),
            ("48.85341", 48.85341),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            assert_eq!(parse_double(text), Ok(number), "{text}");
        }
        assert!(parse_double("-0").unwrap().is_sign_negative());
        let wrong = [
            "", " 1", "1 ", "1,5", "0x10", "1.", ".5", "1e", "e5", "--1", "inf", "nan", "1_000",
            "1n", "12px", "1e999", "٣",
        ];
        for text in wrong {
            assert!(parse_double(text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_javascript_does() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (0.1, "0.1"),
            (1e21, "1e+21"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e-7, "1e-7"),
            (0.000_001, "0.000001"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(show_double(number), text);
        }
    }

    #[test]
    fn numbers_compare_by_what_they_are() {
        let huge = |negative| Item::BigInt(Arc::new(BigInt::new(negative, &[0xff; 40])));
        let ascending = [
            Item::Double(f64::NEG_INFINITY),
            huge(true),
            Item::Double(-1e60),
            Item::Int(i64::MIN),
            Item::Double(-1.5),
            Item::Int(-1),
            Item::Uint(0),
            Item::Double(0.5),
            Item::BigInt(Arc::new(BigInt::from(1))),
            Item::Int(9_007_199_254_740_992),
            Item::Int(9_007_199_254_740_993),
            Item::Double(9_007_199_254_740_994.0),
            Item::Uint(u64::MAX),
            Item::Double(18_446_744_073_709_551_616.0),
            Item::Double(1e60),
            huge(false),
            Item::Double(1e100),
            Item::Double(f64::INFINITY),
        ];
        for (left, first) in ascending.iter().enumerate() {
            for (right, second) in ascending.iter().enumerate() {
                let order = compare(first, second);
                assert_eq!(order, Some(left.cmp(&right)), "{first:?} {second:?}");
            }
        }
        assert_eq!(compare(&Item::Double(f64::NAN), &Item::Int(1)), None);
        assert_eq!(compare(&Item::Double(-0.0), &Item::Int(0)), Some(Ordering::Equal));
    }

    #[test]
    fn large_doubles_become_bigints_exactly() {
        for (double, digits) in [
            (1e30, "1000000000000000019884624838656n"),
            (2_f64.powi(130), "0x400000000000000000000000000000000n"),
            (-(2_f64.powi(130)), "-0x400000000000000000000000000000000n"),
            (-3.0, "-3n"),
        ] {
            assert_eq!(bigint_of(double).to_string(), digits);
        }
    }
}

//! JavaScript Numbers, equal when JavaScript cannot tell them apart.

use std::fmt;
use std::hash::{Hash, Hasher};

/// The greatest magnitude that the encoding writes as an integer, 2^53 − 1
/// ([`Number.MAX_SAFE_INTEGER`](https://tc39.es/ecma262/#sec-number.max_safe_integer)).
pub const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A JavaScript [Number](https://tc39.es/ecma262/#sec-ecmascript-language-types-number-type).
///
/// Two are equal when they are the same Number ([`Object.is`](https://tc39.es/ecma262/#sec-samevalue)):
/// NaN is equal to itself, and −0 differs from 0. There is one NaN.
#[derive(Clone, Copy)]
pub struct Number(f64);

impl Number {
    /// The number as a float.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The integer, where the encoding writes one: a whole number of magnitude up to 2^53 − 1,
    /// and not −0.
    pub fn as_integer(self) -> Option<i64> {
        let whole = self.0 as i64;
        let exact = (whole as f64).to_bits() == self.0.to_bits();
        (exact && whole.unsigned_abs() <= MAX_SAFE_INTEGER).then_some(whole)
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        // A NaN's payload is not observable: keep one.
        Self(if number.is_nan() { f64::NAN } else { number })
    }
}

impl From<i32> for Number {
    fn from(number: i32) -> Self {
        Self(number.into())
    }
}

impl From<u32> for Number {
    fn from(number: u32) -> Self {
        Self(number.into())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn only_safe_whole_numbers_are_integers() {
        let limit = 9_007_199_254_740_991.0;
        for (number, integer) in [
            (0.0, Some(0)),
            (-0.0, None),
            (1.5, None),
            (limit, Some(9_007_199_254_740_991)),
            (-limit, Some(-9_007_199_254_740_991)),
            (limit + 1.0, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
            (f64::MAX, None),
        ] {
            assert_eq!(Number::from(number).as_integer(), integer, "{number}");
        }
    }

    #[test]
    fn nan_is_itself_and_minus_zero_is_not_zero() {
        assert_eq!(Number::from(-f64::NAN), Number::from(f64::NAN));
        assert_ne!(Number::from(-0.0), Number::from(0.0));
    }
}

//! JavaScript BigInts.

use std::fmt;

/// A JavaScript [BigInt](https://tc39.es/ecma262/#sec-ecmascript-language-types-bigint-type),
/// as its encoding holds it: a sign, and a magnitude without leading zeros.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct BigInt {
    negative: bool,
    magnitude: Vec<u8>,
}

impl BigInt {
    /// The BigInt `n` (or `−1 − n`, where it is negative) for the big-endian number `n`.
    /// Leading zeros do not count.
    pub fn new(negative: bool, magnitude: &[u8]) -> Self {
        let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
        Self { negative, magnitude: magnitude.get(zeros..).unwrap_or_default().to_vec() }
    }

    /// Whether it is less than zero.
    pub fn is_negative(&self) -> bool {
        self.negative
    }

    /// The big-endian number `n` of `n` or `−1 − n`
    /// ([RFC 8949, 3.4.3](https://www.rfc-editor.org/rfc/rfc8949#section-3.4.3)).
    pub fn magnitude(&self) -> &[u8] {
        &self.magnitude
    }
}

impl From<i128> for BigInt {
    fn from(number: i128) -> Self {
        // For a negative number, !n is −1 − n.
        let magnitude = if number < 0 { !number } else { number };
        Self::new(number < 0, &magnitude.to_be_bytes())
    }
}

impl fmt::Display for BigInt {
    /// In decimal up to 120 bits, beyond that in hexadecimal: `-12n`, `0x1000…n`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.magnitude.len() < 16 {
            let magnitude =
                self.magnitude.iter().fold(0_i128, |sum, &byte| (sum << 8) | i128::from(byte));
            let number = if self.negative { !magnitude } else { magnitude };
            return write!(formatter, "{number}n");
        }
        let mut bytes = self.magnitude.clone();
        if self.negative {
            add_one(&mut bytes);
            formatter.write_str("-")?;
        }
        let digits = hex::encode(bytes);
        write!(formatter, "0x{}n", digits.trim_start_matches('0'))
    }
}

fn add_one(bytes: &mut Vec<u8>) {
    for byte in bytes.iter_mut().rev() {
        let (sum, carried) = byte.overflowing_add(1);
        *byte = sum;
        if !carried {
            return;
        }
    }
    bytes.insert(0, 1);
}

#[cfg(test)]
mod tests {
    use super::BigInt;

    #[test]
    fn shows_decimal_digits_then_hexadecimal_ones() {
        for (bigint, shown) in [
            (BigInt::from(0), "0n"),
            (BigInt::from(-1), "-1n"),
            (BigInt::from(-256), "-256n"),
            (BigInt::from(1 << 120), "0x1000000000000000000000000000000n"),
            (BigInt::new(true, &[0xff; 16]), "-0x100000000000000000000000000000000n"),
        ] {
            assert_eq!(bigint.to_string(), shown);
        }
    }

    #[test]
    fn has_no_leading_zeros() {
        assert_eq!(BigInt::new(false, &[0, 0, 1]).magnitude(), [1]);
        assert_eq!(BigInt::from(-1), BigInt::new(true, &[]));
    }
}

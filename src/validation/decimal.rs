//! Whether one Number is a multiple of another, as people read them: in decimal.

/// A Number as the shortest decimal that JavaScript writes for it: digits · 10^exponent.
#[derive(Clone, Copy, Debug)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// None for what is not finite.
    fn of(number: f64) -> Option<Self> {
        if !number.is_finite() {
            return None;
        }
        let text = format!("{:e}", number.abs());
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
        Some(Self { digits, exponent })
    }
}

/// Whether `number` is a multiple of `divisor`, which is not 0. NaN and infinities are multiples of
/// nothing. 0.3 is a multiple of 0.1, although the nearest Numbers are not.
pub fn is_multiple(number: f64, divisor: f64) -> bool {
    let (Some(number), Some(divisor)) = (Decimal::of(number), Decimal::of(divisor)) else {
        return false;
    };
    // At most 17 digits each, so no product of two remainders and no sum overflows.
    let by = number.exponent - divisor.exponent;
    if by >= 0 {
        let scale = power_of_ten(by.unsigned_abs(), divisor.digits);
        ((number.digits % divisor.digits) * scale).is_multiple_of(divisor.digits)
    } else if number.digits == 0 {
        true
    } else if by < -20 {
        // The digits would have to end in more zeros than there are digits.
        false
    } else {
        number.digits.is_multiple_of(divisor.digits * 10_u128.pow(by.unsigned_abs()))
    }
}

/// 10^exponent modulo `modulus`.
fn power_of_ten(mut exponent: u32, modulus: u128) -> u128 {
    let (mut power, mut base) = (1 % modulus, 10 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::is_multiple;

    #[test]
    fn decimals_are_meant() {
        for (number, divisor, is) in [
            (10.0, 2.0, true),
            (7.0, 2.0, false),
            (0.0, 1.5, true),
            (-4.5, 1.5, true),
            (0.3, 0.1, true),
            (0.0075, 0.0001, true),
            (0.00751, 0.0001, false),
            (1e308, 0.123456789, false),
            (1e308, 0.5, true),
            (1e308, 1e-8, true),
            (1e-8, 1e308, false),
            (12_391_239_123.0, 1e-8, true),
            (f64::MAX, 1.0, true),
            (5e-324, 5e-324, true),
            (f64::INFINITY, 1.0, false),
            (f64::NAN, 1.0, false),
        ] {
            assert_eq!(is_multiple(number, divisor), is, "{number} by {divisor}");
        }
    }
}

//! The elements of typed arrays.

use std::sync::Arc;

use super::item::Item;
use crate::value::{BigInt, TypedArray, ViewKind};

/// An element, as JavaScript reads it; `None` past the end.
pub(super) fn element<'v>(array: &TypedArray, index: usize) -> Option<Item<'v>> {
    let size = usize::try_from(array.kind.element_size()).ok()?;
    let from = index.checked_mul(size)?;
    let bytes = array.bytes.get(from..from.checked_add(size)?)?;
    let number = match array.kind {
        ViewKind::Int8Array => f64::from(i8::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Uint8Array | ViewKind::Uint8ClampedArray | ViewKind::DataView => {
            f64::from(u8::from_le_bytes(bytes.try_into().ok()?))
        }
        ViewKind::Int16Array => f64::from(i16::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Uint16Array => f64::from(u16::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Int32Array => f64::from(i32::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Uint32Array => f64::from(u32::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Float16Array => half(u16::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Float32Array => f64::from(f32::from_le_bytes(bytes.try_into().ok()?)),
        ViewKind::Float64Array => f64::from_le_bytes(bytes.try_into().ok()?),
        ViewKind::BigInt64Array => {
            let number = i64::from_le_bytes(bytes.try_into().ok()?);
            return Some(Item::BigInt(Arc::new(BigInt::from(i128::from(number)))));
        }
        ViewKind::BigUint64Array => {
            let number = u64::from_le_bytes(bytes.try_into().ok()?);
            return Some(Item::BigInt(Arc::new(BigInt::from(i128::from(number)))));
        }
    };
    Some(Item::Double(number))
}

/// A float of 16 bits ([IEEE 754 binary16](https://en.wikipedia.org/wiki/Half-precision_floating-point_format)).
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let magnitude = match (bits >> 10) & 0x1f {
        0 => fraction * 2_f64.powi(-24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => (1024.0 + fraction) * 2_f64.powi(i32::from(exponent) - 25),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::{element, half};
    use crate::expression::item::Item;
    use crate::value::{TypedArray, ViewKind};

    #[test]
    fn half_floats_have_their_values() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x0400, 6.103_515_625e-5),
            (0x7c00, f64::INFINITY),
            (0xfc00, f64::NEG_INFINITY),
            (0x3555, 0.333_251_953_125),
        ] {
            assert_eq!(half(bits), value, "{bits:#x}");
        }
        assert!(half(0x7e00).is_nan());
        assert!(half(0x8000).is_sign_negative());
    }

    #[test]
    fn elements_are_little_endian_and_end_with_the_array() {
        let array = TypedArray { kind: ViewKind::Int16Array, bytes: vec![0xfe, 0xff, 1, 0] };
        assert!(matches!(element(&array, 0), Some(Item::Double(-2.0))));
        assert!(matches!(element(&array, 1), Some(Item::Double(1.0))));
        assert!(element(&array, 2).is_none());
        assert!(element(&array, usize::MAX).is_none());
    }
}

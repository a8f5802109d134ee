//! Random numbers, strings and bytes.

use drydock::value::{MAX_DATE, Number, Text};

use crate::entropy::Entropy;

/// A number, often an odd one.
pub fn number(entropy: &mut Entropy) -> Number {
    let odd = [
        -0.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        5e-324,
        0.1,
        9_007_199_254_740_991.0,
        -9_007_199_254_740_991.0,
        9_007_199_254_740_992.0,
        -9_007_199_254_740_992.0,
        4_294_967_295.0,
        4_294_967_296.0,
        65_536.0,
        -257.0,
        -256.0,
        -25.0,
        -24.0,
        24.0,
        255.0,
    ];
    match entropy.below(4) {
        0 => Number::from(entropy.below(1000) as f64),
        1 => Number::from(entropy.pick(&odd)),
        2 => Number::from(f64::from_bits(entropy.next())),
        _ => Number::from((entropy.next() as i64 >> entropy.below(64)) as f64),
    }
}

/// The time of a Date.
pub fn milliseconds(entropy: &mut Entropy) -> i64 {
    let odd = [0, MAX_DATE, -MAX_DATE, -1, -1000, 999, 1_577_836_800_000];
    match entropy.below(3) {
        0 => entropy.pick(&odd),
        1 => entropy.below(4_000_000_000) as i64 * 1000,
        _ => entropy.next() as i64 % (MAX_DATE + 1),
    }
}

/// Fewer bytes than `limit`.
pub fn bytes(entropy: &mut Entropy, limit: u64) -> Vec<u8> {
    let length = entropy.below(limit);
    (0..length).map(|_| entropy.below(256) as u8).collect()
}

/// A string, perhaps with lone surrogates.
pub fn text(entropy: &mut Entropy) -> Text {
    let odd = ["", "a", "\0", "é€", "\u{1f600}", "\u{ffff}", "<img onerror=x>"];
    match entropy.below(5) {
        0 | 1 => entropy.pick(&odd).into(),
        2 => {
            let length = entropy.below(300) as usize;
            "drydock ".repeat(length / 8).as_str().into()
        }
        3 => {
            let units: Vec<u16> = (0..entropy.below(6))
                .map(|_| entropy.pick(&[0x61, 0xd83d, 0xde00, 0xd800, 0xdfff, 0xe000, 0x20ac]))
                .collect();
            Text::from_utf16(&units)
        }
        _ => {
            let units: Vec<u16> =
                (0..entropy.below(8)).map(|_| entropy.below(0x1_0000) as u16).collect();
            Text::from_utf16(&units)
        }
    }
}

/// A name that is no array index.
pub fn property_name(entropy: &mut Entropy) -> Text {
    let odd = [
        "__proto__",
        "constructor",
        "toString",
        "length",
        "",
        "01",
        "-1",
        "4294967295",
        "id",
        "name",
    ];
    let name = if entropy.flip() { entropy.pick(&odd).into() } else { text(entropy) };
    let index = name.as_str().and_then(|name| name.parse::<u32>().ok());
    match index {
        Some(index) if index < u32::MAX && name.as_wtf8() != b"01" => "other".into(),
        _ => name,
    }
}

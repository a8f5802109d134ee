//! JavaScript strings: sequences of UTF-16 code units, which may hold lone surrogates.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

/// A JavaScript string, kept as [WTF-8](https://simonsapin.github.io/wtf-8/).
///
/// A well-formed string is plain UTF-8. In JSON it is a string; one with lone surrogates,
/// which no JSON string can carry safely, is `{"wtf8": "<hexadecimal bytes>"}`.
///
/// The order is that of the code points, which is not IndexedDB's order of string keys.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Vec<u8>);

impl Text {
    /// The string of these UTF-16 code units.
    pub fn from_utf16(units: &[u16]) -> Self {
        let mut bytes = Vec::with_capacity(units.len());
        for unit in char::decode_utf16(units.iter().copied()) {
            match unit {
                Ok(character) => {
                    bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                }
                Err(lone) => {
                    let surrogate = lone.unpaired_surrogate();
                    // A surrogate is D800–DFFF: always three bytes, 1110_1101 10xxxxxx 10xxxxxx.
                    bytes.push(0xed);
                    bytes.push(0x80 | ((surrogate >> 6) & 0x3f) as u8);
                    bytes.push(0x80 | (surrogate & 0x3f) as u8);
                }
            }
        }
        Self(bytes)
    }

    /// The string that these bytes spell, or `None` where they are not well-formed WTF-8
    /// (a surrogate pair written as two surrogates is not).
    pub fn from_wtf8(bytes: Vec<u8>) -> Option<Self> {
        let mut rest = bytes.as_slice();
        let mut after_lead_surrogate = false;
        while !rest.is_empty() {
            match rest {
                [0xed, second @ 0xa0..=0xbf, 0x80..=0xbf, tail @ ..] => {
                    let is_trail = *second >= 0xb0;
                    if is_trail && after_lead_surrogate {
                        return None;
                    }
                    after_lead_surrogate = !is_trail;
                    rest = tail;
                }
                _ => {
                    let length = match rest.first()? {
                        0x00..=0x7f => 1,
                        0xc2..=0xdf => 2,
                        0xe0..=0xef => 3,
                        0xf0..=0xf4 => 4,
                        _ => return None,
                    };
                    let (character, tail) = rest.split_at_checked(length)?;
                    std::str::from_utf8(character).ok()?;
                    after_lead_surrogate = false;
                    rest = tail;
                }
            }
        }
        Some(Self(bytes))
    }

    /// The WTF-8 bytes.
    pub fn as_wtf8(&self) -> &[u8] {
        &self.0
    }

    /// The string, where it is well formed.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The string with each lone surrogate replaced by U+FFFD, for showing to people.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        if let Ok(text) = std::str::from_utf8(&self.0) {
            return Cow::Borrowed(text);
        }
        let units: Vec<u16> = self.to_utf16();
        Cow::Owned(String::from_utf16_lossy(&units))
    }

    /// The UTF-16 code units.
    pub fn to_utf16(&self) -> Vec<u16> {
        let mut units = Vec::with_capacity(self.0.len());
        let mut rest = self.0.as_slice();
        while let [first, tail @ ..] = rest {
            match rest {
                [0xed, second @ 0xa0..=0xbf, third, tail @ ..] => {
                    units
                        .push(0xd000 | (u16::from(*second & 0x3f) << 6) | u16::from(*third & 0x3f));
                    rest = tail;
                }
                _ => {
                    let length = match first {
                        0xf0.. => 4,
                        0xe0.. => 3,
                        0xc0.. => 2,
                        _ => 1,
                    };
                    let (character, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                    units.extend(String::from_utf8_lossy(character).encode_utf16());
                    debug_assert!(after.len() <= tail.len());
                    rest = after;
                }
            }
        }
        units
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.as_bytes().to_vec())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_str() {
            Some(text) => fmt::Debug::fmt(text, formatter),
            None => write!(formatter, "wtf8({})", hex::encode(&self.0)),
        }
    }
}

/// How a string with lone surrogates stands in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IllFormed {
    wtf8: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    WellFormed(String),
    IllFormed(IllFormed),
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_str() {
            Some(text) => serializer.serialize_str(text),
            None => IllFormed { wtf8: hex::encode(&self.0) }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Written::deserialize(deserializer)? {
            Written::WellFormed(text) => Ok(text.into()),
            Written::IllFormed(IllFormed { wtf8 }) => {
                let bytes = hex::decode(wtf8).map_err(de::Error::custom)?;
                match Self::from_wtf8(bytes) {
                    Some(text) if text.as_str().is_none() => Ok(text),
                    _ => {
                        Err(de::Error::custom("\"wtf8\" must spell a string with lone surrogates"))
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Text;

    #[test]
    fn keeps_every_code_unit() {
        let cases: [&[u16]; 5] =
            [&[], &[0x61, 0xe9, 0x20ac], &[0xd83d, 0xde00], &[0xd800], &[0xdc00, 0xd800, 0x61]];
        for units in cases {
            let text = Text::from_utf16(units);
            assert_eq!(text.to_utf16(), units);
            assert_eq!(Text::from_wtf8(text.as_wtf8().to_vec()), Some(text));
        }
    }

    #[test]
    fn refuses_a_pair_written_as_two_surrogates() {
        assert_eq!(Text::from_wtf8(vec![0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]), None);
        assert_eq!(Text::from_wtf8(vec![0xc0, 0x80]), None);
        assert_eq!(Text::from_wtf8(vec![0xe2, 0x82]), None);
    }

    #[test]
    fn stands_in_json_as_a_string_or_as_hexadecimal() {
        let plain = serde_json::to_string(&Text::from("a\"b")).unwrap();
        assert_eq!(plain, r#""a\"b""#);
        let lone = Text::from_utf16(&[0x61, 0xd800]);
        let written = serde_json::to_string(&lone).unwrap();
        assert_eq!(written, r#"{"wtf8":"61eda080"}"#);
        assert_eq!(serde_json::from_str::<Text>(&written).unwrap(), lone);
        assert!(serde_json::from_str::<Text>(r#"{"wtf8":"61"}"#).is_err());
    }
}

//! CBOR items, each accepted only in the one form that the encoding uses.

use std::error::Error;
use std::str::Utf8Error;

use minicbor::Decoder;

use super::number::MAX_SAFE_INTEGER;
use super::{DecodeError, DecodeErrorKind as Kind, Number, Text, tags};

/// The major types of [RFC 8949, 3.1](https://www.rfc-editor.org/rfc/rfc8949#section-3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Major {
    Unsigned,
    Negative,
    Bytes,
    Text,
    Array,
    Map,
    Tag,
    Simple,
}

/// A cursor over encoded bytes.
pub(super) struct Reader<'b> {
    decoder: Decoder<'b>,
}

impl<'b> Reader<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self { decoder: Decoder::new(bytes) }
    }

    /// Where the next item begins.
    pub(super) fn offset(&self) -> usize {
        self.decoder.position()
    }

    /// The bytes from `start` to the next item.
    pub(super) fn since(&self, start: usize) -> &'b [u8] {
        self.decoder.input().get(start..self.offset()).unwrap_or_default()
    }

    /// Fails unless every byte is read.
    pub(super) fn end(&self) -> Result<(), DecodeError> {
        if self.remaining() > 0 {
            return Err(self.wrong(Kind::TrailingBytes));
        }
        Ok(())
    }

    /// The error for the item that comes next.
    pub(super) fn wrong(&self, kind: Kind) -> DecodeError {
        kind.at(self.offset())
    }

    /// The type of the next item.
    pub(super) fn major(&self) -> Result<Major, DecodeError> {
        Ok(match self.first()? >> 5 {
            0 => Major::Unsigned,
            1 => Major::Negative,
            2 => Major::Bytes,
            3 => Major::Text,
            4 => Major::Array,
            5 => Major::Map,
            6 => Major::Tag,
            _ => Major::Simple,
        })
    }

    /// The first byte of the next item.
    pub(super) fn first(&self) -> Result<u8, DecodeError> {
        self.decoder
            .input()
            .get(self.offset())
            .copied()
            .ok_or_else(|| self.wrong(Kind::UnexpectedEnd))
    }

    pub(super) fn unsigned(&mut self) -> Result<u64, DecodeError> {
        self.head(Major::Unsigned, "an unsigned integer")?;
        let start = self.offset();
        let number = self.decoder.u64().map_err(|error| broken(start, &error))?;
        if number > MAX_SAFE_INTEGER {
            return Err(Kind::UnsafeInteger.at(start));
        }
        Ok(number)
    }

    pub(super) fn integer(&mut self) -> Result<i64, DecodeError> {
        let start = self.offset();
        if self.major()? != Major::Negative {
            return self.unsigned().map(u64::cast_signed);
        }
        self.head(Major::Negative, "an integer")?;
        let number = self.decoder.int().map_err(|error| broken(start, &error))?;
        match i64::try_from(number) {
            Ok(number) if number.unsigned_abs() <= MAX_SAFE_INTEGER => Ok(number),
            _ => Err(Kind::UnsafeInteger.at(start)),
        }
    }

    pub(super) fn number(&mut self) -> Result<Number, DecodeError> {
        let start = self.offset();
        match self.major()? {
            Major::Unsigned | Major::Negative => {
                // Exact: the integer is at most 2^53 − 1.
                self.integer().map(|integer| (integer as f64).into())
            }
            Major::Simple => match self.first()? {
                0xfb => {
                    let float = self.decoder.f64().map_err(|error| broken(start, &error))?;
                    let number = Number::from(float);
                    // One NaN, and no float where an integer serves.
                    if number.as_integer().is_some() || number.get().to_bits() != float.to_bits() {
                        return Err(Kind::NonCanonicalFloat.at(start));
                    }
                    Ok(number)
                }
                0xf9 | 0xfa => Err(Kind::ShortFloat.at(start)),
                _ => Err(Kind::Expected("a number").at(start)),
            },
            _ => Err(Kind::Expected("a number").at(start)),
        }
    }

    pub(super) fn bytes(&mut self) -> Result<&'b [u8], DecodeError> {
        self.head(Major::Bytes, "a byte string")?;
        let start = self.offset();
        self.decoder.bytes().map_err(|error| broken(start, &error))
    }

    pub(super) fn text(&mut self) -> Result<Text, DecodeError> {
        if self.major()? != Major::Tag {
            return self.name().map(Text::from);
        }
        let start = self.offset();
        if self.tag()? != tags::WTF8 {
            return Err(Kind::Expected("a string").at(start));
        }
        self.lone_surrogates(start)
    }

    /// A string that is well formed.
    pub(super) fn name(&mut self) -> Result<&'b str, DecodeError> {
        self.head(Major::Text, "a string")?;
        let start = self.offset();
        self.decoder.str().map_err(|error| broken(start, &error))
    }

    /// What follows tag 273, which began at `start`.
    pub(super) fn lone_surrogates(&mut self, start: usize) -> Result<Text, DecodeError> {
        match Text::from_wtf8(self.bytes()?.to_vec()) {
            Some(text) if text.as_str().is_none() => Ok(text),
            _ => Err(Kind::InvalidWtf8.at(start)),
        }
    }

    pub(super) fn tag(&mut self) -> Result<u64, DecodeError> {
        self.head(Major::Tag, "a tag")?;
        let start = self.offset();
        let tag = self.decoder.tag().map_err(|error| broken(start, &error))?;
        Ok(tag.as_u64())
    }

    /// The tag that comes next.
    pub(super) fn peek_tag(&mut self) -> Result<u64, DecodeError> {
        let start = self.offset();
        let tag = self.tag();
        self.decoder.set_position(start);
        tag
    }

    /// The length of an array; never more than bytes remain.
    pub(super) fn array(&mut self) -> Result<usize, DecodeError> {
        self.head(Major::Array, "an array")?;
        let start = self.offset();
        let length = self.decoder.array().map_err(|error| broken(start, &error))?;
        self.length(start, length, 1)
    }

    /// Fails unless an array of this length comes next.
    pub(super) fn array_of(&mut self, length: usize) -> Result<(), DecodeError> {
        let start = self.offset();
        if self.array()? != length {
            return Err(Kind::Expected("an array of another length").at(start));
        }
        Ok(())
    }

    /// The number of a map's entries; never more than bytes remain.
    pub(super) fn map(&mut self) -> Result<usize, DecodeError> {
        self.head(Major::Map, "a map")?;
        let start = self.offset();
        let length = self.decoder.map().map_err(|error| broken(start, &error))?;
        self.length(start, length, 2)
    }

    pub(super) fn null(&mut self) -> Result<(), DecodeError> {
        if !self.is_null()? {
            return Err(self.wrong(Kind::Expected("null")));
        }
        self.skip_byte();
        Ok(())
    }

    pub(super) fn is_null(&self) -> Result<bool, DecodeError> {
        Ok(self.first()? == 0xf6)
    }

    /// Goes past an item of one byte.
    pub(super) fn skip_byte(&mut self) {
        self.decoder.set_position(self.offset() + 1);
    }

    fn remaining(&self) -> usize {
        self.decoder.input().len().saturating_sub(self.offset())
    }

    /// Fails unless an item of this type with a head of the shortest form comes next.
    fn head(&self, major: Major, expected: &'static str) -> Result<(), DecodeError> {
        if self.major()? != major {
            return Err(self.wrong(Kind::Expected(expected)));
        }
        let rest = self.decoder.input().get(self.offset()..).unwrap_or_default();
        // An argument is in its shortest form when it does not fit the next shorter one.
        let long = match rest {
            [first, ..] if first & 0x1f < 24 => false,
            [first, argument @ ..] => match (first & 0x1f, argument) {
                (24, [byte, ..]) => *byte < 24,
                (25, [0, ..]) | (26, [0, 0, ..]) | (27, [0, 0, 0, 0, ..]) => true,
                (28..=30, _) => return Err(self.wrong(Kind::ReservedHead)),
                (31, _) => return Err(self.wrong(Kind::IndefiniteLength)),
                _ => false,
            },
            [] => false,
        };
        if long {
            return Err(self.wrong(Kind::LongHead));
        }
        Ok(())
    }

    /// A length in items, each entry of which takes so many bytes at least: so that nobody makes
    /// room for what is not there.
    fn length(
        &self,
        start: usize,
        length: Option<u64>,
        entry: usize,
    ) -> Result<usize, DecodeError> {
        let length = length.ok_or(Kind::IndefiniteLength.at(start))?;
        match usize::try_from(length) {
            Ok(length) if length <= self.remaining() / entry => Ok(length),
            _ => Err(Kind::UnexpectedEnd.at(start)),
        }
    }
}

/// What is left to go wrong once the head has been looked at.
fn broken(start: usize, error: &minicbor::decode::Error) -> DecodeError {
    let utf8 = error.source().is_some_and(|source| source.is::<Utf8Error>());
    if utf8 { Kind::InvalidUtf8.at(start) } else { Kind::UnexpectedEnd.at(start) }
}

//! What holds no other values: BigInts, Dates, RegExps, boxed primitives.

use super::decoder::ValueDecoder;
use crate::value::model::MAX_DATE;
use crate::value::reader::{Major, Reader};
use crate::value::{BigInt, DecodeError, DecodeErrorKind as Kind, RegExp, Text, Value, tags};

/// What follows the tag of a Date that is not invalid.
pub(super) fn read_date(
    reader: &mut Reader<'_>,
    start: usize,
    tag: u64,
) -> Result<i64, DecodeError> {
    let invalid = Kind::InvalidDate.at(start);
    let (seconds, rest) = if tag == tags::EPOCH_DATE {
        (reader.integer()?, 0)
    } else {
        if reader.map()? != 2 || reader.integer()? != 1 {
            return Err(invalid);
        }
        let seconds = reader.integer()?;
        if reader.integer()? != -3 {
            return Err(invalid);
        }
        let rest = reader.integer()?;
        if !(1..1000).contains(&rest) {
            return Err(invalid);
        }
        (seconds, rest)
    };
    let milliseconds =
        seconds.checked_mul(1000).and_then(|whole| whole.checked_add(rest)).ok_or(invalid)?;
    if milliseconds.abs() > MAX_DATE {
        return Err(invalid);
    }
    Ok(milliseconds)
}

impl ValueDecoder<'_, '_> {
    pub(super) fn date(&mut self, start: usize, tag: u64) -> Result<Value, DecodeError> {
        read_date(self.reader, start, tag).map(|milliseconds| Value::Date(Some(milliseconds)))
    }

    pub(super) fn invalid_date(&mut self) -> Result<Value, DecodeError> {
        self.reader.null()?;
        Ok(Value::Date(None))
    }

    pub(super) fn bigint(&mut self, negative: bool) -> Result<Value, DecodeError> {
        let start = self.reader.offset();
        let magnitude = self.reader.bytes()?;
        if magnitude.first() == Some(&0) {
            return Err(Kind::BigIntLeadingZero.at(start));
        }
        Ok(Value::BigInt(BigInt::new(negative, magnitude)))
    }

    pub(super) fn regexp(&mut self) -> Result<Value, DecodeError> {
        self.reader.array_of(2)?;
        let start = self.reader.offset();
        let source = self.reader.text()?;
        if source.as_wtf8().is_empty() {
            // The source of an empty pattern is "(?:)".
            return Err(Kind::InvalidRegExp.at(start));
        }
        let start = self.reader.offset();
        let flags = self.reader.text()?;
        if !are_flags(&flags) {
            return Err(Kind::InvalidRegExp.at(start));
        }
        Ok(Value::RegExp(Box::new(RegExp { source, flags })))
    }

    pub(super) fn boxed(&mut self) -> Result<Value, DecodeError> {
        let start = self.reader.offset();
        if !self.primitive_follows()? {
            return Err(Kind::Expected("a primitive").at(start));
        }
        let primitive = match self.reader.major()? {
            Major::Tag => {
                let tag = self.reader.tag()?;
                self.leaf(start, tag)?
            }
            _ => self.primitive()?,
        };
        if matches!(primitive, Value::Null | Value::Undefined) {
            return Err(Kind::Expected("a Boolean, Number, BigInt or String").at(start));
        }
        Ok(Value::Boxed(Box::new(primitive)))
    }

    /// Whether the next value is a primitive, tagged or not.
    pub(super) fn primitive_follows(&mut self) -> Result<bool, DecodeError> {
        Ok(match self.reader.major()? {
            Major::Unsigned | Major::Negative | Major::Text | Major::Simple => true,
            Major::Bytes | Major::Array | Major::Map => false,
            Major::Tag => {
                matches!(self.reader.peek_tag()?, tags::BIGINT | tags::NEGATIVE_BIGINT | tags::WTF8)
            }
        })
    }
}

/// Whether these may be the [`flags`](https://tc39.es/ecma262/#sec-get-regexp.prototype.flags) of a
/// RegExp: letters in alphabetical order. Flags that are yet to be invented are letters too.
fn are_flags(flags: &Text) -> bool {
    let letters = flags.as_wtf8();
    let both_unicode = letters.contains(&b'u') && letters.contains(&b'v');
    letters.iter().all(u8::is_ascii_lowercase)
        && letters.is_sorted_by(|first, second| first < second)
        && !both_unicode
}

//! Heads of CBOR items ([RFC 8949, 3](https://www.rfc-editor.org/rfc/rfc8949#section-3)), strictly.

use super::error::DecodeErrorKind as Kind;
use super::{DecodeError, tags};

/// The largest integer that a Number holds exactly.
const LARGEST: u64 = (1 << 53) - 1;

/// The head of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// An integer from 0 on.
    Unsigned(u64),
    /// An integer below 0: −1 less this.
    Negative(u64),
    /// A byte string of this length.
    Bytes(usize),
    /// A text string of this length, in bytes.
    Text(usize),
    /// An array of this many items.
    Array(u64),
    /// A map of this many pairs.
    Map(u64),
    /// A tag.
    Tag(u64),
    /// `false`, `true`, `null` or `undefined`: the byte itself.
    Simple(u8),
    /// A 64-bit float; its bytes follow.
    Float(u64),
}

/// Reads the head at `at`; `None` where the bytes end within it. Says also how long it is, with
/// a float's bytes, without a string's.
pub(super) fn read_head(bytes: &[u8], at: usize) -> Result<Option<(Head, usize)>, DecodeError> {
    let Some(rest) = bytes.get(at..) else { return Ok(None) };
    let Some((first, rest)) = rest.split_first() else { return Ok(None) };
    let (major, info) = (first >> 5, first & 0x1f);
    if major == 7 {
        return match *first {
            0xf4..=0xf7 => Ok(Some((Head::Simple(*first), 1))),
            0xfb => match rest.first_chunk() {
                Some(float) => {
                    let bits = u64::from_be_bytes(*float);
                    check_float(f64::from_bits(bits), bits).map_err(|kind| kind.at(at))?;
                    Ok(Some((Head::Float(bits), 9)))
                }
                None => Ok(None),
            },
            _ => Err(Kind::BadHead.at(at)),
        };
    }
    let (argument, least, length) = match info {
        0..=23 => (u64::from(info), 0, 1),
        24 => match rest.first_chunk::<1>() {
            Some(bytes) => (u64::from(bytes[0]), 24, 2),
            None => return Ok(None),
        },
        25 => match rest.first_chunk() {
            Some(bytes) => (u64::from(u16::from_be_bytes(*bytes)), 1 << 8, 3),
            None => return Ok(None),
        },
        26 => match rest.first_chunk() {
            Some(bytes) => (u64::from(u32::from_be_bytes(*bytes)), 1 << 16, 5),
            None => return Ok(None),
        },
        27 => match rest.first_chunk() {
            Some(bytes) => (u64::from_be_bytes(*bytes), 1 << 32, 9),
            None => return Ok(None),
        },
        _ => return Err(Kind::BadHead.at(at)),
    };
    if argument < least {
        return Err(Kind::BadHead.at(at));
    }
    let too_large = Kind::BadNumber.at(at);
    let head = match major {
        0 if argument <= LARGEST => Head::Unsigned(argument),
        1 if argument < LARGEST => Head::Negative(argument),
        2 => Head::Bytes(usize::try_from(argument).map_err(|_| too_large)?),
        3 => Head::Text(usize::try_from(argument).map_err(|_| too_large)?),
        4 => Head::Array(argument),
        5 => Head::Map(argument),
        6 => Head::Tag(argument),
        _ => return Err(too_large),
    };
    Ok(Some((head, length)))
}

/// Whether a float has its only form: no safe integer but −0, and one NaN.
fn check_float(float: f64, bits: u64) -> Result<(), Kind> {
    let is_integer = float.fract() == 0.0 && float.abs() <= LARGEST as f64;
    let is_negative_zero = bits == 1 << 63;
    let is_odd_nan = float.is_nan() && bits != 0x7ff8_0000_0000_0000;
    if (is_integer && !is_negative_zero) || is_odd_nan {
        Err(Kind::BadNumber)
    } else {
        Ok(())
    }
}

/// A place in encoded bytes that are all there.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    /// Takes a head.
    pub(super) fn head(&mut self) -> Result<Head, DecodeError> {
        let (head, length) =
            read_head(self.bytes, self.at)?.ok_or_else(|| Kind::CutOff.at(self.at))?;
        self.at += length;
        Ok(head)
    }

    /// Looks at the next head.
    pub(super) fn peek(&self) -> Result<Head, DecodeError> {
        self.clone().head()
    }

    /// Takes this many bytes.
    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], DecodeError> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or_else(|| Kind::CutOff.at(self.at))?;
        self.at += length;
        Ok(taken)
    }

    /// Takes an integer from 0 on.
    pub(super) fn unsigned(&mut self, what: &'static str) -> Result<u64, DecodeError> {
        let at = self.at;
        match self.head()? {
            Head::Unsigned(number) => Ok(number),
            _ => Err(Kind::Malformed(what).at(at)),
        }
    }

    /// Takes the head of an array of `count` items.
    pub(super) fn array_of(&mut self, count: u64, what: &'static str) -> Result<(), DecodeError> {
        let at = self.at;
        match self.head()? {
            Head::Array(found) if found == count => Ok(()),
            _ => Err(Kind::Malformed(what).at(at)),
        }
    }

    /// Passes over a whole item.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        let mut left = 1_u64;
        while left > 0 {
            left -= 1;
            let items = match self.head()? {
                Head::Bytes(length) | Head::Text(length) => self.take(length).map(|_| 0)?,
                Head::Array(count) => count,
                Head::Map(count) => count.saturating_mul(2),
                Head::Tag(_) => 1,
                Head::Unsigned(_) | Head::Negative(_) | Head::Simple(_) | Head::Float(_) => 0,
            };
            left = left.saturating_add(items);
        }
        Ok(())
    }

    /// Takes an attachment's ordinal, after its tag.
    pub(super) fn ordinal(&mut self, tag: u64) -> Result<u64, DecodeError> {
        match tag {
            tags::BLOB | tags::OPAQUE => self.array_of(2, "an attachment")?,
            tags::FILE => self.array_of(4, "an attachment")?,
            _ => {}
        }
        self.unsigned("an ordinal")
    }
}

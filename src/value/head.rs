//! Heads of CBOR items whose bytes may not all be there yet.

use super::DecodeErrorKind as Kind;

/// The head of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// An integer, a simple value or a float: all of it.
    Complete,
    /// A byte or text string of so many bytes.
    String(u64),
    /// A container of so many items; a map's keys and values count each.
    Container(u64),
    /// A tag.
    Tag(u64),
}

/// The head that begins these bytes, with its length in bytes; `None` where they are too few.
/// Heads that the encoding does not have are errors.
#[inline]
pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Kind> {
    let Some((&first, rest)) = bytes.split_first() else {
        return Ok(None);
    };
    if first >= 0xe0 {
        return simple(first, rest);
    }
    let (argument, length) = match first & 0x1f {
        small @ 0..=23 => (u64::from(small), 1),
        24 => match rest {
            [byte, ..] => (u64::from(*byte), 2),
            [] => return Ok(None),
        },
        25 => match rest.first_chunk() {
            Some(bytes) => (u64::from(u16::from_be_bytes(*bytes)), 3),
            None => return Ok(None),
        },
        26 => match rest.first_chunk() {
            Some(bytes) => (u64::from(u32::from_be_bytes(*bytes)), 5),
            None => return Ok(None),
        },
        27 => match rest.first_chunk() {
            Some(bytes) => (u64::from_be_bytes(*bytes), 9),
            None => return Ok(None),
        },
        31 => return Err(Kind::IndefiniteLength),
        _ => return Err(Kind::ReservedHead),
    };
    let least = match length {
        2 => 24,
        3 => 1 << 8,
        5 => 1 << 16,
        9 => 1 << 32,
        _ => 0,
    };
    if argument < least {
        return Err(Kind::LongHead);
    }
    let head = match first >> 5 {
        0 | 1 => Head::Complete,
        2 | 3 => Head::String(argument),
        4 => Head::Container(argument),
        // No input is as long as twice a length that does not fit.
        5 => Head::Container(argument.checked_mul(2).ok_or(Kind::UnexpectedEnd)?),
        _ => Head::Tag(argument),
    };
    Ok(Some((head, length)))
}

fn simple(first: u8, rest: &[u8]) -> Result<Option<(Head, usize)>, Kind> {
    match first {
        0xf4..=0xf7 => Ok(Some((Head::Complete, 1))),
        0xfb if rest.len() >= 8 => Ok(Some((Head::Complete, 9))),
        0xfb => Ok(None),
        0xf9 | 0xfa => Err(Kind::ShortFloat),
        0xfc..=0xfe => Err(Kind::ReservedHead),
        0xff => Err(Kind::IndefiniteLength),
        _ => Err(Kind::UnknownSimple),
    }
}

//! What can be wrong with encoded records.

use thiserror::Error;

/// Bytes that no encoder writes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{kind} (at byte {offset})")]
pub struct DecodeError {
    /// Where, counted from the first byte that was given.
    pub offset: u64,
    /// What is wrong there.
    pub kind: DecodeErrorKind,
}

/// What is wrong with encoded records.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end within an item.
    #[error("the bytes end too soon")]
    CutOff,
    /// More bytes follow than belong to the item.
    #[error("bytes follow the value")]
    Trailing,
    /// The head of an item is longer than it needs to be, of indefinite length, or of a kind that
    /// the encoding does not use.
    #[error("an item begins in a way that is not used")]
    BadHead,
    /// A number that is not a safe integer, or a float that should be an integer.
    #[error("a number does not have its only form")]
    BadNumber,
    /// An item stands where another is needed.
    #[error("{0} is missing or malformed")]
    Malformed(&'static str),
    /// A tag that the encoding does not have.
    #[error("the tag {0} is not known")]
    UnknownTag(u64),
    /// A reference to an object that has not begun, or an object marked as shared that is not.
    #[error("sharing is marked wrongly")]
    BadSharing,
    /// Objects nested too deeply.
    #[error("objects are nested more than 1,000 levels deep")]
    TooDeep,
}

impl DecodeErrorKind {
    /// The error at a place.
    pub(super) fn at(self, offset: usize) -> DecodeError {
        DecodeError { offset: offset as u64, kind: self }
    }
}

//! Why bytes are not an encoded value.

use thiserror::Error;

/// Bytes that no encoder writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{kind} (at byte {offset})")]
pub struct DecodeError {
    /// Where the item begins that is wrong, in bytes from the beginning of the input.
    pub offset: u64,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// What is wrong with encoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The bytes end within an item.
    #[error("the bytes end too early")]
    UnexpectedEnd,
    /// Bytes follow the value.
    #[error("bytes follow the end of the value")]
    TrailingBytes,
    /// Arrays, objects and the like stand more than [`MAX_DEPTH`](super::MAX_DEPTH) deep.
    #[error("values nest more than 1000 levels deep")]
    TooDeep,
    /// An item of another type was due here.
    #[error("expected {0}")]
    Expected(&'static str),
    /// A length that only a "break" ends.
    #[error("an indefinite length")]
    IndefiniteLength,
    /// A head with a reserved argument (28 to 30).
    #[error("a reserved head")]
    ReservedHead,
    /// An integer, length or tag number that is not in its shortest form.
    #[error("a head that is longer than need be")]
    LongHead,
    /// A simple value other than `undefined`, `null`, `true` and `false`.
    #[error("an unknown simple value")]
    UnknownSimple,
    /// A float of 16 or 32 bits.
    #[error("a float of fewer than 64 bits")]
    ShortFloat,
    /// A float for a Number that an integer stands for, or a NaN with a payload.
    #[error("a float that is not in its canonical form")]
    NonCanonicalFloat,
    /// An integer beyond 2^53 − 1.
    #[error("an integer beyond 2^53 - 1")]
    UnsafeInteger,
    /// A tag that the encoding does not have.
    #[error("unknown tag {0}")]
    UnknownTag(u64),
    /// A text string that is not UTF-8.
    #[error("a text string that is not UTF-8")]
    InvalidUtf8,
    /// A string of tag 273 that is not WTF-8, or that is well formed.
    #[error("not a string with lone surrogates")]
    InvalidWtf8,
    /// A BigInt with leading zeros.
    #[error("a BigInt with leading zeros")]
    BigIntLeadingZero,
    /// A Date out of range, or in the wrong form.
    #[error("not a Date in its canonical form")]
    InvalidDate,
    /// RegExp flags that are not ascending letters, or an empty pattern.
    #[error("not the source and flags of a RegExp")]
    InvalidRegExp,
    /// A name that occurs twice among an object's properties.
    #[error("a property name occurs twice")]
    DuplicateProperty,
    /// An array index after another name or after a greater index.
    #[error("array indexes do not come first, in ascending order")]
    PropertyOrder,
    /// An index beyond an array's length, or a property `length` of an array.
    #[error("not a property of an array of this length")]
    InvalidArrayProperty,
    /// A sparse array that has neither holes nor named properties.
    #[error("a sparse array without holes or named properties")]
    NotSparse,
    /// A Map's key or a Set's member that occurs twice.
    #[error("a key or member occurs twice")]
    DuplicateMember,
    /// −0 as a Map's key or a Set's member.
    #[error("-0 as a key or member")]
    NegativeZeroMember,
    /// A map that ought to be written in the other form (tag 259 or private tag 23).
    #[error("a Map in the form for other keys")]
    WrongMapForm,
    /// A typed array that does not consist of whole elements.
    #[error("not a whole number of elements")]
    PartialElement,
    /// A resizable buffer's greatest length, less than its length.
    #[error("a maxByteLength less than the length")]
    InvalidMaxByteLength,
    /// A view that is not within its buffer, or not aligned, or tracks a fixed length.
    #[error("a view that does not fit its buffer")]
    InvalidView,
    /// A view that ought to be written as a typed array of its own.
    #[error("a view that covers a buffer of its own")]
    WholeBufferView,
    /// An unknown name where the encoding has a list of them.
    #[error("an unknown class name")]
    UnknownClass,
    /// An ImageData whose data is not of its size.
    #[error("image data of another size")]
    InvalidImageData,
    /// Attachments whose ordinals do not count up.
    #[error("attachment ordinals do not follow one another")]
    OrdinalOrder,
    /// A sharing tag around a primitive or another sharing tag.
    #[error("a sharing tag around something that has no identity")]
    SharedPrimitive,
    /// A shared object that nothing refers to.
    #[error("a shared object without references")]
    NeverReferenced,
    /// A reference to an object that has not begun.
    #[error("a reference to nothing shared")]
    DanglingReference,
    /// A value that is not an IndexedDB key.
    #[error("not an IndexedDB key")]
    InvalidKey,
}

impl DecodeErrorKind {
    /// A stable name, in snake case.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnexpectedEnd => "unexpected_end",
            Self::TrailingBytes => "trailing_bytes",
            Self::TooDeep => "too_deep",
            Self::Expected(_) => "unexpected_type",
            Self::IndefiniteLength => "indefinite_length",
            Self::ReservedHead => "reserved_head",
            Self::LongHead => "long_head",
            Self::UnknownSimple => "unknown_simple",
            Self::ShortFloat => "short_float",
            Self::NonCanonicalFloat => "non_canonical_float",
            Self::UnsafeInteger => "unsafe_integer",
            Self::UnknownTag(_) => "unknown_tag",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::InvalidWtf8 => "invalid_wtf8",
            Self::BigIntLeadingZero => "bigint_leading_zero",
            Self::InvalidDate => "invalid_date",
            Self::InvalidRegExp => "invalid_regexp",
            Self::DuplicateProperty => "duplicate_property",
            Self::PropertyOrder => "property_order",
            Self::InvalidArrayProperty => "invalid_array_property",
            Self::NotSparse => "not_sparse",
            Self::DuplicateMember => "duplicate_member",
            Self::NegativeZeroMember => "negative_zero_member",
            Self::WrongMapForm => "wrong_map_form",
            Self::PartialElement => "partial_element",
            Self::InvalidMaxByteLength => "invalid_max_byte_length",
            Self::InvalidView => "invalid_view",
            Self::WholeBufferView => "whole_buffer_view",
            Self::UnknownClass => "unknown_class",
            Self::InvalidImageData => "invalid_image_data",
            Self::OrdinalOrder => "ordinal_order",
            Self::SharedPrimitive => "shared_primitive",
            Self::NeverReferenced => "never_referenced",
            Self::DanglingReference => "dangling_reference",
            Self::InvalidKey => "invalid_key",
        }
    }

    /// The error at this offset.
    pub(super) fn at(self, offset: usize) -> DecodeError {
        DecodeError { offset: offset as u64, kind: self }
    }
}

//! The kinds of views over an ArrayBuffer.

/// The class of a [typed array](https://tc39.es/ecma262/#sec-typedarray-objects) or of a
/// [DataView](https://tc39.es/ecma262/#sec-dataview-objects).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are JavaScript's")]
pub enum ViewKind {
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    BigInt64Array,
    BigUint64Array,
    Float16Array,
    Float32Array,
    Float64Array,
    DataView,
}

impl ViewKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Int8Array,
        Self::Uint8Array,
        Self::Uint8ClampedArray,
        Self::Int16Array,
        Self::Uint16Array,
        Self::Int32Array,
        Self::Uint32Array,
        Self::BigInt64Array,
        Self::BigUint64Array,
        Self::Float16Array,
        Self::Float32Array,
        Self::Float64Array,
        Self::DataView,
    ];

    /// The constructor's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Int8Array => "Int8Array",
            Self::Uint8Array => "Uint8Array",
            Self::Uint8ClampedArray => "Uint8ClampedArray",
            Self::Int16Array => "Int16Array",
            Self::Uint16Array => "Uint16Array",
            Self::Int32Array => "Int32Array",
            Self::Uint32Array => "Uint32Array",
            Self::BigInt64Array => "BigInt64Array",
            Self::BigUint64Array => "BigUint64Array",
            Self::Float16Array => "Float16Array",
            Self::Float32Array => "Float32Array",
            Self::Float64Array => "Float64Array",
            Self::DataView => "DataView",
        }
    }

    /// The kind whose constructor has this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The size of one element in bytes; 1 for a DataView.
    pub fn element_size(self) -> u64 {
        match self {
            Self::Int8Array | Self::Uint8Array | Self::Uint8ClampedArray | Self::DataView => 1,
            Self::Int16Array | Self::Uint16Array | Self::Float16Array => 2,
            Self::Int32Array | Self::Uint32Array | Self::Float32Array => 4,
            Self::BigInt64Array | Self::BigUint64Array | Self::Float64Array => 8,
        }
    }

    /// The tag of [RFC 8746](https://www.rfc-editor.org/rfc/rfc8746) for a little-endian array
    /// of this kind; none for a DataView.
    pub(super) fn tag(self) -> Option<u64> {
        Some(match self {
            Self::Uint8Array => 64,
            Self::Uint8ClampedArray => 68,
            Self::Uint16Array => 69,
            Self::Uint32Array => 70,
            Self::BigUint64Array => 71,
            Self::Int8Array => 72,
            Self::Int16Array => 77,
            Self::Int32Array => 78,
            Self::BigInt64Array => 79,
            Self::Float16Array => 84,
            Self::Float32Array => 85,
            Self::Float64Array => 86,
            Self::DataView => return None,
        })
    }

    /// The kind that has this tag of RFC 8746.
    pub(super) fn from_tag(tag: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.tag() == Some(tag))
    }
}

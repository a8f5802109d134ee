//! The CBOR tags of the record encoding (`docs/record-encoding.md`).

/// Private tag *n*: the tag number of the same name plus *n*.
const fn private(n: u64) -> u64 {
    0x6472_7900 + n
}

pub(super) const EPOCH_DATE: u64 = 1;
pub(super) const BIGINT: u64 = 2;
pub(super) const NEGATIVE_BIGINT: u64 = 3;
pub(super) const SHARED: u64 = 28;
pub(super) const REFERENCE: u64 = 29;
pub(super) const SET: u64 = 258;
pub(super) const MAP: u64 = 259;
pub(super) const WTF8: u64 = 273;
pub(super) const EXTENDED_DATE: u64 = 1001;
pub(super) const REGEXP: u64 = 21066;

pub(super) const BLOB: u64 = private(0);
pub(super) const FILE: u64 = private(1);
pub(super) const FILE_LIST: u64 = private(2);
pub(super) const CRYPTO_KEY: u64 = private(3);
pub(super) const OPAQUE: u64 = private(4);
pub(super) const BOXED: u64 = private(16);
pub(super) const INVALID_DATE: u64 = private(17);
pub(super) const ERROR: u64 = private(18);
pub(super) const DOM_EXCEPTION: u64 = private(19);
pub(super) const SPARSE_ARRAY: u64 = private(20);
pub(super) const ARRAY_BUFFER: u64 = private(21);
pub(super) const VIEW: u64 = private(22);
pub(super) const OBJECT_KEYED_MAP: u64 = private(23);
pub(super) const IMAGE_DATA: u64 = private(32);
pub(super) const POINT: u64 = private(33);
pub(super) const POINT_READ_ONLY: u64 = private(34);
pub(super) const RECT: u64 = private(35);
pub(super) const RECT_READ_ONLY: u64 = private(36);
pub(super) const QUAD: u64 = private(37);
pub(super) const MATRIX: u64 = private(38);
pub(super) const MATRIX_READ_ONLY: u64 = private(39);

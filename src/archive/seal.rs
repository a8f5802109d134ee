//! The seal: the zip comment that holds the digest of every byte before it.
//!
//! A zip file's checksums cover neither its headers nor its directory, so damage there can go
//! unnoticed. The seal covers the whole file: nothing stands after it but its own digits.

use super::Sha256Digest;

/// What the zip comment begins with. It is covered by the digest.
pub(super) const SEAL_PREFIX: &str = "sha256:";

/// The length of the digest in the comment, in bytes: hexadecimal digits.
pub(super) const SEAL_DIGITS: usize = 64;

/// The length of the whole zip comment, in bytes.
pub(super) const SEAL_LENGTH: usize = SEAL_PREFIX.len() + SEAL_DIGITS;

/// The zip comment before the digest is known.
pub(super) fn open_seal() -> String {
    format!("{SEAL_PREFIX}{}", "0".repeat(SEAL_DIGITS))
}

/// The digest in a zip comment, where it is a seal.
pub(super) fn read_seal(comment: &[u8]) -> Option<Sha256Digest> {
    let digits = std::str::from_utf8(comment).ok()?.strip_prefix(SEAL_PREFIX)?;
    Sha256Digest::from_hex(digits)
}

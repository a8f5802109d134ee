//! The sizes that the format fixes, in bytes.
//!
//! Every entry is written as a stream, with zip64 sizes: so the zip directory alone determines
//! where each byte of the file belongs, and a reader can tell that no byte is unaccounted for.
//! [APPNOTE.TXT](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) names the parts.

use super::seal::SEAL_LENGTH;

/// A local file header (4.3.7), without name and extra field.
pub(super) const LOCAL_HEADER: usize = 30;

/// A local header's extra field: zip64 sizes (4.5.3), zero as they are not known yet.
pub(super) const LOCAL_EXTRA: usize = 20;

/// A data descriptor (4.3.9) with signature and zip64 sizes.
pub(super) const DESCRIPTOR: usize = 24;

/// A record of the central directory (4.3.12), without name and extra field.
pub(super) const DIRECTORY_RECORD: usize = 46;

/// The extra field of a directory record: zip64 sizes. It is 8 bytes longer for entries that begin
/// beyond 4 GiB.
pub(super) const SIZES_EXTRA: usize = 20;

/// The zip64 end of central directory record (4.3.14).
pub(super) const ZIP64_END: usize = 56;

/// The zip64 end of central directory locator (4.3.15).
pub(super) const ZIP64_LOCATOR: usize = 20;

/// The end of central directory record (4.3.16), without comment.
pub(super) const END: usize = 22;

/// Everything after the central directory.
pub(super) const TAIL: usize = ZIP64_END + ZIP64_LOCATOR + END + SEAL_LENGTH;

/// How much of a file's end is searched for a zip file's end records: the longest zip comment,
/// the records themselves, and most directories.
pub(super) const SEARCHED_END: u64 = 128 << 10;

/// How much of an entry is read from the file at once.
pub(super) const READ_SIZE: usize = 64 << 10;

/// The largest central directory that is read: more than a million entries.
pub(super) const LARGEST_DIRECTORY: u64 = 256 << 20;

/// The largest `bag-info.txt`.
pub(super) const LARGEST_INFO: u64 = 64 << 10;

/// The largest `tagmanifest-sha256.txt`: it lists three files.
pub(super) const LARGEST_TAG_MANIFEST: u64 = 4 << 10;

/// The largest `data/backup.json`.
pub(super) const LARGEST_BACKUP: u64 = 64 << 20;

/// The largest `data/blobs.json`: some two million attachments.
pub(super) const LARGEST_BLOBS: u64 = 256 << 20;

//! Recognises a backup whose end is missing, and tells where it breaks off.

use super::headers::{LOCAL_SIGNATURE, ZipEntry};
use super::layout::{DIRECTORY_RECORD, END, LOCAL_HEADER};
use super::path::BagPath;
use super::seal::{SEAL_LENGTH, read_seal};
use super::window::Window;
use super::{ArchiveError, ByteSource};

/// The signatures of a record of the central directory (4.3.12) and of the end record (4.3.16).
const DIRECTORY_SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";

/// How much of the file's end is searched for the beginning of the last entry, in bytes.
const SEARCHED: u64 = 64 << 20;

/// How much of it at once.
const BLOCK: u64 = 1 << 20;

/// More than any header of ours is long, in bytes.
const LONGEST_HEADER: u64 = 512;

/// Whether what ends a backup is missing: there is no seal at the end, no end record whose comment
/// ends there, and none that leaves room for a seal before it. A flipped bit leaves one of these.
pub(super) fn is_cut_off(window: &Window) -> bool {
    if window.last(SEAL_LENGTH).is_some_and(|comment| read_seal(comment).is_some()) {
        return false;
    }
    let bytes = window.last(window.length()).unwrap_or_default();
    let ends_within = |(at, record): (usize, &[u8])| {
        let comment = match record {
            [.., low, high] if record.starts_with(&END_SIGNATURE) => {
                usize::from(u16::from_le_bytes([*low, *high]))
            }
            _ => return false,
        };
        let end = at + END + comment;
        end == bytes.len() || (comment == SEAL_LENGTH && end < bytes.len())
    };
    !bytes.windows(END).enumerate().any(ends_within)
}

/// What a backup that is cut off is refused with.
pub(super) async fn cut_off(source: &(impl ByteSource + ?Sized), bag: &str) -> ArchiveError {
    match last_begun(source, bag).await {
        Ok(entry) => ArchiveError::Truncated { entry: entry.map(|path| path.to_string()) },
        Err(error) => error,
    }
}

/// The last entry of which the whole header stands in the file; none where the directory has
/// begun.
async fn last_begun(
    source: &(impl ByteSource + ?Sized),
    bag: &str,
) -> Result<Option<BagPath>, ArchiveError> {
    let length = source.len();
    let first = length.saturating_sub(SEARCHED);
    let mut start = length;
    while start > first {
        // A header that begins in this block may end in the next.
        let end = start.saturating_add(LONGEST_HEADER).min(length);
        start = start.saturating_sub(BLOCK).max(first);
        let bytes = source.read(start, usize::try_from(end - start).unwrap_or_default()).await?;
        let headers = (0..bytes.len()).rev().filter_map(|at| bytes.get(at..));
        for bytes in headers.filter(|bytes| bytes.starts_with(b"PK")) {
            if let Some(path) = entry_begun(bytes, bag) {
                return Ok(Some(path));
            }
            if is_of_directory(bytes, bag) {
                return Ok(None);
            }
        }
    }
    Ok(None)
}

/// The entry whose header these bytes begin with.
fn entry_begun(bytes: &[u8], bag: &str) -> Option<BagPath> {
    if !bytes.starts_with(&LOCAL_SIGNATURE) {
        return None;
    }
    let path = path_at(bytes, LOCAL_HEADER, 26, bag)?;
    let headers = |deflated| {
        let name = format!("{bag}/{path}");
        ZipEntry { name, deflated, crc: 0, compressed: 0, size: 0, offset: 0 }.local_header()
    };
    [true, false].into_iter().any(|deflated| bytes.starts_with(&headers(deflated))).then_some(path)
}

/// Whether these bytes begin with a record of the directory.
fn is_of_directory(bytes: &[u8], bag: &str) -> bool {
    bytes.starts_with(&DIRECTORY_SIGNATURE) && path_at(bytes, DIRECTORY_RECORD, 28, bag).is_some()
}

/// The path whose name begins at `at` and has the length that stands at `length_at`.
fn path_at(bytes: &[u8], at: usize, length_at: usize, bag: &str) -> Option<BagPath> {
    let length = bytes.get(length_at..length_at + 2)?.try_into().ok().map(u16::from_le_bytes)?;
    let name = std::str::from_utf8(bytes.get(at..at + usize::from(length))?).ok()?;
    name.strip_prefix(bag)?.strip_prefix('/')?.parse().ok()
}

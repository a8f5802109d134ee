//! What stands before and after an entry's content: it must repeat what the directory says.

use super::super::layout::{DESCRIPTOR, LOCAL_EXTRA, LOCAL_HEADER};
use super::super::path::BagPath;
use super::super::writer::Compression;
use super::super::{ArchiveError, ByteSource};
use super::directory::Entry;
use super::tail::Number;

/// Compares an entry's local header and data descriptor with the directory.
pub(super) async fn check_local(
    source: &impl ByteSource,
    bag_name: &str,
    path: BagPath,
    entry: &Entry,
) -> Result<(), ArchiveError> {
    let refuse = |what: &str| ArchiveError::damaged_in(path, what);
    let name = format!("{bag_name}/{path}");
    let header = source.read(entry.offset, LOCAL_HEADER + name.len() + LOCAL_EXTRA).await?;
    let at = |offset: usize| Number(header.get(offset..).unwrap_or_default());
    let method = match entry.compression {
        Compression::Stored => 0,
        Compression::Deflate => 8,
    };
    let extra = LOCAL_HEADER + name.len();
    let is_plain = header.starts_with(b"PK\x03\x04")
        && at(6).u16() == 1 << 3
        && at(8).u16() == method
        && at(14).u32() == 0
        && usize::from(at(26).u16()) == name.len()
        && usize::from(at(28).u16()) == LOCAL_EXTRA
        && header.get(LOCAL_HEADER..extra) == Some(name.as_bytes())
        // The zip64 extra field (4.5.3): its id, and its size.
        && at(extra).u16() == 1
        && usize::from(at(extra + 2).u16()) == LOCAL_EXTRA - 4
        && at(extra + 4).u64() == 0
        && at(extra + 12).u64() == 0;
    if !is_plain {
        return Err(refuse("its header is not what the zip directory says"));
    }
    let descriptor = source.read(entry.content + entry.compressed, DESCRIPTOR).await?;
    let at = |offset: usize| Number(descriptor.get(offset..).unwrap_or_default());
    let agrees = descriptor.starts_with(b"PK\x07\x08")
        && at(4).u32() == entry.crc32
        && at(8).u64() == entry.compressed
        && at(16).u64() == entry.size;
    if agrees {
        Ok(())
    } else {
        Err(refuse("what follows it is not what the zip directory says"))
    }
}

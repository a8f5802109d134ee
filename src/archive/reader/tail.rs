//! The end of the file: where the directory is, and the seal.

use super::super::layout::{DIRECTORY_RECORD, END, LARGEST_DIRECTORY, TAIL, ZIP64_END, ZIP64_LOCATOR};
use super::super::seal::{SEAL_LENGTH, read_seal};
use super::super::{ArchiveError, ByteSource, Sha256Digest};

const LOCAL_SIGNATURE: &[u8] = b"PK\x03\x04";
const END_SIGNATURE: &[u8] = b"PK\x05\x06";
const ZIP64_END_SIGNATURE: &[u8] = b"PK\x06\x06";
const ZIP64_LOCATOR_SIGNATURE: &[u8] = b"PK\x06\x07";

/// How far from the end a zip file's end record can begin: its comment has up to 64 KiB.
const LONGEST_END: u64 = (END + 0xffff) as u64;

/// What the end of the file says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    /// Where the central directory begins.
    pub(super) directory_offset: u64,
    /// How many bytes it has.
    pub(super) directory_length: u64,
    /// How many entries it lists.
    pub(super) entries: u64,
    /// The digest in the seal.
    pub(super) seal: Sha256Digest,
}

/// Reads the end of the file.
pub(super) async fn read_tail(source: &impl ByteSource) -> Result<Tail, ArchiveError> {
    let length = source.len();
    let Some(start) = length.checked_sub(TAIL as u64) else {
        return Err(unsealed(source).await?);
    };
    let bytes = source.read(start, TAIL).await?;
    let end = ZIP64_END + ZIP64_LOCATOR;
    let comment = bytes.get(end + END..).unwrap_or_default();
    let Some(seal) = read_seal(comment) else {
        return Err(unsealed(source).await?);
    };
    let refuse = |what: &str| ArchiveError::damaged(format!("the end of the file is not as it was written: {what}"));
    let at = |offset: usize| Number(bytes.get(offset..).unwrap_or_default());
    let signed = |offset: usize, signature: &[u8]| {
        bytes.get(offset..).is_some_and(|rest| rest.starts_with(signature))
    };
    if !signed(0, ZIP64_END_SIGNATURE)
        || !signed(ZIP64_END, ZIP64_LOCATOR_SIGNATURE)
        || !signed(end, END_SIGNATURE)
    {
        return Err(refuse("a record is missing"));
    }
    let tail = Tail {
        entries: at(32).u64(),
        directory_length: at(40).u64(),
        directory_offset: at(48).u64(),
        seal,
    };
    // Sizes and disks of the zip64 end record (4.3.14).
    let zip64_is_plain = at(4).u64() == (ZIP64_END - 12) as u64
        && at(16).u32() == 0
        && at(20).u32() == 0
        && at(24).u64() == tail.entries;
    // Its locator (4.3.15): one disk, and the record where it is.
    let locator_is_plain = at(ZIP64_END + 4).u32() == 0
        && at(ZIP64_END + 8).u64() == start
        && at(ZIP64_END + 16).u32() == 1;
    // The old end record (4.3.16): the same numbers, or all ones where they do not fit.
    let short = |value: u64| u16::try_from(value).unwrap_or(u16::MAX);
    let long = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let end_is_plain = at(end + 4).u16() == 0
        && at(end + 6).u16() == 0
        && [short(tail.entries), u16::MAX].contains(&at(end + 8).u16())
        && at(end + 10).u16() == at(end + 8).u16()
        && [long(tail.directory_length), u32::MAX].contains(&at(end + 12).u32())
        && [long(tail.directory_offset), u32::MAX].contains(&at(end + 16).u32())
        && usize::from(at(end + 20).u16()) == SEAL_LENGTH;
    if !zip64_is_plain || !locator_is_plain || !end_is_plain {
        return Err(refuse("its numbers contradict one another"));
    }
    if tail.directory_offset.checked_add(tail.directory_length) != Some(start) {
        return Err(refuse("the directory does not end where it must"));
    }
    if tail.directory_length > LARGEST_DIRECTORY
        || tail.entries > tail.directory_length / DIRECTORY_RECORD as u64
    {
        return Err(refuse("the directory is too large"));
    }
    Ok(tail)
}

/// What a file without a seal at its end is.
async fn unsealed(source: &impl ByteSource) -> Result<ArchiveError, ArchiveError> {
    let length = source.len();
    let head = source.read(0, usize::try_from(length.min(256)).unwrap_or(256)).await?;
    let from = length.saturating_sub(LONGEST_END);
    let end = source.read(from, usize::try_from(length - from).unwrap_or_default()).await?;
    let ends_as_zip = end.windows(END_SIGNATURE.len()).any(|window| window == END_SIGNATURE);
    let begins_as_zip = head.starts_with(LOCAL_SIGNATURE);
    let is_ours = begins_as_zip && head.windows(11).any(|window| window == b"/bagit.txtB");
    Ok(if is_ours {
        ArchiveError::damaged("it was cut off or changed at its end: the seal is missing")
    } else if begins_as_zip || ends_as_zip {
        ArchiveError::NotABackup {
            reason: "it does not end with Drydock's seal".to_owned(),
        }
    } else if length == 0 {
        ArchiveError::NotAZip {
            reason: "it is empty".to_owned(),
        }
    } else {
        ArchiveError::NotAZip {
            reason: "it neither begins nor ends like one".to_owned(),
        }
    })
}

/// Little-endian numbers at the beginning of some bytes; 0 where there are too few.
pub(super) struct Number<'a>(pub(super) &'a [u8]);

impl Number<'_> {
    pub(super) fn u16(self) -> u16 {
        self.0.first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes))
    }

    pub(super) fn u32(self) -> u32 {
        self.0.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    pub(super) fn u64(self) -> u64 {
        self.0.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }
}

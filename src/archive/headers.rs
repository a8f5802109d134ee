//! The zip file's own records, byte for byte as they are written.
//!
//! Everything in them follows from an entry's name, method, checksum, sizes and place. So a
//! reader makes the bytes itself and compares: whatever else a header could say (another disk,
//! encryption, a comment, other sizes than the directory's) is refused without being listed.
//! [APPNOTE.TXT](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) names the fields.

use super::layout::{DESCRIPTOR, DIRECTORY_RECORD, END, LOCAL_EXTRA, LOCAL_HEADER, SIZES_EXTRA};
use super::layout::{ZIP64_END, ZIP64_LOCATOR};

/// The signature of a local file header (4.3.7).
pub(super) const LOCAL_SIGNATURE: [u8; 4] = *b"PK\x03\x04";

/// Stored (4.4.5).
pub(super) const METHOD_STORED: u16 = 0;

/// Deflated (4.4.5).
pub(super) const METHOD_DEFLATED: u16 = 8;

/// Version 4.5 of the specification: the first with zip64 (4.4.3).
const VERSION: u16 = 45;

/// Version 4.5, on Unix (4.4.2).
const MADE_BY: u16 = 3 << 8 | VERSION;

/// Sizes and checksum stand in a data descriptor (4.4.4, bit 3).
const FLAGS: u16 = 1 << 3;

/// 1980-01-01 in the form of MS-DOS (4.4.6): the same for every entry.
const DATE: u16 = 0x21;

/// A plain file that its owner may write and everybody may read, in the form of Unix (4.4.15).
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// What the zip headers say about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ZipEntry {
    /// The whole name, with the bag's folder.
    pub(super) name: String,
    /// Whether it is deflated; otherwise it is stored.
    pub(super) deflated: bool,
    /// The CRC-32 of the uncompressed bytes.
    pub(super) crc: u32,
    /// The compressed size in bytes.
    pub(super) compressed: u64,
    /// The uncompressed size in bytes.
    pub(super) size: u64,
    /// Where the local header begins.
    pub(super) offset: u64,
}

impl ZipEntry {
    /// Where the compressed bytes begin; `None` past the end of all files.
    pub(super) fn data_start(&self) -> Option<u64> {
        let header = LOCAL_HEADER + self.name.len() + LOCAL_EXTRA;
        self.offset.checked_add(header as u64)
    }

    /// Where the compressed bytes end.
    pub(super) fn data_end(&self) -> Option<u64> {
        self.data_start()?.checked_add(self.compressed)
    }

    /// Where the entry ends, with its data descriptor.
    pub(super) fn end(&self) -> Option<u64> {
        self.data_end()?.checked_add(DESCRIPTOR as u64)
    }

    /// The local file header (4.3.7). Checksum and sizes are 0: they were not known yet.
    pub(super) fn local_header(&self) -> Vec<u8> {
        let mut bytes = Bytes(LOCAL_SIGNATURE.to_vec());
        bytes.short(VERSION);
        self.common_fields(&mut bytes);
        for _ in ["checksum", "compressed size", "size"] {
            bytes.long(0);
        }
        bytes.length(self.name.len());
        bytes.length(LOCAL_EXTRA);
        bytes.0.extend_from_slice(self.name.as_bytes());
        bytes.zip64_extra(&[0, 0]);
        bytes.0
    }

    /// The data descriptor (4.3.9).
    pub(super) fn descriptor(&self) -> Vec<u8> {
        let mut bytes = Bytes(b"PK\x07\x08".to_vec());
        bytes.long(self.crc);
        bytes.quad(self.compressed);
        bytes.quad(self.size);
        bytes.0
    }

    /// The record in the central directory (4.3.12).
    pub(super) fn directory_record(&self) -> Vec<u8> {
        let offset = u32::try_from(self.offset).unwrap_or(u32::MAX);
        let mut extra = vec![self.size, self.compressed];
        if offset == u32::MAX {
            extra.push(self.offset);
        }
        let mut bytes = Bytes(Vec::with_capacity(DIRECTORY_RECORD + self.name.len() + SIZES_EXTRA));
        bytes.0.extend_from_slice(b"PK\x01\x02");
        bytes.short(MADE_BY);
        bytes.short(VERSION);
        self.common_fields(&mut bytes);
        bytes.long(self.crc);
        bytes.long(u32::MAX); // The compressed size and
        bytes.long(u32::MAX); // the size stand in the zip64 extra field.
        bytes.length(self.name.len());
        bytes.length(4 + 8 * extra.len());
        for _ in ["length of the comment", "disk", "internal attributes"] {
            bytes.short(0);
        }
        bytes.long(ATTRIBUTES);
        bytes.long(offset);
        bytes.0.extend_from_slice(self.name.as_bytes());
        bytes.zip64_extra(&extra);
        bytes.0
    }

    fn common_fields(&self, bytes: &mut Bytes) {
        bytes.short(FLAGS);
        bytes.short(if self.deflated { METHOD_DEFLATED } else { METHOD_STORED });
        bytes.short(0);
        bytes.short(DATE);
    }
}

/// What stands between the central directory and the zip comment: the zip64 end record (4.3.14)
/// and its locator (4.3.15), always, and the end record (4.3.16).
pub(super) fn end_records(entries: u64, start: u64, size: u64, comment: usize) -> Vec<u8> {
    let mut bytes = Bytes(Vec::with_capacity(ZIP64_END + ZIP64_LOCATOR + END));
    bytes.0.extend_from_slice(b"PK\x06\x06");
    bytes.quad((ZIP64_END - 12) as u64);
    bytes.short(VERSION);
    bytes.short(VERSION);
    bytes.long(0);
    bytes.long(0);
    bytes.quad(entries);
    bytes.quad(entries);
    bytes.quad(size);
    bytes.quad(start);

    bytes.0.extend_from_slice(b"PK\x06\x07");
    bytes.long(0);
    bytes.quad(start.saturating_add(size));
    bytes.long(1);

    bytes.0.extend_from_slice(b"PK\x05\x06");
    bytes.short(0);
    bytes.short(0);
    let few_entries = u16::try_from(entries).unwrap_or(u16::MAX);
    bytes.short(few_entries);
    bytes.short(few_entries);
    bytes.long(u32::MAX);
    bytes.long(u32::try_from(start).unwrap_or(u32::MAX));
    bytes.length(comment);
    bytes.0
}

/// Bytes that grow by little-endian numbers.
struct Bytes(Vec<u8>);

impl Bytes {
    fn short(&mut self, number: u16) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn long(&mut self, number: u32) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    fn quad(&mut self, number: u64) {
        self.0.extend_from_slice(&number.to_le_bytes());
    }

    /// A length that fits its field: names are at most some 200 bytes long.
    fn length(&mut self, length: usize) {
        self.short(u16::try_from(length).unwrap_or(u16::MAX));
    }

    /// The zip64 extra field (4.5.3) with these values.
    fn zip64_extra(&mut self, values: &[u64]) {
        self.short(1);
        self.length(8 * values.len());
        for value in values {
            self.quad(*value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ZipEntry, end_records};

    fn entry(offset: u64) -> ZipEntry {
        ZipEntry {
            name: "bag/bagit.txt".to_owned(),
            deflated: false,
            crc: 0x0102_0304,
            compressed: 5 << 32,
            size: 5 << 32,
            offset,
        }
    }

    #[test]
    fn an_offset_beyond_4_gib_stands_in_the_extra_field() {
        let near = entry(u64::from(u32::MAX) - 1).directory_record();
        let far = entry(u64::from(u32::MAX)).directory_record();
        assert_eq!(near[42..46], 0xffff_fffe_u32.to_le_bytes());
        assert_eq!(far[42..46], u32::MAX.to_le_bytes());
        assert_eq!(far.len(), near.len() + 8);
        assert_eq!(far[far.len() - 8..], u64::from(u32::MAX).to_le_bytes());
    }

    #[test]
    fn an_entry_at_the_end_of_all_files_has_no_end() {
        assert_eq!(entry(u64::MAX - 63).end(), None);
        assert_eq!(entry(0).end(), Some(30 + 13 + 20 + (5 << 32) + 24));
    }

    #[test]
    fn many_entries_are_counted_in_the_zip64_record_alone() {
        let records = end_records(70_000, 1 << 33, 1 << 20, 71);
        assert_eq!(records.len(), 98);
        assert_eq!(records[24..32], 70_000_u64.to_le_bytes());
        assert_eq!(records[84..88], [0xff; 4]);
    }
}

//! The zip directory: which entries there are, and where each lies.

use std::collections::BTreeMap;
use std::io;

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive};

use super::super::layout::{DESCRIPTOR, LOCAL_EXTRA, LOCAL_HEADER};
use super::super::path::{BagPath, is_bag_name};
use super::super::writer::Compression;
use super::super::{ArchiveError, ByteSource};
use super::tail::Tail;

/// The flags of an entry (4.4.4): its sizes follow it, and, where its name is not ASCII, UTF-8.
/// Names are ASCII here, so only the first.
const STREAMED: u16 = 1 << 3;

/// An entry of the directory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Where its local header begins.
    pub(super) offset: u64,
    /// Where its content begins.
    pub(super) content: u64,
    /// How its content stands there.
    pub(super) compression: Compression,
    /// How many bytes its content takes in the file.
    pub(super) compressed: u64,
    /// How many bytes its content has.
    pub(super) size: u64,
    /// The CRC-32 of its content.
    pub(super) crc32: u32,
}

/// The entries of an archive.
#[derive(Debug)]
pub(super) struct Directory {
    /// The bag's name: the folder in which all entries stand.
    pub(super) bag_name: String,
    /// The entries.
    pub(super) entries: BTreeMap<BagPath, Entry>,
    /// The first name that is not one of a bag of this version.
    pub(super) unknown: Option<String>,
}

/// Reads the directory, and checks that its entries lie one after the other without a gap.
pub(super) async fn read_directory(
    source: &impl ByteSource,
    tail: &Tail,
) -> Result<Directory, ArchiveError> {
    let length = source.len();
    let wanted = length - tail.directory_offset;
    let bytes = source
        .read(tail.directory_offset, usize::try_from(wanted).unwrap_or(usize::MAX))
        .await?;
    let end = EndOfFile { start: tail.directory_offset, bytes };
    let refuse = |what: String| ArchiveError::damaged(format!("the zip directory is not as it was written: {what}"));
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::with_max_search_space(length)
        .locate_in_reader(end, &mut buffer, length)
        .map_err(|(_, error)| refuse(error.to_string()))?;
    let mut directory = Directory { bag_name: String::new(), entries: BTreeMap::new(), unknown: None };
    let mut offset = 0;
    let mut count = 0_u64;
    let mut records = archive.entries(&mut buffer);
    while let Some(record) = records.next_entry().map_err(|error| refuse(error.to_string()))? {
        count += 1;
        let name = String::from_utf8_lossy(record.file_path().as_bytes()).into_owned();
        let compression = match record.compression_method() {
            CompressionMethod::STORE => Compression::Stored,
            CompressionMethod::DEFLATE => Compression::Deflate,
            other => return Err(refuse(format!("{name:?} is compressed by {other}"))),
        };
        if record.flags().bits() != STREAMED {
            return Err(refuse(format!("{name:?} has the flags {:#06x}", record.flags().bits())));
        }
        if record.local_header_offset() != offset {
            return Err(refuse(format!("{name:?} does not begin where the entry before it ends")));
        }
        let content = offset + (LOCAL_HEADER + LOCAL_EXTRA + record.file_path().as_bytes().len()) as u64;
        let compressed = record.compressed_size_hint();
        let entry = Entry {
            offset,
            content,
            compression,
            compressed,
            size: record.uncompressed_size_hint(),
            crc32: record.crc32(),
        };
        if compression == Compression::Stored && entry.size != compressed {
            return Err(refuse(format!("{name:?} has two sizes")));
        }
        offset = content
            .checked_add(compressed)
            .and_then(|end| end.checked_add(DESCRIPTOR as u64))
            .filter(|end| *end <= tail.directory_offset)
            .ok_or_else(|| refuse(format!("{name:?} is larger than the file")))?;
        directory.take(&name, entry).map_err(refuse)?;
    }
    if offset != tail.directory_offset || count != tail.entries {
        return Err(refuse("the entries do not fill the file".to_owned()));
    }
    Ok(directory)
}

impl Directory {
    fn take(&mut self, name: &str, entry: Entry) -> Result<(), String> {
        let (bag, path) = name.split_once('/').ok_or_else(|| format!("{name:?} stands in no folder"))?;
        if self.bag_name.is_empty() && is_bag_name(bag) {
            bag.clone_into(&mut self.bag_name);
        }
        if bag != self.bag_name {
            return Err(format!("{name:?} does not stand in the bag's folder"));
        }
        match path.parse() {
            Ok(path) => match self.entries.insert(path, entry) {
                None => Ok(()),
                Some(_) => Err(format!("{name:?} stands twice")),
            },
            Err(_) => {
                self.unknown.get_or_insert_with(|| name.to_owned());
                Ok(())
            }
        }
    }
}

/// The file from the directory on, at its place in the file.
struct EndOfFile {
    start: u64,
    bytes: Vec<u8>,
}

impl ReaderAt for EndOfFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let available = offset
            .checked_sub(self.start)
            .and_then(|at| self.bytes.get(usize::try_from(at).ok()?..))
            .ok_or_else(|| io::Error::other("the directory refers to bytes before itself"))?;
        let count = available.len().min(buffer.len());
        let (taken, _) = buffer.split_at_mut(count);
        taken.copy_from_slice(available.get(..count).unwrap_or_default());
        Ok(count)
    }
}

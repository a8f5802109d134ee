//! The strict audit of the zip directory.

use std::collections::BTreeMap;

use rawzip::{CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ZipFileHeaderRecord};

use super::headers::{ZipEntry, end_records};
use super::layout::TAIL;
use super::locate::Located;
use super::names::shown;
use super::path::{BagPath, is_bag_name};
use super::seal::{SEAL_LENGTH, read_seal};
use super::window::Window;
use super::{ArchiveError, Sha256Digest};

/// The entries of an archive whose zip structure has been found to be exactly as it is written.
pub(super) struct Directory {
    /// The name of the bag's folder.
    pub(super) bag: String,
    /// The entries, by their path in it.
    pub(super) entries: BTreeMap<BagPath, Entry>,
    /// The digest that the seal gives.
    pub(super) seal: Sha256Digest,
}

/// What the directory and the manifests say about an entry.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    /// Where its local header begins.
    pub(super) offset: u64,
    /// The compressed size in bytes.
    pub(super) compressed: u64,
    /// The uncompressed size in bytes.
    pub(super) size: u64,
    /// The CRC-32 of the uncompressed bytes.
    pub(super) crc: u32,
    /// Whether it is deflated; otherwise it is stored.
    pub(super) deflated: bool,
    /// The digest of the uncompressed bytes, once the manifest that lists it has been read.
    pub(super) digest: Option<Sha256Digest>,
}

impl Entry {
    /// What its headers must say.
    pub(super) fn zip_entry(&self, bag: &str, path: BagPath) -> ZipEntry {
        ZipEntry {
            name: format!("{bag}/{path}"),
            deflated: self.deflated,
            crc: self.crc,
            compressed: self.compressed,
            size: self.size,
            offset: self.offset,
        }
    }
}

impl Directory {
    /// Reads the directory and checks that it accounts for every byte of the file.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Damaged`].
    pub(super) fn audit(located: &Located) -> Result<Self, ArchiveError> {
        let window = located.zip.get_ref();
        let mut audit = Audit {
            window,
            bag: None,
            entries: BTreeMap::new(),
            next_entry: 0,
            next_record: located.zip.directory_offset(),
        };
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let mut records = located.zip.entries(&mut buffer);
        while let Some(record) = records
            .next_entry()
            .map_err(|error| ArchiveError::damaged(format!("its directory: {error}")))?
        {
            audit.record(&record)?;
        }
        audit.finish(located.zip.directory_offset())
    }
}

struct Audit<'window> {
    window: &'window Window,
    bag: Option<String>,
    entries: BTreeMap<BagPath, Entry>,
    /// Where the next entry must begin.
    next_entry: u64,
    /// Where the next record of the directory must begin.
    next_record: u64,
}

impl Audit<'_> {
    fn record(&mut self, record: &ZipFileHeaderRecord<'_>) -> Result<(), ArchiveError> {
        let path = self.path_of(record)?;
        let damaged = |reason: &str| ArchiveError::damaged_in(path, reason);
        if record.flags().is_encrypted() {
            return Err(damaged("it is encrypted"));
        }
        let deflated = match record.compression_method() {
            CompressionMethod::STORE => false,
            CompressionMethod::DEFLATE => true,
            _ => {
                return Err(damaged("its compression method is neither stored nor deflate"));
            }
        };
        let entry = Entry {
            offset: record.local_header_offset(),
            compressed: record.compressed_size_hint(),
            size: record.uncompressed_size_hint(),
            crc: record.crc32(),
            deflated,
            digest: None,
        };
        if entry.offset < self.next_entry {
            return Err(damaged("it overlaps another entry"));
        }
        if entry.offset > self.next_entry {
            return Err(damaged("bytes before it belong to no entry"));
        }
        if !deflated && entry.compressed != entry.size {
            return Err(damaged("it is stored with two sizes"));
        }
        let zip_entry = entry.zip_entry(self.bag.as_deref().unwrap_or_default(), path);
        let expected = zip_entry.directory_record();
        if self.window.get(self.next_record, expected.len()) != Some(&expected) {
            return Err(damaged("its record in the directory is not as Drydock writes it"));
        }
        self.next_record += expected.len() as u64;
        self.next_entry = zip_entry
            .end()
            .filter(|end| *end < self.window.end())
            .ok_or_else(|| damaged("it does not fit into the file"))?;
        match self.entries.insert(path, entry) {
            Some(_) => Err(damaged("there are two entries of this name")),
            None => Ok(()),
        }
    }

    fn path_of(&mut self, record: &ZipFileHeaderRecord<'_>) -> Result<BagPath, ArchiveError> {
        let name = record.file_path();
        let refused = || {
            ArchiveError::damaged_in(
                shown(name.as_bytes()),
                "no entry of an archive may have this name",
            )
        };
        let name = std::str::from_utf8(name.as_bytes()).map_err(|_| refused())?;
        let (folder, path) = name.split_once('/').ok_or_else(refused)?;
        let path = path.parse().map_err(|_| refused())?;
        match &self.bag {
            Some(bag) if bag == folder => Ok(path),
            None if path == BagPath::Declaration && is_bag_name(folder) => {
                self.bag = Some(folder.to_owned());
                Ok(path)
            }
            None if is_bag_name(folder) => {
                Err(ArchiveError::damaged_in(BagPath::Declaration, "it is not the first entry"))
            }
            _ => Err(refused()),
        }
    }

    fn finish(self, start: u64) -> Result<Directory, ArchiveError> {
        let bag = self.bag.ok_or_else(|| ArchiveError::damaged("its directory is empty"))?;
        if self.next_entry != start {
            return Err(ArchiveError::damaged(
                "bytes between the last entry and the directory belong to nothing",
            ));
        }
        let records =
            end_records(self.entries.len() as u64, start, self.next_record - start, SEAL_LENGTH);
        let tail = self
            .window
            .get(self.next_record, TAIL)
            .filter(|_| self.next_record + TAIL as u64 == self.window.end());
        let seal =
            tail.and_then(|tail| tail.strip_prefix(records.as_slice())).ok_or_else(|| {
                ArchiveError::damaged("the records at its end are not as Drydock writes them")
            })?;
        let seal = read_seal(seal).ok_or_else(|| ArchiveError::damaged("it has no seal"))?;
        Ok(Directory { bag, entries: self.entries, seal })
    }
}

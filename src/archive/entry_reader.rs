//! Reads one entry and checks everything about it on the way.

use flate2::Crc;
use sha2::{Digest, Sha256};

use super::directory::{Directory, Entry};
use super::headers::ZipEntry;
use super::inflate::{InflateFault, Inflater};
use super::layout::READ_SIZE;
use super::path::BagPath;
use super::{ArchiveError, ByteSource, Sha256Digest};

/// An entry that is being read.
pub(super) struct EntryReader<'reader, S: ?Sized> {
    source: &'reader S,
    path: BagPath,
    entry: Entry,
    headers: ZipEntry,
    position: u64,
    data_end: u64,
    inflater: Option<Inflater>,
    crc: Crc,
    hasher: Sha256,
    read: u64,
    finished: bool,
}

/// Looks at each raw byte of an entry as it is read, header and descriptor included.
pub(super) trait Observer {
    /// Looks at the next bytes.
    fn observe(&mut self, raw: &[u8]);
}

/// Looks at nothing.
pub(super) struct Unobserved;

impl Observer for Unobserved {
    fn observe(&mut self, _raw: &[u8]) {}
}

impl<'reader, S: ByteSource + ?Sized> EntryReader<'reader, S> {
    /// Reads the local header and compares it with the directory.
    pub(super) async fn open(
        source: &'reader S,
        directory: &Directory,
        path: BagPath,
        observer: &mut impl Observer,
    ) -> Result<Self, ArchiveError> {
        let missing = || ArchiveError::damaged_in(path, "it is missing");
        let entry = *directory.entries.get(&path).ok_or_else(missing)?;
        let headers = entry.zip_entry(&directory.bag, path);
        // The audit found that the entry fits into the file.
        let outside = || ArchiveError::damaged_in(path, "it does not fit into the file");
        let position = headers.data_start().ok_or_else(outside)?;
        let data_end = headers.data_end().ok_or_else(outside)?;
        let reader = Self {
            source,
            path,
            entry,
            position,
            data_end,
            inflater: entry.deflated.then(|| Inflater::new(entry.size)),
            crc: Crc::new(),
            hasher: Sha256::new(),
            read: 0,
            finished: false,
            headers,
        };
        let expected = reader.headers.local_header();
        let found = source.read(entry.offset, expected.len()).await?;
        observer.observe(&found);
        if found != expected {
            return Err(reader.damaged("its header is not what the directory says"));
        }
        Ok(reader)
    }

    /// The next bytes, uncompressed; `None` at the end, when everything about the entry has been
    /// found right.
    pub(super) async fn next_chunk(
        &mut self,
        observer: &mut impl Observer,
    ) -> Result<Option<Vec<u8>>, ArchiveError> {
        while !self.finished {
            let inflated = match &mut self.inflater {
                Some(inflater) => inflater.next_piece(),
                None => Ok(Vec::new()),
            };
            let inflated = inflated.map_err(|fault| self.not_inflated(fault))?;
            if !inflated.is_empty() {
                return Ok(Some(self.checked(inflated)));
            }
            if self.position == self.data_end {
                self.finish(observer).await?;
                break;
            }
            let left = self.data_end.saturating_sub(self.position);
            let length = usize::try_from(left).map_or(READ_SIZE, |left| left.min(READ_SIZE));
            let raw = self.source.read(self.position, length).await?;
            self.position += raw.len() as u64;
            observer.observe(&raw);
            match &mut self.inflater {
                Some(inflater) => inflater.feed(raw),
                None => return Ok(Some(self.checked(raw))),
            }
        }
        Ok(None)
    }

    /// All that is left, in memory.
    ///
    /// # Errors
    ///
    /// Besides damage: when the entry is larger than `limit` bytes.
    pub(super) async fn read_all(mut self, limit: u64) -> Result<Vec<u8>, ArchiveError> {
        if self.entry.size > limit {
            return Err(self.damaged(format!("it is larger than {limit} bytes")));
        }
        let mut all = Vec::new();
        while let Some(chunk) = self.next_chunk(&mut Unobserved).await? {
            all.extend(chunk);
        }
        Ok(all)
    }

    fn checked(&mut self, chunk: Vec<u8>) -> Vec<u8> {
        self.crc.update(&chunk);
        self.hasher.update(&chunk);
        self.read += chunk.len() as u64;
        chunk
    }

    async fn finish(&mut self, observer: &mut impl Observer) -> Result<(), ArchiveError> {
        let expected = self.headers.descriptor();
        let descriptor = self.source.read(self.data_end, expected.len()).await?;
        observer.observe(&descriptor);
        if let Some(inflater) = &self.inflater {
            inflater.finish().map_err(|fault| self.not_inflated(fault))?;
        }
        if self.read != self.entry.size {
            return Err(self.damaged("it has not the size that the directory says"));
        }
        if self.crc.sum() != self.entry.crc {
            return Err(self.damaged("its content is not what was written (CRC-32)"));
        }
        let digest = Sha256Digest::from_hasher(std::mem::take(&mut self.hasher));
        if self.entry.digest.is_some_and(|expected| expected != digest) {
            return Err(self.damaged("its content is not what the manifest says (SHA-256)"));
        }
        if descriptor != expected {
            return Err(self.damaged("its data descriptor is not what the directory says"));
        }
        self.finished = true;
        Ok(())
    }

    fn not_inflated(&self, fault: InflateFault) -> ArchiveError {
        match fault {
            InflateFault::TooLong => ArchiveError::OversizedEntry { entry: self.path.to_string() },
            InflateFault::Invalid(reason) => self.damaged(reason),
        }
    }

    fn damaged(&self, reason: impl Into<String>) -> ArchiveError {
        ArchiveError::damaged_in(self.path, reason)
    }
}

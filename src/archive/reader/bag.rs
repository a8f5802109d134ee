//! An open archive.

use std::ops::Range;

use super::super::path::BagPath;
use super::super::writer::Compression;
use super::super::{ArchiveError, Backup, BagInfo, Blobs, ByteSource, PayloadPath, Sha256Digest};
use super::directory::{Directory, read_directory};
use super::index::{Index, read_index};
use super::local::check_local;
use super::payload::PayloadReader;
use super::tail::{Tail, read_tail};
use super::verify;

/// An archive, open for reading.
#[derive(Debug)]
pub struct BagReader<S> {
    source: S,
    tail: Tail,
    directory: Directory,
    index: Index,
}

impl<S: ByteSource> BagReader<S> {
    /// Opens an archive: reads its directory and the entries that describe it, and checks that
    /// they agree with one another and that no byte is unaccounted for. The contents of the other
    /// entries are checked by [`verify`](Self::verify).
    ///
    /// # Errors
    ///
    /// When the file is not an archive of ours, is damaged, or needs a newer version.
    pub async fn open(source: S) -> Result<Self, ArchiveError> {
        let tail = read_tail(&source).await?;
        let directory = read_directory(&source, &tail).await?;
        for (path, entry) in &directory.entries {
            check_local(&source, &directory.bag_name, *path, entry).await?;
        }
        let index = read_index(&source, &directory).await?;
        Ok(Self { source, tail, directory, index })
    }

    /// Compares every checksum: each entry's, and the seal over the whole file. `progress` is
    /// told how many bytes of the file are dealt with, of as many as the source has.
    ///
    /// # Errors
    ///
    /// When anything differs; where it shows in one entry, the error names it.
    pub async fn verify(&self, progress: impl FnMut(u64)) -> Result<(), ArchiveError> {
        let entries = verify::Entries {
            source: &self.source,
            entries: &self.directory.entries,
            digests: &self.index.digests,
        };
        verify::verify(entries, self.tail.seal, progress).await
    }

    /// Where the archive is read from.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The bag's name: the folder in which the archive's entries stand.
    pub fn name(&self) -> &str {
        &self.directory.bag_name
    }

    /// The digest in the seal: two archives with the same seal are the same, once verified.
    pub fn seal(&self) -> Sha256Digest {
        self.tail.seal
    }

    /// Where the backup comes from.
    pub fn info(&self) -> &BagInfo {
        &self.index.info
    }

    /// The databases.
    pub fn backup(&self) -> &Backup {
        &self.index.backup
    }

    /// What the records' ordinals stand for.
    pub fn blobs(&self) -> &Blobs {
        &self.index.blobs
    }

    /// The digest that the manifest gives for a payload entry.
    pub fn digest_of(&self, path: &PayloadPath) -> Option<Sha256Digest> {
        self.index.digests.get(&BagPath::Payload(*path)).copied()
    }

    /// Where a payload entry's content stands in the file, where it stands there as it is. It is
    /// only as sure as the last [`verify`](Self::verify).
    pub fn entry_range_if_stored(&self, path: &PayloadPath) -> Option<Range<u64>> {
        let entry = self.directory.entries.get(&BagPath::Payload(*path))?;
        (entry.compression == Compression::Stored)
            .then(|| entry.content..entry.content + entry.compressed)
    }

    /// Reads a payload entry.
    ///
    /// # Errors
    ///
    /// When there is no such entry.
    pub async fn payload(&self, path: &PayloadPath) -> Result<PayloadReader<'_, S>, ArchiveError> {
        let path = BagPath::Payload(*path);
        let entry = self.directory.entries.get(&path).ok_or_else(|| {
            ArchiveError::NoSuchEntry { entry: path.to_string() }
        })?;
        let expected = self.index.digests.get(&path).copied();
        Ok(PayloadReader::new(&self.source, path, *entry, expected))
    }
}

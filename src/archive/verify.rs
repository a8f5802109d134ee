//! Verifies an archive: reads every byte of it once.

use sha2::{Digest, Sha256};

use super::entry_reader::{EntryReader, Observer};
use super::layout::READ_SIZE;
use super::path::BagPath;
use super::seal::SEAL_DIGITS;
use super::{ArchiveError, BagReader, ByteSource, Sha256Digest};

/// Hashes every byte of the file in order, and tells how far it has come.
struct SealCheck<P> {
    hasher: Sha256,
    bytes: u64,
    progress: P,
}

impl<P: FnMut(u64)> Observer for SealCheck<P> {
    fn observe(&mut self, raw: &[u8]) {
        self.hasher.update(raw);
        self.bytes += raw.len() as u64;
        (self.progress)(self.bytes);
    }
}

impl<S: ByteSource> BagReader<S> {
    /// Reads the whole archive and checks it: each entry's headers, size, CRC-32 and SHA-256, and
    /// the seal over the file.
    ///
    /// `progress` is told how many bytes of the file have been read, of
    /// [`ByteSource::len`] in all.
    ///
    /// The records themselves are not decoded: whether there are as many as
    /// [`backup`](Self::backup) says is left to who decodes them.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Damaged`], in an entry where the damage shows in one, even though the seal
    /// is then broken too; [`ArchiveError::Source`] where the archive cannot be read.
    pub async fn verify(&self, progress: impl FnMut(u64)) -> Result<(), ArchiveError> {
        let mut seal = SealCheck { hasher: Sha256::new(), bytes: 0, progress };
        // The audit found that the entries follow one another without a gap, from the file's
        // first byte to the directory: so each byte is read once, in order.
        let mut in_order: Vec<(u64, BagPath)> =
            self.directory.entries.iter().map(|(path, entry)| (entry.offset, *path)).collect();
        in_order.sort_unstable();
        for (_, path) in in_order {
            let mut entry =
                EntryReader::open(&self.source, &self.directory, path, &mut seal).await?;
            while entry.next_chunk(&mut seal).await?.is_some() {}
        }
        let end = self.source.len().saturating_sub(SEAL_DIGITS as u64);
        let mut position = self.directory.start;
        while position < end {
            let length = usize::try_from(end - position).map_or(READ_SIZE, |n| n.min(READ_SIZE));
            seal.observe(&self.source.read(position, length).await?);
            position += length as u64;
        }
        (seal.progress)(self.source.len());
        if Sha256Digest::from_hasher(seal.hasher) == self.directory.seal {
            Ok(())
        } else {
            Err(ArchiveError::damaged(
                "its seal is broken, though every entry is as it was written",
            ))
        }
    }
}

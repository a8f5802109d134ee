//! Verifies an archive: reads every byte of it once.

use std::ops::ControlFlow;

use sha2::{Digest, Sha256};

use super::directory::Directory;
use super::entry_reader::{EntryReader, Observer};
use super::layout::READ_SIZE;
use super::path::BagPath;
use super::seal::SEAL_DIGITS;
use super::{ArchiveError, BagReader, ByteSource, Sha256Digest};

/// Hashes every byte of the file in order, and tells how far it has come.
pub(super) struct SealCheck<P> {
    hasher: Sha256,
    bytes: u64,
    progress: P,
    stopped: bool,
}

impl<P: FnMut(u64) -> ControlFlow<()>> Observer for SealCheck<P> {
    fn observe(&mut self, raw: &[u8]) {
        self.hasher.update(raw);
        self.bytes += raw.len() as u64;
        self.stopped |= (self.progress)(self.bytes).is_break();
    }
}

impl<P: FnMut(u64) -> ControlFlow<()>> SealCheck<P> {
    /// One that has seen nothing yet.
    pub(super) fn new(progress: P) -> Self {
        Self { hasher: Sha256::new(), bytes: 0, progress, stopped: false }
    }

    fn go_on(&self) -> Result<(), ArchiveError> {
        if self.stopped { Err(ArchiveError::Stopped) } else { Ok(()) }
    }

    /// Reads on from where it is to the digest, and says whether that is right.
    async fn is_intact(
        &mut self,
        source: &impl ByteSource,
        directory: &Directory,
    ) -> Result<bool, ArchiveError> {
        let end = source.len().saturating_sub(SEAL_DIGITS as u64);
        while self.bytes < end {
            let length = usize::try_from(end - self.bytes).map_or(READ_SIZE, |n| n.min(READ_SIZE));
            self.observe(&source.read(self.bytes, length).await?);
            self.go_on()?;
        }
        let found = Sha256Digest::from_hasher(std::mem::take(&mut self.hasher));
        Ok(found == directory.seal)
    }

    /// What is to be told of an entry that inflates to more than its size. Where the seal is
    /// right, it was written so; else a bit in it was changed, and it is damaged.
    pub(super) async fn tell(
        &mut self,
        source: &impl ByteSource,
        directory: &Directory,
        error: ArchiveError,
    ) -> ArchiveError {
        match self.is_intact(source, directory).await {
            Ok(true) => error,
            Ok(false) => error.of_unsealed(),
            Err(other) => other,
        }
    }
}

impl<S: ByteSource> BagReader<S> {
    /// Reads the whole archive and checks it: each entry's headers, size, CRC-32 and SHA-256, and
    /// the seal over the file.
    ///
    /// `progress` is told how many bytes of the file have been read, of
    /// [`ByteSource::len`] in all, after every 64 KiB at least, and may stop it.
    ///
    /// The records themselves are not decoded: whether there are as many as
    /// [`backup`](Self::backup) says is left to who decodes them.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Damaged`], in an entry where the damage shows in one, even though the seal
    /// is then broken too; [`ArchiveError::OversizedEntry`] where the seal is right;
    /// [`ArchiveError::Source`] where the archive cannot be read; [`ArchiveError::Stopped`].
    pub async fn verify(
        &self,
        progress: impl FnMut(u64) -> ControlFlow<()>,
    ) -> Result<(), ArchiveError> {
        let mut seal = SealCheck::new(progress);
        // The audit found that the entries follow one another without a gap, from the file's
        // first byte to the directory: so each byte is read once, in order.
        let mut in_order: Vec<(u64, BagPath)> =
            self.directory.entries.iter().map(|(path, entry)| (entry.offset, *path)).collect();
        in_order.sort_unstable();
        for (_, path) in in_order {
            match self.verify_entry(path, &mut seal).await {
                Err(error @ ArchiveError::OversizedEntry { .. }) => {
                    return Err(seal.tell(&self.source, &self.directory, error).await);
                }
                other => other?,
            }
        }
        if !seal.is_intact(&self.source, &self.directory).await? {
            return Err(ArchiveError::damaged(
                "its seal is broken, though every entry is as it was written",
            ));
        }
        // All has been read: it is too late to stop.
        let _ = (seal.progress)(self.source.len());
        Ok(())
    }

    async fn verify_entry<P: FnMut(u64) -> ControlFlow<()>>(
        &self,
        path: BagPath,
        seal: &mut SealCheck<P>,
    ) -> Result<(), ArchiveError> {
        let mut entry = EntryReader::open(&self.source, &self.directory, path, seal).await?;
        while entry.next_chunk(seal).await?.is_some() {
            seal.go_on()?;
        }
        seal.go_on()
    }
}

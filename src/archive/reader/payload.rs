//! Reading one entry as a stream.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use sha2::{Digest, Sha256};

use super::super::path::BagPath;
use super::super::writer::Compression;
use super::super::{ArchiveError, ByteSource, Sha256Digest};
use super::directory::Entry;

/// How many bytes are read from the file at a time, and the most that a chunk has.
const PIECE: usize = 256 << 10;

/// Reads an entry's content in chunks, and checks it: its size as it comes, its CRC-32 and its
/// digest at its end.
pub struct PayloadReader<'a, S> {
    source: &'a S,
    path: BagPath,
    entry: Entry,
    /// The digest that it must have, where that is known.
    expected: Option<Sha256Digest>,
    inflater: Option<Decompress>,
    /// Bytes read from the file and not inflated yet.
    waiting: Vec<u8>,
    used: usize,
    /// How many bytes of the file were read.
    taken: u64,
    given: u64,
    crc: Crc,
    hasher: Sha256,
    ended: bool,
}

impl<'a, S: ByteSource> PayloadReader<'a, S> {
    pub(super) fn new(
        source: &'a S,
        path: BagPath,
        entry: Entry,
        expected: Option<Sha256Digest>,
    ) -> Self {
        let inflates = entry.compression == Compression::Deflate;
        Self {
            source,
            path,
            entry,
            expected,
            inflater: inflates.then(|| Decompress::new(false)),
            waiting: Vec::new(),
            used: 0,
            taken: 0,
            given: 0,
            crc: Crc::new(),
            hasher: Sha256::new(),
            ended: false,
        }
    }

    /// The next bytes of the content, never none; `None` at its end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or the content is not what the archive says of it.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        if self.ended {
            return Ok(None);
        }
        let chunk = match self.inflater {
            None => self.stored().await?,
            Some(_) => self.inflated().await?,
        };
        self.given += chunk.len() as u64;
        if self.given > self.entry.size {
            return Err(self.damaged("it is larger than it says"));
        }
        self.crc.update(&chunk);
        self.hasher.update(&chunk);
        if !chunk.is_empty() {
            return Ok(Some(chunk));
        }
        self.ended = true;
        self.check_end()?;
        Ok(None)
    }

    /// The whole content; only for entries that are known to be small.
    pub(super) async fn whole(mut self, largest: u64) -> Result<Vec<u8>, ArchiveError> {
        if self.entry.size > largest {
            return Err(self.damaged("it is too large"));
        }
        let mut content = Vec::new();
        while let Some(chunk) = self.next_chunk().await? {
            content.extend(chunk);
        }
        Ok(content)
    }

    /// Reads on to the end, and gives the digest.
    pub(super) async fn digest(mut self) -> Result<Sha256Digest, ArchiveError> {
        while self.next_chunk().await?.is_some() {}
        Ok(Sha256Digest::from_hasher(self.hasher))
    }

    async fn stored(&mut self) -> Result<Vec<u8>, ArchiveError> {
        self.take_piece().await
    }

    /// The next bytes of the file; none at the content's end.
    async fn take_piece(&mut self) -> Result<Vec<u8>, ArchiveError> {
        let left = self.entry.compressed - self.taken;
        let length = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
        let piece = self.source.read(self.entry.content + self.taken, length).await?;
        self.taken += piece.len() as u64;
        Ok(piece)
    }

    async fn inflated(&mut self) -> Result<Vec<u8>, ArchiveError> {
        let mut chunk = Vec::with_capacity(PIECE);
        loop {
            if self.used == self.waiting.len() && self.taken < self.entry.compressed {
                self.waiting = self.take_piece().await?;
                self.used = 0;
            }
            let input = self.waiting.get(self.used..).unwrap_or_default();
            let Some(inflater) = &mut self.inflater else { return Ok(chunk) };
            let before = inflater.total_in();
            let status = inflater.decompress_vec(input, &mut chunk, FlushDecompress::None);
            // At most as much as there was input.
            self.used += usize::try_from(inflater.total_in() - before).unwrap_or_default();
            let all_taken =
                self.taken == self.entry.compressed && self.used == self.waiting.len();
            match status {
                Ok(Status::StreamEnd) if all_taken => {
                    // Nothing is left to inflate: the next chunk is empty.
                    self.inflater = None;
                    return Ok(chunk);
                }
                Ok(Status::StreamEnd) => return Err(self.damaged("bytes follow its content")),
                Ok(_) if chunk.len() == chunk.capacity() => return Ok(chunk),
                Ok(_) if all_taken => return Err(self.damaged("its content is cut off")),
                Ok(_) => {}
                Err(_) => return Err(self.damaged("its content cannot be inflated")),
            }
        }
    }

    fn check_end(&self) -> Result<(), ArchiveError> {
        if self.given != self.entry.size {
            return Err(self.damaged("it is smaller than it says"));
        }
        if self.crc.sum() != self.entry.crc32 {
            return Err(self.damaged("its CRC-32 differs"));
        }
        let digest = Sha256Digest::from_hasher(self.hasher.clone());
        if self.expected.is_some_and(|expected| expected != digest) {
            return Err(self.damaged("its SHA-256 is not that of the manifest"));
        }
        Ok(())
    }

    fn damaged(&self, reason: &str) -> ArchiveError {
        ArchiveError::damaged_in(self.path, reason)
    }
}

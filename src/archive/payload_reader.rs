//! A payload entry as a stream.

use super::entry_reader::{EntryReader, Unobserved};
use super::{ArchiveError, ByteSource};

/// A payload entry that is being read.
///
/// Its last chunk has been handed out before the digest of the whole can be compared: what has
/// been read is known to be right only when [`next_chunk`](Self::next_chunk) returned `None`, or
/// after [`BagReader::verify`](super::BagReader::verify).
pub struct PayloadReader<'reader, S: ?Sized>(pub(super) EntryReader<'reader, S>);

impl<S: ByteSource + ?Sized> PayloadReader<'_, S> {
    /// The next bytes, uncompressed, at most 128 KiB and never none; `None` at the end.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::Damaged`] where the content is not what the directory and the manifest
    /// say, [`ArchiveError::Source`] where the archive cannot be read.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, ArchiveError> {
        // Whether the file is as it was written has not been looked at.
        self.0.next_chunk(&mut Unobserved).await.map_err(ArchiveError::of_unsealed)
    }
}

//! A part of the file in memory.

use std::io;

use rawzip::ReaderAt;

use super::{ByteSource, SourceError};

/// The bytes of a file from some place to its end, under the offsets that they have in the file.
///
/// The zip library reads synchronously, and the source does not. So the end of the file is
/// brought into memory first; nothing before it is there.
pub(super) struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    /// The bytes from `start` to the end.
    pub(super) async fn read(
        source: &(impl ByteSource + ?Sized),
        start: u64,
    ) -> Result<Self, SourceError> {
        let missing = || SourceError {
            offset: start,
            length: 0,
            message: "it does not fit into memory".to_owned(),
        };
        let length = source.len().saturating_sub(start);
        let length = usize::try_from(length).map_err(|_| missing())?;
        let bytes = source.read(start, length).await?;
        Ok(Self { start, bytes })
    }

    /// `length` bytes from `offset` on, where they are in memory.
    pub(super) fn get(&self, offset: u64, length: usize) -> Option<&[u8]> {
        let from = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        self.bytes.get(from..from.checked_add(length)?)
    }

    /// The last `length` bytes.
    pub(super) fn last(&self, length: usize) -> Option<&[u8]> {
        self.bytes.get(self.bytes.len().checked_sub(length)?..)
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Where it begins in the file.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The length of the file.
    pub(super) fn end(&self) -> u64 {
        self.start.saturating_add(self.bytes.len() as u64)
    }
}

impl ReaderAt for Window {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let available = self.end().saturating_sub(offset);
        let length = usize::try_from(available).map_or(buffer.len(), |n| n.min(buffer.len()));
        let (Some(bytes), Some(buffer)) = (self.get(offset, length), buffer.get_mut(..length))
        else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        buffer.copy_from_slice(bytes);
        Ok(length)
    }
}

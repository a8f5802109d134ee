//! Where the bytes of an archive come from.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::SourceError;

/// Bytes that can be read from any place, asynchronously: a file, a Blob in the browser, memory.
///
/// The futures are not `Send`: in the browser everything runs on one thread.
#[allow(async_fn_in_trait, clippy::len_without_is_empty)]
pub trait ByteSource {
    /// How many bytes there are. It must not change while a reader is open.
    fn len(&self) -> u64;

    /// Exactly `length` bytes from `offset` on.
    ///
    /// # Errors
    ///
    /// When they cannot be read, or when there are not so many.
    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError>;
}

impl ByteSource for [u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        usize::try_from(offset)
            .ok()
            .and_then(|start| self.get(start..start.checked_add(length)?))
            .map(<[u8]>::to_vec)
            .ok_or_else(|| SourceError {
                offset,
                length,
                message: format!("there are only {} bytes", <[u8]>::len(self)),
            })
    }
}

impl ByteSource for Vec<u8> {
    fn len(&self) -> u64 {
        ByteSource::len(self.as_slice())
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        ByteSource::read(self.as_slice(), offset, length).await
    }
}

impl<S: ByteSource + ?Sized> ByteSource for &S {
    fn len(&self) -> u64 {
        ByteSource::len(*self)
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        ByteSource::read(*self, offset, length).await
    }
}

/// A file of the operating system. Its reads block: it is for the command line and for tests.
#[derive(Debug)]
pub struct FileSource {
    file: File,
    length: u64,
}

impl FileSource {
    /// Reads from an open file.
    ///
    /// # Errors
    ///
    /// When its size cannot be determined.
    pub fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

impl ByteSource for FileSource {
    fn len(&self) -> u64 {
        self.length
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        let read = || {
            let mut file = &self.file;
            file.seek(SeekFrom::Start(offset))?;
            let mut bytes = vec![0; length];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error: io::Error| SourceError {
            offset,
            length,
            message: error.to_string(),
        })
    }
}

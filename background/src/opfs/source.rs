//! An archive on disk, as the archive reader reads it.

use drydock::archive::{ByteSource, ReadAhead, SourceError};
use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::failure::words;

/// A stored file to read from any place.
#[derive(Clone)]
pub struct FileSource(ReadAhead<Slices>);

/// A file read as it is asked for: each read is a Blob of its own, which takes a millisecond
/// whatever its size.
#[derive(Clone)]
struct Slices {
    file: File,
    length: u64,
}

impl FileSource {
    /// Reads from a file.
    pub fn new(file: File) -> Self {
        // A size is an integer below 2^53.
        let length = file.size() as u64;
        Self(ReadAhead::new(Slices { file, length }))
    }

    /// The file itself.
    pub fn file(&self) -> &File {
        &self.0.source().file
    }
}

impl ByteSource for FileSource {
    fn len(&self) -> u64 {
        self.0.len()
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        self.0.read(offset, length).await
    }
}

impl ByteSource for Slices {
    fn len(&self) -> u64 {
        self.length
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        let failed = |message: String| SourceError { offset, length, message };
        let thrown = |error: JsValue| {
            let (name, message) = words(&error);
            failed(format!("{name}: {message}"))
        };
        let end = offset.saturating_add(length as u64);
        let slice = self.file.slice_with_f64_and_f64(offset as f64, end as f64).map_err(thrown)?;
        let buffer = JsFuture::from(slice.array_buffer()).await.map_err(thrown)?;
        let bytes = Uint8Array::new(&buffer);
        if bytes.length() as usize != length {
            return Err(failed(format!("there are only {} bytes", self.length)));
        }
        Ok(bytes.to_vec())
    }
}

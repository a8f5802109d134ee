//! Writing a file as a stream.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::FileSystemWritableFileStream;

/// A file being written. Until it is closed, the file on disk is unchanged; dropped without
/// being closed, it discards what was written.
pub struct Writer {
    stream: Option<FileSystemWritableFileStream>,
    written: u64,
}

impl Writer {
    pub(super) fn new(stream: FileSystemWritableFileStream) -> Self {
        Self { stream: Some(stream), written: 0 }
    }

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance `QuotaExceededError`.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        if bytes.is_empty() {
            return Ok(());
        }
        let Some(stream) = &self.stream else {
            return Err(js_sys::Error::new("the file is closed").into());
        };
        // A copy outside WASM's memory, which may move while the write is under way.
        let copy = Uint8Array::from(bytes);
        JsFuture::from(stream.write_with_buffer_source(&copy)?).await?;
        self.written += bytes.len() as u64;
        Ok(())
    }

    /// The number of bytes written so far.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Makes the file's content what was written.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance `QuotaExceededError`.
    pub async fn close(mut self) -> Result<(), JsValue> {
        match self.stream.take() {
            Some(stream) => JsFuture::from(stream.close()).await.map(drop),
            None => Ok(()),
        }
    }

    /// Discards what was written, and waits until it is gone.
    pub async fn abort(mut self) {
        if let Some(stream) = self.stream.take() {
            // A stream that failed is gone already.
            let _ = JsFuture::from(stream.abort()).await;
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            let aborted = JsFuture::from(stream.abort());
            wasm_bindgen_futures::spawn_local(async move {
                // Nobody waits for it, and the file on disk never had the content.
                let _ = aborted.await;
            });
        }
    }
}

//! Reading a Blob from its beginning to its end.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ReadableStreamDefaultReader};

use crate::reflect;

/// About how much of a Blob is in memory at a time.
const CHUNK: usize = 2 << 20;

/// A Blob's bytes in order, a chunk at a time.
///
/// A Blob that another page made is read in no other way: Firefox carries one of more than a
/// mebibyte through a pipe, and a slice of it from further on than the pipe holds is never read.
pub struct Chunks {
    reader: ReadableStreamDefaultReader,
    left: u64,
}

impl Chunks {
    /// Starts reading.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub fn of(blob: &Blob) -> Result<Self, JsValue> {
        let reader = blob.stream().get_reader().unchecked_into();
        // A size is an integer below 2^53.
        Ok(Self { reader, left: blob.size() as u64 })
    }

    /// The next bytes; `None` at the end.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance `NotReadableError` when the file was changed or
    /// moved; an error when there are fewer or more bytes than the Blob has.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, JsValue> {
        let mut bytes = Vec::new();
        while bytes.len() < CHUNK {
            let step = JsFuture::from(self.reader.read()).await?;
            if reflect::get(&step, "done").is_truthy() {
                if self.left > 0 {
                    return Err(js_sys::Error::new("it is shorter than it says").into());
                }
                break;
            }
            let piece: Uint8Array = reflect::get(&step, "value").dyn_into()?;
            let length = u64::from(piece.length());
            self.left = self
                .left
                .checked_sub(length)
                .ok_or_else(|| js_sys::Error::new("it is longer than it says"))?;
            let from = bytes.len();
            bytes.resize(from + piece.length() as usize, 0);
            piece.copy_to(bytes.get_mut(from..).unwrap_or_default());
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

impl Drop for Chunks {
    fn drop(&mut self) {
        let cancelled = JsFuture::from(self.reader.cancel());
        wasm_bindgen_futures::spawn_local(async move {
            // What was read is of no more use to anybody.
            let _ = cancelled.await;
        });
    }
}

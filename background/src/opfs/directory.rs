//! A directory of small and large files.

use js_sys::{AsyncIterator, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemWritableFileStream, WorkerNavigator,
};

use crate::opfs::Writer;
use crate::reflect;

/// A directory at the root of the extension's private file system.
#[derive(Clone)]
pub struct Directory(FileSystemDirectoryHandle);

/// Chromium writes into a file beside the one that is written, under its name and this. When the
/// browser ends meanwhile, it stays, as large as it is, and is listed with the others.
const SWAP: &str = ".crswap";

#[wasm_bindgen]
extern "C" {
    type Listing;

    #[wasm_bindgen(method)]
    fn keys(this: &Listing) -> AsyncIterator;

    type Movable;

    #[wasm_bindgen(method, catch, js_name = move)]
    fn rename(this: &Movable, name: &str) -> Result<js_sys::Promise, JsValue>;
}

impl Directory {
    /// Opens a directory, creating it where it is missing, and deletes what writers that never
    /// closed have left in it. To be called at the start, before anything is written.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance when site data is blocked.
    pub async fn open(name: &str) -> Result<Self, JsValue> {
        // A service worker and an event page have different global objects, but both have this.
        let navigator: WorkerNavigator =
            reflect::get(&js_sys::global(), "navigator").unchecked_into();
        let root: FileSystemDirectoryHandle =
            JsFuture::from(navigator.storage().get_directory()).await?.unchecked_into();
        let options = FileSystemGetDirectoryOptions::new();
        options.set_create(true);
        let directory =
            JsFuture::from(root.get_directory_handle_with_options(name, &options)).await?;
        let directory = Self(directory.unchecked_into());
        for name in directory.names().await? {
            // A file that was created and never closed is empty.
            if name.ends_with(SWAP) || directory.file(&name).await?.size() == 0.0 {
                directory.remove(&name).await?;
            }
        }
        Ok(directory)
    }

    /// The names of the files.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn names(&self) -> Result<Vec<String>, JsValue> {
        let names = self.0.unchecked_ref::<Listing>().keys();
        let mut found = Vec::new();
        loop {
            let step = JsFuture::from(names.next_iterator()?).await?;
            if reflect::get(&step, "done").is_truthy() {
                return Ok(found);
            }
            found.extend(reflect::get(&step, "value").as_string());
        }
    }

    /// A file's present content. What the handle gives stays readable as long as the file is not
    /// written.
    ///
    /// # Errors
    ///
    /// `NotFoundError` where there is no such file.
    pub async fn file(&self, name: &str) -> Result<File, JsValue> {
        let handle: FileSystemFileHandle =
            JsFuture::from(self.0.get_file_handle(name)).await?.unchecked_into();
        Ok(JsFuture::from(handle.get_file()).await?.unchecked_into())
    }

    /// Starts writing a file; it has its new content only once the writer is closed.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn create(&self, name: &str) -> Result<Writer, JsValue> {
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            JsFuture::from(self.0.get_file_handle_with_options(name, &options))
                .await?
                .unchecked_into();
        let stream: FileSystemWritableFileStream =
            JsFuture::from(handle.create_writable()).await?.unchecked_into();
        Ok(Writer::new(stream))
    }

    /// Gives a file another name.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn rename(&self, from: &str, to: &str) -> Result<(), JsValue> {
        let handle = JsFuture::from(self.0.get_file_handle(from)).await?;
        JsFuture::from(handle.unchecked_ref::<Movable>().rename(to)?).await.map(drop)
    }

    /// Deletes a file; one that is not there is no error.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn remove(&self, name: &str) -> Result<(), JsValue> {
        match JsFuture::from(self.0.remove_entry(name)).await {
            Err(error) if reflect::string(&error, "name").as_deref() != Some("NotFoundError") => {
                Err(error)
            }
            _ => Ok(()),
        }
    }

    /// The content of a small file; `None` where there is no such file, or one that was created and
    /// never closed.
    ///
    /// # Errors
    ///
    /// What the browser throws.
    pub async fn read(&self, name: &str) -> Result<Option<Vec<u8>>, JsValue> {
        let file = match self.file(name).await {
            Ok(file) => file,
            Err(error) if reflect::string(&error, "name").as_deref() == Some("NotFoundError") => {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let buffer = JsFuture::from(file.array_buffer()).await?;
        let bytes = Uint8Array::new(&buffer).to_vec();
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }

    /// Writes a small file, whole or not at all.
    ///
    /// # Errors
    ///
    /// What the browser throws, for instance `QuotaExceededError`.
    pub async fn write_text(&self, name: &str, text: &str) -> Result<(), JsValue> {
        let mut writer = self.create(name).await?;
        writer.write(text.as_bytes()).await?;
        writer.close().await
    }
}

//! Saving a file, through the browser's downloads.

use drydock::messages::{ErrorCode, Failure};
use futures_channel::mpsc;
use futures_util::StreamExt;
use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url};
use webext::port::Listening;

use crate::i18n::text;
use crate::requests::words;

/// An address of a Blob, as long as it lives.
struct ObjectUrl(String);

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        // Fails only on what is no address.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// Saves a file under a name, and waits until it is whole on disk.
///
/// # Errors
///
/// `cancelled` when the person cancelled it, `read_failed` when the browser could not write it.
pub async fn save(blob: &Blob, name: &str) -> Result<(), Failure> {
    download(blob, name).await.map_err(|error| {
        let words = words(&error);
        if words.to_lowercase().contains("cancel") {
            Failure::new(ErrorCode::Cancelled, text("saveCancelled")).detailed(words)
        } else {
            not_saved(&words)
        }
    })
}

/// Saves a JSON text under a name.
///
/// # Errors
///
/// As [`save`].
pub async fn save_json(text: &str, name: &str) -> Result<(), Failure> {
    let parts = Array::of1(&text.into());
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    match Blob::new_with_str_sequence_and_options(&parts, &kind) {
        Ok(blob) => save(&blob, name).await,
        Err(error) => Err(not_saved(&words(&error))),
    }
}

fn not_saved(words: &str) -> Failure {
    Failure::new(ErrorCode::ReadFailed, text("saveFailed"))
        .then(text("saveFailedNext"))
        .detailed(words)
}

async fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = ObjectUrl(Url::create_object_url_with_blob(blob)?);
    // Listens before it starts: a small file may be whole before its id is known.
    let (sender, mut changes) = mpsc::unbounded();
    let _listening = Listening::to(webext::downloads::changes()?, move |change| {
        // Fails only once the receiver is gone, and with it the interest.
        let _ = sender.unbounded_send(change);
    });
    let id = webext::downloads::start(&url.0, name).await?;
    while let Some(change) = changes.next().await {
        if Reflect::get(&change, &"id".into())?.as_f64() != Some(id) {
            continue;
        }
        match current(&change, "state")?.as_deref() {
            Some("complete") => return Ok(()),
            Some("interrupted") => {
                return Err(current(&change, "error")?.unwrap_or_default().into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// The present value of a property that changed.
fn current(change: &JsValue, name: &str) -> Result<Option<String>, JsValue> {
    let changed = Reflect::get(change, &name.into())?;
    if changed.is_undefined() {
        return Ok(None);
    }
    Ok(Reflect::get(&changed, &"current".into())?.as_string())
}

//! A plan's text, kept while the browser runs, so that the page can be closed and opened again.
//!
//! In [`storage.session`](https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/storage/session),
//! which is memory: nothing of it stays when the browser ends.

use js_sys::{Object, Reflect};
use wasm_bindgen_futures::spawn_local;
use web_extensions_sys::chrome;

fn key(origin: &str) -> String {
    format!("plan:{origin}")
}

/// The text that was kept for an origin.
pub async fn plan(origin: &str) -> Option<String> {
    let key = key(origin);
    let found = chrome().storage().session().get(&key.as_str().into()).await.ok()?;
    Reflect::get(&found, &key.into()).ok()?.as_string().filter(|text| !text.is_empty())
}

/// Keeps a text for an origin.
pub fn keep_plan(origin: &str, text: &str) {
    let items = Object::new();
    // Fails only on frozen objects and throwing setters: a plain object has neither.
    let _ = Reflect::set(&items, &key(origin).into(), &text.into());
    spawn_local(async move {
        if let Err(error) = chrome().storage().session().set(&items).await {
            // A comfort, not a need: a text that is too long is chosen again.
            web_sys::console::warn_1(&error);
        }
    });
}

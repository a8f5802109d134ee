//! [`chrome.downloads`](https://developer.chrome.com/docs/extensions/reference/api/downloads).

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_extensions_sys::{EventTarget, chrome};

#[wasm_bindgen]
extern "C" {
    type DownloadsMore;

    #[wasm_bindgen(catch, method)]
    async fn download(this: &DownloadsMore, options: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, getter, js_name = onChanged)]
    fn on_changed(this: &DownloadsMore) -> Result<EventTarget, JsValue>;
}

fn downloads() -> DownloadsMore {
    chrome().downloads().unchecked_into()
}

/// Starts a download of an address under a file name, and gives its id.
///
/// # Errors
///
/// When the name is not one that a file can have, or the person cancelled.
pub async fn start(url: &str, filename: &str) -> Result<f64, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"url".into(), &url.into())?;
    Reflect::set(&options, &"filename".into(), &filename.into())?;
    let id = downloads().download(&options).await?;
    id.as_f64().ok_or(id)
}

/// The event of a download's change: `{id, state?: {current}, error?: {current}, …}`.
///
/// # Errors
///
/// When the extension was reloaded.
pub fn changes() -> Result<EventTarget, JsValue> {
    downloads().on_changed()
}

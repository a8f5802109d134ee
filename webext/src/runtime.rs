//! [`chrome.runtime`](https://developer.chrome.com/docs/extensions/reference/api/runtime).

use wasm_bindgen::prelude::*;
use web_extensions_sys::chrome;

#[wasm_bindgen]
extern "C" {
    type RuntimeMore;

    #[wasm_bindgen(method, getter)]
    fn id(this: &RuntimeMore) -> String;

    #[wasm_bindgen(catch, method, js_name = getURL)]
    fn get_url(this: &RuntimeMore, path: &str) -> Result<String, JsValue>;

    #[wasm_bindgen(catch, method, js_name = getPlatformInfo)]
    async fn get_platform_info(this: &RuntimeMore) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, js_name = getManifest)]
    fn get_manifest(this: &RuntimeMore) -> Result<JsValue, JsValue>;
}

fn runtime() -> RuntimeMore {
    chrome().runtime().unchecked_into()
}

/// The extension's own id.
pub fn id() -> String {
    runtime().id()
}

/// The address of a file of the extension; `""` for the extension's root.
///
/// # Errors
///
/// When the extension was reloaded, so that this context is no longer valid.
pub fn url(path: &str) -> Result<String, JsValue> {
    runtime().get_url(path)
}

/// Asks for the platform: the cheapest call that counts as activity, so that the browser does
/// not end the background worker as idle.
///
/// # Errors
///
/// When the extension was reloaded.
pub async fn platform_info() -> Result<JsValue, JsValue> {
    runtime().get_platform_info().await
}

/// The manifest as the browser reads it.
///
/// # Errors
///
/// When the extension was reloaded.
pub fn manifest() -> Result<JsValue, JsValue> {
    runtime().get_manifest()
}

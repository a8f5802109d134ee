//! [`chrome.runtime`](https://developer.chrome.com/docs/extensions/reference/api/runtime).

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;
use web_extensions_sys::{Port, chrome};

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

    #[wasm_bindgen(catch, method, js_name = sendMessage)]
    async fn send_message(this: &RuntimeMore, message: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method)]
    fn connect(this: &RuntimeMore, info: &Object) -> Result<Port, JsValue>;
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

/// Sends a message to the extension's other contexts, and gives the answer.
///
/// # Errors
///
/// When nothing listens, the listener ended before it answered, or the message is over the
/// browser's limit.
pub async fn send(message: &JsValue) -> Result<JsValue, JsValue> {
    runtime().send_message(message).await
}

/// Connects to the extension's background worker, and starts it where it does not run.
///
/// # Errors
///
/// When the extension was reloaded.
pub fn connect(name: &str) -> Result<Port, JsValue> {
    let info = Object::new();
    Reflect::set(&info, &"name".into(), &name.into())?;
    runtime().connect(&info)
}

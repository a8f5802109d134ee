//! [`chrome.scripting`](https://developer.chrome.com/docs/extensions/reference/api/scripting).

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_extensions_sys::chrome;

#[wasm_bindgen]
extern "C" {
    type ScriptingMore;

    #[wasm_bindgen(catch, method, js_name = registerContentScripts)]
    async fn register_content_scripts(
        this: &ScriptingMore,
        scripts: &Array,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, js_name = unregisterContentScripts)]
    async fn unregister_content_scripts(
        this: &ScriptingMore,
        filter: &Object,
    ) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method, js_name = getRegisteredContentScripts)]
    async fn get_registered_content_scripts(this: &ScriptingMore) -> Result<JsValue, JsValue>;
}

fn scripting() -> ScriptingMore {
    chrome().scripting().unchecked_into()
}

/// Registers content scripts that run in every page loaded from now on.
///
/// # Errors
///
/// When an id is taken, or the extension may not work on an origin that is named.
pub async fn register(scripts: &Array) -> Result<(), JsValue> {
    scripting().register_content_scripts(scripts).await.map(drop)
}

/// Unregisters the content scripts with these ids.
///
/// # Errors
///
/// When one of them is not registered.
pub async fn unregister(ids: &Array) -> Result<(), JsValue> {
    let filter = Object::new();
    js_sys::Reflect::set(&filter, &"ids".into(), ids)?;
    scripting().unregister_content_scripts(&filter).await.map(drop)
}

/// The content scripts that are registered.
///
/// # Errors
///
/// When the extension was reloaded.
pub async fn registered() -> Result<Array, JsValue> {
    scripting().get_registered_content_scripts().await.map(|scripts| scripts.unchecked_into())
}

/// Runs files of the extension in a tab's top frame.
///
/// # Errors
///
/// When there is no such tab, or the extension may not work on what it shows.
pub async fn inject(tab: i32, files: &[&str]) -> Result<(), JsValue> {
    let target = Object::new();
    js_sys::Reflect::set(&target, &"tabId".into(), &tab.into())?;
    let options = Object::new();
    js_sys::Reflect::set(&options, &"target".into(), &target)?;
    let names: Array = files.iter().map(|file| JsValue::from_str(file)).collect();
    js_sys::Reflect::set(&options, &"files".into(), &names)?;
    js_sys::Reflect::set(&options, &"injectImmediately".into(), &JsValue::TRUE)?;
    chrome().scripting().execute_script(&options).await.map(drop)
}

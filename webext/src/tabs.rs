//! [`chrome.tabs`](https://developer.chrome.com/docs/extensions/reference/api/tabs).

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_extensions_sys::{Port, Tab, chrome};

#[wasm_bindgen]
extern "C" {
    type TabsMore;

    // web-extensions-sys declares it async, which awaits a port as if it were a promise.
    #[wasm_bindgen(catch, method)]
    fn connect(this: &TabsMore, tab: i32, info: &Object) -> Result<Port, JsValue>;
}

/// Connects to the content scripts in a tab's top frame.
///
/// # Errors
///
/// When the call is malformed. A tab without a listener shows in the port's `onDisconnect`.
pub fn connect(tab: i32, name: &str) -> Result<Port, JsValue> {
    let info = Object::new();
    js_sys::Reflect::set(&info, &"name".into(), &name.into())?;
    js_sys::Reflect::set(&info, &"frameId".into(), &0.into())?;
    chrome().tabs().unchecked_into::<TabsMore>().connect(tab, &info)
}

/// A tab by its id.
///
/// # Errors
///
/// When there is no such tab.
pub async fn get(tab: i32) -> Result<Tab, JsValue> {
    chrome().tabs().get(tab).await.map(|tab| tab.unchecked_into())
}

/// The tabs whose address matches a pattern. Only tabs that the extension may work on are found.
///
/// # Errors
///
/// When the pattern is malformed.
pub async fn matching(pattern: &str) -> Result<Vec<Tab>, JsValue> {
    let filter = Object::new();
    js_sys::Reflect::set(&filter, &"url".into(), &pattern.into())?;
    let tabs: Array = chrome().tabs().query(&filter).await?.unchecked_into();
    Ok(tabs.iter().map(|tab| tab.unchecked_into()).collect())
}

/// Opens a tab in the background.
///
/// # Errors
///
/// When the browser refuses the address.
pub async fn open(url: &str) -> Result<Tab, JsValue> {
    let info = Object::new();
    js_sys::Reflect::set(&info, &"url".into(), &url.into())?;
    js_sys::Reflect::set(&info, &"active".into(), &JsValue::FALSE)?;
    chrome().tabs().create(&info).await.map(|tab| tab.unchecked_into())
}

/// Closes a tab.
///
/// # Errors
///
/// When there is no such tab.
pub async fn close(tab: i32) -> Result<(), JsValue> {
    chrome().tabs().remove(&tab.into()).await.map(drop)
}

/// Reloads a tab.
///
/// # Errors
///
/// When there is no such tab.
pub async fn reload(tab: i32) -> Result<(), JsValue> {
    chrome().tabs().reload(Some(tab), None).await.map(drop)
}

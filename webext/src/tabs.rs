//! [`chrome.tabs`](https://developer.chrome.com/docs/extensions/reference/api/tabs).

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;
use web_extensions_sys::{EventTarget, Port, Tab, chrome};

#[wasm_bindgen]
extern "C" {
    type TabsMore;

    // web-extensions-sys declares it async, which awaits a port as if it were a promise.
    #[wasm_bindgen(catch, method)]
    fn connect(this: &TabsMore, tab: i32, info: &Object) -> Result<Port, JsValue>;

    #[wasm_bindgen(catch, method, getter, js_name = onUpdated)]
    fn on_updated(this: &TabsMore) -> Result<EventTarget, JsValue>;
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

/// The tab that the person looks at in this window.
///
/// # Errors
///
/// When the extension was reloaded.
pub async fn active() -> Result<Option<Tab>, JsValue> {
    let filter = Object::new();
    js_sys::Reflect::set(&filter, &"active".into(), &JsValue::TRUE)?;
    js_sys::Reflect::set(&filter, &"currentWindow".into(), &JsValue::TRUE)?;
    let tabs: Array = chrome().tabs().query(&filter).await?.unchecked_into();
    Ok(tabs.iter().next().map(|tab| tab.unchecked_into()))
}

/// Every tab. Those that the extension may not work on have neither address nor title.
///
/// # Errors
///
/// When the extension was reloaded.
pub async fn all() -> Result<Vec<Tab>, JsValue> {
    let tabs: Array = chrome().tabs().query(&Object::new()).await?.unchecked_into();
    Ok(tabs.iter().map(|tab| tab.unchecked_into()).collect())
}

/// Opens a tab, and shows it.
///
/// # Errors
///
/// When the browser refuses the address.
pub async fn show(url: &str) -> Result<Tab, JsValue> {
    let info = Object::new();
    js_sys::Reflect::set(&info, &"url".into(), &url.into())?;
    chrome().tabs().create(&info).await.map(|tab| tab.unchecked_into())
}

/// The event of a tab's change; its listeners get the tab's id first.
///
/// # Errors
///
/// When the extension was reloaded.
pub fn updates() -> Result<EventTarget, JsValue> {
    chrome().tabs().unchecked_into::<TabsMore>().on_updated()
}

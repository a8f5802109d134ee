//! [`chrome.permissions`](https://developer.chrome.com/docs/extensions/reference/api/permissions),
//! which `web-extensions-sys` lacks.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_extensions_sys::chrome;

#[wasm_bindgen]
extern "C" {
    type Permissions;

    #[wasm_bindgen(catch, method)]
    async fn contains(this: &Permissions, permissions: &Object) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, method)]
    fn request(this: &Permissions, permissions: &Object) -> Result<Promise, JsValue>;
}

fn permissions() -> Result<Permissions, JsValue> {
    Reflect::get(chrome(), &"permissions".into()).map(JsValue::unchecked_into)
}

fn origins(patterns: &[String]) -> Result<Object, JsValue> {
    let list: Array = patterns.iter().map(JsValue::from).collect();
    let wanted = Object::new();
    Reflect::set(&wanted, &"origins".into(), &list)?;
    Ok(wanted)
}

/// Whether the extension may work on every page that these match patterns match.
///
/// # Errors
///
/// When a pattern is malformed.
pub async fn contains(patterns: &[String]) -> Result<bool, JsValue> {
    let held = permissions()?.contains(&origins(patterns)?).await?;
    Ok(held.is_truthy())
}

/// Asks the person for access to every page that these match patterns match. The promise gives
/// whether it was allowed, at once where it already is.
///
/// It is no `async fn`, because those start when they are first polled, and a browser asks only
/// while it handles the person's own action.
///
/// # Errors
///
/// When a pattern is malformed, or no action of the person is being handled.
pub fn request(patterns: &[String]) -> Result<Promise, JsValue> {
    permissions()?.request(&origins(patterns)?)
}

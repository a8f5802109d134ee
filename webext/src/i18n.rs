//! [`chrome.i18n`](https://developer.chrome.com/docs/extensions/reference/api/i18n), which
//! `web-extensions-sys` lacks.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;
use web_extensions_sys::chrome;

#[wasm_bindgen]
extern "C" {
    type I18n;

    #[wasm_bindgen(catch, method, js_name = getMessage)]
    fn get_message(this: &I18n, name: &str, substitutions: &Array) -> Result<String, JsValue>;
}

/// The text of `_locales` with this name, its placeholders filled; empty where there is none.
///
/// # Errors
///
/// When there are more than nine substitutions.
pub fn message(name: &str, substitutions: &[String]) -> Result<String, JsValue> {
    let values: Array = substitutions.iter().map(JsValue::from).collect();
    Reflect::get(chrome(), &"i18n".into())?.unchecked_into::<I18n>().get_message(name, &values)
}

//! Reading properties of JavaScript objects that have no binding.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

/// A property; `undefined` where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A property that is a string without lone surrogates.
pub fn string(object: &JsValue, name: &str) -> Option<String> {
    let text: js_sys::JsString = get(object, name).dyn_into().ok()?;
    text.is_valid_utf16().then(|| String::from(text))
}

/// Sets a property of an object of our own making.
pub fn set(object: &js_sys::Object, name: &str, value: &JsValue) {
    // Fails only on frozen objects and throwing setters: a plain object has neither.
    let _ = Reflect::set(object, &name.into(), value);
}

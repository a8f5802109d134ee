//! The texts of `_locales`.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

use crate::format;

/// A text.
pub fn text(name: &str) -> String {
    with(name, &[])
}

/// A text with its placeholders filled. One that is missing shows as its name.
pub fn with(name: &str, values: &[String]) -> String {
    match webext::i18n::message(name, values) {
        Ok(message) if !message.is_empty() => message,
        _ => name.to_owned(),
    }
}

/// A number of things: the text `<name>_<category>`, with the
/// [plural category](https://cldr.unicode.org/index/cldr-spec/plural-rules) of the number.
pub fn count(name: &str, number: u64) -> String {
    let value = [format::number(number)];
    let specific = with(&format!("{name}_{}", category(number)), &value);
    if specific.starts_with(name) { with(&format!("{name}_other"), &value) } else { specific }
}

fn category(number: u64) -> String {
    let rules = js_sys::Intl::PluralRules::new(&Array::new(), &Object::new());
    let select =
        Reflect::get(&rules, &"select".into()).map(JsCast::unchecked_into::<js_sys::Function>);
    select
        .and_then(|select| select.call1(&rules, &JsValue::from_f64(number as f64)))
        .ok()
        .and_then(|category| category.as_string())
        .unwrap_or_else(|| "other".to_owned())
}

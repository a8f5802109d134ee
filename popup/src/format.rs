//! Numbers, sizes, times and dates as the person's language writes them, by
//! [`Intl`](https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Intl).

use js_sys::{Array, Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::model::{Unit, byte_unit, time_unit};

/// A whole number.
pub fn number(number: u64) -> String {
    written(number as f64, &Object::new())
}

/// A size in bytes.
pub fn bytes(bytes: u64) -> String {
    let bytes = bytes as f64;
    in_unit(bytes, byte_unit(bytes))
}

/// A duration in milliseconds.
pub fn duration(milliseconds: f64) -> String {
    in_unit(milliseconds, time_unit(milliseconds))
}

/// A date and time, given in RFC 3339, in the person's own time zone.
pub fn time(rfc3339: &str) -> String {
    let date = Date::new(&rfc3339.into());
    if date.get_time().is_nan() {
        return rfc3339.to_owned();
    }
    let options = options(&[("dateStyle", "medium"), ("timeStyle", "short")]);
    let format = js_sys::Intl::DateTimeFormat::new(&Array::new(), &options).format();
    text_or(format.call1(&JsValue::UNDEFINED, &date), rfc3339)
}

fn in_unit(amount: f64, unit: Unit) -> String {
    // The short form of bytes has no plural.
    let display = if unit.name == "byte" { "long" } else { "short" };
    let options = options(&[("style", "unit"), ("unit", unit.name), ("unitDisplay", display)]);
    set(&options, "maximumFractionDigits", &JsValue::from_f64(1.0));
    written(amount / unit.size, &options)
}

fn written(number: f64, options: &Object) -> String {
    let format = js_sys::Intl::NumberFormat::new(&Array::new(), options).format();
    text_or(format.call1(&JsValue::UNDEFINED, &JsValue::from_f64(number)), &number.to_string())
}

fn text_or(formatted: Result<JsValue, JsValue>, otherwise: &str) -> String {
    let formatted = formatted.ok().and_then(|text| text.as_string());
    formatted.unwrap_or_else(|| otherwise.to_owned())
}

fn options(options: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in options {
        set(&object, name, &(*value).into());
    }
    object
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Fails only on frozen objects and throwing setters: a plain object has neither.
    let _ = Reflect::set(object, &name.into(), value);
}

//! The content script that docks an origin's pages: registered while the origin is in dry dock,
//! also across a crash of the browser.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use super::origin::{exact_pattern, permission_pattern};
use crate::reflect;

/// What the ids of these scripts begin with; the origin follows.
const PREFIX: &str = "dock:";

/// Registers the script for an origin; a registration that is there already stays.
pub async fn register(origin: &str) -> Result<(), JsValue> {
    if docked_origins().await?.iter().any(|docked| docked == origin) {
        return Ok(());
    }
    webext::scripting::register(&script(origin, &pattern(origin)?)).await
}

/// Unregisters the script of an origin; one that is not there is no error.
pub async fn unregister(origin: &str) -> Result<(), JsValue> {
    if docked_origins().await?.iter().any(|docked| docked == origin) {
        webext::scripting::unregister(&Array::of1(&id(origin).into())).await?;
    }
    Ok(())
}

/// The origins whose script is registered.
pub async fn docked_origins() -> Result<Vec<String>, JsValue> {
    let scripts = webext::scripting::registered().await?;
    Ok(scripts
        .iter()
        .filter_map(|script| reflect::string(&script, "id"))
        .filter_map(|id| id.strip_prefix(PREFIX).map(str::to_owned))
        .collect())
}

/// A pattern with a port spares the other servers of the same host. Firefox accepts one, and then
/// runs the script in no page at all (measured in 153).
pub fn pattern(origin: &str) -> Result<String, JsValue> {
    let is_firefox = webext::runtime::url("")?.starts_with("moz-extension:");
    Ok(if is_firefox { permission_pattern(origin) } else { exact_pattern(origin) })
}

fn id(origin: &str) -> String {
    format!("{PREFIX}{origin}")
}

fn script(origin: &str, pattern: &str) -> Array {
    let script = Object::new();
    reflect::set(&script, "id", &id(origin).into());
    reflect::set(&script, "matches", &Array::of1(&pattern.into()));
    reflect::set(&script, "js", &Array::of1(&"content/dock.js".into()));
    reflect::set(&script, "runAt", &"document_start".into());
    reflect::set(&script, "allFrames", &JsValue::TRUE);
    reflect::set(&script, "persistAcrossSessions", &JsValue::TRUE);
    Array::of1(&script)
}

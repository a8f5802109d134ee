//! The content scripts that tell how a site's opens end: registered while the site is watched.

use js_sys::{Array, Object};
use wasm_bindgen::prelude::*;

use crate::dock::script_pattern;
use crate::reflect;

/// What the ids of these scripts begin with; the origin follows.
const PREFIX: &str = "lookout:";

/// Registers the scripts for an origin.
pub async fn register(origin: &str) -> Result<(), JsValue> {
    let pattern = script_pattern(origin)?;
    // The one that listens first: what the other says must find it there.
    let tell = script(&id("tell", origin), &pattern, "content/lookout/tell.js", "ISOLATED");
    let page = script(&id("page", origin), &pattern, "content/lookout/page.js", "MAIN");
    webext::scripting::register(&Array::of2(&tell, &page)).await
}

/// Unregisters the scripts of an origin, where they are registered.
pub async fn unregister(origin: &str) -> Result<(), JsValue> {
    unregister_those(|own| own == id("tell", origin) || own == id("page", origin)).await
}

/// Unregisters all that are left by a worker that was ended.
pub async fn sweep() -> Result<(), JsValue> {
    unregister_those(|id| id.starts_with(PREFIX)).await
}

async fn unregister_those(wanted: impl Fn(&str) -> bool) -> Result<(), JsValue> {
    let scripts = webext::scripting::registered().await?;
    let ids: Array = scripts
        .iter()
        .filter_map(|script| reflect::string(&script, "id"))
        .filter(|id| wanted(id))
        .map(|id| JsValue::from_str(&id))
        .collect();
    if ids.length() == 0 { Ok(()) } else { webext::scripting::unregister(&ids).await }
}

fn id(part: &str, origin: &str) -> String {
    format!("{PREFIX}{part}:{origin}")
}

fn script(id: &str, pattern: &str, file: &str, world: &str) -> Object {
    let script = Object::new();
    reflect::set(&script, "id", &id.into());
    reflect::set(&script, "matches", &Array::of1(&pattern.into()));
    reflect::set(&script, "js", &Array::of1(&file.into()));
    reflect::set(&script, "runAt", &"document_start".into());
    reflect::set(&script, "allFrames", &JsValue::TRUE);
    reflect::set(&script, "world", &world.into());
    reflect::set(&script, "persistAcrossSessions", &JsValue::FALSE);
    script
}

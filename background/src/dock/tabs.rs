//! The tabs that show an origin.

use wasm_bindgen::JsValue;

use super::origin::{origin_of, permission_pattern};
use crate::reflect;

/// The ids of the tabs that show an origin, as far as the extension may see them.
pub async fn showing(origin: &str) -> Result<Vec<i32>, JsValue> {
    let tabs = webext::tabs::matching(&permission_pattern(origin)).await?;
    Ok(tabs
        .iter()
        .filter(|tab| tab.url().and_then(|url| origin_of(&url)).as_deref() == Some(origin))
        .filter_map(|tab| id_of(tab))
        .collect())
}

/// Whether a tab has finished loading; `None` where there is no such tab any more.
pub async fn has_loaded(tab: i32) -> Option<bool> {
    let tab = webext::tabs::get(tab).await.ok()?;
    Some(reflect::string(&tab, "status").as_deref() == Some("complete"))
}

/// Tries whether the browser lets the extension into what a tab shows: it does not where loading
/// failed, nor into its own pages, and says why.
pub async fn try_to_enter(tab: i32) -> Result<(), JsValue> {
    // Any file without an effect will do.
    webext::scripting::inject(tab, &["content/agent/names.js"]).await
}

fn id_of(tab: &JsValue) -> Option<i32> {
    // Ids are small integers.
    reflect::get(tab, "id").as_f64().map(|id| id as i32)
}

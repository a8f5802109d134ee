//! Pressing the extension's button in Firefox's own user interface.

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::prelude::*;

use super::firefox::ADD_ON;
use super::window;

/// Does what a press of the button does: the popup opens, and the extension may work on the tab
/// that is in front.
pub async fn press(web: &WebDriver) -> Result<()> {
    let pressed = window::run(web, PRESS, vec![json!(ADD_ON)]).await;
    pressed.context("the button cannot be pressed").map(drop)
}

const PRESS: &str = r#"
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const { extension } = WebExtensionPolicy.getByID(args[0]);
const action = ExtensionParent.apiManager.global.browserActionFor(extension);
await action.triggerAction(Services.wm.getMostRecentWindow("navigator:browser"));
"#;

//! Pressing the extension's button in Firefox's own user interface.

use anyhow::{Context, Result, ensure};
use axum::http::Method;
use serde_json::json;
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

use super::firefox::ADD_ON;

/// Where scripts run: `content`, in the page; `chrome`, in the browser's own window.
#[derive(Debug)]
struct SetContext(&'static str);

impl FormatRequestData for SetContext {
    fn format_request(&self, session_id: &SessionId) -> RequestData {
        RequestData::new(Method::POST, format!("/session/{session_id}/moz/context"))
            .add_body(json!({ "context": self.0 }))
    }
}

/// Does what a press of the button does: the popup opens, and the extension may work on the tab
/// that is in front.
pub async fn press(web: &WebDriver) -> Result<()> {
    web.handle().cmd(SetContext("chrome")).await?;
    let pressed = web.execute_async(PRESS, vec![json!(ADD_ON)]).await;
    web.handle().cmd(SetContext("content")).await?;
    let pressed = pressed.context("the button cannot be pressed")?;
    ensure!(
        pressed.json() == &json!("pressed"),
        "the button cannot be pressed: {:?}",
        pressed.json()
    );
    Ok(())
}

const PRESS: &str = r#"
const done = arguments[1];
(async () => {
  const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const { extension } = WebExtensionPolicy.getByID(arguments[0]);
  const action = ExtensionParent.apiManager.global.browserActionFor(extension);
  await action.triggerAction(Services.wm.getMostRecentWindow("navigator:browser"));
})().then(() => done("pressed"), (error) => done(String(error)));
"#;

//! Makes the pictures in `docs/`: the popup, light and dark, after a backup of the demo site.
//!
//! `cargo run -p drydock-e2e --bin screenshots`, with the test build in `dist-test`.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Kind, Site, root};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<()> {
    let site = Site::serve("cities").await?;
    let browser = Browser::start(Kind::Chromium).await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill(25000)").await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().element("#label").await?.send_keys("before the release").await?;
    popup.page().press("#backup").await?;
    let (state, text) = popup.outcome(Duration::from_secs(120)).await?;
    ensure!(state == "done", "{text}");
    for scheme in ["light", "dark"] {
        popup.page().focus().await?;
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        browser.web().cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        let file = root().join(format!("docs/popup-{scheme}.png"));
        popup.page().element("body").await?.screenshot(&file).await?;
        println!("{}", file.display());
    }
    browser.quit().await
}

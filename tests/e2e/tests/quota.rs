//! Storage that runs out. Only Chromium lets a test set an origin's quota.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Kind, Site, run};
use serde_json::json;

#[test]
fn a_restore_that_does_not_fit_leaves_the_data_as_it_was() -> Result<()> {
    run(Kind::Chromium, restore_without_room)
}

async fn restore_without_room(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ name: 'a', count: 20000, size: 1000 })").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval("site.clear()").await?;
    page.eval("site.fill({ name: 'a', version: 2, count: 3 })").await?;
    let present = page.eval("site.hash()").await?;
    page.focus().await?;
    let quota = json!({"origin": site.origin(), "quotaSize": 2_000_000});
    browser.web().cdp().send_raw("Storage.overrideQuotaForOrigin", quota).await?;
    let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    let error = extension.refused(request).await?;
    ensure!(error["code"] == "quota_exceeded", "{error}");
    page.wait_for("typeof site === 'object'").await?;
    ensure!(page.eval("site.hash()").await? == present, "the data is not as it was");
    Ok(())
}

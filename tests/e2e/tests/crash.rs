//! A browser that is killed in the middle of a restore.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Extension, Kind, Site, until};
use serde_json::json;
use tokio::runtime::Builder;

const LONGEST: Duration = Duration::from_secs(120);

#[test]
fn chromium_finishes_or_undoes_a_restore_after_a_crash() -> Result<()> {
    Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(crash())
}

async fn crash() -> Result<()> {
    let site = Site::serve("plain").await?;
    let profile = tempfile::tempdir()?;
    let options =
        || Options { profile: Some(profile.path().to_path_buf()), ..Options::new(Kind::Chromium) };

    // Given a restore that has deleted a database and is writing it anew,
    let browser = Browser::start_with(options()).await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ name: 'a', count: 20000, size: 300 })").await?;
    let wanted = page.eval("site.hash()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval("site.clear()").await?;
    page.eval("site.fill({ name: 'a', version: 2, count: 3 })").await?;
    let present = page.eval("site.hash()").await?;
    let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    extension.begin(request).await?;
    is_writing(&extension).await?;
    // when the browser is killed,
    browser.kill().await?;

    // then the next start finishes it, says so, and lets the site run again.
    let browser = Browser::start_with(options()).await?;
    let extension = browser.extension().await?;
    let recovered = until("a recovery is reported", LONGEST, async || {
        let state = extension.request(json!({"kind": "state"})).await?;
        let operations = state["operations"].as_array().cloned().unwrap_or_default();
        Ok(operations
            .into_iter()
            .find(|operation| operation["kind"] == "recover" && !operation["result"].is_null()))
    })
    .await?;
    ensure!(recovered["result"]["ok"] == true, "{recovered}");
    let page = browser.open(&site.url()).await?;
    page.wait_for("typeof site === 'object'").await?;
    let found = page.eval("site.hash()").await?;
    let undone = recovered["result"]["undone"].is_string();
    ensure!(found == if undone { present } else { wanted }, "the data is neither old nor new");
    let backups = extension.request(json!({"kind": "backups"})).await?;
    let count = backups["backups"].as_array().context("no backups")?.len();
    ensure!(count == 2, "{count} backups, not the backup and the safety backup");
    browser.quit().await
}

async fn is_writing(extension: &Extension) -> Result<()> {
    until("the restore writes", LONGEST, async || {
        let state = extension.request(json!({"kind": "state"})).await?;
        let writes = state["operations"].as_array().into_iter().flatten().any(|operation| {
            operation["progress"]["phase"] == "writing"
                && operation["progress"]["records"].as_u64() > Some(0)
        });
        Ok(writes.then_some(()))
    })
    .await
}

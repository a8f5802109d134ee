//! Sites built on real libraries: backed up, cleared, restored, and read by the library itself.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Site, SiteOptions, in_both_browsers};
use serde_json::json;

in_both_browsers!(
    dexie_finds_its_records_and_indexes,
    pouchdb_finds_its_documents_and_attachments,
    localforage_finds_its_values,
    a_site_under_a_strict_policy_is_restored,
);

async fn dexie_finds_its_records_and_indexes(browser: &Browser) -> Result<()> {
    comes_back(browser, "cities", "site.fill(3000)", "site.clear()").await
}

async fn pouchdb_finds_its_documents_and_attachments(browser: &Browser) -> Result<()> {
    comes_back(browser, "pouchdb", "site.fill()", "site.clear()").await
}

async fn localforage_finds_its_values(browser: &Browser) -> Result<()> {
    comes_back(browser, "localforage", "site.fill()", "site.clear()").await
}

async fn a_site_under_a_strict_policy_is_restored(browser: &Browser) -> Result<()> {
    let policy = Some("default-src 'none'; script-src 'unsafe-inline'");
    let options = SiteOptions { content_security_policy: policy, ..SiteOptions::default() };
    round_trip(browser, Site::serve_with("plain", options).await?, "site.fill()", "site.clear()")
        .await
}

async fn comes_back(browser: &Browser, name: &str, fill: &str, clear: &str) -> Result<()> {
    round_trip(browser, Site::serve(name).await?, fill, clear).await
}

async fn round_trip(browser: &Browser, site: Site, fill: &str, clear: &str) -> Result<()> {
    let page = browser.open(&site.url()).await?;
    page.eval(fill).await?;
    let before = page.eval("site.hash()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval(clear).await?;
    let cleared = page.eval("site.hash()").await?;
    ensure!(cleared != before, "clearing changed nothing");
    extension
        .request(json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]}))
        .await?;
    page.wait_for("typeof site === 'object'").await?;
    let after = page.eval("site.hash()").await?;
    ensure!(after == before, "before {before}, after {after}");
    Ok(())
}

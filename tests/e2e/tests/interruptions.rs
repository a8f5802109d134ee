//! What happens while a backup or a restore is under way.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Extension, Page, Site, in_both_browsers, until};
use serde_json::{Value, json};

in_both_browsers!(
    a_database_that_is_deleted_meanwhile_is_named,
    a_database_that_is_created_meanwhile_is_backed_up,
    a_tab_that_is_closed_leaves_no_half_backup,
    a_tab_that_is_closed_in_a_restore_leaves_whole_data,
    a_restore_that_is_cancelled_leaves_the_data_as_it_was,
    one_operation_at_a_time_works_on_a_site,
);

const LONGEST: Duration = Duration::from_secs(180);

/// A site with databases `a` and `b`.
async fn opened(browser: &Browser) -> Result<(Site, Page, Extension, i64)> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ name: 'a' })").await?;
    page.eval("site.fill({ name: 'b' })").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    Ok((site, page, extension, tab))
}

/// Begins a backup that waits for the site in its first database.
async fn begin_backup(extension: &Extension, page: &Page, tab: i64) -> Result<()> {
    page.eval("site.occupy('a')").await?;
    extension.begin(json!({"kind": "backup", "tabId": tab})).await?;
    in_phase(extension, "reading").await
}

/// Waits until an operation that runs is in a phase.
async fn in_phase(extension: &Extension, phase: &str) -> Result<()> {
    until(&format!("the phase {phase}"), LONGEST, async || {
        let state = extension.request(json!({"kind": "state"})).await?;
        let reached = state["operations"].as_array().into_iter().flatten().any(|operation| {
            operation["progress"]["phase"] == phase && operation["result"].is_null()
        });
        Ok(reached.then_some(()))
    })
    .await
}

async fn backups(extension: &Extension) -> Result<Value> {
    Ok(extension.request(json!({"kind": "backups"})).await?["backups"].clone())
}

async fn a_database_that_is_deleted_meanwhile_is_named(browser: &Browser) -> Result<()> {
    let (_site, page, extension, tab) = opened(browser).await?;
    begin_backup(&extension, &page, tab).await?;
    page.eval("site.remove('b')").await?;
    page.eval("site.release()").await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "database_changed", "{answer}");
    ensure!(answer["error"]["location"]["database"] == "b", "{answer}");
    ensure!(backups(&extension).await? == json!([]), "half a backup is listed");
    Ok(())
}

async fn a_database_that_is_created_meanwhile_is_backed_up(browser: &Browser) -> Result<()> {
    let (_site, page, extension, tab) = opened(browser).await?;
    begin_backup(&extension, &page, tab).await?;
    page.eval("site.fill({ name: 'late' })").await?;
    page.eval("site.release()").await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["backup"]["databases"] == json!(["a", "b", "late"]), "{answer}");
    Ok(())
}

async fn a_tab_that_is_closed_leaves_no_half_backup(browser: &Browser) -> Result<()> {
    let (_site, page, extension, tab) = opened(browser).await?;
    begin_backup(&extension, &page, tab).await?;
    page.close().await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    ensure!(backups(&extension).await? == json!([]), "half a backup is listed");
    Ok(())
}

async fn a_tab_that_is_closed_in_a_restore_leaves_whole_data(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ name: 'a', count: 20000, size: 200 })").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    // The next version, so that the restore has to delete and create.
    page.eval("site.clear()").await?;
    page.eval("site.fill({ name: 'a', version: 2, count: 3 })").await?;
    let present = page.eval("site.hash()").await?;
    extension
        .begin(json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]}))
        .await?;
    in_phase(&extension, "writing").await?;
    page.close().await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    let again = browser.open(&site.url()).await?;
    again.wait_for("typeof site === 'object'").await?;
    ensure!(again.eval("site.hash()").await? == present, "the former data is not back");
    Ok(())
}

async fn a_restore_that_is_cancelled_leaves_the_data_as_it_was(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ name: 'a', count: 20000, size: 200 })").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval("site.clear()").await?;
    page.eval("site.fill({ name: 'a', version: 2, count: 3 })").await?;
    let present = page.eval("site.hash()").await?;
    extension
        .begin(json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]}))
        .await?;
    in_phase(&extension, "writing").await?;
    let state = extension.request(json!({"kind": "state"})).await?;
    let running = state["operations"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|operation| operation["result"].is_null());
    let id = running.map(|operation| operation["operationId"].clone());
    extension.request(json!({"kind": "cancel", "operationId": id})).await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "cancelled", "{answer}");
    page.wait_for("typeof site === 'object'").await?;
    ensure!(page.eval("site.hash()").await? == present, "the former data is not back");
    Ok(())
}

async fn one_operation_at_a_time_works_on_a_site(browser: &Browser) -> Result<()> {
    let (_site, page, extension, tab) = opened(browser).await?;
    begin_backup(&extension, &page, tab).await?;
    let error = extension.refused(json!({"kind": "backup", "tabId": tab})).await?;
    ensure!(error["code"] == "busy", "{error}");
    page.eval("site.release()").await?;
    let answer = extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    Ok(())
}

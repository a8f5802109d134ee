//! What happens while a backup or a restore is under way.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
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
async fn open(browser: &Browser) -> Result<Opened> {
    let opened = Opened::serve(browser, "plain").await?;
    opened.page.eval("site.fill({ name: 'a' })").await?;
    opened.page.eval("site.fill({ name: 'b' })").await?;
    Ok(opened)
}

/// Begins a backup that waits for the site in its first database.
async fn begin_backup(opened: &Opened) -> Result<()> {
    opened.page.eval("site.occupy('a')").await?;
    opened.begin(json!({"kind": "backup"})).await?;
    in_phase(opened, "reading").await
}

/// Waits until an operation that runs is in a phase.
async fn in_phase(opened: &Opened, phase: &str) -> Result<()> {
    let is_there = |operation: &Value| operation["progress"]["phase"] == phase;
    opened.extension.running(&format!("the phase {phase}"), is_there).await.map(drop)
}

/// Begins a restore that has to delete a database and to create it, and waits until it writes. Says
/// what there was before.
async fn begin_restore(browser: &Browser) -> Result<(Opened, Value)> {
    let opened = Opened::serve(browser, "plain").await?;
    opened.page.eval("site.fill({ name: 'a', count: 8000, size: 200 })").await?;
    let backup = opened.request(json!({"kind": "backup"})).await?;
    // The next version, so that the restore has to delete and create.
    opened.page.eval("site.clear()").await?;
    opened.page.eval("site.fill({ name: 'a', version: 2, count: 3 })").await?;
    let present = opened.page.eval("site.hash()").await?;
    opened.begin(json!({"kind": "restore", "backupId": backup["backupId"]})).await?;
    in_phase(&opened, "writing").await?;
    Ok((opened, present))
}

async fn a_database_that_is_deleted_meanwhile_is_named(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    begin_backup(&opened).await?;
    opened.page.eval("site.remove('b')").await?;
    opened.page.eval("site.release()").await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "database_changed", "{answer}");
    ensure!(answer["error"]["location"]["database"] == "b", "{answer}");
    ensure!(opened.extension.backups().await?.is_empty(), "half a backup is listed");
    Ok(())
}

async fn a_database_that_is_created_meanwhile_is_backed_up(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    begin_backup(&opened).await?;
    opened.page.eval("site.fill({ name: 'late' })").await?;
    opened.page.eval("site.release()").await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["backup"]["databases"] == json!(["a", "b", "late"]), "{answer}");
    Ok(())
}

async fn a_tab_that_is_closed_leaves_no_half_backup(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    begin_backup(&opened).await?;
    opened.page.close().await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    ensure!(opened.extension.backups().await?.is_empty(), "half a backup is listed");
    Ok(())
}

async fn a_tab_that_is_closed_in_a_restore_leaves_whole_data(browser: &Browser) -> Result<()> {
    let (opened, present) = begin_restore(browser).await?;
    opened.page.close().await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    let again = browser.open(&opened.site.url()).await?;
    again.site_runs().await?;
    ensure!(again.eval("site.hash()").await? == present, "the former data is not back");
    Ok(())
}

async fn a_restore_that_is_cancelled_leaves_the_data_as_it_was(browser: &Browser) -> Result<()> {
    let (opened, present) = begin_restore(browser).await?;
    opened.extension.cancel().await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "cancelled", "{answer}");
    opened.page.site_runs().await?;
    ensure!(opened.page.eval("site.hash()").await? == present, "the former data is not back");
    Ok(())
}

async fn one_operation_at_a_time_works_on_a_site(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    begin_backup(&opened).await?;
    opened.refused(json!({"kind": "backup"}), "busy").await?;
    opened.page.eval("site.release()").await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    Ok(())
}

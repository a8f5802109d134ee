//! Parallel migrations that are interrupted in each of their phases: the browser is killed, its
//! worker is ended, or the tab is closed.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Kind, Opened, Site, in_both_browsers, run, run_in_profile};
use serde_json::{Value, json};

use crate::busy::{LONGEST, has_backups, has_ended, held, in_browser, is_at, resume};

in_both_browsers!(it_goes_on_after_its_tab_was_closed_in_each_phase);

/// The phases before there is anything to go on with.
const COPYING: [&str; 3] = ["safety_backup", "trying", "copying"];

/// Those while the site is followed, by what is passed on the way.
const FOLLOWING: [&[&str]; 2] = [&["catching_up"], &["catching_up", "checking"]];

/// Those in dry dock.
const IN_DRY_DOCK: [&[&str]; 2] = [&["switching"], &["switching", "checking"]];

#[test]
fn chromium_goes_on_after_its_worker_was_ended_in_each_phase() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let site = Site::serve("busy").await?;
        let opened = in_browser(browser, &site).await?;
        opened.page.eval("site.fill(2500)").await?;
        opened.close().await?;
        for phase in COPYING {
            let opened = begin(browser, &site, held(), &[phase]).await?;
            browser.end_worker().await?;
            is_abandoned(browser, &site, "copying").await?;
            opened.close().await?;
        }
        holds(browser, &site).await?;
        for phases in FOLLOWING {
            let opened = begin(browser, &site, resume(), phases).await?;
            browser.end_worker().await?;
            is_followed(browser, &site).await?;
            opened.close().await?;
        }
        for phases in IN_DRY_DOCK {
            let opened = begin(browser, &site, resume(), phases).await?;
            browser.end_worker().await?;
            ends_whole(browser, &site).await?;
            opened.close().await?;
            starts_again(browser, &site).await?;
        }
        Ok(())
    })
}

#[test]
fn chromium_goes_on_after_crashes_in_each_phase() -> Result<()> {
    crashes(Kind::Chromium)
}

#[test]
fn firefox_goes_on_after_crashes_in_each_phase() -> Result<()> {
    crashes(Kind::Firefox)
}

fn crashes(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let site = Site::serve("busy").await?;
        let browser = profile.start().await?;
        let opened = in_browser(&browser, &site).await?;
        opened.page.eval("site.fill(2500)").await?;
        // In order once, so that what the site remembers is on disk.
        browser.quit().await?;
        let mut browser = profile.start().await?;
        for phase in COPYING {
            begin(&browser, &site, held(), &[phase]).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            is_abandoned(&browser, &site, "copying").await?;
        }
        holds(&browser, &site).await?;
        browser.quit().await?;
        browser = profile.start().await?;
        for phases in FOLLOWING {
            begin(&browser, &site, resume(), phases).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            is_followed(&browser, &site).await?;
        }
        for phases in IN_DRY_DOCK {
            begin(&browser, &site, resume(), phases).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            ends_whole(&browser, &site).await?;
            starts_again(&browser, &site).await?;
        }
        browser.kill().await
    })
}

async fn it_goes_on_after_its_tab_was_closed_in_each_phase(browser: &Browser) -> Result<()> {
    let site = Site::serve("busy").await?;
    let opened = in_browser(browser, &site).await?;
    opened.page.eval("site.fill(2500)").await?;
    opened.close().await?;
    let closed = async |request: Value, phases: &[&str]| -> Result<Value> {
        let opened = begin(browser, &site, request, phases).await?;
        opened.page.close().await?;
        let answer = opened.extension.answer(LONGEST).await?;
        opened.extension.page().close().await?;
        Ok(answer)
    };
    for phase in COPYING {
        let answer = closed(held(), &[phase]).await?;
        ensure!(answer["error"]["code"] == "page_gone", "{phase}: {answer}");
        // Without its backup there is nothing to go on with.
        let left = if phase == "safety_backup" { "" } else { "copying" };
        is_abandoned(browser, &site, left).await.with_context(|| format!("{phase}: {answer}"))?;
    }
    holds(browser, &site).await?;
    for phases in FOLLOWING {
        let answer = closed(resume(), phases).await?;
        ensure!(answer["error"]["code"] == "page_gone", "{phases:?}: {answer}");
        ensure!(answer["error"]["nextStep"].to_string().contains("resume"), "{answer}");
        is_followed(browser, &site).await?;
    }
    let answer = closed(resume(), &["switching"]).await?;
    let is_done = answer["ok"] == true;
    ensure!(is_done || answer["error"]["code"] == "page_gone", "{answer}");
    let opened = in_browser(browser, &site).await?;
    if is_done {
        is_switched(&opened).await?;
    } else {
        ensure!(opened.status("busy").await?["underWay"]["phase"] == "catching_up", "{answer}");
        opened.request(resume()).await?;
    }
    opened.close().await?;
    starts_again(browser, &site).await?;

    // What is complete is checked in another page.
    let opened = begin(browser, &site, resume(), &["switching", "checking"]).await?;
    opened.page.close().await?;
    let operations = opened.extension.operations().await?;
    let own = operations.iter().rev().find(|operation| operation["kind"] == "resume");
    let own = own.context("no operation")?;
    let is_late = matches!(own["progress"]["phase"].as_str(), Some("undocking" | "looking_on"));
    ensure!(own["result"].is_null() && !is_late, "it was closed too late: {own}");
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    ensure!(answer["migrations"][0]["outcome"] == "applied", "{answer}");
    is_switched(&in_browser(browser, &site).await?).await
}

/// Begins something in the site's own tab, and waits until it has passed some phases and is in the
/// last of them.
async fn begin(browser: &Browser, site: &Site, request: Value, phases: &[&str]) -> Result<Opened> {
    let opened = in_browser(browser, site).await?;
    opened.extension.begin_passing(opened.of_tab(request), phases).await?;
    Ok(opened)
}

/// A migration that ended before it could be gone on with is `left` in that phase, or not at all.
/// It is abandoned, and nothing is left of it.
async fn is_abandoned(browser: &Browser, site: &Site, left: &str) -> Result<()> {
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    ensure!(status["version"] == 1, "{status}");
    ensure!(status["underWay"]["phase"].as_str().unwrap_or_default() == left, "{status}");
    if !left.is_empty() {
        opened.request(json!({"kind": "abandon", "database": "busy"})).await?;
    }
    ensure!(opened.status("busy").await?["underWay"].is_null(), "it is still under way");
    is_at(&opened, 1).await?;
    has_backups(&opened, 0).await?;
    opened.close().await
}

/// A migration is held, and the site rewrites its orders.
async fn holds(browser: &Browser, site: &Site) -> Result<()> {
    let opened = in_browser(browser, site).await?;
    opened.request(held()).await?;
    opened.page.eval("site.touch()").await?;
    opened.close().await
}

/// A migration that ended while it followed the site is there.
async fn is_followed(browser: &Browser, site: &Site) -> Result<()> {
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    ensure!(status["underWay"]["phase"] == "catching_up" && status["version"] == 1, "{status}");
    // There is something to catch up with again.
    opened.page.eval("site.touch()").await?;
    opened.close().await
}

/// The migration is done: the data is what the site remembers, and of what it took only the backup
/// of the state before is left.
async fn is_switched(opened: &Opened) -> Result<()> {
    is_at(opened, 2).await?;
    has_ended(opened, "applied").await?;
    has_backups(opened, 1).await
}

/// What was migrated is undone, and a migration held once more.
async fn starts_again(browser: &Browser, site: &Site) -> Result<()> {
    let opened = in_browser(browser, site).await?;
    opened.request(json!({"kind": "undo", "database": "busy"})).await?;
    is_at(&opened, 1).await?;
    for backup in opened.extension.backups().await? {
        opened.extension.request(json!({"kind": "delete", "backupId": backup["id"]})).await?;
    }
    opened.close().await?;
    holds(browser, site).await
}

/// A migration that ended in its switch is done, or can be gone on with: the status says which.
async fn ends_whole(browser: &Browser, site: &Site) -> Result<()> {
    let extension = browser.extension().await?;
    let recovered = extension.recovered().await?;
    ensure!(recovered["ok"] == true, "{recovered}");
    extension.page().close().await?;
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    if status["underWay"].is_null() {
        ensure!(status["version"] == 2, "{status}");
    } else {
        ensure!(status["version"] == 1, "{status}");
        opened.request(resume()).await?;
    }
    is_switched(&opened).await?;
    opened.close().await
}

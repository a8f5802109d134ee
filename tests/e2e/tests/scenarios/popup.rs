//! The popup and its buttons.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(
    the_buttons_back_up_and_restore,
    a_popup_that_is_opened_again_shows_the_progress,
    cancel_leaves_nothing_behind,
    cancel_is_for_the_site_shown,
    what_cannot_be_carried_is_named_and_left_out_when_asked,
    the_manager_verifies_and_deletes,
);

/// The popup lists the site's databases.
const LISTED: &str = "document.querySelector('tr[data-database]') !== null";

const LONGEST: Duration = Duration::from_secs(120);

async fn the_buttons_back_up_and_restore(browser: &Browser) -> Result<()> {
    let site = Site::serve("cities").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill(2000)").await?;
    let before = page.eval("site.hash()").await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;

    let popup = browser.popup(tab).await?;
    popup.press_until_done("#backup").await?;

    page.press("#clear").await?;
    page.wait_for("site.count().then((count) => count === 0)").await?;

    popup.page().press("#restore").await?;
    popup.press_until_done("#confirm-yes").await?;
    page.site_runs().await?;
    ensure!(page.eval("site.hash()").await? == before, "the site finds other data");
    Ok(())
}

async fn a_popup_that_is_opened_again_shows_the_progress(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ count: 3000 })").await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().wait_for(LISTED).await?;
    // The backup now waits for the site.
    page.eval("site.occupy()").await?;
    popup.page().press("#backup").await?;
    let running = "document.querySelector('#status').dataset.state === 'running'";
    popup.page().wait_for(running).await?;
    popup.page().close().await?;

    let popup = browser.popup(tab).await?;
    popup.page().wait_for(running).await?;
    page.eval("site.release()").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "done" && text.contains("3,000"), "{state}: {text}");
    Ok(())
}

async fn cancel_leaves_nothing_behind(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().wait_for(LISTED).await?;
    page.eval("site.occupy()").await?;
    popup.page().press("#backup").await?;
    popup.page().press("#cancel").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "failed", "{state}: {text}");
    let code = popup.page().eval("document.querySelector('#status').dataset.code").await?;
    ensure!(code == "cancelled", "{code}");
    page.eval("site.release()").await?;
    let backups = extension.request(json!({"kind": "backups"})).await?;
    ensure!(backups["backups"] == json!([]), "{backups}");
    Ok(())
}

async fn cancel_is_for_the_site_shown(browser: &Browser) -> Result<()> {
    let (here, there) =
        (Opened::serve(browser, "plain").await?, Opened::serve(browser, "plain").await?);
    for opened in [&here, &there] {
        opened.page.eval("site.fill()").await?;
    }
    let popup = browser.popup(here.tab).await?;
    popup.page().wait_for(LISTED).await?;
    // Both backups now wait for their sites.
    for opened in [&here, &there] {
        opened.page.eval("site.occupy()").await?;
    }
    popup.page().press("#backup").await?;
    here.extension
        .running("the backup here", |state| state["origin"] == here.site.origin())
        .await?;
    there.begin(json!({"kind": "backup"})).await?;
    there
        .extension
        .running("the backup there", |state| state["origin"] == there.site.origin())
        .await?;
    popup.page().press("#cancel").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    let code = popup.page().eval("document.querySelector('#status').dataset.code").await?;
    ensure!(state == "failed" && code == "cancelled", "{state}, {code}: {text}");
    there.page.eval("site.release()").await?;
    let answer = there.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "the other site's backup: {answer}");
    Ok(())
}

async fn what_cannot_be_carried_is_named_and_left_out_when_asked(browser: &Browser) -> Result<()> {
    let site = Site::serve("values").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fillHandles()").await?;
    let tab = browser.extension().await?.tab_of(&site.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().press("#backup").await?;
    let (state, text) = popup.outcome(LONGEST).await?;
    ensure!(state == "failed" && text.contains("FileSystemFileHandle"), "{state}: {text}");
    popup.page().press("#continue-without").await?;
    popup.page().wait_for("document.querySelector('#status').dataset.state === 'done'").await?;
    let (_, text) = popup.outcome(LONGEST).await?;
    ensure!(text.contains("FileSystemFileHandle"), "what was left out is not named: {text}");
    Ok(())
}

async fn the_manager_verifies_and_deletes(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    extension.request(json!({"kind": "backup", "tabId": tab})).await?;

    let manager = extension.page();
    manager.goto(&extension.address("manager.html")).await?;
    manager.press("tr[data-backup-id] .verify").await?;
    manager.wait_for("document.querySelector('#status').dataset.state === 'done'").await?;
    let named = manager.eval("document.querySelector('#status .site')?.textContent").await?;
    ensure!(named == site.origin(), "the manager does not name the site: {named}");
    manager.press("tr[data-backup-id] .delete").await?;
    manager.press("#confirm-yes").await?;
    manager.wait_for("document.querySelector('tr[data-backup-id]') === null").await?;
    let backups = extension.request(json!({"kind": "backups"})).await?;
    ensure!(backups["backups"] == json!([]), "{backups}");
    Ok(())
}

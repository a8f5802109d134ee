//! Access to a site, which the person gives. Firefox only: there the button can be pressed by a
//! script, and its questions answered by a preference. Chromium's can be pressed by people only.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::with_manifest;
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Kind, Popup, Site, run_with};
use serde_json::json;

const LONGEST: Duration = Duration::from_secs(120);

#[test]
fn firefox_gives_access_to_a_site_when_the_button_is_pressed_and_asks_for_more() -> Result<()> {
    // As people have it: no site may be entered beforehand.
    let extension = with_manifest(Kind::Firefox, |manifest| {
        if let Some(manifest) = manifest.as_object_mut() {
            manifest.remove("host_permissions");
        }
    })?;
    let options = Options {
        extension: extension.path().to_path_buf(),
        // Whoever is asked says yes.
        preferences: vec![("extensions.webextOptionalPermissionPrompts", json!(false))],
        ..Options::new(Kind::Firefox)
    };
    run_with(options, access)
}

async fn access(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let before = page.eval("site.hash()").await?;
    let extension = browser.extension().await?;
    // Without access the address is not to be seen: it is the tab before this one.
    let tab = "(async () => { \
        const own = await chrome.tabs.getCurrent(); \
        const tabs = await chrome.tabs.query({ windowId: own.windowId }); \
        return tabs.find((tab) => tab.index === own.index - 1).id; })()";
    let tab = extension.page().eval(tab).await?.as_i64().context("no tab")?;
    let error = extension.refused(json!({"kind": "inventory", "tabId": tab})).await?;
    ensure!(error["code"] == "permission_needed", "{error}");

    browser.press_button(&page).await?;
    let inventory = extension.request(json!({"kind": "inventory", "tabId": tab})).await?;
    ensure!(inventory["databases"][0]["name"] == "plain", "{inventory}");
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    // Which is access to the page, and not to those that come when it is reloaded.
    page.eval("site.clear()").await?;
    let restore = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    let error = extension.refused(restore).await?;
    ensure!(error["code"] == "permission_needed", "{error}");

    let popup = browser.popup(tab).await?;
    popup.page().press("#restore").await?;
    popup.press_until_done("#confirm-yes").await?;
    page.site_runs().await?;
    ensure!(page.eval("site.hash()").await? == before, "the site finds other data");

    // Without it again: the page that migrates has a button that asks.
    let all = "chrome.permissions.remove({ origins: ['http://localhost/*'] })";
    ensure!(extension.page().eval(all).await? == true, "the access is still there");
    let query = format!("migrate.html?tab={tab}&origin={}", site.origin());
    let migrate = Popup::of(browser.open(&extension.address(&query)).await?);
    let plan = json!({"format": 1, "migrations": [{"database": "plain", "version": 2, "operations": [
        {"add_field": {"store": "notes", "field": "seen", "default": false}}]}]});
    migrate.page().element("#plan").await?.send_keys(plan.to_string()).await?;
    ensure!(migrate.page().eval("document.querySelector('#migrate').disabled").await? == true);
    migrate.page().press("#grant").await?;
    migrate.page().press("#migrate").await?;
    migrate.page().press("#confirm-yes").await?;
    let (state, text) = migrate.outcome(LONGEST).await?;
    ensure!(state == "done" && text.contains("100 records"), "{state}: {text}");
    Ok(())
}

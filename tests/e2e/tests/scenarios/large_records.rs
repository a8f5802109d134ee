//! Records that no message carries: they travel as Blobs, from the page and to it.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Page, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(a_record_of_forty_megabytes_comes_back_and_is_migrated);

/// More than the 32 MiB up to which records are in the messages themselves.
const BYTES: u32 = 36 << 20;
/// Each takes one or three bytes.
const CHARACTERS: u32 = 3 << 20;

async fn a_record_of_forty_megabytes_comes_back_and_is_migrated(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval(&format!("site.fillLarge({BYTES}, {CHARACTERS})")).await?;
    is_as_filled(&page, "{}").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;

    page.eval("site.clear()").await?;
    page.eval("window.before = true").await?;
    let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    extension.request(request).await?;
    page.wait_for("typeof site === 'object' && !window.before").await?;
    is_as_filled(&page, "{}").await?;

    let plan = json!({"format": 1, "migrations": [{"database": "large", "version": 2, "operations": [
        {"add_field": {"store": "files", "field": "letters", "value": "size(record.text)"}},
    ]}]});
    page.eval("window.before = true").await?;
    let answer = extension.request(json!({"kind": "migrate", "tabId": tab, "plan": plan})).await?;
    ensure!(answer["migrations"][0]["written"] == 1, "{answer}");
    page.wait_for("typeof site === 'object' && !window.before").await?;
    is_as_filled(&page, &format!("{{ letters: {CHARACTERS} }}")).await?;

    page.eval("window.before = true").await?;
    let undo = json!({"kind": "undo", "tabId": tab, "database": "large"});
    extension.request(undo).await?;
    page.wait_for("typeof site === 'object' && !window.before").await?;
    is_as_filled(&page, "{}").await
}

/// Whether the page finds its record as it was filled, with these properties after its own.
async fn is_as_filled(page: &Page, added: &str) -> Result<()> {
    let found = page.eval(&format!("site.checkLarge({BYTES}, {CHARACTERS}, {added})")).await?;
    ensure!(found == json!([]), "{found}");
    Ok(())
}

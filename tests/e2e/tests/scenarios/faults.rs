//! What goes wrong inside: the checks are made, and what they find harms nothing. Each fault is built
//! into a copy of the extension.

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::{copy, make_impatient, run_copy, with_file, with_text};
use drydock_e2e::{Browser, Extension, Kind, Page, Site, for_both_kinds};
use serde_json::{Value, json};
use tempfile::TempDir;

for_both_kinds!(
    a_record_that_is_not_written_is_noticed_and_undone,
    an_undo_that_fails_is_tried_again,
    a_backup_that_the_disk_changes_is_refused,
    a_safety_backup_that_the_disk_changes_ends_the_restore,
    records_that_the_browser_cannot_read_are_named,
    a_connection_that_stays_open_ends_the_restore,
);

/// A site with 100 records, and its tab.
async fn opened(browser: &Browser) -> Result<(Site, Page, Extension, i64)> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    Ok((site, page, extension, tab))
}

/// Backs the site up, and has it store other data. Gives the request that restores the backup, and
/// what the site has now.
async fn to_be_restored(page: &Page, extension: &Extension, tab: i64) -> Result<(Value, Value)> {
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval("site.clear()").await?;
    page.eval("site.fill({ count: 60, size: 5 })").await?;
    let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    Ok((request, page.eval("site.hash()").await?))
}

/// An agent that says that it put the record with the key 50, so many times, and does not.
fn with_lost_puts(kind: Kind, times: u32) -> Result<TempDir> {
    let loses = format!(
        "(key === 50 && (localStorage.lost ??= 0) < {times} && ++localStorage.lost \
         ? store.count(0) : inline ? store.put(value) : store.put(value, key))"
    );
    with_text(
        kind,
        "content/agent/writing.js",
        "(inline ? store.put(value) : store.put(value, key))",
        &loses,
    )
}

fn a_record_that_is_not_written_is_noticed_and_undone(kind: Kind) -> Result<()> {
    run_copy(kind, &with_lost_puts(kind, 1)?, async |browser| {
        let (_site, page, extension, tab) = opened(browser).await?;
        let (request, present) = to_be_restored(&page, &extension, tab).await?;

        let error = extension.refused(request.clone()).await?;
        ensure!(error["code"] == "check_failed", "{error}");
        ensure!(error["location"]["database"] == "plain", "{error}");
        let message = error["message"].as_str().unwrap_or_default();
        ensure!(message.contains("What was there before has been put back."), "{error}");
        // What was found lacks a record, and so is in neither backup.
        ensure!(message.ends_with("is kept as another safety backup."), "{error}");
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");

        // Without the fault, the same restore succeeds.
        extension.request(request).await?;
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? != present, "nothing was restored");
        Ok(())
    })
}

fn an_undo_that_fails_is_tried_again(kind: Kind) -> Result<()> {
    run_copy(kind, &with_lost_puts(kind, 2)?, async |browser| {
        let (site, page, extension, tab) = opened(browser).await?;
        let (request, present) = to_be_restored(&page, &extension, tab).await?;

        let error = extension.refused(request.clone()).await?;
        ensure!(error["code"] == "undo_failed", "{error}");
        // What was there is kept where the next attempt finds it, and nobody may take it away.
        // The newest comes first; what was found in the place of the former state is another one.
        let backups = extension.backups().await?;
        let safety = backups.iter().rfind(|backup| backup["safety"] == true);
        let safety = safety.context("no safety backup is listed")?;
        extension.request(json!({"kind": "verify", "backupId": safety["id"]})).await?;
        let delete = json!({"kind": "delete", "backupId": safety["id"]});
        ensure!(extension.refused(delete).await?["code"] == "busy", "it can be deleted");

        // The next visit finds the site in dry dock, and finishes what was left.
        page.goto(&site.url()).await?;
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");
        extension.request(request).await?;
        Ok(())
    })
}

/// A worker that changes a bit in the middle of what it writes into a file first, in the archives of
/// these numbers, from 1.
fn with_changed_bits(kind: Kind, archives: &[u32]) -> Result<TempDir> {
    with_file(kind, "background.js", |worker| {
        Ok(format!("const CHANGED = {archives:?};\n{CHANGED_BITS}\n{worker}"))
    })
}

const CHANGED_BITS: &str = r#"
let archives = 0;
const { write } = FileSystemWritableFileStream.prototype;
FileSystemWritableFileStream.prototype.write = function (bytes) {
  const isFirst = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3;
  if (isFirst && CHANGED.includes((archives += 1))) {
    bytes = bytes.slice();
    bytes[bytes.length >> 1] ^= 16;
  }
  return write.call(this, bytes);
};
"#;

fn a_backup_that_the_disk_changes_is_refused(kind: Kind) -> Result<()> {
    run_copy(kind, &with_changed_bits(kind, &[1])?, async |browser| {
        let (_site, page, extension, tab) = opened(browser).await?;
        let present = page.eval("site.hash()").await?;
        let error = extension.refused(json!({"kind": "backup", "tabId": tab})).await?;
        ensure!(error["code"] == "damaged", "{error}");
        ensure!(error["location"]["entry"].is_string(), "{error}");
        ensure!(extension.backups().await?.is_empty(), "it is listed");
        ensure!(extension.stored_files().await? == 0, "it takes room");
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");
        let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
        extension.request(json!({"kind": "verify", "backupId": backup["backupId"]})).await?;
        Ok(())
    })
}

fn a_safety_backup_that_the_disk_changes_ends_the_restore(kind: Kind) -> Result<()> {
    run_copy(kind, &with_changed_bits(kind, &[2])?, async |browser| {
        let (_site, page, extension, tab) = opened(browser).await?;
        let (request, present) = to_be_restored(&page, &extension, tab).await?;
        let error = extension.refused(request).await?;
        ensure!(error["code"] == "damaged", "{error}");
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");
        let listed = extension.backups().await?;
        ensure!(listed.len() == 1, "{listed:?}");
        Ok(())
    })
}

fn records_that_the_browser_cannot_read_are_named(kind: Kind) -> Result<()> {
    // What Chromium says where its files are broken.
    let broken = "throw new DOMException('Internal error retrieving value.', 'UnknownError');";
    let begins = "agent.readAfter = (store, after, count, atOnce, done) => {";
    let to = format!("{begins} if (store.name === 'broken') {broken}");
    let extension = with_text(kind, "content/agent/read.js", begins, &to)?;
    run_copy(kind, &extension, async |browser| {
        let (_site, page, extension, tab) = opened(browser).await?;
        page.eval("site.fill({ name: 'other', stores: ['whole', 'broken'] })").await?;
        let present = page.eval("site.hash()").await?;
        let error = extension.refused(json!({"kind": "backup", "tabId": tab})).await?;
        ensure!(error["code"] == "read_failed", "{error}");
        ensure!(error["location"]["database"] == "other", "{error}");
        ensure!(error["location"]["store"] == "broken", "{error}");
        let detail = error["detail"].as_str().unwrap_or_default();
        ensure!(detail.contains("Internal error retrieving value."), "{error}");
        ensure!(extension.backups().await?.is_empty(), "half a backup is listed");
        ensure!(extension.stored_files().await? == 0, "half a backup takes room");
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");
        Ok(())
    })
}

fn a_connection_that_stays_open_ends_the_restore(kind: Kind) -> Result<()> {
    let extension = copy(kind)?;
    make_impatient(extension.path())?;
    run_copy(kind, &extension, async |browser| {
        let site = Site::serve("held").await?;
        let page = browser.open(&site.url()).await?;
        page.eval("site.fill()").await?;
        let extension = browser.extension().await?;
        let tab = extension.tab_of(&site.url()).await?;
        let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
        // A later version, which only a deletion takes back: for that, every connection must go.
        page.eval("site.upgrade()").await?;
        page.eval("site.change()").await?;
        let present = page.eval("site.hash()").await?;
        ensure!(page.eval("site.holdInWorker(5_000)").await? == "held", "nothing is held");

        let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
        let error = extension.refused(request.clone()).await?;
        ensure!(error["code"] == "blocked", "{error}");
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? == present, "the site's data changed");
        // Nothing of it is left to come: what was asked of the browser is done, or never was.
        extension.request(request).await?;
        page.wait_for("typeof site === 'object'").await?;
        ensure!(page.eval("site.hash()").await? != present, "nothing was restored");
        Ok(())
    })
}

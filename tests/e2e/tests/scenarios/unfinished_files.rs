//! Files of the extension that a browser which was ended left unfinished: the next start clears them
//! away, and takes none of them for what it would have become.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Kind, Opened, for_both_kinds, run_in_profile, until};
use serde_json::json;

for_both_kinds!(
    what_was_never_closed_is_cleared_away,
    a_backup_is_known_by_its_archive_where_its_entry_is_lost,
);

/// Leaves an archive that was never complete, an empty entry, what belonged to an archive that is
/// gone, an empty journal, and, as Chromium does, a file that was to take a journal's place.
const LEAVE: &str = "const root = await navigator.storage.getDirectory(); \
    const files = { backups: ['left.part', 'left.json', 'other.json', 'other.report.json'], journals: ['left.json', 'other.json.crswap'] }; \
    for (const [folder, names] of Object.entries(files)) { \
      const directory = await root.getDirectoryHandle(folder); \
      for (const name of names) { \
        const file = await directory.getFileHandle(name, { create: true }); \
        if (name === 'left.json') continue; \
        const writer = await file.createWritable(); \
        await writer.write('unfinished'); \
        await writer.close(); \
      } \
    }";

/// The files that are there.
const LEFT: &str = "const root = await navigator.storage.getDirectory(); \
    const found = []; \
    for (const folder of ['backups', 'journals']) { \
      const directory = await root.getDirectoryHandle(folder); \
      for await (const name of directory.keys()) found.push(name); \
    } \
    return found.sort();";

fn what_was_never_closed_is_cleared_away(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let browser = profile.start().await?;
        let opened = Opened::serve(&browser, "plain").await?;
        opened.page.eval("site.fill()").await?;
        // The folders are there once the worker is.
        let kept = opened.request(json!({"kind": "backup"})).await?["backupId"].clone();
        let before = opened.extension.page().run(LEFT, vec![]).await?;
        opened.extension.page().run(LEAVE, vec![]).await?;
        let site = opened.site.clone();
        browser.quit().await?;

        let browser = profile.start().await?;
        let opened = Opened::open(&browser, &site).await?;
        until("it is cleared away", Duration::from_secs(60), async || {
            // Whatever is asked starts the worker.
            opened.extension.request(json!({"kind": "state"})).await?;
            let left = opened.extension.page().run(LEFT, vec![]).await?;
            Ok((left == before).then_some(()))
        })
        .await?;
        let backups = opened.extension.backups().await?;
        ensure!(backups.len() == 1 && backups[0]["id"] == kept, "{backups:?}");
        // Nothing passes for an operation that has not ended.
        opened.request(json!({"kind": "restore", "backupId": kept})).await?;
        browser.kill().await
    })
}

/// Has the entries of two backups hold nothing, and something that is no entry.
const SPOIL: &str = "const root = await navigator.storage.getDirectory(); \
    const directory = await root.getDirectoryHandle('backups'); \
    for (const [at, text] of ['', '{\"id\": 7'].entries()) { \
      const file = await directory.getFileHandle(`${args[at]}.json`); \
      const writer = await file.createWritable(); \
      await writer.write(text); \
      await writer.close(); \
    }";

fn a_backup_is_known_by_its_archive_where_its_entry_is_lost(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let browser = profile.start().await?;
        let opened = Opened::serve(&browser, "plain").await?;
        opened.page.eval("site.fill()").await?;
        let before = opened.dump().await?;
        let mut ids = Vec::new();
        for label in ["one", "other"] {
            let answer = opened.request(json!({"kind": "backup", "label": label})).await?;
            ids.push(answer["backupId"].clone());
        }
        let listed = opened.extension.backups().await?;
        opened.extension.page().run(SPOIL, ids.clone()).await?;
        let found = opened.extension.backups().await?;
        ensure!(found == listed, "{found:?}, not {listed:?}");
        let site = opened.site.clone();
        browser.quit().await?;

        // Nor does the next start, which clears the empty entry away, lose anything.
        let browser = profile.start().await?;
        let opened = Opened::open(&browser, &site).await?;
        let found = opened.extension.backups().await?;
        ensure!(found == listed, "{found:?}, not {listed:?}");
        for id in ids {
            opened.page.eval("site.clear()").await?;
            opened.request(json!({"kind": "restore", "backupId": id})).await?;
            ensure!(opened.dump().await? == before, "{id} restores something else");
            opened.extension.request(json!({"kind": "delete", "backupId": id})).await?;
        }
        browser.kill().await
    })
}

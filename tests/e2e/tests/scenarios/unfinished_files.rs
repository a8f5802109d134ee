//! Files of the extension that a browser which was ended left unfinished: the next start clears them
//! away, and takes none of them for what it would have become.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Kind, Opened, for_both_kinds, run_in_profile, until};
use serde_json::json;

for_both_kinds!(what_was_never_closed_is_cleared_away);

/// Leaves a backup whose entry is empty, an empty journal, and, as Chromium does, a file that was to
/// take a journal's place.
const LEAVE: &str = "const root = await navigator.storage.getDirectory(); \
    const files = { backups: ['left.zip', 'left.json'], journals: ['left.json', 'other.json.crswap'] }; \
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

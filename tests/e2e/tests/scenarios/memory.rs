//! How much memory the background's module takes, which does not depend on how large a database
//! is. What a module has taken it never gives back, so it says what was needed at most.

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::{replaced, run_copy, with_file};
use drydock_e2e::{Kind, Opened, for_both_kinds};
use serde_json::{Value, json};
use tempfile::TempDir;

for_both_kinds!(a_larger_database_takes_no_more_memory);

/// The records of the smaller database, and how many characters each of them has: some 4 MB.
const RECORDS: u64 = 1_000;
const CHARACTERS: u64 = 4_000;
/// How many times as large the other one is.
const LARGER: u64 = 4;
/// How many bytes more may be taken where chance has batches come together differently. To keep
/// what is written, or what is read, would take five times as much and more.
const BY_CHANCE: u64 = 2 << 20;

fn a_larger_database_takes_no_more_memory(kind: Kind) -> Result<()> {
    run_copy(kind, &that_tells(kind)?, async |browser| {
        let opened = Opened::serve(browser, "plain").await?;
        everything(&opened, RECORDS).await?;
        let smaller = taken(&opened).await?;
        everything(&opened, RECORDS * LARGER).await?;
        let larger = taken(&opened).await?;
        ensure!(larger <= smaller + BY_CHANCE, "{smaller} bytes, then {larger}");
        Ok(())
    })
}

/// Backs up, verifies, migrates and restores a database of so many records.
async fn everything(opened: &Opened, records: u64) -> Result<()> {
    opened.page.eval("site.clear()").await?;
    let fill = json!({"count": records, "size": CHARACTERS, "random": true});
    opened.page.eval(&format!("site.fill({fill})")).await?;
    let backup = opened.request(json!({"kind": "backup"})).await?;
    let id = &backup["backupId"];
    let (least, found) = (records * CHARACTERS, &backup["backup"]["bytes"]);
    ensure!(found.as_u64() > Some(least / 2), "it has {found} bytes");
    opened.extension.request(json!({"kind": "verify", "backupId": id})).await?;
    let answer = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    ensure!(answer["migrations"][0]["written"] == records, "{answer}");
    opened.request(json!({"kind": "restore", "backupId": id})).await?;
    for backup in opened.extension.backups().await? {
        opened.extension.request(json!({"kind": "delete", "backupId": backup["id"]})).await?;
    }
    Ok(())
}

/// A migration that changes every record.
fn plan() -> Value {
    json!({"format": 1, "migrations": [{"database": "plain", "version": 2, "operations": [
        {"add_field": {"store": "notes", "field": "seen", "default": false}},
    ]}]})
}

/// How many bytes the module has taken.
async fn taken(opened: &Opened) -> Result<u64> {
    let ask = "const port = chrome.runtime.connect({ name: 'memory' }); \
               const bytes = await new Promise((resolve) => port.onMessage.addListener(resolve)); \
               port.disconnect(); \
               return bytes;";
    let bytes = opened.extension.page().run(ask, vec![]).await?;
    bytes.as_u64().context("no number")
}

/// The extension, whose background tells of its module's memory.
fn that_tells(kind: Kind) -> Result<TempDir> {
    let file = "background.js";
    with_file(kind, file, |text| {
        let begun = "init().then(() => start())";
        let kept = "init().then(({ memory }) => ((globalThis.taken = memory), start()))";
        let text = replaced(file, &text, begun, kept)?;
        let connected = "ready.then(() => connected(port));";
        let told = "if (port.name !== 'memory') ready.then(() => connected(port)); \
                    else ready.then(() => port.postMessage(globalThis.taken.buffer.byteLength));";
        replaced(file, &text, connected, told)
    })
}

//! Archives, opened by programs that know nothing of Drydock: `unzip`, `sha256sum`, Python's
//! `bagit` and `cbor2`.

use std::env;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drydock_e2e::{Browser, Extension, Site, in_both_browsers, root};
use serde_json::{Value, json};

in_both_browsers!(what_is_backed_up_is_what_others_read, every_kind_of_value_is_what_others_read);

#[test]
fn the_golden_archive_is_what_others_read() -> Result<()> {
    let golden = root().join("tests/golden");
    check(&golden.join("archive-v1.zip"), &golden.join("archive-v1.json"))
}

async fn what_is_backed_up_is_what_others_read(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ count: 500, stores: ['notes', 'tasks'] })").await?;
    // As text: WebDriver keeps no order of properties.
    let dump = page.eval("site.dump()").await?;
    let dump: Value = serde_json::from_str(dump.as_str().context("no dump")?)?;
    // The page's own reading of its records, as the checker wants it.
    let mut expected = json!({});
    for (at, store) in dump[0][2].as_array().context("no stores")?.iter().enumerate() {
        let (keys, values) = (store[4].as_array(), store[5].as_array());
        let pairs: Vec<Value> = keys
            .into_iter()
            .flatten()
            .zip(values.into_iter().flatten())
            .map(|(key, value)| json!([key, value]))
            .collect();
        ensure!(pairs.len() == 500, "the page read {} records", pairs.len());
        expected[format!("databases/0001/stores/{:04}.cborseq", at + 1)] = Value::Array(pairs);
    }
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    check_exported(&extension, &backup["backupId"], &expected.to_string()).await
}

/// Every type that structured clone carries, every type of key: what the site says of its records is
/// what Python makes of the archive's bytes.
async fn every_kind_of_value_is_what_others_read(browser: &Browser) -> Result<()> {
    let site = Site::serve("values").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    // In the archive's order. No name of these databases has lone surrogates.
    let names = &backup["backup"]["databases"];
    let read = "const text = await notationOf(args[0]); \
                const stores = Object.values(JSON.parse(text)); \
                return [text, stores.reduce((sum, records) => sum + records.length, 0)];";
    let answer = page.run(read, vec![names.clone()]).await?;
    let expected = answer[0].as_str().context("the page says nothing of its records")?;
    let count = answer[1].as_u64().unwrap_or_default();
    ensure!(backup["backup"]["records"] == count, "the page has {count} records: {backup}");
    ensure!(count > 250, "only {count} records");
    check_exported(&extension, &backup["backupId"], expected).await
}

/// Checks a stored backup's archive, whose records should be these.
async fn check_exported(extension: &Extension, id: &Value, expected: &str) -> Result<()> {
    let archived = extension.export(id.as_str().context("no backup")?).await?;
    let folder = tempfile::tempdir()?;
    let (archive, wanted) = (folder.path().join("backup.zip"), folder.path().join("expected.json"));
    std::fs::write(&archive, STANDARD.decode(archived)?)?;
    std::fs::write(&wanted, expected)?;
    check(&archive, &wanted)
}

/// Lets `tests/python/check_archive.py` check an archive, and compare its records.
fn check(archive: &Path, expected: &Path) -> Result<()> {
    let python = env::var_os("DRYDOCK_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
        .arg(root().join("tests/python/check_archive.py"))
        .arg(archive)
        .arg("--expect")
        .arg(expected)
        .output()
        .context("Python could not be started")?;
    let words = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the archive was refused: {words}");
    Ok(())
}

//! Files that are no backups, or no longer.

use std::ffi::OsStr;
use std::fs;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drydock_e2e::{Browser, Extension, Site, in_both_browsers, root};
use serde_json::{Value, json};

in_both_browsers!(
    bad_files_are_refused_by_name_and_nothing_is_stored,
    forged_archives_are_refused_and_nothing_is_stored,
    a_saved_backup_comes_back_once_and_whole,
    large_backups_come_back_from_files,
    requests_that_name_nothing_are_refused,
);

/// A site with a backup. Gives also the archive.
async fn archive(browser: &Browser) -> Result<(Site, Extension, String, Vec<u8>)> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    let id = backup["backupId"].as_str().context("no backup")?.to_owned();
    let archive = STANDARD.decode(extension.export(&id).await?)?;
    Ok((site, extension, id, archive))
}

async fn bad_files_are_refused_by_name_and_nothing_is_stored(browser: &Browser) -> Result<()> {
    let (_site, extension, _, good) = archive(browser).await?;
    let before = extension.request(json!({"kind": "backups"})).await?;
    let cut = good.get(..good.len() / 2).unwrap_or_default().to_vec();
    let mut flipped = good.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 4;
    for (what, file, code, in_entry) in [
        ("an empty file", Vec::new(), "not_a_zip", false),
        ("a text", b"hello, this is no archive".to_vec(), "not_a_zip", false),
        ("somebody else's zip file", foreign_zip()?, "not_a_backup", false),
        ("half of a backup", cut, "truncated", true),
        ("a backup without its last byte", good[..good.len() - 1].to_vec(), "truncated", false),
        ("a backup with a bit flipped", flipped, "damaged", true),
        ("a backup with a byte after it", [&good[..], b"x"].concat(), "damaged", false),
    ] {
        let answer = extension.import(&STANDARD.encode(file)).await?;
        ensure!(answer["error"]["code"] == code, "{what}: {answer}");
        is_told(&answer["error"], in_entry).with_context(|| what.to_owned())?;
        let after = extension.request(json!({"kind": "backups"})).await?;
        ensure!(after["backups"] == before["backups"], "{what} was stored");
    }
    Ok(())
}

/// Whether an error is a sentence that names the entry, where one is to be blamed, says that
/// nothing was changed, and what to do.
fn is_told(error: &Value, in_entry: bool) -> Result<()> {
    let text = |field: &str| error[field].as_str().unwrap_or_default().to_owned();
    ensure!(text("message").starts_with("This "), "{error}");
    ensure!(text("message").ends_with(". Nothing was changed."), "{error}");
    ensure!(!text("nextStep").is_empty() && !text("detail").is_empty(), "{error}");
    let entry = error["location"]["entry"].as_str();
    ensure!(entry.is_some() == in_entry, "{error}");
    ensure!(entry.is_none_or(|entry| text("message").contains(entry)), "{error}");
    Ok(())
}

async fn forged_archives_are_refused_and_nothing_is_stored(browser: &Browser) -> Result<()> {
    let extension = browser.extension().await?;
    let mut refused = 0;
    for folder in fs::read_dir(root().join("tests/hostile"))? {
        let folder = folder?.path();
        let code = folder.file_name().and_then(OsStr::to_str).context("no code")?;
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            let answer = extension.import(&STANDARD.encode(fs::read(&file)?)).await?;
            ensure!(answer["error"]["code"] == code, "{}: {answer}", file.display());
            let of_format = ["format_too_new", "unknown_feature"].contains(&code);
            is_told(&answer["error"], !of_format).with_context(|| code.to_owned())?;
            refused += 1;
        }
    }
    ensure!(refused >= 5, "only {refused} files");
    let backups = extension.request(json!({"kind": "backups"})).await?;
    ensure!(backups["backups"] == json!([]), "{backups}");
    Ok(())
}

fn foreign_zip() -> Result<Vec<u8>> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("readme.txt", zip::write::SimpleFileOptions::default())?;
    std::io::Write::write_all(&mut zip, b"hello")?;
    Ok(zip.finish()?.into_inner())
}

async fn a_saved_backup_comes_back_once_and_whole(browser: &Browser) -> Result<()> {
    let (_site, extension, id, good) = archive(browser).await?;
    let encoded = STANDARD.encode(&good);
    let count = async || -> Result<usize> {
        let listed = extension.request(json!({"kind": "backups"})).await?;
        Ok(listed["backups"].as_array().map_or(0, Vec::len))
    };
    // It is stored already.
    let answer = extension.import(&encoded).await?;
    ensure!(answer["backupId"] == id.as_str(), "{answer}");
    ensure!(count().await? == 1, "it is listed twice");
    extension.request(json!({"kind": "delete", "backupId": id})).await?;
    ensure!(count().await? == 0, "it was not deleted");
    let answer = extension.import(&encoded).await?;
    let imported = answer["backupId"].as_str().with_context(|| answer.to_string())?.to_owned();
    extension.request(json!({"kind": "verify", "backupId": imported})).await?;
    ensure!(STANDARD.decode(extension.export(&imported).await?)? == good, "its bytes changed");
    Ok(())
}

/// Far more than the browsers put into one message between processes.
async fn large_backups_come_back_from_files(browser: &Browser) -> Result<()> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill({ count: 600, size: 12000, random: true })").await?;
    page.eval("site.fillBlobs(6, 2500000)").await?;
    let before = page.eval("site.hash()").await?;
    let blobs = page.eval("site.hashBlobs()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    let id = backup["backupId"].as_str().context("no backup")?;
    let archive = extension.export(id).await?;
    extension.request(json!({"kind": "delete", "backupId": id})).await?;
    page.eval("site.clear()").await?;

    let answer = extension.import(&archive).await?;
    ensure!(answer["ok"] == true, "{answer}");
    page.eval("window.before = true").await?;
    let request = json!({"kind": "restore", "tabId": tab, "backupId": answer["backupId"]});
    extension.request(request).await?;
    page.wait_for("typeof site === 'object' && !window.before").await?;
    ensure!(page.eval("site.hash()").await? == before, "the records differ");
    ensure!(page.eval("site.hashBlobs()").await? == blobs, "the Blobs differ");
    Ok(())
}

async fn requests_that_name_nothing_are_refused(browser: &Browser) -> Result<()> {
    let (site, extension, id, _) = archive(browser).await?;
    let tab = extension.tab_of(&site.url()).await?;
    for (request, code) in [
        (json!({"kind": "reticulate"}), "bad_request"),
        (json!({"kind": "backup"}), "bad_request"),
        (json!({"kind": "backup", "tabId": tab, "colour": 1}), "bad_request"),
        (json!({"kind": "import"}), "bad_request"),
        (json!({"kind": "inventory", "tabId": 987_654_321}), "no_such_tab"),
        (json!({"kind": "verify", "backupId": "none"}), "no_such_backup"),
        (json!({"kind": "delete", "backupId": "../journals/x"}), "no_such_backup"),
        (json!({"kind": "export", "backupId": ""}), "no_such_backup"),
        (json!({"kind": "cancel", "operationId": "none"}), "no_such_operation"),
        (json!({"kind": "backup", "tabId": tab, "databases": ["none"]}), "no_such_database"),
        (
            json!({"kind": "restore", "tabId": tab, "backupId": id,
                   "databases": [{"name": "plain", "stores": ["none"]}]}),
            "no_such_database",
        ),
    ] {
        let error = extension.refused(request.clone()).await?;
        ensure!(error["code"] == code, "{request}: {error}");
    }
    Ok(())
}

//! A backup of the one browser is restored in the other: the site finds every value, and a backup
//! made there has the same payload, byte by byte.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Kind, Page, Site, SiteOptions, run};
use serde_json::{Value, json};

use crate::payload::{ensure_same, payload_in, payload_of};

#[test]
fn what_chromium_stored_comes_back_in_firefox() -> Result<()> {
    across(Kind::Chromium, Kind::Firefox, "site.check()")
}

#[test]
fn what_firefox_stored_comes_back_in_chromium() -> Result<()> {
    // Firefox has other stacks of errors than those that the site sets.
    across(Kind::Firefox, Kind::Chromium, "site.check({ stacks: false })")
}

/// Names with lone surrogates exist in Chromium alone: Firefox refuses them, and stays as it was.
#[test]
fn database_names_that_firefox_cannot_keep_leave_it_as_it_was() -> Result<()> {
    lone_surrogates("'lone \\ud800'")
}

/// The same of the names of stores and indexes.
#[test]
fn store_names_that_firefox_cannot_keep_leave_it_as_it_was() -> Result<()> {
    lone_surrogates("'a usual name'")
}

fn lone_surrogates(name: &str) -> Result<()> {
    let (archive, port) = backed_up(Kind::Chromium, &format!("site.fillSurrogates({name})"))?;
    run(Kind::Chromium, async |browser| {
        let (_site, page, extension, tab) = at_site(browser, port).await?;
        let request = restore_of(&extension.import(&archive).await?, tab)?;
        extension.request(request).await?;
        page.site_runs().await?;
        let found = page.eval(&format!("site.checkSurrogates({name})")).await?;
        ensure!(found == json!([]), "{found:#}");
        Ok(())
    })?;
    refuses(Kind::Firefox, &archive, port)
}

#[test]
fn a_file_that_chromium_cannot_read_back_is_refused() -> Result<()> {
    let (archive, port) = backed_up(Kind::Firefox, "site.fillEarlyFile()")?;
    refuses(Kind::Chromium, &archive, port)
}

#[test]
fn an_image_that_firefox_cannot_make_is_refused() -> Result<()> {
    let (archive, port) = backed_up(Kind::Chromium, "site.fillWideImage()")?;
    refuses(Kind::Firefox, &archive, port)
}

#[test]
fn an_exception_that_firefox_cannot_store_is_refused() -> Result<()> {
    let (archive, port) = backed_up(Kind::Chromium, "site.fillForeignException()")?;
    refuses(Kind::Firefox, &archive, port)
}

/// A restore that must fail, and leave the site as it was.
fn refuses(kind: Kind, archive: &str, port: u16) -> Result<()> {
    run(kind, async |browser| {
        let (_site, page, extension, tab) = at_site(browser, port).await?;
        page.eval("site.fillPrivate()").await?;
        let request = restore_of(&extension.import(archive).await?, tab)?;
        let error = extension.refused(request).await?;
        ensure!(error["code"] == "write_failed", "{error}");
        page.site_runs().await?;
        ensure!(page.eval("site.count()").await? == 1, "there are other databases now: {error}");
        ensure!(page.eval("site.readsPrivate()").await? == true, "the data is not what it was");
        Ok(())
    })
}

fn across(from: Kind, to: Kind, check: &str) -> Result<()> {
    let (archive, port) = backed_up(from, "site.fill()")?;
    run(to, async |browser| {
        let (_site, page, extension, tab) = at_site(browser, port).await?;
        let request = restore_of(&extension.import(&archive).await?, tab)?;
        extension.request(request).await?;
        page.site_runs().await?;
        let found = page.eval(check).await?;
        ensure!(found == json!([]), "{found:#}");
        let again = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
        let again = again["backupId"].as_str().context("no backup's id")?.to_owned();
        ensure_same(&payload_in(&archive)?, &payload_of(&extension, &again).await?)
    })
}

/// Fills the site in a browser and backs it up: the archive, and the site's port, which is part
/// of its origin.
fn backed_up(kind: Kind, fill: &str) -> Result<(String, u16)> {
    let mut made = None;
    run(kind, async |browser| {
        let (site, page, extension, tab) = at_site(browser, 0).await?;
        page.eval(fill).await?;
        let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
        let id = backup["backupId"].as_str().context("no backup's id")?;
        made = Some((extension.export(id).await?, site.port()));
        Ok(())
    })?;
    made.context("no backup")
}

async fn at_site(
    browser: &Browser,
    port: u16,
) -> Result<(Site, Page, drydock_e2e::Extension, i64)> {
    let options = SiteOptions { port, ..SiteOptions::default() };
    let site = Site::serve_with("values", options).await?;
    let page = browser.open(&site.url()).await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    Ok((site, page, extension, tab))
}

fn restore_of(imported: &Value, tab: i64) -> Result<Value> {
    ensure!(imported["ok"] == true, "{imported}");
    Ok(json!({"kind": "restore", "tabId": tab, "backupId": imported["backupId"]}))
}

//! Sites built on real libraries: backed up, cleared, restored, and read by the library itself, in
//! a page of its own, in one under a strict Content-Security-Policy, and in a service worker, with
//! such a policy of its own and without. All keep connections open.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(
    dexie_finds_its_records_and_indexes,
    pouchdb_finds_its_documents_and_attachments,
    localforage_finds_its_values,
);

async fn dexie_finds_its_records_and_indexes(browser: &Browser) -> Result<()> {
    comes_back(browser, "cities", "site.fill(3000)", "site.clear()").await
}

async fn pouchdb_finds_its_documents_and_attachments(browser: &Browser) -> Result<()> {
    comes_back(browser, "pouchdb", "site.fill()", "site.clear()").await
}

async fn localforage_finds_its_values(browser: &Browser) -> Result<()> {
    comes_back(browser, "localforage", "site.fill()", "site.clear()").await
}

async fn comes_back(browser: &Browser, name: &str, fill: &str, clear: &str) -> Result<()> {
    for worker in ["worker.js", "worker.js?strict"] {
        comes_back_beside(browser, worker, name, fill, clear).await.context(worker)?;
    }
    Ok(())
}

async fn comes_back_beside(
    browser: &Browser,
    worker: &str,
    name: &str,
    fill: &str,
    clear: &str,
) -> Result<()> {
    let site = Site::serve(name).await?;
    let page = browser.open(&site.url()).await?;
    page.eval(fill).await?;
    let before = page.eval("site.hash()").await?;
    let strict = browser.open(&site.strict_url()).await?;
    ensure!(strict.eval("site.hash()").await? == before, "the second page finds other data");
    let loads = "fetch('page.js').then(() => true, () => false)";
    ensure!(strict.eval(loads).await? == false, "the second page may load what it likes");
    page.eval(&format!("navigator.serviceWorker.register('{worker}').then(() => true)")).await?;
    let found = page.eval("site.hashInWorker()").await?;
    ensure!(found == before, "the worker finds {found}, the page {before}");
    let extension = browser.extension().await?;
    // Backed up where the policy is strict, …
    let strict_tab = extension.tab_of(&site.strict_url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": strict_tab})).await?;
    // (Its connection would keep some libraries from clearing.)
    strict.close().await?;
    page.eval(clear).await?;
    let cleared = page.eval("site.hash()").await?;
    ensure!(cleared != before, "clearing changed nothing");
    // … and restored there, with connections in both, and in the worker.
    let strict = browser.open(&site.strict_url()).await?;
    ensure!(strict.eval("site.hash()").await? == cleared, "the second page finds other data");
    ensure!(page.eval("site.hashInWorker()").await? == cleared, "the worker finds other data");
    let strict_tab = extension.tab_of(&site.strict_url()).await?;
    extension
        .request(json!({"kind": "restore", "tabId": strict_tab, "backupId": backup["backupId"]}))
        .await?;
    for page in [&page, &strict] {
        page.site_runs().await?;
        let after = page.eval("site.hash()").await?;
        ensure!(after == before, "before {before}, after {after}");
        let in_worker = page.eval("site.hashInWorker()").await?;
        ensure!(in_worker == before, "before {before}, in the worker {in_worker}");
    }
    Ok(())
}

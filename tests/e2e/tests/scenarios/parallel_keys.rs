//! Parallel migrations of records with keys that only this browser can keep.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Extension, Page, Site, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(keys_that_nobody_can_export_are_migrated);

/// Sends a request that must succeed, and waits until the site runs.
async fn request(extension: &Extension, page: &Page, request: Value) -> Result<Value> {
    let answer = extension.request(request).await?;
    page.wait_for("typeof site === 'object'").await?;
    Ok(answer)
}

/// Every key is whose it was.
async fn are(page: &Page, version: u64, texts: Value) -> Result<()> {
    let found = page.eval("site.texts()").await?;
    ensure!(found == json!({"version": version, "texts": texts}), "{found}");
    Ok(())
}

/// How many things the extension keeps in its vault.
async fn kept(extension: &Extension) -> Result<u64> {
    let count = "const promised = (request) => new Promise((resolve, reject) => { \
                   request.onsuccess = () => resolve(request.result); \
                   request.onerror = () => reject(request.error); }); \
                 const vault = await promised(indexedDB.open('vault')); \
                 const count = await promised(vault.transaction('items').objectStore('items').count()); \
                 vault.close(); \
                 return count;";
    extension.page().run(count, Vec::new()).await?.as_u64().context("no count")
}

async fn keys_that_nobody_can_export_are_migrated(browser: &Browser) -> Result<()> {
    let site = Site::serve("keys").await?;
    let page = browser.open(&site.url()).await?;
    page.wait_for("typeof site === 'object'").await?;
    page.eval("site.write({ 1: 'a', 2: 'b', 3: 'c', 4: 'd', 5: 'e' }, 1)").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let plan = json!({"format": 1, "migrations": [
        {"database": "keys", "version": 2, "strategy": "parallel", "operations": [
            {"rename_field": {"store": "secrets", "field": "text", "to": "title"}}]}]});
    let migrate = json!({"kind": "migrate", "tabId": tab, "plan": plan, "hold": true});
    let held = request(&extension, &page, migrate).await?;
    ensure!(held["underWay"]["phase"] == "ready", "{held}");
    ensure!(kept(&extension).await? == 6, "{} in the vault", kept(&extension).await?);

    // A new key in a record that is else the same, one less, one more, and two that change places.
    page.eval("site.write({ 1: 'a', 6: 'f' })").await?;
    page.eval("site.remove(2)").await?;
    page.eval("site.exchange(3, 4)").await?;
    let now = json!({"0": "kept", "1": "a", "3": "d", "4": "c", "5": "e", "6": "f"});
    are(&page, 1, now.clone()).await?;
    let resume = json!({"kind": "resume", "tabId": tab, "database": "keys"});
    let done = request(&extension, &page, resume).await?;
    ensure!(done["migrations"][0]["outcome"] == "applied", "{done}");
    are(&page, 2, now.clone()).await?;
    // Of all backups, one is left, and in the vault what belongs to it.
    let listed = extension.backups().await?;
    ensure!(listed.len() == 1, "{listed:?}");
    ensure!(kept(&extension).await? == 6, "{} in the vault", kept(&extension).await?);

    request(&extension, &page, json!({"kind": "undo", "tabId": tab, "database": "keys"})).await?;
    are(&page, 1, now).await
}

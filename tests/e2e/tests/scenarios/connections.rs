//! Sites that keep connections open: in pages, in several tabs, in a service worker.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(tabs_and_a_service_worker_let_go);

async fn tabs_and_a_service_worker_let_go(browser: &Browser) -> Result<()> {
    let site = Site::serve("held").await?;
    let page = browser.open(&site.url()).await?;
    page.eval("site.fill()").await?;
    let before = page.eval("site.hash()").await?;
    let second = browser.open(&format!("{}?second", site.url())).await?;
    second.eval("site.hash()").await?;
    ensure!(page.eval("site.holdInWorker()").await? == "held", "the worker holds nothing");

    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
    page.eval("site.change()").await?;
    ensure!(page.eval("site.hash()").await? != before, "nothing was changed");
    let request = json!({"kind": "restore", "tabId": tab, "backupId": backup["backupId"]});
    extension.request(request).await?;

    for tab in [&page, &second] {
        tab.site_runs().await?;
        ensure!(tab.eval("site.hash()").await? == before, "a tab finds other data");
    }
    Ok(())
}

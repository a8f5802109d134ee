//! Restoring some of a backup, into other origins, over other versions.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Extension, Page, Site, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    another_origin_takes_a_backup,
    chosen_stores_change_alone,
    exact_deletes_what_the_backup_does_not_hold,
    any_version_that_is_there_is_replaced,
);

struct Opened {
    site: Site,
    page: Page,
    extension: Extension,
    tab: i64,
}

async fn open(browser: &Browser) -> Result<Opened> {
    let site = Site::serve("plain").await?;
    let page = browser.open(&site.url()).await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    Ok(Opened { site, page, extension, tab })
}

impl Opened {
    async fn back_up(&self) -> Result<Value> {
        let answer = self.extension.request(json!({"kind": "backup", "tabId": self.tab})).await?;
        Ok(answer["backupId"].clone())
    }

    /// Restores, and waits until the site runs again.
    async fn restore(&self, mut request: Value) -> Result<Value> {
        request["kind"] = json!("restore");
        request["tabId"] = json!(self.tab);
        self.page.eval("window.before = true").await?;
        let answer = self.extension.request(request).await?;
        self.page.wait_for("typeof site === 'object' && !window.before").await?;
        Ok(answer)
    }

    async fn dump(&self) -> Result<Value> {
        self.page.eval("site.dump()").await
    }
}

async fn another_origin_takes_a_backup(browser: &Browser) -> Result<()> {
    let staging = open(browser).await?;
    staging.page.eval("site.fill()").await?;
    let backup = staging.back_up().await?;
    let local = open(browser).await?;
    ensure!(local.site.origin() != staging.site.origin(), "it is the same origin");
    local.restore(json!({"backupId": backup})).await?;
    ensure!(local.dump().await? == staging.dump().await?, "the other origin has other data");
    Ok(())
}

async fn chosen_stores_change_alone(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let fill = "site.fill({ name: 'a', stores: ['x', 'y'], count: 5 })";
    opened.page.eval(fill).await?;
    opened.page.eval("site.fill({ name: 'b', count: 5 })").await?;
    let backup = opened.back_up().await?;
    // Five more in each store.
    opened.page.eval(fill).await?;
    opened.page.eval("site.fill({ name: 'b', count: 5 })").await?;
    let databases = json!([{"name": "a", "stores": ["x"]}]);
    opened.restore(json!({"backupId": backup, "databases": databases})).await?;
    let counts = "site.dump().then((text) => JSON.parse(text).map(([name, , stores]) => \
                  [name, ...stores.map((store) => store[4].length)]))";
    let counts = opened.page.eval(counts).await?;
    ensure!(counts == json!([["a", 5, 10], ["b", 10]]), "{counts}");
    // A chosen store that went back gives its next key as before.
    let next = opened.page.eval("site.addOne('a', 'x')").await?;
    ensure!(next == 6, "the key generator gives {next}");
    Ok(())
}

async fn exact_deletes_what_the_backup_does_not_hold(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened.page.eval("site.fill({ name: 'a' })").await?;
    let backup = opened.back_up().await?;
    opened.page.eval("site.fill({ name: 'later' })").await?;
    opened.restore(json!({"backupId": backup})).await?;
    let names = opened.page.eval("site.names()").await?;
    ensure!(names == json!(["a", "later"]), "{names}");
    let answer = opened.restore(json!({"backupId": backup, "exact": true})).await?;
    ensure!(answer["report"]["deleted"] == json!(["later"]), "{answer}");
    let names = opened.page.eval("site.names()").await?;
    ensure!(names == json!(["a"]), "{names}");
    Ok(())
}

async fn any_version_that_is_there_is_replaced(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened.page.eval("site.fill({ version: 3, count: 7 })").await?;
    let wanted = opened.dump().await?;
    let backup = opened.back_up().await?;
    for version in [2, 3, 9] {
        opened.page.eval("site.clear()").await?;
        let fill =
            format!("site.fill({{ version: {version}, count: 2, stores: ['other', 'notes'] }})");
        opened.page.eval(&fill).await?;
        opened.restore(json!({"backupId": backup})).await?;
        ensure!(opened.dump().await? == wanted, "over version {version} it differs");
    }
    Ok(())
}

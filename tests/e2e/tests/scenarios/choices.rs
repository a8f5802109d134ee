//! Restoring some of a backup, into other origins, over other versions.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    another_origin_takes_a_backup,
    chosen_stores_change_alone,
    exact_deletes_what_the_backup_does_not_hold,
    any_version_that_is_there_is_replaced,
);

async fn open(browser: &Browser) -> Result<Opened> {
    Opened::serve(browser, "plain").await
}

async fn back_up(opened: &Opened) -> Result<Value> {
    Ok(opened.request(json!({"kind": "backup"})).await?["backupId"].clone())
}

/// Restores, and waits until the site runs again.
async fn restore(opened: &Opened, mut request: Value) -> Result<Value> {
    request["kind"] = json!("restore");
    opened.page.eval("window.before = true").await?;
    let answer = opened.request(request).await?;
    opened.page.wait_for("!window.before").await?;
    Ok(answer)
}

async fn another_origin_takes_a_backup(browser: &Browser) -> Result<()> {
    let staging = open(browser).await?;
    staging.page.eval("site.fill()").await?;
    let backup = back_up(&staging).await?;
    let local = open(browser).await?;
    ensure!(local.site.origin() != staging.site.origin(), "it is the same origin");
    restore(&local, json!({"backupId": backup})).await?;
    ensure!(local.dump().await? == staging.dump().await?, "the other origin has other data");
    Ok(())
}

async fn chosen_stores_change_alone(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let fill = "site.fill({ name: 'a', stores: ['x', 'y'], count: 5 })";
    opened.page.eval(fill).await?;
    opened.page.eval("site.fill({ name: 'b', count: 5 })").await?;
    let backup = back_up(&opened).await?;
    // Five more in each store.
    opened.page.eval(fill).await?;
    opened.page.eval("site.fill({ name: 'b', count: 5 })").await?;
    let databases = json!([{"name": "a", "stores": ["x"]}]);
    restore(&opened, json!({"backupId": backup, "databases": databases})).await?;
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
    let backup = back_up(&opened).await?;
    opened.page.eval("site.fill({ name: 'later' })").await?;
    restore(&opened, json!({"backupId": backup})).await?;
    let names = opened.page.eval("site.names()").await?;
    ensure!(names == json!(["a", "later"]), "{names}");
    let answer = restore(&opened, json!({"backupId": backup, "exact": true})).await?;
    ensure!(answer["report"]["deleted"] == json!(["later"]), "{answer}");
    let names = opened.page.eval("site.names()").await?;
    ensure!(names == json!(["a"]), "{names}");
    Ok(())
}

async fn any_version_that_is_there_is_replaced(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened.page.eval("site.fill({ version: 3, count: 7 })").await?;
    let wanted = opened.dump().await?;
    let backup = back_up(&opened).await?;
    for version in [2, 3, 9] {
        opened.page.eval("site.clear()").await?;
        let fill =
            format!("site.fill({{ version: {version}, count: 2, stores: ['other', 'notes'] }})");
        opened.page.eval(&fill).await?;
        restore(&opened, json!({"backupId": backup})).await?;
        ensure!(opened.dump().await? == wanted, "over version {version} it differs");
    }
    Ok(())
}

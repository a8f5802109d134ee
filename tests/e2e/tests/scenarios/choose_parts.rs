//! Choosing some of the databases and stores, by the popup's and the manager's check boxes.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Kind, Opened, Page, Popup, Site, SiteOptions, in_both_browsers, run};
use serde_json::{Value, json};

in_both_browsers!(
    databases_and_stores_are_chosen_for_a_backup,
    one_store_of_a_backup_is_restored,
    one_database_of_a_backup_is_restored,
);

/// Two databases, of which the first has two stores; each store gets five more records.
async fn fill(page: &Page) -> Result<()> {
    page.eval("site.fill({ name: 'a', stores: ['x', 'y'], count: 5 })").await?;
    page.eval("site.fill({ name: 'b', count: 5 })").await.map(drop)
}

/// How many records the stores of each database have.
async fn counts(page: &Page) -> Result<Value> {
    page.site_runs().await?;
    let counts = "site.dump().then((text) => JSON.parse(text).map(([, , stores]) => \
                  stores.map((store) => store[4].length)))";
    page.eval(counts).await
}

/// What the last backup holds: `[name, [store, …]]` of each database.
async fn last_backup(opened: &Opened) -> Result<Value> {
    let id = opened.extension.backups().await?[0]["id"].clone();
    let contents = opened.extension.request(json!({"kind": "contents", "backupId": id})).await?;
    let databases = contents["databases"].as_array().context("no databases")?;
    let names = databases.iter().map(|database| {
        let stores = database["stores"].as_array().into_iter().flatten();
        json!([database["name"], stores.map(|store| &store["name"]).collect::<Vec<_>>()])
    });
    Ok(names.collect())
}

async fn databases_and_stores_are_chosen_for_a_backup(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "plain").await?;
    fill(&opened.page).await?;
    let popup = browser.popup(opened.tab).await?;
    popup.press_until_done("#backup").await?;
    ensure!(last_backup(&opened).await? == json!([["a", ["x", "y"]], ["b", ["notes"]]]));

    let (a, b) = ("tr[data-database='a'] .check input", "tr[data-database='b'] .check input");
    popup.page().press(b).await?;
    popup.press_until_done("#backup").await?;
    ensure!(last_backup(&opened).await? == json!([["a", ["x", "y"]]]), "b was not left out");

    popup.page().press("tr[data-database='a'] summary").await?;
    popup.page().press("tr[data-database='a'] li[data-store='x'] input").await?;
    let half = format!(
        "(() => {{ const box = document.querySelector({a:?}); \
         return box.indeterminate && !box.checked; }})()"
    );
    ensure!(popup.page().eval(&half).await? == true, "the box does not show that some are taken");
    popup.press_until_done("#backup").await?;
    ensure!(last_backup(&opened).await? == json!([["a", ["y"]]]), "x was not left out");

    // Half of it, all of it, nothing of it.
    popup.page().press(a).await?;
    popup.press_until_done("#backup").await?;
    ensure!(last_backup(&opened).await? == json!([["a", ["x", "y"]]]), "a is not whole");
    popup.page().press(a).await?;
    let disabled = "document.querySelector('#backup').disabled";
    ensure!(popup.page().eval(disabled).await? == true, "nothing can be backed up");
    Ok(())
}

/// Leaves a database out, in the question of a restore.
async fn leave_out(page: &Page, database: &str) -> Result<()> {
    page.press(&format!("dialog li[data-database='{database}'] > label input")).await
}

async fn one_store_of_a_backup_is_restored(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "plain").await?;
    fill(&opened.page).await?;
    let popup = browser.popup(opened.tab).await?;
    popup.press_until_done("#backup").await?;
    let address = format!("manager.html?tab={}", opened.tab);
    let manager = Popup::of(browser.open(&opened.extension.address(&address)).await?);
    for (shown, restore) in [(&popup, "#restore"), (&manager, "tr.backup:last-of-type .restore")] {
        fill(&opened.page).await?;
        ensure!(counts(&opened.page).await? == json!([[10, 10], [10]]));
        let page = shown.page();
        page.press(restore).await?;
        leave_out(page, "b").await?;
        // One store alone: the database, and then that store.
        leave_out(page, "a").await?;
        ensure!(page.eval("document.querySelector('#confirm-yes').disabled").await? == true);
        page.press("dialog li[data-database='a'] summary").await?;
        page.press("dialog li[data-store='y'] input").await?;
        let said = page.eval("document.querySelector('.effects').textContent").await?;
        let said = said.as_str().unwrap_or_default();
        ensure!(said.contains("replaces 10 records in the chosen stores"), "{said}");
        ensure!(said.contains("1 of 2 stores") && said.contains("is left alone"), "{said}");
        let text = shown.press_until_done("#confirm-yes").await?;
        ensure!(text.contains("Restored 5 records"), "{text}");
        let counts = counts(&opened.page).await?;
        ensure!(counts == json!([[10, 5], [10]]), "{counts}");
        // Both begin with the same.
        opened.page.eval("site.clear()").await?;
        fill(&opened.page).await?;
    }
    Ok(())
}

async fn one_database_of_a_backup_is_restored(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "plain").await?;
    fill(&opened.page).await?;
    let popup = browser.popup(opened.tab).await?;
    popup.press_until_done("#backup").await?;
    fill(&opened.page).await?;
    popup.page().press("#restore").await?;
    leave_out(popup.page(), "a").await?;
    popup.press_until_done("#confirm-yes").await?;
    let counts = counts(&opened.page).await?;
    ensure!(counts == json!([[10, 10], [5]]), "{counts}");
    Ok(())
}

/// Two databases of two stores each, whose names people see alike.
const FILL_TWINS: &str = "Promise.all(['twin \\ud800', 'twin \\ud801'].map((name) => \
                          site.fill({ name, stores: ['\\ud800', '\\ud801'], count: 5 })))";

/// Only Chromium keeps names with lone surrogates.
#[test]
fn names_that_are_shown_alike_are_chosen_apart() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let opened = Opened::serve(browser, "plain").await?;
        opened.page.eval(FILL_TWINS).await?;
        let popup = browser.popup(opened.tab).await?;
        popup.page().press("tr[data-database]:nth-of-type(1) .check input").await?;
        popup.press_until_done("#backup").await?;
        let stores = json!([{"wtf8": "eda080"}, {"wtf8": "eda081"}]);
        let second = json!([[{"wtf8": "7477696e20eda081"}, stores]]);
        let held = last_backup(&opened).await?;
        ensure!(held == second, "{held}");

        popup.page().press("tr[data-database]:nth-of-type(1) .check input").await?;
        popup.press_until_done("#backup").await?;
        opened.page.eval(FILL_TWINS).await?;
        popup.page().press("#restore").await?;
        let first = "dialog li[data-database]:nth-of-type(1)";
        popup.page().press(&format!("{first} summary")).await?;
        popup.page().press(&format!("{first} li:nth-of-type(1) input")).await?;
        popup.page().press("dialog li[data-database]:nth-of-type(2) > label input").await?;
        popup.press_until_done("#confirm-yes").await?;
        let counts = counts(&opened.page).await?;
        ensure!(counts == json!([[10, 5], [10, 10]]), "{counts}");
        Ok(())
    })
}

/// Firefox cannot make a database of such a name: the others of the backup can be restored.
#[test]
fn what_firefox_cannot_name_is_left_out_of_a_restore() -> Result<()> {
    let mut made = None;
    run(Kind::Chromium, async |browser| {
        let opened = Opened::serve(browser, "plain").await?;
        opened.page.eval("site.fill({ name: 'lone \\ud800' })").await?;
        opened.page.eval("site.fill({ name: 'usual', count: 5 })").await?;
        let backup = opened.request(json!({"kind": "backup"})).await?;
        let id = backup["backupId"].as_str().context("no backup")?;
        made = Some((opened.extension.export(id).await?, opened.site.port()));
        Ok(())
    })?;
    let (archive, port) = made.context("no backup")?;
    run(Kind::Firefox, async |browser| {
        let options = SiteOptions { port, ..SiteOptions::default() };
        let opened = Opened::open(browser, &Site::serve_with("plain", options).await?).await?;
        let imported = opened.extension.import(&archive).await?;
        ensure!(imported["ok"] == true, "{imported}");
        let popup = browser.popup(opened.tab).await?;
        popup.page().press("#restore").await?;
        popup.page().press("dialog li[data-database]:nth-of-type(1) > label input").await?;
        popup.press_until_done("#confirm-yes").await?;
        let counts = counts(&opened.page).await?;
        let names = opened.page.eval("site.names()").await?;
        ensure!(counts == json!([[5]]) && names == json!(["usual"]), "{names}: {counts}");
        Ok(())
    })
}

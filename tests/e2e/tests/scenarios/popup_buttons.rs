//! What the popup and the manager do with backups and files, by their own buttons.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drydock_e2e::{Browser, MARKUP, Opened, Page, Popup, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    save_gives_the_archive_as_a_file,
    delete_asks_and_deletes,
    a_label_is_kept_and_shown,
    exact_deletes_what_is_named_in_red,
    the_manager_is_opened_for_the_site,
    a_file_that_is_chosen_is_restored,
    a_file_that_is_no_backup_is_refused,
);

const LONGEST: Duration = Duration::from_secs(120);

/// A site with a database of these names each, and its popup.
async fn open(browser: &Browser, names: &[&str]) -> Result<(Opened, Popup)> {
    let opened = Opened::serve(browser, "plain").await?;
    for name in names {
        opened.page.run("await site.fill({ name: args[0] });", vec![json!(name)]).await?;
    }
    let popup = browser.popup(opened.tab).await?;
    Ok((opened, popup))
}

/// The text of an element, once it is there.
async fn text_of(page: &Page, selector: &str) -> Result<String> {
    page.element(selector).await?;
    let text = page.eval(&format!("document.querySelector({selector:?}).textContent")).await?;
    Ok(text.as_str().unwrap_or_default().to_owned())
}

fn files_in(folder: &Path) -> Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().into_string()));
    names.map(|name: Result<_>| name?.ok().context("a name is no text")).collect()
}

async fn save_gives_the_archive_as_a_file(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    popup.press_until_done("#backup").await?;
    let id = opened.extension.backups().await?[0]["id"].clone();
    let id = id.as_str().context("no backup")?;
    let archive = STANDARD.decode(opened.extension.export(id).await?)?;
    let text = popup.press_until_done("li.backup .save").await?;
    ensure!(text.contains(&format!("{id}.zip")), "{text}");
    let file = format!("{id}.zip");
    ensure!(files_in(browser.downloads())? == [file.clone()], "other files were saved");
    ensure!(fs::read(browser.downloads().join(&file))? == archive, "the file is another");

    // A popup that closes leaves it to the manager.
    fs::remove_file(browser.downloads().join(&file))?;
    let address = opened.extension.address(&format!("manager.html?save={id}"));
    let manager = Popup::of(browser.open(&address).await?);
    let (state, text) = manager.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    ensure!(fs::read(browser.downloads().join(&file))? == archive, "the file is another");
    Ok(())
}

async fn delete_asks_and_deletes(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    popup.press_until_done("#backup").await?;
    popup.page().press("li.backup .delete").await?;
    popup.page().press("#confirm-no").await?;
    popup.page().wait_for("!document.querySelector('dialog').open").await?;
    ensure!(opened.extension.backups().await?.len() == 1, "it was deleted unasked");

    popup.page().press("li.backup .delete").await?;
    popup.page().press("#confirm-yes").await?;
    popup.page().wait_for("document.querySelector('#no-backups') !== null").await?;
    ensure!(opened.extension.backups().await?.is_empty(), "it is still there");
    ensure!(opened.extension.stored_files().await? == 0, "something was left");
    Ok(())
}

async fn a_label_is_kept_and_shown(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    let label = format!("before {MARKUP}");
    popup.page().element("#label").await?.send_keys(&label).await?;
    popup.press_until_done("#backup").await?;
    popup.page().wait_for("document.querySelector('li.backup .label') !== null").await?;
    let shown = text_of(popup.page(), "li.backup .label").await?;
    ensure!(shown == label, "{shown}");
    ensure!(opened.extension.backups().await?[0]["label"] == label, "another label was kept");
    // The next backup is another.
    popup.page().wait_for("document.querySelector('#label').value === ''").await?;
    popup.page().press("#restore").await?;
    ensure!(text_of(popup.page(), "#confirm-backup").await?.contains(&label), "it is not offered");
    let markup = popup.page().eval("document.querySelectorAll('main img').length").await?;
    ensure!(markup == 0, "the label became markup");
    Ok(())
}

async fn exact_deletes_what_is_named_in_red(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["first"]).await?;
    popup.press_until_done("#backup").await?;
    opened.page.eval("site.fill({ name: 'later' })").await?;
    for (exact, left) in [(false, json!(["first", "later"])), (true, json!(["first"]))] {
        popup.page().press("#restore").await?;
        if exact {
            popup.page().press("#exact").await?;
            let named = text_of(popup.page(), ".effects .deleted").await?;
            ensure!(named.contains("later") && named.contains("100 records"), "{named}");
        }
        let text = popup.press_until_done("#confirm-yes").await?;
        ensure!(text.contains("later") == exact, "exact is {exact}: {text}");
        opened.page.site_runs().await?;
        let names = opened.page.eval("site.names()").await?;
        ensure!(names == left, "exact is {exact}: {names}");
    }
    Ok(())
}

/// The manager that a button of the popup opened.
async fn manager(browser: &Browser, opened: &Opened, popup: &Popup, button: &str) -> Result<Popup> {
    popup.page().press(button).await?;
    // Not the page from which messages are sent.
    Ok(Popup::of(browser.opened_by_button(&opened.extension, "manager.html?").await?))
}

async fn the_manager_is_opened_for_the_site(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    let before = opened.dump().await?;
    popup.press_until_done("#backup").await?;
    let manager = manager(browser, &opened, &popup, "#manager").await?;
    let group = format!("tbody[data-origin='{}'] tr.backup", opened.site.origin());
    manager.page().element(&group).await?;
    opened.page.eval("site.clear()").await?;
    manager.page().press(&format!("{group} .restore")).await?;
    // Of the open tabs, the site's own is offered.
    manager.press_until_done("#confirm-yes").await?;
    opened.page.site_runs().await?;
    ensure!(opened.dump().await? == before, "the site finds other data");
    Ok(())
}

/// The manager, opened to restore from a file, which is chosen.
async fn choose(
    browser: &Browser,
    opened: &Opened,
    popup: &Popup,
    content: &[u8],
) -> Result<Popup> {
    let file = tempfile::NamedTempFile::with_suffix(".zip")?;
    fs::write(file.path(), content)?;
    let manager = manager(browser, opened, popup, "#restore-file").await?;
    let field = manager.page().element("#file").await?;
    manager.page().wait_for("document.activeElement?.id === 'file'").await?;
    field.send_keys(file.path().to_str().context("no path")?).await?;
    // The file must be there until it has been read.
    let ended = "document.querySelector('dialog').open \
                 || document.querySelector('#status').dataset.state === 'failed'";
    manager.page().wait_for(ended).await?;
    Ok(manager)
}

async fn a_file_that_is_chosen_is_restored(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    let before = opened.dump().await?;
    let backup = opened.request(json!({"kind": "backup"})).await?["backupId"].clone();
    let archive = opened.extension.export(backup.as_str().context("no backup")?).await?;
    opened.extension.request(json!({"kind": "delete", "backupId": backup})).await?;
    opened.page.eval("site.clear()").await?;

    let manager = choose(browser, &opened, &popup, &STANDARD.decode(archive)?).await?;
    manager.press_until_done("#confirm-yes").await?;
    opened.page.site_runs().await?;
    ensure!(opened.dump().await? == before, "the site finds other data");
    let kept = opened.extension.backups().await?;
    ensure!(kept.iter().any(|kept| kept["id"] == backup), "the file was not kept: {kept:?}");
    Ok(())
}

async fn a_file_that_is_no_backup_is_refused(browser: &Browser) -> Result<()> {
    let (opened, popup) = open(browser, &["plain"]).await?;
    let manager = choose(browser, &opened, &popup, b"hello, this is no archive").await?;
    let (state, text) = manager.outcome(LONGEST).await?;
    ensure!(state == "failed" && text.contains("Nothing was changed"), "{state}: {text}");
    let asks = manager.page().eval("document.querySelector('dialog').open").await?;
    ensure!(asks == Value::Bool(false), "it asks where to restore it");
    ensure!(opened.extension.backups().await?.is_empty(), "it was stored");
    Ok(())
}

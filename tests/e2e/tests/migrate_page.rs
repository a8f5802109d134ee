//! The page that migrates, and its buttons.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing a JSON value gives null where there is nothing"
)]

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Extension, Page, Popup, Site, in_both_browsers};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

in_both_browsers!(
    a_plan_is_chosen_rehearsed_run_and_undone,
    what_is_wrong_with_a_plan_is_shown_in_its_place,
    records_that_cannot_be_migrated_are_listed,
    a_page_that_is_opened_again_shows_the_progress_and_the_report,
    a_migration_that_is_under_way_is_shown_and_resumed,
);

const LONGEST: Duration = Duration::from_secs(120);

/// A name that would be an element if it were taken for markup.
const MARKUP: &str = "<img src=x onerror=document.title='broken'>";

struct Opened {
    site: Page,
    extension: Extension,
    /// The page that migrates. It says how an operation ended as the popup does.
    migrate: Popup,
    tab: i64,
    origin: String,
    _served: Site,
}

/// A site, and the page that migrates it, which the popup's button opens.
async fn open(browser: &Browser, name: &str, fill: &str) -> Result<Opened> {
    let served = Site::serve(name).await?;
    let site = browser.open(&served.url()).await?;
    site.eval(fill).await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&served.url()).await?;
    let popup = browser.popup(tab).await?;
    popup.page().press("#migrate").await?;
    let migrate = Popup::of(browser.opened_by_button(&extension, "migrate.html").await?);
    let origin = served.origin();
    Ok(Opened { site, extension, migrate, tab, origin, _served: served })
}

impl Opened {
    fn page(&self) -> &Page {
        self.migrate.page()
    }

    async fn text(&self, selector: &str) -> Result<String> {
        let expression = format!("document.querySelector({selector:?})?.textContent");
        let text = self.page().eval(&expression).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    async fn count(&self, selector: &str) -> Result<Value> {
        self.page().eval(&format!("document.querySelectorAll({selector:?}).length")).await
    }

    /// Puts a text into the text area as typing it does, though at once.
    async fn paste(&self, text: &str) -> Result<()> {
        let body = "const area = document.querySelector('#plan'); \
                    area.value = args[0]; \
                    area.dispatchEvent(new InputEvent('input', { bubbles: true })); \
                    area.dispatchEvent(new Event('change', { bubbles: true }));";
        self.page().element("#plan").await?;
        self.page().run(body, vec![json!(text)]).await.map(drop)
    }

    /// Waits until something in the page has a value of one of its `data-` attributes.
    async fn wait_for(&self, selector: &str, name: &str, value: &str) -> Result<()> {
        let is = format!("document.querySelector({selector:?})?.dataset.{name} === {value:?}");
        self.page().wait_for(&is).await
    }

    async fn dump(&self) -> Result<Value> {
        self.site.wait_for("typeof site === 'object'").await?;
        let text = self.site.eval("site.dump()").await?;
        serde_json::from_str(text.as_str().context("no dump")?).context("no JSON")
    }
}

fn plan_of(migrations: Value) -> String {
    format!("{:#}", json!({"format": 1, "name": "Prices as numbers", "migrations": migrations}))
}

fn shop_plan() -> String {
    plan_of(json!([
        {"database": "shop", "version": 2, "id": "totals", "description": MARKUP, "operations": [
            {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
            {"rename_field": {"store": "orders", "field": "who", "to": "customer"}},
        ]},
        {"database": "shop", "version": 3, "operations": [{"drop_store": {"store": "trash"}}]},
    ]))
}

async fn a_plan_is_chosen_rehearsed_run_and_undone(browser: &Browser) -> Result<()> {
    let opened = open(browser, "shop", "site.fill()").await?;
    let before = opened.dump().await?;
    let named = opened.text("#origin").await?;
    ensure!(named == opened.origin, "the site is not named: {named}");
    ensure!(opened.page().eval("document.querySelector('#migrate').disabled").await? == true);

    let mut file = NamedTempFile::with_suffix(".json")?;
    file.write_all(shop_plan().as_bytes())?;
    let path = file.path().to_str().context("no path")?;
    opened.page().element("#plan-file").await?.send_keys(path).await?;
    opened.wait_for("#plan-state", "state", "right").await?;
    opened.wait_for("#warnings", "state", "some").await?;
    let runs = opened.text("#what-runs").await?;
    for words in ["shop", "version 1 → 3", "totals", MARKUP, "Prices as numbers", "drop_store"] {
        ensure!(runs.contains(words), "{words} is not in: {runs}");
    }
    ensure!(opened.count("#what-runs tbody tr").await? == 2, "{runs}");
    ensure!(opened.count("main img").await? == 0, "a plan's text became markup");
    let loss = opened.text(".concern.destructive li[data-code='drops-store']").await?;
    ensure!(loss.contains("trash"), "the loss of a store is not told: {loss}");
    ensure!(opened.count("#site-code").await? == 1, "the site's own code is not mentioned");

    opened.page().press("#rehearse").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "done" && text.contains("every record can be migrated"), "{state}: {text}");
    let row = "#report table.operations tr.migration + tr";
    let numbers = opened.text(row).await?;
    ensure!(numbers.contains("alter_field") && numbers.contains("500"), "{numbers}");
    ensure!(opened.count(&format!("{row} + tr.samples li")).await? == 5, "{numbers}");
    ensure!(opened.dump().await? == before, "a rehearsal changed the data");
    opened.page().press("#save-report").await?;
    let saved = "chrome.downloads.search({}).then((all) => all.some((file) => \
                 /drydock-rehearsal-.*\\.json$/.test(file.filename) && \
                 file.state === 'complete' && file.fileSize > 1000))";
    opened.page().wait_for(saved).await?;
    let remove = "chrome.downloads.search({}).then((all) => \
                  Promise.all(all.map(({ id }) => chrome.downloads.removeFile(id))))";
    opened.page().eval(remove).await?;

    opened.page().press("#migrate").await?;
    opened.page().press("#confirm-yes").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    let after = opened.dump().await?;
    ensure!(after[0][1] == 3 && after[0][2][1][5][0]["total"] == json!(1.5), "{after}");
    opened.wait_for("#history tbody tr", "state", "applied").await?;
    ensure!(opened.count("#history tr[data-state='applied']").await? == 2);
    opened
        .page()
        .wait_for("document.querySelector('.course').textContent.includes('Nothing to do')")
        .await?;
    ensure!(opened.page().eval("document.querySelector('#migrate').disabled").await? == true);

    opened.page().press("#history .undo").await?;
    opened.page().press("#confirm-yes").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "done" && text.contains("Undone"), "{state}: {text}");
    ensure!(opened.dump().await? == before, "undoing leaves other data");
    opened.wait_for("#history tbody tr", "state", "rolled-back").await?;
    // What it did is still to be had.
    opened.page().press("#history button.report").await?;
    opened.page().wait_for("document.querySelector('#report') !== null").await?;
    let kept = opened.text("#report").await?;
    ensure!(kept.contains("alter_field") && kept.contains("500"), "{kept}");
    // What was undone can be done again.
    opened.page().wait_for("document.querySelector('#migrate').disabled === false").await
}

async fn what_is_wrong_with_a_plan_is_shown_in_its_place(browser: &Browser) -> Result<()> {
    let opened = open(browser, "shop", "site.fill({ customers: 3, orders: 3 })").await?;
    // Typed, key by key.
    let text = "{\"format\": 1,\n \"migrations\": [{\"database\": \"shop\", \"version\": 2, \
                \"operations\": [{\"drop_stor\": {}}]}]}";
    opened.page().element("#plan").await?.send_keys(text).await?;
    opened.wait_for("#plan-state", "state", "wrong").await?;
    let problems = opened.text("#problems").await?;
    let place = "Line 2, column 68";
    for words in [place, "/migrations/0/operations/0", "did you mean \"drop_store\"?"] {
        ensure!(problems.contains(words), "{words} is not in: {problems}");
    }
    opened.page().press("#problems li button").await?;
    let selected = "(() => { const area = document.activeElement; \
                    return area.id === 'plan' && area.value.slice(area.selectionStart); })()";
    let selected = opened.page().eval(selected).await?;
    ensure!(selected == "\"drop_stor\": {}}]}]}", "the place is elsewhere: {selected}");

    // A plan that can be read, and does not fit.
    let name = format!("{MARKUP}{}", "long".repeat(75));
    let drop = json!([{"drop_store": {"store": "trahs"}}]);
    let misfit = json!([
        {"database": name, "version": 2, "operations": drop},
        {"database": "shop", "version": 2, "operations": drop},
    ]);
    opened.paste(&plan_of(misfit)).await?;
    opened.wait_for("#plan-state", "state", "right").await?;
    opened.wait_for("#plan-refusal", "code", "plan_does_not_fit").await?;
    ensure!(opened.text("#what-runs").await?.contains(&name), "the database is not named");
    ensure!(opened.count("main img").await? == 0, "a database's name became markup");
    let narrow = "document.documentElement.scrollWidth <= window.innerWidth";
    ensure!(opened.page().eval(narrow).await? == true, "a long name makes the page wider");
    for button in ["#rehearse", "#migrate"] {
        let disabled = format!("document.querySelector('{button}').disabled");
        ensure!(opened.page().eval(&disabled).await? == true, "{button} can be pressed");
    }
    let spelt = plan_of(json!([{"database": "shop", "version": 2, "operations": drop}]));
    opened.paste(&spelt).await?;
    let suggested = "document.querySelector('#plan-refusal')?.textContent.includes('\"trash\"')";
    opened.page().wait_for(suggested).await
}

async fn records_that_cannot_be_migrated_are_listed(browser: &Browser) -> Result<()> {
    let opened = open(browser, "shop", "site.fill({ customers: 3, orders: 200 })").await?;
    let spoil = "Promise.all(Array.from({ length: 120 }, (_, at) => \
                 site.put('orders', { id: at + 1, who: 1, total: args[0] })))";
    opened.site.run(&format!("await {spoil};"), vec![json!(MARKUP)]).await?;
    let before = opened.dump().await?;
    let backup = json!({"kind": "backup", "tabId": opened.tab});
    opened.extension.request(backup).await?;
    opened.paste(&shop_plan()).await?;
    opened.page().press("#migrate").await?;
    opened.page().press("#confirm-yes").await?;
    let (state, _) = opened.migrate.outcome(LONGEST).await?;
    let code = opened.page().eval("document.querySelector('#status').dataset.code").await?;
    ensure!(state == "failed" && code == "records_refused", "{state}, {code}");
    ensure!(opened.count(".failures tbody tr").await? == 100);
    let listed = opened.text("#report").await?;
    ensure!(listed.contains("120 records cannot be migrated"), "{listed}");
    let row = opened.text(".failures tbody tr").await?;
    for words in ["orders", "/total", MARKUP] {
        ensure!(row.contains(words), "{words} is not in: {row}");
    }
    ensure!(opened.count("main img").await? == 0, "a record became markup");
    ensure!(opened.dump().await? == before, "the data changed");

    // The same is found in the backup, without the site.
    opened
        .page()
        .wait_for("document.querySelectorAll('#dry-run-backup option').length > 0")
        .await?;
    opened.page().press("#dry-run").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "done" && text.contains("120 records"), "{state}: {text}");
    let tone = opened.page().eval("document.querySelector('#status').dataset.tone").await?;
    ensure!(tone == "warn", "bad news look like good ones");
    ensure!(opened.count(".failures tbody tr").await? == 100);
    Ok(())
}

async fn a_page_that_is_opened_again_shows_the_progress_and_the_report(
    browser: &Browser,
) -> Result<()> {
    let opened = open(browser, "plain", "site.fill({ count: 300 })").await?;
    let plan = plan_of(json!([{"database": "plain", "version": 2, "operations": [
        {"add_field": {"store": "notes", "field": "seen", "default": false}}]}]));
    opened.paste(&plan).await?;
    opened.page().wait_for("document.querySelector('#rehearse').disabled === false").await?;
    // The rehearsal now waits for the site.
    opened.site.eval("site.occupy()").await?;
    opened.page().press("#rehearse").await?;
    opened.wait_for("#status", "state", "running").await?;
    opened.page().close().await?;

    let popup = browser.popup(opened.tab).await?;
    popup.page().wait_for("document.querySelector('#status').dataset.state === 'running'").await?;
    popup.page().press("#migrate").await?;
    let again = browser.opened_by_button(&opened.extension, "migrate.html").await?;
    let again = Popup::of(again);
    again.page().wait_for("document.querySelector('#status').dataset.state === 'running'").await?;
    again.page().wait_for("document.querySelector('#plan').value.includes('\"seen\"')").await?;
    opened.site.eval("site.release()").await?;
    let (state, text) = again.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    let report = again.page().eval("document.querySelector('#report').textContent").await?;
    ensure!(report.as_str().is_some_and(|text| text.contains("300")), "{report}");
    let (_, text) = popup.outcome(LONGEST).await?;
    ensure!(text.contains("every record can be migrated"), "{text}");
    Ok(())
}

async fn a_migration_that_is_under_way_is_shown_and_resumed(browser: &Browser) -> Result<()> {
    let opened = open(browser, "shop", "site.fill({ customers: 3, orders: 8000 })").await?;
    let plan =
        plan_of(json!([{"database": "shop", "version": 2, "strategy": "lazy", "operations": [
        {"add_field": {"store": "orders", "field": "seen", "default": false}}]}]));
    opened.paste(&plan).await?;
    opened.page().press("#migrate").await?;
    opened.page().press("#confirm-yes").await?;
    let upgrading = "document.querySelector('#status').textContent.includes('Upgrading')";
    opened.page().wait_for(upgrading).await?;
    opened.page().press("#cancel").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "failed", "it was not stopped: {text}");
    opened.wait_for(".under-way", "phase", "upgrading").await?;
    let told = opened.text(".under-way").await?;
    ensure!(told.contains("lazy migration to version 2") && told.contains("left"), "{told}");
    ensure!(opened.count("#history .undo").await? == 0, "it can be undone before it ends");

    // The popup tells of it too.
    let popup = browser.popup(opened.tab).await?;
    popup.page().wait_for("document.querySelector('.under-way .show') !== null").await?;
    popup.page().close().await?;

    opened.page().press(".under-way .resume").await?;
    let (state, text) = opened.migrate.outcome(LONGEST).await?;
    ensure!(state == "done", "{text}");
    opened.page().wait_for("document.querySelector('.under-way') === null").await?;
    opened.wait_for("#history tbody tr", "state", "applied").await?;
    let after = opened.dump().await?;
    let orders = after[0][2][1][5].as_array().context("no orders")?;
    ensure!(orders.len() == 8000 && orders.iter().all(|order| order["seen"] == false), "{after}");
    Ok(())
}

//! The page that migrates, and its buttons.

use std::io::Write;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, MARKUP, Migrating, Popup, in_both_browsers, plan_of, shop_plan};
use serde_json::{Value, json};
use tempfile::NamedTempFile;

in_both_browsers!(
    a_plan_is_chosen_rehearsed_run_and_undone,
    records_that_cannot_be_migrated_are_listed,
    a_page_that_is_opened_again_shows_the_progress_and_the_report,
    a_migration_that_is_under_way_is_shown_and_resumed,
    a_migration_that_is_abandoned_says_what_it_leaves,
    a_changed_schema_is_accepted,
);

async fn a_plan_is_chosen_rehearsed_run_and_undone(browser: &Browser) -> Result<()> {
    let opened = Migrating::open(browser, "shop", "site.fill()").await?;
    let before = opened.dump().await?;
    let named = format!(
        "document.querySelector('#origin')?.textContent === '{}'",
        opened.site.site.origin()
    );
    opened.page().wait_for(&named).await.context("the site is not named")?;
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
    let watch = "window.seen = []; new MutationObserver(() => \
                 window.seen.push(document.querySelector('#warnings').dataset.state)) \
                 .observe(document.querySelector('#warnings'), { attributes: true })";
    opened.page().run(watch, Vec::new()).await?;

    opened.page().press("#rehearse").await?;
    let (state, text) = opened.outcome().await?;
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
    let question = opened.text("#confirm").await?;
    ensure!(question.contains("lost"), "the loss is not in the question: {question}");
    opened.page().press("#confirm-yes").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done", "{text}");
    // While the plan is asked about again, because the site's data may have changed, it is not
    // shown as if there were nothing to beware of.
    let seen = opened.page().eval("window.seen.filter((state) => state !== 'some')").await?;
    ensure!(seen == json!([]), "the warnings went away: {seen}");
    let after = opened.dump().await?;
    ensure!(after[0][1] == 3 && after[0][2][1][5][0]["total"] == json!(1.5), "{after}");
    opened.wait_for("#history tbody tr", "state", "applied").await?;
    ensure!(opened.count("#history tr[data-state='applied']").await? == 2);
    opened
        .page()
        .wait_for("document.querySelector('.course').textContent.includes('Nothing to do')")
        .await?;
    ensure!(opened.page().eval("document.querySelector('#migrate').disabled").await? == true);

    opened.confirm("#history .undo").await?;
    let (state, text) = opened.outcome().await?;
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

async fn records_that_cannot_be_migrated_are_listed(browser: &Browser) -> Result<()> {
    let opened =
        Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 200 })").await?;
    let spoil = "Promise.all(Array.from({ length: 120 }, (_, at) => \
                 site.put('orders', { id: at + 1, who: 1, total: args[0] })))";
    let long = format!("{MARKUP}{}", "long ".repeat(1000));
    opened.site.page.run(&format!("await {spoil};"), vec![json!(long)]).await?;
    let before = opened.dump().await?;
    opened.site.request(json!({"kind": "backup"})).await?;
    opened.paste(&shop_plan()).await?;
    opened.confirm("#migrate").await?;
    let (state, _) = opened.outcome().await?;
    let code = opened.page().eval("document.querySelector('#status').dataset.code").await?;
    ensure!(state == "failed" && code == "records_refused", "{state}, {code}");
    ensure!(opened.count(".failures tbody tr").await? == 100);
    let listed = opened.text("#report").await?;
    ensure!(listed.contains("120 records cannot be migrated"), "{listed}");
    let row = opened.text(".failures tbody tr").await?;
    for words in ["orders", "/total", MARKUP, "Shortened: the saved report has more."] {
        ensure!(row.contains(words), "{words} is not in: {row}");
    }
    ensure!(row.len() < 1000, "a long value is shown as it is: {row}");
    ensure!(opened.count("main img").await? == 0, "a record became markup");
    ensure!(opened.dump().await? == before, "the data changed");

    // The same is found in the backup, without the site.
    opened
        .page()
        .wait_for("document.querySelectorAll('#dry-run-backup option').length > 0")
        .await?;
    opened.page().press("#dry-run").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done" && text.contains("120 records"), "{state}: {text}");
    let tone = opened.page().eval("document.querySelector('#status').dataset.tone").await?;
    ensure!(tone == "warn", "bad news look like good ones");
    ensure!(opened.count(".failures tbody tr").await? == 100);
    Ok(())
}

async fn a_page_that_is_opened_again_shows_the_progress_and_the_report(
    browser: &Browser,
) -> Result<()> {
    let opened = Migrating::open(browser, "plain", "site.fill({ count: 300 })").await?;
    let plan = plan_of(json!([{"database": "plain", "version": 2, "operations": [
        {"add_field": {"store": "notes", "field": "seen", "default": false}}]}]));
    opened.paste(&plan).await?;
    opened.page().wait_for("document.querySelector('#rehearse').disabled === false").await?;
    // The rehearsal now waits for the site.
    opened.site.page.eval("site.occupy()").await?;
    opened.page().press("#rehearse").await?;
    opened.wait_for("#status", "state", "running").await?;
    opened.page().close().await?;

    let popup = browser.popup(opened.site.tab).await?;
    popup.page().wait_for("document.querySelector('#status').dataset.state === 'running'").await?;
    popup.page().press("#migrate").await?;
    let again = browser.opened_by_button(&opened.site.extension, "migrate.html").await?;
    let again = Popup::of(again);
    again.page().wait_for("document.querySelector('#status').dataset.state === 'running'").await?;
    again.page().wait_for("document.querySelector('#plan').value.includes('\"seen\"')").await?;
    opened.site.page.eval("site.release()").await?;
    let (state, text) = again.outcome(Duration::from_secs(120)).await?;
    ensure!(state == "done", "{text}");
    let report = again.page().eval("document.querySelector('#report').textContent").await?;
    ensure!(report.as_str().is_some_and(|text| text.contains("300")), "{report}");
    let (_, text) = popup.outcome(Duration::from_secs(120)).await?;
    ensure!(text.contains("every record can be migrated"), "{text}");
    Ok(())
}

/// A lazy migration of many records that was stopped before it was through.
async fn stopped(browser: &Browser) -> Result<Migrating> {
    let opened =
        Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 4000 })").await?;
    let plan =
        plan_of(json!([{"database": "shop", "version": 2, "strategy": "lazy", "operations": [
        {"add_field": {"store": "orders", "field": "seen", "default": false}}]}]));
    opened.paste(&plan).await?;
    opened.confirm("#migrate").await?;
    let upgrades = |operation: &Value| {
        let progress = &operation["progress"];
        progress["phase"] == "upgrading" && progress["records"].as_u64() > Some(100)
    };
    opened.site.extension.running("some are upgraded", upgrades).await?;
    let text = opened.text("#status").await?;
    ensure!(text.contains("Upgrading"), "{text}");
    opened.page().press("#cancel").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "failed", "it was not stopped: {text}");
    opened.wait_for(".under-way", "phase", "upgrading").await?;
    Ok(opened)
}

async fn a_migration_that_is_under_way_is_shown_and_resumed(browser: &Browser) -> Result<()> {
    let opened = stopped(browser).await?;
    let told = opened.text(".under-way").await?;
    ensure!(told.contains("lazy migration to version 2") && told.contains("left"), "{told}");
    ensure!(opened.count("#history .undo").await? == 0, "it can be undone before it ends");

    // The popup tells of it too.
    let popup = browser.popup(opened.site.tab).await?;
    popup.page().wait_for("document.querySelector('.under-way .show') !== null").await?;
    popup.page().close().await?;

    opened.page().press(".under-way .resume").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done", "{text}");
    opened.page().wait_for("document.querySelector('.under-way') === null").await?;
    opened.wait_for("#history tbody tr", "state", "applied").await?;
    let after = opened.dump().await?;
    let orders = after[0][2][1][5].as_array().context("no orders")?;
    ensure!(orders.len() == 4000 && orders.iter().all(|order| order["seen"] == false), "{after}");
    Ok(())
}

async fn a_migration_that_is_abandoned_says_what_it_leaves(browser: &Browser) -> Result<()> {
    let opened = stopped(browser).await?;
    let now = opened.dump().await?;
    let orders = now[0][2][1][5].as_array().context("no orders")?;
    let upgraded = orders.iter().filter(|order| order["seen"] == false).count();
    let left = 4000 - upgraded;
    ensure!(upgraded > 0 && left > 0, "{upgraded} of 4000 are upgraded");
    opened.confirm(".under-way .abandon").await?;
    let (state, text) = opened.outcome().await?;
    let text = text.replace(',', "");
    let said =
        format!("shop stays at version 2 with {upgraded} records upgraded and {left} records");
    ensure!(state == "done" && text.contains(&said), "{said} is not in: {text}");
    opened.wait_for("#history tbody tr", "state", "abandoned").await?;
    ensure!(opened.dump().await? == now, "abandoning changed the data");
    Ok(())
}

async fn a_changed_schema_is_accepted(browser: &Browser) -> Result<()> {
    let opened = Migrating::open(browser, "shop", "site.fill({ customers: 3, orders: 3 })").await?;
    let baseline = json!({"kind": "baseline", "database": "shop", "version": 1});
    opened.site.request(baseline).await?;
    // A store that is there no longer, and one that was not, at the same version.
    let change = "await new Promise((resolve, reject) => { \
        const request = indexedDB.deleteDatabase('shop'); \
        request.onsuccess = resolve; request.onerror = () => reject(request.error); }); \
      await new Promise((resolve, reject) => { \
        const request = indexedDB.open('shop', 1); \
        request.onupgradeneeded = () => { \
          for (const name of ['orders', 'extra']) request.result.createObjectStore(name); }; \
        request.onsuccess = () => resolve(request.result.close()); \
        request.onerror = () => reject(request.error); });";
    opened.site.page.run(change, vec![]).await?;
    let plan = plan_of(json!([{"database": "shop", "version": 2, "operations": [
        {"drop_store": {"store": "extra"}}]}]));
    opened.paste(&plan).await?;
    opened.wait_for("#plan-refusal", "code", "plan_does_not_fit").await?;
    // The page looks again when the site's has loaded.
    opened.site.page.goto(&opened.site.site.url()).await?;
    opened.page().wait_for("document.querySelector('.drift') !== null").await?;
    let drift = opened.text(".drift").await?;
    ensure!(drift.contains("extra") && drift.contains("customers"), "{drift}");

    opened.confirm(".drift .accept").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done" && text.contains("Accepted"), "{state}: {text}");
    opened.page().wait_for("document.querySelector('.drift') === null").await?;
    opened.page().wait_for("document.querySelector('#migrate').disabled === false").await?;
    let status = opened.site.status("shop").await?;
    ensure!(status["drift"] == json!([]) && status["version"] == 1, "{status}");
    Ok(())
}

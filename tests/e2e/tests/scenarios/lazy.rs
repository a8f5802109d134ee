//! Records that are upgraded while the site uses them.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::json;

use crate::notes::{DRAFTS, LONGEST, MANY, Notes, plan};

in_both_browsers!(
    a_site_that_keeps_writing_loses_nothing,
    what_is_stopped_is_resumed_abandoned_and_undone,
    records_that_cannot_be_upgraded_are_told,
    another_tab_is_worked_in_when_one_is_closed,
);

async fn a_site_that_keeps_writing_loses_nothing(browser: &Browser) -> Result<()> {
    let notes = Notes::open(browser, MANY).await?;
    notes.page.eval(&format!("localStorage.work = {MANY}")).await?;
    notes.migrate().await?;
    let answer = notes.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    let report = &answer["migrations"][0];
    // Those as well that the site wrote in the old form meanwhile.
    ensure!(report["written"].as_u64() >= Some(MANY + DRAFTS + 10), "{report}");
    ensure!(report["failed"] == 0 && report["from"] == 1 && report["to"] == 2, "{report}");
    notes.page.eval("site.rest()").await?;
    notes.is_upgraded(MANY).await?;
    let measured = notes.page.eval("site.measured()").await?;
    println!("{:?}: {measured} {}", browser.kind(), report["milliseconds"]);
    ensure!(measured["writes"].as_u64() >= Some(20), "{measured}");
    // The aims are 100 and 50 ms; a machine that does other things as well takes longer, and then
    // all of it does: one transaction for all records would take up nearly the whole time.
    let whole = report["milliseconds"].as_f64().context("no time")?;
    ensure!(
        measured["wait"].as_f64() <= Some(f64::max(400.0, whole / 10.0)),
        "{measured} of {whole}"
    );
    ensure!(measured["task"].as_f64() <= Some(100.0), "{measured}");
    Ok(())
}

async fn what_is_stopped_is_resumed_abandoned_and_undone(browser: &Browser) -> Result<()> {
    let notes = Notes::open(browser, MANY).await?;
    let before = notes.dump().await?;
    let stop = async || {
        notes.migrate().await?;
        notes.reaches("upgrading").await?;
        notes.extension.cancel().await?;
        let answer = notes.extension.answer(LONGEST).await?;
        ensure!(answer["error"]["code"] == "cancelled", "{answer}");
        let said = format!("{}", answer["error"]);
        ensure!(said.contains("resume") && said.contains("abandon"), "{said}");
        notes.page.site_runs().await?;
        notes.is_stopped().await
    };
    stop().await?;
    let undo = json!({"kind": "undo", "database": "notes"});
    let migrate = json!({"kind": "migrate", "plan": plan(json!({}))});
    for request in [&undo, &migrate] {
        notes.refused(request.clone(), "busy").await?;
    }
    let resume = json!({"kind": "resume", "database": "notes"});
    let left = notes.page.eval("site.old()").await?;
    let resumed = notes.request(resume.clone()).await?;
    let report = &resumed["migrations"][0];
    // With those that were upgraded before it was stopped, but for the last transaction: when it
    // was stopped, nobody knew whether that was complete.
    let written = report["written"].as_u64();
    ensure!(
        report["to"] == 2 && written > left.as_u64() && written <= Some(MANY + DRAFTS),
        "{report}"
    );
    notes.is_upgraded(MANY).await?;
    notes.refused(resume, "nothing_under_way").await.context("it ended twice")?;
    notes.request(undo.clone()).await?;
    ensure!(notes.dump().await? == before, "undoing leaves other data");

    stop().await?;
    let old = notes.page.eval("site.old()").await?;
    let abandoned = notes.request(json!({"kind": "abandon", "database": "notes"})).await?;
    let upgraded = MANY + DRAFTS - old.as_u64().unwrap_or_default();
    let wanted = json!({"database": "notes", "version": 2, "upgraded": upgraded, "remaining": old});
    ensure!(abandoned["abandoned"] == wanted, "{abandoned}");
    let (under_way, state) = notes.stands().await?;
    ensure!(under_way.is_null() && state == "abandoned", "{under_way} {state}");
    notes.request(undo).await?;
    ensure!(notes.dump().await? == before, "undoing leaves other data");
    Ok(())
}

async fn records_that_cannot_be_upgraded_are_told(browser: &Browser) -> Result<()> {
    let notes = Notes::open(browser, MANY).await?;
    notes.page.eval("site.put({ id: 5, count: 4, schemaVersion: 'two' })").await?;
    let before = notes.dump().await?;
    let migrate = json!({"kind": "migrate", "plan": plan(json!({}))});
    let error = notes.refused(migrate, "records_refused").await?;
    let failure = &error["report"]["failures"][0];
    ensure!(error["report"]["failed"] == 1, "{error}");
    ensure!(failure["code"] == "not_a_version" && failure["key"] == "5", "{failure}");
    ensure!(failure["pointer"] == "/schemaVersion", "{failure}");
    ensure!(notes.dump().await? == before, "the data changed");

    // One that the site writes meanwhile stops it; the others stay upgraded.
    notes.page.eval("site.put({ id: 5, count: 5 })").await?;
    notes.migrate().await?;
    notes.reaches("upgrading").await?;
    notes.page.site_runs().await?;
    notes.page.eval("site.put({ id: 90000, count: 'many' })").await?;
    let answer = notes.extension.answer(LONGEST).await?;
    let error = &answer["error"];
    ensure!(error["code"] == "records_refused", "{answer}");
    ensure!(error["report"]["failures"][0]["key"] == "90000", "{error}");
    let (under_way, _) = notes.stands().await?;
    ensure!(under_way["remaining"] == 1, "{under_way}");
    notes.page.eval("site.put({ id: 90000, count: 90000 })").await?;
    notes.request(json!({"kind": "resume", "database": "notes"})).await?;
    notes.is_upgraded(MANY).await?;

    // Skipped ones are counted, and stay as they are.
    notes.page.eval("site.put({ id: 7, count: 'seven' })").await?;
    let mut next = plan(json!({"version": 3, "from": 2, "on_invalid": "skip", "operations": [
        {"update": {"store": "notes", "set": {"count": "record.count - 1.0"}}}]}));
    next["migrations"][0]["version_field"] = json!("form");
    let answer = notes.request(json!({"kind": "migrate", "plan": next})).await?;
    let report = &answer["migrations"][0];
    ensure!(report["skipped"] == 1 && report["written"] == MANY, "{report}");
    ensure!(report["failures"][0]["key"] == "7", "{report}");
    Ok(())
}

async fn another_tab_is_worked_in_when_one_is_closed(browser: &Browser) -> Result<()> {
    let notes = Notes::open(browser, MANY).await?;
    let other = browser.open(&notes.site.url()).await?;
    other.site_runs().await?;
    notes.migrate().await?;
    notes.reaches("upgrading").await?;
    notes.page.close().await?;
    let answer = notes.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    let tab = notes.extension.tab_of(&notes.site.url()).await?;
    let notes = Notes(Opened { page: other, tab, ..notes.0 });
    notes.is_upgraded(MANY).await?;
    notes.request(json!({"kind": "undo", "database": "notes"})).await?;

    // Without another one it stops, and says so.
    notes.migrate().await?;
    notes.reaches("upgrading").await?;
    notes.page.close().await?;
    let answer = notes.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    ensure!(answer["error"]["nextStep"].to_string().contains("resume"), "{answer}");
    let notes = notes.again(browser).await?;
    notes.is_stopped().await?;
    notes.request(json!({"kind": "resume", "database": "notes"})).await?;
    notes.is_upgraded(MANY).await
}

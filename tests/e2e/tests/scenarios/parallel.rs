//! Parallel migrations: the site writes meanwhile, and whatever may end ends.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Kind, Opened, Site, in_both_browsers, run, until};
use serde_json::{Value, json};
use tokio::runtime::Builder;

in_both_browsers!(
    what_the_site_writes_meanwhile_is_migrated,
    a_migration_is_held_stopped_and_abandoned,
    what_cannot_be_migrated_is_named,
    a_plan_of_several_strategies_runs_in_parts,
);

const LONGEST: Duration = Duration::from_secs(120);

fn operations() -> Value {
    json!([
        {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
        {"rename_field": {"store": "orders", "field": "who", "to": "customer"}},
        {"add_field": {"store": "orders", "field": "state", "default": "new"}},
        {"drop_index": {"store": "orders", "index": "by who"}},
        {"create_index": {"store": "orders", "index": "by customer", "key_path": "customer"}},
        {"copy_store": {"store": "orders", "to": "large", "where": "record.total > 100.0"}},
        {"drop_field": {"store": "notes", "field": "nothing"}},
        {"create_store": {"store": "settings"}},
        {"insert": {"store": "settings", "records": [{"key": "\"theme\"", "record": {"name": "dark"}}]}},
        {"drop_store": {"store": "trash"}},
    ])
}

fn plan() -> Value {
    json!({"format": 1, "migrations": [
        {"database": "busy", "version": 2, "strategy": "parallel", "operations": operations()}]})
}

/// Opens the site, and waits until it is in no dry dock.
async fn in_browser(browser: &Browser, site: &Site) -> Result<Opened> {
    let opened = Opened::open(browser, site).await?;
    opened.page.site_runs().await?;
    Ok(opened)
}

/// The site's data is what it remembers, at a version.
async fn is_at(opened: &Opened, version: u64) -> Result<()> {
    let found = opened.page.eval(&format!("site.differences({version})")).await?;
    ensure!(found == json!([]), "version {version}: {found}");
    Ok(())
}

/// Nothing is under way any more, and the history says how it ended.
async fn has_ended(opened: &Opened, state: &str) -> Result<()> {
    let status = opened.status("busy").await?;
    ensure!(status["underWay"].is_null(), "{status}");
    let history = status["history"].as_array().context("no history")?;
    ensure!(history.last().is_some_and(|entry| entry["state"] == state), "{status}");
    Ok(())
}

/// The database is at its version, and what is made of it is beside it.
async fn is_not_switched(opened: &Opened) -> Result<()> {
    let databases = "indexedDB.databases().then((all) => all.map((one) => one.version).sort())";
    let found = opened.page.eval(databases).await?;
    let status = opened.status("busy").await?;
    ensure!(found == json!([1, 1]) && status["underWay"]["phase"] == "ready", "{found} {status}");
    Ok(())
}

/// So many backups are left.
async fn has_backups(opened: &Opened, count: usize) -> Result<()> {
    let found = opened.extension.backups().await?;
    ensure!(found.len() == count, "{found:?}");
    Ok(())
}

/// Begins something, and waits until it is in a phase, and in the middle of it.
async fn reach(opened: &Opened, request: Value, phase: &str) -> Result<()> {
    opened.begin(request).await?;
    until(&format!("the phase {phase}"), LONGEST, async || {
        let answer = opened.extension.page().eval("window.answer").await?;
        ensure!(answer.is_null(), "before {phase}: {answer}");
        let operations = opened.extension.operations().await?;
        let reached = operations.iter().any(|operation| {
            let progress = &operation["progress"];
            operation["result"].is_null()
                && progress["phase"] == phase
                && progress["records"].as_u64() > Some(0)
        });
        Ok(reached.then_some(()))
    })
    .await
}

async fn what_the_site_writes_meanwhile_is_migrated(browser: &Browser) -> Result<()> {
    let site = Site::serve("busy").await?;
    let opened = in_browser(browser, &site).await?;
    opened.page.eval("site.fill(3000)").await?;
    opened.page.eval("site.work()").await?;
    opened.page.wait_for("site.writes() >= 5").await?;
    let answer = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    let report = &answer["migrations"][0];
    ensure!(report["from"] == 1 && report["to"] == 2 && report["failed"] == 0, "{answer}");
    ensure!(report["outcome"] == "applied", "{report}");
    let writes = opened.page.eval("site.writes()").await?;
    ensure!(writes.as_u64() > Some(10), "the site wrote only {writes} times");
    is_at(&opened, 2).await?;
    has_ended(&opened, "applied").await?;
    // Of all backups that were taken, the one of the state before is left.
    has_backups(&opened, 1).await?;
    ensure!(answer["safetyBackupId"].is_string(), "{answer}");
    let again = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    ensure!(again["migrations"] == json!([]), "{again}");
    opened.request(json!({"kind": "undo", "database": "busy"})).await?;
    is_at(&opened, 1).await
}

async fn a_migration_is_held_stopped_and_abandoned(browser: &Browser) -> Result<()> {
    let site = Site::serve("busy").await?;
    let opened = in_browser(browser, &site).await?;
    opened.page.eval("site.fill(2000)").await?;
    opened.refused(json!({"kind": "resume", "database": "busy"}), "nothing_under_way").await?;

    // Held before the switch: the site goes on with the form that it knows.
    let hold = json!({"kind": "migrate", "plan": plan(), "hold": true});
    let held = opened.request(hold.clone()).await?;
    ensure!(held["underWay"]["phase"] == "ready", "{held}");
    ensure!(opened.status("busy").await?["underWay"]["phase"] == "ready", "no longer ready");
    ensure!(opened.status("busy").await?["history"][0]["state"] == "running", "not running");
    let inventory = opened.request(json!({"kind": "inventory"})).await?;
    ensure!(inventory["databases"].as_array().map(Vec::len) == Some(1), "{inventory}");
    // A backup may be taken, and the one that is needed not be deleted.
    let backup = opened.request(json!({"kind": "backup"})).await?;
    ensure!(backup["backup"]["databases"] == json!(["busy"]), "{backup}");
    let backups = opened.extension.backups().await?;
    let needed = backups.get(1).map(|backup| &backup["id"]);
    opened.refused(json!({"kind": "migrate", "plan": plan()}), "busy").await?;
    opened.refused(json!({"kind": "undo", "database": "busy"}), "busy").await?;
    let restore = json!({"kind": "restore", "backupId": backup["backupId"]});
    let error = opened.refused(restore, "busy").await?;
    ensure!(error["nextStep"].as_str().is_some_and(|next| next.contains("resume")), "{error}");
    let error = opened.extension.refused(json!({"kind": "delete", "backupId": needed})).await?;
    ensure!(error["code"] == "busy", "{error}");

    // Gone on with, and held again.
    let held = opened.request(json!({"kind": "resume", "database": "busy", "hold": true})).await?;
    ensure!(held["underWay"]["phase"] == "ready", "{held}");
    is_not_switched(&opened).await?;

    // Cancelled on the way on: it stays under way.
    opened.page.eval("site.touch()").await?;
    let resume = json!({"kind": "resume", "database": "busy"});
    reach(&opened, resume, "catching_up").await?;
    opened.extension.cancel().await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "cancelled", "{answer}");
    let said = answer["error"]["nextStep"].as_str().unwrap_or_default();
    ensure!(said.contains("resume") && said.contains("abandon"), "{answer}");
    ensure!(opened.status("busy").await?["underWay"]["phase"] == "catching_up", "it is gone");

    // Abandoned: nothing is left of it.
    opened.request(json!({"kind": "abandon", "database": "busy"})).await?;
    is_at(&opened, 1).await?;
    has_ended(&opened, "failed").await?;
    let backups = opened.extension.backups().await?;
    let ids: Vec<&Value> = backups.iter().map(|backup| &backup["id"]).collect();
    ensure!(ids == [&backup["backupId"]], "{ids:?}");

    // A site that takes another schema meanwhile is found out.
    opened.request(hold).await?;
    opened.page.eval("site.upgrade()").await?;
    let resume = json!({"kind": "resume", "database": "busy"});
    let error = opened.refused(resume.clone(), "plan_does_not_fit").await?;
    ensure!(error["message"].as_str().is_some_and(|said| said.contains("version 3")), "{error}");
    opened.request(json!({"kind": "abandon", "database": "busy"})).await?;
    opened.refused(resume, "nothing_under_way").await?;
    let names = opened.page.eval("indexedDB.databases()").await?;
    ensure!(names.as_array().map(Vec::len) == Some(1), "{names}");
    Ok(())
}

async fn what_cannot_be_migrated_is_named(browser: &Browser) -> Result<()> {
    let site = Site::serve("busy").await?;
    let opened = in_browser(browser, &site).await?;
    opened.page.eval("site.fill(50)").await?;
    let put = |total: &str| format!("site.price(7, '{total}')");
    let refused = |error: &Value| {
        let failures = &error["report"]["failures"];
        ensure!(failures[0]["key"] == "7" && error["report"]["failed"] == 1, "{error}");
        Ok(())
    };

    // At the beginning: nothing is left.
    opened.page.eval(&put("a lot")).await?;
    let migrate = json!({"kind": "migrate", "plan": plan()});
    refused(&opened.refused(migrate, "records_refused").await?)?;
    ensure!(opened.status("busy").await?["underWay"].is_null(), "something is under way");
    has_backups(&opened, 0).await?;

    // Later on: it can be put right, and be gone on with.
    opened.page.eval(&put("7.5")).await?;
    opened.request(json!({"kind": "migrate", "plan": plan(), "hold": true})).await?;
    opened.page.eval(&put("a lot")).await?;
    let resume = json!({"kind": "resume", "database": "busy"});
    refused(&opened.refused(resume.clone(), "records_refused").await?)?;
    opened.page.eval(&put("7.5")).await?;
    opened.request(resume).await?;
    is_at(&opened, 2).await?;
    has_ended(&opened, "applied").await
}

async fn a_plan_of_several_strategies_runs_in_parts(browser: &Browser) -> Result<()> {
    let site = Site::serve("busy").await?;
    let opened = in_browser(browser, &site).await?;
    opened.page.eval("site.fill(50)").await?;
    let store = |name: &str| json!([{"create_store": {"store": name}}]);
    let mut plan = json!({"format": 1, "migrations": [
        {"database": "new", "version": 1, "strategy": "parallel", "operations": store("first")},
        {"database": "busy", "version": 2, "operations": store("a")},
        {"database": "busy", "version": 3, "strategy": "parallel", "operations": operations()},
        {"database": "busy", "version": 4, "operations": [
            {"drop_field": {"store": "orders", "field": "missing"}},
            {"drop_store": {"store": "a"}},
            {"alter_field": {"store": "orders", "field": "state", "type": "number"}}]},
    ]});
    // What a later part cannot do is found before the first.
    let migrate = |plan: &Value, hold: bool| json!({"kind": "migrate", "plan": plan, "hold": hold});
    opened.refused(migrate(&plan, true), "records_refused").await?;
    is_at(&opened, 1).await?;
    has_backups(&opened, 0).await?;

    let operations = plan["migrations"][3]["operations"].as_array_mut().context("no list")?;
    operations.pop();
    let held = opened.request(migrate(&plan, true)).await?;
    ensure!(held["underWay"]["version"] == 3, "{held}");
    let versions =
        "indexedDB.databases().then((all) => all.map((one) => [one.name, one.version]).sort())";
    let found = opened.page.eval(versions).await?;
    let parallel = "__drydock_parallel_busy";
    ensure!(found == json!([[parallel, 1], ["busy", 2], ["new", 1]]), "{found}");
    let done = opened.request(json!({"kind": "resume", "database": "busy"})).await?;
    let reached: Vec<&Value> =
        done["migrations"].as_array().into_iter().flatten().map(|report| &report["to"]).collect();
    ensure!(reached == [3, 4], "{done}");
    let found = opened.page.eval(versions).await?;
    ensure!(found == json!([["busy", 4], ["new", 1]]), "{found}");
    Ok(())
}

#[test]
fn chromium_goes_on_after_its_worker_was_ended_in_each_phase() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let site = Site::serve("busy").await?;
        let opened = in_browser(browser, &site).await?;
        opened.page.eval("site.fill(6000)").await?;
        reach(&opened, held(), "copying").await?;
        browser.end_worker().await?;
        let opened = abandoned_after_copying(browser, &site).await?;
        reach(&opened, resume(), "catching_up").await?;
        browser.end_worker().await?;
        let opened = found_catching_up(browser, &site).await?;
        reach(&opened, resume(), "switching").await?;
        browser.end_worker().await?;
        ends_whole(browser, &site).await
    })
}

#[test]
fn chromium_goes_on_after_crashes_in_each_phase() -> Result<()> {
    crashes(Kind::Chromium)
}

#[test]
fn firefox_goes_on_after_crashes_in_each_phase() -> Result<()> {
    crashes(Kind::Firefox)
}

fn held() -> Value {
    json!({"kind": "migrate", "plan": plan(), "hold": true})
}

fn resume() -> Value {
    json!({"kind": "resume", "database": "busy"})
}

fn crashes(kind: Kind) -> Result<()> {
    let profile = tempfile::tempdir()?;
    let in_profile = || Browser::start_with(Options::in_profile(kind, profile.path()));
    Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let site = Site::serve("busy").await?;
        let browser = in_profile().await?;
        let opened = in_browser(&browser, &site).await?;
        opened.page.eval("site.fill(6000)").await?;
        // In order once, so that what the site remembers is on disk.
        browser.quit().await?;

        let browser = in_profile().await?;
        reach(&in_browser(&browser, &site).await?, held(), "copying").await?;
        browser.kill().await?;

        let browser = in_profile().await?;
        abandoned_after_copying(&browser, &site).await?;
        browser.quit().await?;

        let browser = in_profile().await?;
        reach(&in_browser(&browser, &site).await?, resume(), "catching_up").await?;
        browser.kill().await?;

        let browser = in_profile().await?;
        reach(&found_catching_up(&browser, &site).await?, resume(), "switching").await?;
        browser.kill().await?;

        let browser = in_profile().await?;
        ends_whole(&browser, &site).await?;
        browser.quit().await
    })
}

/// A migration that ended while it copied is there, and is abandoned. Then another one is held,
/// and the site rewrites its orders.
async fn abandoned_after_copying(browser: &Browser, site: &Site) -> Result<Opened> {
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    ensure!(status["underWay"]["phase"] == "copying" && status["version"] == 1, "{status}");
    opened.request(json!({"kind": "abandon", "database": "busy"})).await?;
    is_at(&opened, 1).await?;
    has_ended(&opened, "failed").await?;
    has_backups(&opened, 0).await?;
    opened.request(held()).await?;
    opened.page.eval("site.touch()").await?;
    Ok(opened)
}

/// A migration that ended while it caught up is there.
async fn found_catching_up(browser: &Browser, site: &Site) -> Result<Opened> {
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    ensure!(status["underWay"]["phase"] == "catching_up" && status["version"] == 1, "{status}");
    Ok(opened)
}

/// A migration that ended in its switch is done, or can be gone on with: the status says which.
async fn ends_whole(browser: &Browser, site: &Site) -> Result<()> {
    let extension = browser.extension().await?;
    let recovered = extension.recovered().await?;
    ensure!(recovered["ok"] == true, "{recovered}");
    let opened = in_browser(browser, site).await?;
    let status = opened.status("busy").await?;
    if status["underWay"].is_null() {
        ensure!(status["version"] == 2, "{status}");
    } else {
        ensure!(status["version"] == 1, "{status}");
        opened.request(resume()).await?;
    }
    is_at(&opened, 2).await?;
    has_ended(&opened, "applied").await?;
    has_backups(&opened, 1).await?;
    Ok(())
}

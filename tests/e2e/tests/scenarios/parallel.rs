//! Parallel migrations: the site writes meanwhile; they are held, stopped, and abandoned.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, Site, in_both_browsers};
use serde_json::{Value, json};

use crate::busy::{LONGEST, has_backups, has_ended, in_browser, is_at, operations, plan, reach};

in_both_browsers!(
    what_the_site_writes_meanwhile_is_migrated,
    a_migration_is_held_stopped_and_abandoned,
    what_cannot_be_migrated_is_named,
    a_plan_of_several_strategies_runs_in_parts,
);

/// The database is at its version, and what is made of it is beside it.
async fn is_not_switched(opened: &Opened) -> Result<()> {
    let databases = "indexedDB.databases().then((all) => all.map((one) => one.version).sort())";
    let found = opened.page.eval(databases).await?;
    let status = opened.status("busy").await?;
    ensure!(found == json!([1, 1]) && status["underWay"]["phase"] == "ready", "{found} {status}");
    Ok(())
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

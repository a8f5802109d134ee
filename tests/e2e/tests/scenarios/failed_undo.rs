//! Undoing a migration fails: before anything was changed, and afterwards. What the history then
//! says of the migration is what is true of it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::{change_file, copy, make_impatient, replaced, run_copy, with_text};
use drydock_e2e::{Browser, Kind, Opened, for_both_kinds, until};
use serde_json::{Value, json};

use crate::migrated::Migrated;

const LONGEST: Duration = Duration::from_secs(60);

for_both_kinds!(
    a_backup_that_is_damaged_leaves_the_migration_applied,
    an_undo_that_had_begun_is_a_failed_one,
    a_connection_that_stays_open_leaves_the_migration_applied,
    a_connection_that_stays_open_leaves_what_a_migration_made,
    a_deletion_that_waits_for_ever_is_told_and_the_next_start_goes_on,
);

/// The states in the history of a database.
async fn states(opened: &Opened, database: &str) -> Result<Value> {
    let status = opened.status(database).await?;
    let history = status["history"].as_array().context("no history")?;
    Ok(history.iter().map(|entry| entry["state"].clone()).collect())
}

/// A request to undo what was done to a database.
fn undo(database: &str) -> Value {
    json!({"kind": "undo", "database": database})
}

/// A small site `shop`, migrated.
async fn migrated(browser: &Browser) -> Result<Migrated> {
    Migrated::shop(browser, "site.fill({ customers: 3, orders: 50 })").await
}

fn a_backup_that_is_damaged_leaves_the_migration_applied(kind: Kind) -> Result<()> {
    drydock_e2e::run(kind, async |browser| {
        let Migrated { opened, migrate, answer, before, after } = migrated(browser).await?;
        let backup = &answer["safetyBackupId"];
        opened.extension.damage(backup).await?;
        opened.refused(undo("shop"), "damaged").await?;
        ensure!(states(&opened, "shop").await? == json!(["applied"]));
        ensure!(opened.page.eval("site.hash()").await? == after, "the data changed");
        // It is as good as before: nothing has to be repaired.
        let again = opened.request(migrate).await?;
        ensure!(again["migrations"] == json!([]), "{again}");
        opened.extension.damage(backup).await?;
        opened.request(undo("shop")).await?;
        ensure!(states(&opened, "shop").await? == json!(["rolled_back"]));
        ensure!(opened.page.eval("site.hash()").await? == before, "it was not undone");
        Ok(())
    })
}

fn an_undo_that_had_begun_is_a_failed_one(kind: Kind) -> Result<()> {
    // The first time that a page's database is filled anew, the browser refuses.
    let begins = "async readwrite() {";
    let refuses = "if (!globalThis.refused) { \
                     globalThis.refused = true; \
                     throw new agent.AgentFailure('DataError', 'refused by a test'); \
                   }";
    let extension =
        with_text(kind, "content/agent/replace.js", begins, &format!("{begins} {refuses}"))?;
    run_copy(kind, &extension, async |browser| {
        let Migrated { opened, migrate, after, .. } = migrated(browser).await?;
        let error = opened.refused(undo("shop"), "write_failed").await?;
        let said = error["message"].as_str().unwrap_or_default();
        ensure!(said.ends_with("What was there before has been put back."), "{error}");
        ensure!(states(&opened, "shop").await? == json!(["rollback_failed"]));
        ensure!(opened.page.eval("site.hash()").await? == after, "it was not put back");
        let error = opened.refused(migrate.clone(), "plan_does_not_fit").await?;
        let detail = error["detail"].as_str().unwrap_or_default();
        ensure!(detail.contains("could not be put back"), "{error}");

        let repaired = opened.request(json!({"kind": "repair", "database": "shop"})).await?;
        ensure!(repaired["repaired"][0]["change"] == "resolved", "{repaired}");
        ensure!(states(&opened, "shop").await? == json!(["applied"]));
        let migrated = opened.request(migrate).await?;
        ensure!(migrated["migrations"] == json!([]), "{migrated}");
        Ok(())
    })
}

fn a_connection_that_stays_open_leaves_the_migration_applied(kind: Kind) -> Result<()> {
    held(kind, async |opened| {
        opened.page.eval("site.fill()").await?;
        Ok(json!({"database": "held", "from": 4, "version": 5, "operations": [
            {"create_store": {"store": "more"}}]}))
    })
}

fn a_connection_that_stays_open_leaves_what_a_migration_made(kind: Kind) -> Result<()> {
    held(kind, async |_| {
        Ok(json!({"database": "held", "version": 1, "operations": [
            {"create_store": {"store": "notes"}},
            {"insert": {"store": "notes", "records": [{"key": "1", "record": "made"}]}}]}))
    })
}

/// A site whose service worker keeps a connection for longer than is waited for, once a migration
/// was carried out that `prepare` gives.
fn held(kind: Kind, prepare: impl AsyncFnOnce(&Opened) -> Result<Value>) -> Result<()> {
    let extension = copy(kind)?;
    make_impatient(extension.path())?;
    run_copy(kind, &extension, async |browser| {
        let opened = Opened::serve(browser, "held").await?;
        let page = &opened.page;
        let plan = json!({"format": 1, "migrations": [prepare(&opened).await?]});
        opened.request(json!({"kind": "migrate", "plan": plan})).await?;
        let data = page.eval("site.hash()").await?;
        ensure!(page.eval("site.holdInWorker(5_000)").await? == "held", "nothing is held");

        let error = opened.refused(undo("held"), "blocked").await?;
        let said = error["message"].as_str().unwrap_or_default();
        ensure!(said.ends_with("Nothing was changed."), "{error}");
        ensure!(error["location"]["database"] == "held", "{error}");
        ensure!(states(&opened, "held").await? == json!(["applied"]));
        ensure!(page.eval("site.hash()").await? == data, "the data changed");
        // What was asked of the browser does not come later: it is done when it is asked for again,
        // once the worker lets go.
        until("it is undone", LONGEST, async || {
            let answer = opened.ask(undo("held")).await?;
            let is_blocked = answer["error"]["code"] == "blocked";
            ensure!(is_blocked || answer["ok"] == true, "{answer}");
            Ok((!is_blocked).then_some(()))
        })
        .await?;
        ensure!(states(&opened, "held").await? == json!(["rolled_back"]));
        Ok(())
    })
}

fn a_deletion_that_waits_for_ever_is_told_and_the_next_start_goes_on(kind: Kind) -> Result<()> {
    // Once, something opens the database right before it is deleted, and never closes it.
    let deletes = "await agent.deleteDatabase(command, session);";
    let holds = "if (!localStorage.getItem('held')) { \
                   localStorage.setItem('held', 'once'); \
                   await new Promise((resolve) => { \
                     const request = indexedDB.open(takingAway.name); \
                     request.onsuccess = () => resolve((globalThis.held = request.result)); \
                   }); \
                 }";
    let extension = copy(kind)?;
    make_impatient(extension.path())?;
    let file = "content/agent/take-away.js";
    change_file(extension.path(), file, |text| {
        replaced(file, &text, deletes, &format!("{holds} {deletes}"))
    })?;
    run_copy(kind, &extension, async |browser| {
        let Migrated { opened, before, after, .. } = migrated(browser).await?;
        opened.begin(undo("shop")).await?;
        let answer = opened.extension.answer(LONGEST).await?;
        let error = &answer["error"];
        ensure!(error["code"] == "undo_failed", "{answer}");
        let said = error["message"].as_str().unwrap_or_default();
        ensure!(said.contains("keeps a connection to the database open"), "{answer}");
        // Nothing may run on what is neither: the next visit goes on.
        ensure!(opened.page.is_docked().await?, "the site runs");
        opened.page.close().await?;
        let again = Opened::open(browser, &opened.site).await?;
        again.page.site_runs().await?;
        let recovered = again.extension.recovered().await?;
        ensure!(recovered["ok"] == true, "{recovered}");
        ensure!(again.page.eval("site.hash()").await? == after, "it is not as it was migrated");
        ensure!(states(&again, "shop").await? == json!(["rollback_failed"]));
        again.request(undo("shop")).await?;
        ensure!(again.page.eval("site.hash()").await? == before, "it was not undone");
        ensure!(states(&again, "shop").await? == json!(["rolled_back"]));
        Ok(())
    })
}

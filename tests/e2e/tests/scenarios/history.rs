//! What is remembered of migrations, and what is made of it.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    a_forgotten_version_bump_is_named_and_accepted,
    what_a_migration_made_is_taken_away_by_undo,
);

/// A site with a database `shop` of version 1.
async fn open(browser: &Browser) -> Result<Opened> {
    let opened = Opened::serve(browser, "shop").await?;
    opened.page.eval("site.fill({ customers: 3, orders: 5 })").await?;
    Ok(opened)
}

/// A request of a kind.
fn of(kind: &str, mut request: Value) -> Value {
    request["kind"] = json!(kind);
    request
}

/// Asks for what must fail so, with words of the message or the detail.
async fn refused(opened: &Opened, request: Value, code: &str, words: &str) -> Result<()> {
    let error = opened.refused(request.clone(), code).await?;
    let said = format!("{} {}", error["message"], error["detail"]);
    ensure!(said.contains(words), "{request}: {said}");
    Ok(())
}

/// The states of a plan's migrations, or of what was done.
fn states(of: &Value) -> Vec<&Value> {
    of.as_array().into_iter().flatten().map(|migration| &migration["state"]).collect()
}

/// A plan for `shop` from nothing to version 3, the second of which has a field of this name.
fn plan(field: &str) -> Value {
    json!({"format": 1, "migrations": [
        {"database": "shop", "version": 1, "operations": [{"create_store": {"store": "orders"}}]},
        {"database": "shop", "version": 2, "operations": [
            {"add_field": {"store": "orders", "field": field, "default": true}}]},
        {"database": "shop", "version": 3, "operations": [{"drop_store": {"store": "trash"}}]},
    ]})
}

/// Makes the site's database anew at version 1, with one store more.
const CHANGE: &str = "new Promise((resolve, reject) => { \
    indexedDB.deleteDatabase('shop').onsuccess = () => { \
      const request = indexedDB.open('shop', 1); \
      request.onupgradeneeded = () => { \
        for (const name of ['customers', 'extra', 'orders', 'trash']) request.result.createObjectStore(name); \
      }; \
      request.onsuccess = () => resolve(request.result.close()); \
      request.onerror = () => reject(request.error); }; })";

async fn a_forgotten_version_bump_is_named_and_accepted(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let plans = |field: &str| json!({ "plan": plan(field) });
    let status = opened.status_with("shop", &plan("new")).await?;
    ensure!(states(&status["plan"]) == ["unrecorded", "pending", "pending"], "{status}");

    let wrong = json!({"database": "shop", "version": 2});
    refused(&opened, of("baseline", wrong), "wrong_version", "version 1, not at version 2").await?;
    let right = json!({"database": "shop", "version": 1});
    opened.request(of("baseline", right.clone())).await?;
    let status = opened.status_with("shop", &plan("new")).await?;
    ensure!(states(&status["plan"]) == ["before_baseline", "pending", "pending"], "{status}");
    ensure!(states(&status["history"]) == ["baseline"], "{status}");
    ensure!(status["drift"] == json!([]), "{status}");

    // The site's schema changes, and its version does not.
    opened.page.eval(CHANGE).await?;
    let status = opened.status("shop").await?;
    let drift = status["drift"].as_array().context("no drift")?;
    ensure!(drift.contains(&json!("store \"extra\" was added")), "{status}");
    for kind in ["migrate", "rehearse", "lint"] {
        refused(&opened, of(kind, plans("new")), "plan_does_not_fit", "extra").await?;
    }
    opened.request(of("baseline", right.clone())).await?;
    opened.request(of("migrate", plans("new"))).await?;
    refused(&opened, of("baseline", right), "wrong_version", "version 3").await?;

    // The plan changes, and its version does not.
    let status = opened.status_with("shop", &plan("other")).await?;
    let states_now = states(&status["plan"]);
    ensure!(states_now == ["before_baseline", "changed_since_applied", "applied"], "{status}");
    let (planned, applied) = (&status["plan"][1]["digest"], &status["plan"][1]["appliedDigest"]);
    ensure!(planned.is_string() && applied.is_string() && planned != applied, "{status}");
    let digest = applied.as_str().context("no digest")?;
    for kind in ["migrate", "rehearse", "lint"] {
        refused(&opened, of(kind, plans("other")), "plan_does_not_fit", digest).await?;
    }
    let request = json!({"database": "shop", "plan": plan("other")});
    let repaired = opened.request(of("repair", request.clone())).await?;
    ensure!(repaired["repaired"][0]["change"] == "plan_accepted", "{repaired}");
    ensure!(repaired["repaired"][0]["detail"] == json!([applied, planned]), "{repaired}");
    let migrated = opened.request(of("migrate", plans("other"))).await?;
    ensure!(migrated["migrations"] == json!([]), "{migrated}");
    let repaired = opened.request(of("repair", request)).await?;
    ensure!(repaired["repaired"] == json!([]), "{repaired}");
    Ok(())
}

async fn what_a_migration_made_is_taken_away_by_undo(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let new = json!({"plan": {"format": 1, "migrations": [
    {"database": "new", "version": 1, "operations": [
        {"create_store": {"store": "notes", "key_path": "id"}},
        {"insert": {"store": "notes", "records": [{"record": {"id": 1}}]}},
    ]}]}});
    let names = "indexedDB.databases().then((all) => all.map(({ name }) => name).sort())";
    opened.request(of("migrate", new.clone())).await?;
    ensure!(opened.page.eval(names).await? == json!(["new", "shop"]), "nothing was made");
    let undone = opened.request(of("undo", json!({"database": "new"}))).await?;
    ensure!(undone["report"]["deleted"] == json!(["new"]), "{undone}");
    ensure!(opened.page.eval(names).await? == json!(["shop"]), "it is still there");
    let status = opened.status("new").await?;
    ensure!(status["version"].is_null(), "{status}");
    ensure!(states(&status["history"]) == ["rolled_back"], "{status}");
    // What it had is in the backup that was taken before it was deleted.
    let backups = opened.extension.backups().await?;
    let before = backups.first().context("no backup")?;
    ensure!(before["id"] == undone["safetyBackupId"], "{backups:?}");
    ensure!(before["databases"] == json!(["new"]) && before["records"] == 1, "{backups:?}");
    Ok(())
}

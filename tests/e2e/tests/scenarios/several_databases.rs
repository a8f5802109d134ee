//! Plans for several databases, of which one cannot be migrated: each is migrated by itself, so
//! those before it stay, and everything says so.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Migrating, Opened, in_both_browsers, plan_of};
use serde_json::{Value, json};

in_both_browsers!(
    what_was_migrated_before_a_failure_is_told_and_stays,
    the_page_shows_which_databases_were_migrated_and_undoes_them,
);

/// Makes a database `notes` of version 1 beside those of the site.
const NOTES: &str = "new Promise((resolve, reject) => { \
    const request = indexedDB.open('notes', 1); \
    request.onupgradeneeded = () => request.result.createObjectStore('pages').put('text', 1); \
    request.onsuccess = () => resolve(request.result.close()); \
    request.onerror = () => reject(request.error); })";

/// The versions of some databases; null for one that is not there.
const VERSIONS: &str = "indexedDB.databases().then((all) => ['notes', 'log', 'last'] \
    .map((name) => all.find((one) => one.name === name)?.version ?? null))";

/// A plan for `notes`, then for `log`, into which the site's service worker writes all the time, so
/// that it is not what its backup has; and then for one more.
fn migrations() -> Value {
    let one_more = json!([{"create_store": {"store": "more"}}]);
    json!([
        {"database": "notes", "version": 2, "operations": one_more},
        {"database": "log", "version": 2, "operations": one_more},
        {"database": "last", "version": 1, "operations": one_more},
    ])
}

/// The names of the databases that reports are of.
fn names(reports: &Value) -> Vec<&Value> {
    reports.as_array().into_iter().flatten().map(|report| &report["database"]).collect()
}

/// The state of the last entry of a database's history; null where it has none.
async fn state(opened: &Opened, database: &str) -> Result<Value> {
    let status = opened.status(database).await?;
    let last = status["history"].as_array().and_then(|history| history.last()).cloned();
    Ok(last.map_or(Value::Null, |entry| entry["state"].clone()))
}

async fn what_was_migrated_before_a_failure_is_told_and_stays(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "worker").await?;
    let page = &opened.page;
    page.eval(NOTES).await?;
    page.eval("site.begin()").await?;
    page.wait_for("site.count().then((count) => count > 5)").await?;
    let plan = json!({"format": 1, "migrations": migrations()});
    let migrate = json!({"kind": "migrate", "plan": plan});

    let error = opened.refused(migrate.clone(), "database_changed").await?;
    ensure!(page.eval(VERSIONS).await? == json!([2, 1, null]), "{error}");
    let said = error["message"].as_str().context("no message")?;
    for words in ["Database \"log\" is at version 1 as before.", "\"notes\" is at version 2"] {
        ensure!(said.contains(words), "{words} is not in: {said}");
    }
    ensure!(!said.contains("Nothing was"), "{said}");
    let next = error["nextStep"].as_str().context("no next step")?;
    ensure!(next.contains("`undo`"), "{next}");
    let [migrated] = error["migrated"].as_array().map(Vec::as_slice).unwrap_or_default() else {
        anyhow::bail!("not one was migrated: {error}");
    };
    let report = &migrated["report"];
    ensure!(report["database"] == "notes" && report["outcome"] == "applied", "{report}");
    ensure!(report["from"] == 1 && report["to"] == 2, "{report}");
    ensure!(migrated["backupId"] == error["safetyBackupId"], "{error}");

    // What is written down says the same.
    let report = json!({"kind": "report", "backupId": migrated["backupId"]});
    let kept = opened.extension.request(report).await?["migrationReport"].take();
    let outcomes: Vec<&Value> =
        kept["migrations"].as_array().into_iter().flatten().map(|one| &one["outcome"]).collect();
    ensure!(outcomes == ["applied", "failed", "tried"], "{kept}");
    ensure!(state(&opened, "notes").await? == "applied", "notes");
    ensure!(state(&opened, "log").await? == "failed", "log");

    // The worker, which was asked for its connection, has stopped: the rest can be done.
    let answer = opened.request(migrate).await?;
    ensure!(names(&answer["migrations"]) == ["log", "last"], "{answer}");
    ensure!(page.eval(VERSIONS).await? == json!([2, 2, 1]), "{answer}");
    ensure!(page.eval("site.lost()").await? == json!([]), "something was lost");
    opened.request(json!({"kind": "undo", "database": "notes"})).await?;
    ensure!(page.eval(VERSIONS).await? == json!([1, 2, 1]), "more than notes was undone");
    Ok(())
}

async fn the_page_shows_which_databases_were_migrated_and_undoes_them(
    browser: &Browser,
) -> Result<()> {
    let opened = Migrating::open(browser, "worker", "site.create(1)").await?;
    opened.site.page.eval(NOTES).await?;
    opened.paste(&plan_of(migrations())).await?;
    opened.page().wait_for("document.querySelector('#migrate').disabled === false").await?;
    opened.site.page.eval("site.begin()").await?;
    opened.site.page.wait_for("site.count().then((count) => count > 5)").await?;

    opened.confirm("#migrate").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "failed", "{state}: {text}");
    for words in ["\"log\" is at version 1 as before", "\"notes\" is at version 2", "undo"] {
        ensure!(text.contains(words), "{words} is not in: {text}");
    }
    opened.wait_for("#report [data-database='notes']", "fared", "migrated").await?;
    ensure!(opened.count("#report [data-database='log']").await? == 0, "log has a report");

    // The report that is kept tells of all of them.
    opened.page().press("[data-database='notes'] .report").await?;
    opened.wait_for("#report [data-database='log']", "fared", "left").await?;
    opened.wait_for("#report [data-database='last']", "fared", "left").await?;
    opened.wait_for("#report [data-database='notes']", "fared", "migrated").await?;
    let log = opened.text("#report [data-database='log']").await?;
    ensure!(log.contains("Not migrated") && !log.contains("Written"), "{log}");

    opened.confirm("#history [data-database='notes'] .undo").await?;
    let (state, text) = opened.outcome().await?;
    ensure!(state == "done", "{text}");
    opened.site.page.site_runs().await?;
    ensure!(opened.site.page.eval(VERSIONS).await? == json!([1, 1, null]), "it was not undone");
    Ok(())
}

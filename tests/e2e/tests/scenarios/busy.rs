//! The site `busy`, which goes on writing and remembers what it wrote, and a plan that migrates it in
//! parallel.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, Site, until};
use serde_json::{Value, json};

/// The longest that an operation may take.
pub const LONGEST: Duration = Duration::from_secs(120);

/// What the migration does.
pub fn operations() -> Value {
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

/// A plan of one parallel migration.
pub fn plan() -> Value {
    json!({"format": 1, "migrations": [
        {"database": "busy", "version": 2, "strategy": "parallel", "operations": operations()}]})
}

/// A request to migrate as far as the switch.
pub fn held() -> Value {
    json!({"kind": "migrate", "plan": plan(), "hold": true})
}

/// A request to go on with the migration.
pub fn resume() -> Value {
    json!({"kind": "resume", "database": "busy"})
}

/// Opens the site, and waits until it is in no dry dock.
pub async fn in_browser(browser: &Browser, site: &Site) -> Result<Opened> {
    let opened = Opened::open(browser, site).await?;
    opened.page.site_runs().await?;
    Ok(opened)
}

/// The site's data is what it remembers, at a version.
pub async fn is_at(opened: &Opened, version: u64) -> Result<()> {
    let found = opened.page.eval(&format!("site.differences({version})")).await?;
    ensure!(found == json!([]), "version {version}: {found}");
    Ok(())
}

/// Nothing is under way any more, and the history says how it ended.
pub async fn has_ended(opened: &Opened, state: &str) -> Result<()> {
    let status = opened.status("busy").await?;
    ensure!(status["underWay"].is_null(), "{status}");
    let history = status["history"].as_array().context("no history")?;
    ensure!(history.last().is_some_and(|entry| entry["state"] == state), "{status}");
    Ok(())
}

/// So many backups are left.
pub async fn has_backups(opened: &Opened, count: usize) -> Result<()> {
    let found = opened.extension.backups().await?;
    ensure!(found.len() == count, "{found:?}");
    Ok(())
}

/// Begins something, and waits until it is in a phase, and in the middle of it.
pub async fn reach(opened: &Opened, request: Value, phase: &str) -> Result<()> {
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

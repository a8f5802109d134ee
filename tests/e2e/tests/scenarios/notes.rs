//! The site `notes`, whose code knows two forms of its records, and a plan that upgrades them lazily.

use std::ops::Deref;
use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened};
use serde_json::{Value, json};

/// The longest that an operation may take.
pub const LONGEST: Duration = Duration::from_secs(120);

/// So many records that a test can act while they are being upgraded.
pub const MANY: u64 = 4000;

/// There are so many drafts beside the notes.
pub const DRAFTS: u64 = 40;

/// A site with notes of version 1.
pub struct Notes(pub Opened);

impl Deref for Notes {
    type Target = Opened;

    fn deref(&self) -> &Opened {
        &self.0
    }
}

impl Notes {
    /// Serves and opens the site with so many of them.
    pub async fn open(browser: &Browser, count: u64) -> Result<Self> {
        let opened = Opened::serve(browser, "notes").await?;
        opened.page.eval(&format!("site.fill({count})")).await?;
        Ok(Self(opened))
    }

    /// The same site after the browser was started again.
    pub async fn again(self, browser: &Browser) -> Result<Self> {
        Ok(Self(Opened::open(browser, &self.site).await?))
    }

    /// Begins to migrate them.
    pub async fn migrate(&self) -> Result<()> {
        self.begin(json!({"kind": "migrate", "plan": plan(json!({}))})).await
    }

    /// Waits until what runs is in a phase; where it upgrades, until some are.
    pub async fn reaches(&self, phase: &str) -> Result<()> {
        let is_there = |operation: &Value| {
            let progress = &operation["progress"];
            progress["phase"] == phase
                && (phase != "upgrading" || progress["records"].as_u64() > Some(200))
        };
        self.extension.running(&format!("the phase {phase}"), is_there).await.map(drop)
    }

    /// What is under way, and the state of the migration in the history.
    pub async fn stands(&self) -> Result<(Value, Value)> {
        let notes = self.status("notes").await?;
        let last = notes["history"].as_array().and_then(|history| history.last());
        Ok((notes["underWay"].clone(), last.map_or(Value::Null, |entry| entry["state"].clone())))
    }

    /// It is stopped with records left: as many as the page finds.
    pub async fn is_stopped(&self) -> Result<()> {
        let (under_way, state) = self.stands().await?;
        let old = self.page.eval("site.old()").await?;
        ensure!(old.as_u64() > Some(0), "none is left");
        let wanted = json!({"database": "notes", "strategy": "lazy", "version": 2,
            "phase": "upgrading", "remaining": old});
        ensure!(under_way == wanted && state == "running", "{under_way} {state}");
        Ok(())
    }

    /// All records are of version 2, each once, and the history says so.
    pub async fn is_upgraded(&self, count: u64) -> Result<()> {
        let found = self.page.eval(&format!("site.wrong({count})")).await?;
        let fine = found["lost"] == json!([]) && found["wrongs"] == 0 && found["error"].is_null();
        ensure!(fine, "{found}");
        let (under_way, state) = self.stands().await?;
        ensure!(under_way.is_null() && state == "applied", "{under_way} {state}");
        Ok(())
    }
}

/// Adds one to each count: done twice, it would show.
pub fn plan(more: Value) -> Value {
    let mut migration = json!({"database": "notes", "version": 2, "strategy": "lazy",
    "operations": [
        {"create_index": {"store": "notes", "index": "by text", "key_path": "text"}},
        {"update": {"store": "notes", "set": {"count": "record.count + 1.0"}}},
        {"update": {"store": "drafts", "set": {"count": "record.count + 1.0"}}},
    ]});
    for (key, value) in more.as_object().into_iter().flatten() {
        migration[key] = value.clone();
    }
    json!({"format": 1, "migrations": [migration]})
}

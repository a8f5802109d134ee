//! Records that are upgraded while the site uses them.

use std::ops::Deref;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Kind, Opened, in_both_browsers, run};
use serde_json::{Value, json};
use tokio::runtime::Builder;

in_both_browsers!(
    a_site_that_keeps_writing_loses_nothing,
    what_is_stopped_is_resumed_abandoned_and_undone,
    records_that_cannot_be_upgraded_are_told,
    another_tab_is_worked_in_when_one_is_closed,
);

#[test]
fn chromium_upgrades_each_record_once_after_crashes() -> Result<()> {
    crash(Kind::Chromium)
}

#[test]
fn firefox_upgrades_each_record_once_after_crashes() -> Result<()> {
    crash(Kind::Firefox)
}

#[test]
fn chromium_upgrades_each_record_once_whose_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let notes = Notes::open(browser, MANY).await?;
        notes.migrate().await?;
        notes.reaches("writing").await?;
        browser.end_worker().await?;
        notes.expanded().await?;
        notes.request(json!({"kind": "resume", "database": "notes"})).await?;
        notes.is_upgraded(MANY).await
    })
}

const LONGEST: Duration = Duration::from_secs(120);

/// So many records that a test can act while they are being upgraded.
const MANY: u64 = 8000;

/// There are so many drafts beside the notes.
const DRAFTS: u64 = 40;

/// A site with notes of version 1.
struct Notes(Opened);

impl Deref for Notes {
    type Target = Opened;

    fn deref(&self) -> &Opened {
        &self.0
    }
}

impl Notes {
    async fn open(browser: &Browser, count: u64) -> Result<Self> {
        let opened = Opened::serve(browser, "notes").await?;
        opened.page.eval(&format!("site.fill({count})")).await?;
        Ok(Self(opened))
    }

    /// The same site after the browser was started again.
    async fn again(self, browser: &Browser) -> Result<Self> {
        Ok(Self(Opened::open(browser, &self.site).await?))
    }

    async fn migrate(&self) -> Result<()> {
        self.begin(json!({"kind": "migrate", "plan": plan(json!({}))})).await
    }

    /// Waits until what runs is in a phase; where it upgrades, until some are.
    async fn reaches(&self, phase: &str) -> Result<()> {
        let is_there = |operation: &Value| {
            let progress = &operation["progress"];
            progress["phase"] == phase
                && (phase != "upgrading" || progress["records"].as_u64() > Some(200))
        };
        self.extension.running(&format!("the phase {phase}"), is_there).await.map(drop)
    }

    /// What is under way, and the state of the migration in the history.
    async fn stands(&self) -> Result<(Value, Value)> {
        let notes = self.status("notes").await?;
        let last = notes["history"].as_array().and_then(|history| history.last());
        Ok((notes["underWay"].clone(), last.map_or(Value::Null, |entry| entry["state"].clone())))
    }

    /// It is stopped with records left: as many as the page finds.
    async fn is_stopped(&self) -> Result<()> {
        let (under_way, state) = self.stands().await?;
        let old = self.page.eval("site.old()").await?;
        ensure!(old.as_u64() > Some(0), "none is left");
        let wanted = json!({"database": "notes", "strategy": "lazy", "version": 2,
            "phase": "upgrading", "remaining": old});
        ensure!(under_way == wanted && state == "running", "{under_way} {state}");
        Ok(())
    }

    /// After it was interrupted while its schema changed: it changed whole, or did not. Where it
    /// did not, it is begun once more.
    async fn expanded(&self) -> Result<()> {
        let recovered = self.extension.recovered().await?;
        ensure!(recovered["ok"] == true, "{recovered}");
        self.page.site_runs().await?;
        let (under_way, state) = self.stands().await?;
        let version = self.page.eval("site.version()").await?;
        if version == 2 {
            ensure!(under_way["phase"] == "upgrading" && state == "running", "{under_way} {state}");
        } else {
            ensure!(
                version == 1 && under_way.is_null() && state == "failed",
                "{under_way} {state}"
            );
            self.migrate().await?;
            self.reaches("upgrading").await?;
            self.extension.cancel().await?;
            self.extension.answer(LONGEST).await?;
        }
        Ok(())
    }

    /// All records are of version 2, each once, and the history says so.
    async fn is_upgraded(&self, count: u64) -> Result<()> {
        let found = self.page.eval(&format!("site.wrong({count})")).await?;
        let fine = found["lost"] == json!([]) && found["wrongs"] == 0 && found["error"].is_null();
        ensure!(fine, "{found}");
        let (under_way, state) = self.stands().await?;
        ensure!(under_way.is_null() && state == "applied", "{under_way} {state}");
        Ok(())
    }
}

/// Adds one to each count: done twice, it would show.
fn plan(more: Value) -> Value {
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

fn crash(kind: Kind) -> Result<()> {
    let profile = tempfile::tempdir()?;
    let start = async || Browser::start_with(Options::in_profile(kind, profile.path())).await;
    Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async {
        let browser = start().await?;
        let notes = Notes::open(&browser, MANY).await?;
        notes.migrate().await?;
        notes.reaches("writing").await?;
        browser.kill().await?;

        let browser = start().await?;
        let notes = notes.again(&browser).await?;
        notes.expanded().await?;
        notes.begin(json!({"kind": "resume", "database": "notes"})).await?;
        notes.reaches("upgrading").await?;
        browser.kill().await?;

        let browser = start().await?;
        let notes = notes.again(&browser).await?;
        notes.page.site_runs().await?;
        notes.is_stopped().await?;
        notes.request(json!({"kind": "resume", "database": "notes"})).await?;
        notes.is_upgraded(MANY).await?;
        browser.quit().await
    })
}

//! The page's main thread is not held by the agent: a message that a worker of the page sends it,
//! again and again, never waits for more than 50 ms of work.
//!
//! The Long Tasks API does not tell: Chromium says nothing of what content scripts do, and Firefox
//! has no such API. A pause alone does not tell either, where the machine has other things to do:
//! what counts is that the thread worked all the while.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::{change_file, with_file};
use drydock_e2e::browser::{Options, Work};
use drydock_e2e::{Browser, Extension, Kind, Page, Site, root, run_with};
use serde_json::{Value, json};
use tempfile::TempDir;

#[test]
fn chromium_lets_the_page_go_on() -> Result<()> {
    the_page_goes_on(Kind::Chromium)
}

#[test]
fn firefox_lets_the_page_go_on() -> Result<()> {
    the_page_goes_on(Kind::Firefox)
}

#[test]
fn chromium_shows_an_agent_that_reads_for_long() -> Result<()> {
    an_agent_that_reads_for_long_is_seen(Kind::Chromium)
}

#[test]
fn firefox_shows_an_agent_that_reads_for_long() -> Result<()> {
    an_agent_that_reads_for_long_is_seen(Kind::Firefox)
}

#[test]
fn chromium_shows_an_agent_that_writes_for_long() -> Result<()> {
    an_agent_that_writes_for_long_is_seen(Kind::Chromium)
}

#[test]
fn firefox_shows_an_agent_that_writes_for_long() -> Result<()> {
    an_agent_that_writes_for_long_is_seen(Kind::Firefox)
}

/// So many cities are worked on: 10 messages of a restore.
const MANY: u64 = 10_000;

/// For how many milliseconds the main thread may be held.
const LONG: f64 = 50.0;

/// So often it may be held for longer, in one operation: the browser collects garbage, for which it
/// takes longer where other programs keep it from doing so beside the page. An agent that holds it
/// does so with each message.
const BY_THE_BROWSER: usize = 6;
/// A parallel migration reads everything at least three times, and leaves more garbage.
const IN_PARALLEL: usize = 10;

const LONGEST: Duration = Duration::from_secs(240);

/// A page whose main thread is looked at.
struct Watched {
    page: Page,
    extension: Extension,
    tab: i64,
    site: Site,
    work: Work,
}

impl Watched {
    async fn open(browser: &Browser) -> Result<Self> {
        let site = Site::serve("pace").await?;
        let page = browser.open(&site.url()).await?;
        page.eval(&format!("site.fill({MANY})")).await?;
        let extension = browser.extension_beside().await?;
        let tab = extension.tab_of(&site.url()).await?;
        Ok(Self { page, extension, tab, site, work: browser.watch() })
    }

    /// Sends a request that must succeed, and gives the answer and every time that the main thread
    /// was held: its length in milliseconds.
    async fn during(&self, mut request: Value) -> Result<(Value, Vec<f64>)> {
        request["tabId"] = json!(self.tab);
        self.page.eval("localStorage.setItem('heartbeat', '[]')").await?;
        self.page.goto(&self.site.url()).await?;
        self.extension.begin(request).await?;
        let answer = self.extension.answer(LONGEST).await?;
        ensure!(answer["ok"] == true, "{answer}");
        self.page.wait_for("typeof heartbeat === 'function'").await?;
        let noted = self.page.eval("heartbeat()").await?;
        self.page.eval("localStorage.removeItem('heartbeat')").await?;
        self.page.goto(&self.site.url()).await?;
        let noted: Value = serde_json::from_str(noted.as_str().context("nothing is noted")?)?;
        let (mut beats, mut held) = (0, Vec::new());
        for page in noted.as_array().into_iter().flatten() {
            ensure!(page["shown"] == true, "a page was not in front");
            beats += page["beats"].as_u64().unwrap_or_default();
            for pause in page["pauses"].as_array().into_iter().flatten() {
                let at = |end: usize| pause[end].as_f64().context("no time");
                held.push(self.work.between(at(0)?, at(1)?));
            }
        }
        ensure!(beats > 20, "only {beats} messages came: {noted}");
        held.retain(|long| *long > LONG);
        Ok((answer, held))
    }

    /// Sends a request that must succeed, and during which the page must go on.
    async fn goes_on_during(&self, request: Value) -> Result<Value> {
        let (answer, held) = self.during(request.clone()).await?;
        println!("{request}: {held:.0?}");
        let is_parallel = request["plan"]["migrations"][0]["strategy"] == "parallel";
        let allowed = if is_parallel { IN_PARALLEL } else { BY_THE_BROWSER };
        ensure!(held.len() <= allowed, "{request} holds the page for {held:.0?} ms");
        Ok(answer)
    }
}

fn the_page_goes_on(kind: Kind) -> Result<()> {
    in_browser(kind, with_heartbeat(kind)?, async |watched| {
        let backup = watched.goes_on_during(json!({"kind": "backup"})).await?;
        let plan = plan(2, "transactional");
        watched.goes_on_during(json!({"kind": "rehearse", "plan": plan})).await?;
        watched.goes_on_during(json!({"kind": "migrate", "plan": plan})).await?;
        for (version, strategy) in [(3, "parallel"), (4, "lazy")] {
            let plan = self::plan(version, strategy);
            watched.goes_on_during(json!({"kind": "migrate", "plan": plan})).await?;
        }
        let restore = json!({"kind": "restore", "backupId": backup["backupId"]});
        watched.goes_on_during(restore).await.map(drop)
    })
}

fn an_agent_that_reads_for_long_is_seen(kind: Kind) -> Result<()> {
    let copy = with_heartbeat(kind)?;
    slow_down(
        &copy,
        "content/agent/read.js",
        "  agent.postBatch = (session, batch, bytes, attachments) => {\n",
    )?;
    in_browser(kind, copy, async |watched| {
        let (_, held) = watched.during(json!({"kind": "backup"})).await?;
        ensure!(held.len() > BY_THE_BROWSER, "only {held:.0?} ms are seen");
        Ok(())
    })
}

fn an_agent_that_writes_for_long_is_seen(kind: Kind) -> Result<()> {
    let copy = with_heartbeat(kind)?;
    slow_down(&copy, "content/agent/writing.js", "    put(message) {\n")?;
    in_browser(kind, copy, async |watched| {
        let (backup, _) = watched.during(json!({"kind": "backup"})).await?;
        let restore = json!({"kind": "restore", "backupId": backup["backupId"]});
        let (_, held) = watched.during(restore).await?;
        ensure!(held.len() > BY_THE_BROWSER, "only {held:.0?} ms are seen");
        Ok(())
    })
}

fn in_browser(
    kind: Kind,
    extension: TempDir,
    scenario: impl AsyncFnOnce(&Watched) -> Result<()>,
) -> Result<()> {
    let options = Options { extension: extension.path().to_path_buf(), ..Options::new(kind) };
    run_with(options, async |browser| scenario(&Watched::open(browser).await?).await)
}

/// The extension, whose docked pages have the heartbeat as well.
fn with_heartbeat(kind: Kind) -> Result<TempDir> {
    let heartbeat = fs::read_to_string(root().join("tests/sites/pace/heartbeat.js"))?;
    with_file(kind, "content/dock.js", |dock| Ok(format!("{dock}\n{heartbeat}")))
}

/// Has the agent do nothing for a while where a function begins: for so long that it works for more
/// than 50 ms of it also where others work as well.
fn slow_down(copy: &TempDir, file: &str, function: &str) -> Result<()> {
    let busy = "for (const until = performance.now() + 300; performance.now() < until; );\n";
    change_file(copy.path(), file, |text| {
        ensure!(text.contains(function), "{file} has no {function}");
        Ok(text.replace(function, &format!("{function}{busy}")))
    })
}

/// A migration that changes every record.
fn plan(version: u64, strategy: &str) -> Value {
    json!({"format": 1, "migrations": [
    {"database": "cities", "version": version, "strategy": strategy, "operations": [
        {"add_field": {"store": "cities", "field": format!("of {version}"), "default": "new"}},
        {"create_index": {"store": "cities", "index": format!("by {version}"), "key_path": "seen"}},
    ]}]})
}

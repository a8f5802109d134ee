//! Lazy migrations that are interrupted in each of their phases: the browser is killed, its worker
//! is ended, or the tab is closed.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Kind, Opened, Site, in_both_browsers, run, run_in_profile};
use serde_json::{Value, json};

use crate::notes::{LONGEST, MANY, Notes, plan};

in_both_browsers!(its_schema_changes_whole_or_not_when_the_tab_is_closed);

/// The phases in dry dock, in which its schema changes.
const PHASES: [&str; 4] = ["safety_backup", "trying", "writing", "checking"];

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
        let site = NotesBefore::fill(browser).await?;
        for phase in PHASES {
            let opened = site.begin(phase, browser).await?;
            browser.end_worker().await?;
            site.recovers(phase, browser).await?;
            opened.close().await?;
        }
        let opened = site.begin("upgrading", browser).await?;
        browser.end_worker().await?;
        opened.close().await?;
        site.is_gone_on_with(browser).await
    })
}

fn crash(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let mut browser = profile.start().await?;
        let site = NotesBefore::fill(&browser).await?;
        for phase in PHASES {
            site.begin(phase, &browser).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            site.recovers(phase, &browser).await?;
        }
        site.begin("upgrading", &browser).await?;
        browser.kill().await?;
        browser = profile.start().await?;
        site.is_gone_on_with(&browser).await?;
        browser.kill().await
    })
}

async fn its_schema_changes_whole_or_not_when_the_tab_is_closed(browser: &Browser) -> Result<()> {
    let site = NotesBefore::fill(browser).await?;
    for phase in PHASES {
        let opened = site.begin(phase, browser).await?;
        opened.page.close().await?;
        let answer = opened.extension.answer(LONGEST).await?;
        // Where the schema was changed, there is no page to upgrade records in.
        ensure!(answer["error"]["code"] == "page_gone", "{phase}: {answer}");
        opened.extension.page().close().await?;
        site.is_whole(phase, browser).await.with_context(|| format!("{phase}: {answer}"))?;
    }
    Ok(())
}

/// A site with notes of version 1, and what they are.
struct NotesBefore {
    site: Site,
    before: Value,
}

impl NotesBefore {
    async fn fill(browser: &Browser) -> Result<Self> {
        let notes = Notes::open(browser, MANY).await?;
        let filled = Self { site: notes.site.clone(), before: notes.dump().await? };
        notes.close().await?;
        Ok(filled)
    }

    async fn open(&self, browser: &Browser) -> Result<Notes> {
        let opened = Opened::open(browser, &self.site).await?;
        opened.page.site_runs().await?;
        Ok(Notes(opened))
    }

    /// Begins the migration, and waits until it is in a phase; where it upgrades, until some are.
    async fn begin(&self, phase: &str, browser: &Browser) -> Result<Notes> {
        let notes = self.open(browser).await?;
        if phase == "upgrading" {
            notes.migrate().await?;
            notes.reaches(phase).await?;
        } else {
            let migrate = json!({"kind": "migrate", "plan": plan(json!({}))});
            notes.extension.begin_reaching(notes.of_tab(migrate), phase).await?;
        }
        Ok(notes)
    }

    /// The next start of the worker ends what was interrupted, and the popup says how.
    async fn recovers(&self, phase: &str, browser: &Browser) -> Result<()> {
        if matches!(phase, "writing" | "checking") {
            let extension = browser.extension().await?;
            let recovered = extension.recovered().await?;
            ensure!(recovered["ok"] == true, "{phase}: {recovered}");
            let notes = self.open(browser).await?;
            let popup = browser.popup(notes.tab).await?;
            let is_undone = !recovered["undone"].is_null();
            popup.says_recovered(is_undone).await.with_context(|| phase.to_owned())?;
            popup.page().close().await?;
            notes.close().await?;
            extension.page().close().await?;
        }
        self.is_whole(phase, browser).await.with_context(|| phase.to_owned())
    }

    /// The schema changed whole, or did not, and the status says which. Leaves the site as it was.
    async fn is_whole(&self, phase: &str, browser: &Browser) -> Result<()> {
        let notes = self.open(browser).await?;
        let version = notes.page.eval("site.version()").await?;
        let (under_way, state) = notes.stands().await?;
        let began = matches!(phase, "writing" | "checking");
        if version == 2 {
            ensure!(began, "it is at version 2");
            ensure!(under_way["phase"] == "upgrading" && state == "running", "{under_way} {state}");
            notes.request(json!({"kind": "abandon", "database": "notes"})).await?;
            notes.request(json!({"kind": "undo", "database": "notes"})).await?;
        } else {
            ensure!(version == 1 && phase != "checking", "it is at version {version}");
            ensure!(under_way.is_null() && (!began || state == "failed"), "{under_way} {state}");
        }
        ensure!(notes.dump().await? == self.before, "the data changed");
        notes.close().await
    }

    /// It is stopped with records left, and comes to its end.
    async fn is_gone_on_with(&self, browser: &Browser) -> Result<()> {
        let notes = self.open(browser).await?;
        notes.is_stopped().await?;
        notes.request(json!({"kind": "resume", "database": "notes"})).await?;
        notes.is_upgraded(MANY).await?;
        notes.close().await
    }
}

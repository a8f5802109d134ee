//! Migrations that are interrupted in each of their phases: the browser is killed, its worker is
//! ended, or the tab is closed. The plan quarantines, so that every record must be in the database
//! or in an archive.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Extension, Kind, Opened, Site, run, run_in_profile};
use serde_json::{Value, json};

const LONGEST: Duration = Duration::from_secs(120);

/// The phases in which a migration is interrupted, each on what the one before has left.
const PHASES: [&str; 4] = ["safety_backup", "trying", "writing", "checking"];

/// How many records the plan quarantines.
const INVALID: usize = 3;

#[test]
fn chromium_has_migrated_all_or_nothing_after_a_crash() -> Result<()> {
    crash(Kind::Chromium)
}

#[test]
fn firefox_has_migrated_all_or_nothing_after_a_crash() -> Result<()> {
    crash(Kind::Firefox)
}

#[test]
fn chromium_has_migrated_all_or_nothing_when_its_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let shop = Shop::fill(browser).await?;
        for phase in PHASES {
            let before = shop.begin(phase, browser).await?;
            browser.end_worker().await?;
            shop.recovers(phase, &before, browser).await?;
            before.opened.close().await?;
        }
        Ok(())
    })
}

#[test]
fn chromium_has_migrated_all_or_nothing_when_the_tab_was_closed() -> Result<()> {
    run(Kind::Chromium, without_tab)
}

#[test]
fn firefox_has_migrated_all_or_nothing_when_the_tab_was_closed() -> Result<()> {
    run(Kind::Firefox, without_tab)
}

fn crash(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let mut browser = profile.start().await?;
        let shop = Shop::fill(&browser).await?;
        for phase in PHASES {
            let before = shop.begin(phase, &browser).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            shop.recovers(phase, &before, &browser).await?;
        }
        browser.kill().await
    })
}

async fn without_tab(browser: &Browser) -> Result<()> {
    let shop = Shop::fill(browser).await?;
    for phase in PHASES {
        let before = shop.begin(phase, browser).await?;
        let Opened { page, extension, .. } = &before.opened;
        page.close().await?;
        if matches!(phase, "trying" | "checking") {
            // It was closed in time.
            let migration = operation(extension, "migrate").await?.context("no migration")?;
            let now = migration["progress"]["phase"].as_str();
            let is_late = match phase {
                "trying" => now != Some("trying"),
                _ => matches!(now, Some("undocking" | "looking_on")),
            };
            ensure!(!is_late && migration["result"].is_null(), "{phase}: {migration}");
        }
        let answer = extension.answer(LONGEST).await?;
        let is_done = answer["ok"] == true;
        ensure!(is_done || answer["error"]["code"] == "page_gone", "{phase}: {answer}");
        ensure!(phase == "writing" || is_done == (phase == "checking"), "{phase}: {answer}");
        // A trial needs no page: it goes on, and the migration ends where it is to write.
        let began = phase != "safety_backup";
        shop.is_whole(began.then_some(is_done), began, &before, browser)
            .await
            .with_context(|| format!("{phase}: {answer}"))?;
        extension.page().close().await?;
    }
    Ok(())
}

/// A site with a database of which each order is migrated.
struct Shop {
    site: Site,
    migrate: Value,
    /// The data as it is, and as a migration that nothing interrupts makes it.
    old: Value,
    new: Value,
}

/// A migration that was begun, and what there was before.
struct Before {
    opened: Opened,
    backups: Vec<Value>,
    history: usize,
}

impl Shop {
    async fn fill(browser: &Browser) -> Result<Self> {
        // What each phase takes follows from the number of orders, and from a rule that has to
        // look at many numbers for each: trying and writing.
        let numbers: Vec<u32> = (0..100).collect();
        let rule = format!("{numbers:?}.all(number, record.id + number > number)");
        let plan = json!({"format": 1, "migrations": [
            {"database": "shop", "version": 2, "on_invalid": "quarantine",
             "validate": {"before": {"orders": {"rules": [{"rule": rule}]}}},
             "operations": [
                {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
                {"drop_store": {"store": "trash"}}]}]});
        let site = Site::serve("shop").await?;
        let opened = Opened::open(browser, &site).await?;
        let page = &opened.page;
        page.eval("site.fill({ orders: 6000 })").await?;
        for id in 1..=INVALID {
            let put = format!("site.put('orders', {{ id: {id}000, total: 'none' }})");
            page.eval(&put).await?;
        }
        let old = page.eval("site.hash()").await?;
        let migrate = json!({"kind": "migrate", "plan": plan});
        opened.request(migrate.clone()).await?;
        let new = page.eval("site.hash()").await?;
        ensure!(new != old, "nothing was migrated");
        let shop = Self { site, migrate, old, new };
        shop.undo(&opened).await?;
        opened.close().await?;
        Ok(shop)
    }

    async fn undo(&self, opened: &Opened) -> Result<()> {
        opened.request(json!({"kind": "undo", "database": "shop"})).await?;
        let hash = opened.page.eval("site.hash()").await?;
        ensure!(hash == self.old, "it was not undone");
        Ok(())
    }

    /// Begins a migration, and waits until it is in a phase, and well in where it writes.
    async fn begin(&self, phase: &str, browser: &Browser) -> Result<Before> {
        let opened = Opened::open(browser, &self.site).await?;
        let backups = opened.extension.backups().await?;
        let history = history(&opened).await?.len();
        opened.extension.begin_reaching(opened.of_tab(self.migrate.clone()), phase).await?;
        Ok(Before { opened, backups, history })
    }

    /// The next start of the worker ends what was interrupted, and says which version there is.
    /// What it finds tells in which phase that was: up to the trial, nothing is written down; in
    /// it, there is a safety backup; where there is something to recover, writing had begun; and at
    /// the new version, it was over.
    async fn recovers(&self, phase: &str, before: &Before, browser: &Browser) -> Result<()> {
        let extension = browser.extension().await?;
        let began = matches!(phase, "writing" | "checking");
        let recovered = if began {
            extension.recovered().await.with_context(|| phase.to_owned())?
        } else {
            Value::Null
        };
        ensure!(!began || recovered["ok"] == true, "{phase}: {recovered}");
        let undone = recovered["undone"].as_str();
        let report = &recovered["migrations"][0];
        let says_so = match undone {
            Some(why) => why.contains("at version 1 as before"),
            None => !began || (report["to"] == 2 && report["outcome"] == "applied"),
        };
        ensure!(says_so, "{phase}: {recovered}");
        ensure!(phase != "checking" || undone.is_none(), "{recovered}");
        if began {
            // The popup says so, too.
            let opened = Opened::open(browser, &self.site).await?;
            let popup = browser.popup(opened.tab).await?;
            popup.says_recovered(undone.is_some()).await.with_context(|| phase.to_owned())?;
            popup.page().close().await?;
            opened.close().await?;
        }
        self.is_whole(began.then_some(undone.is_none()), phase != "safety_backup", before, browser)
            .await
            .with_context(|| format!("{phase}: {recovered}"))?;
        let recovery = operation(&extension, "recover").await?;
        ensure!(began || recovery.is_none(), "{phase}: {recovery:?}");
        extension.page().close().await
    }

    /// The site runs, with all records as they were, or all but those in a quarantine's archive as
    /// they are to be, and everything that is written down agrees. `migrated` says which; where
    /// there is none, writing had not begun. Leaves the site as it was.
    async fn is_whole(
        &self,
        migrated: Option<bool>,
        has_backup: bool,
        before: &Before,
        browser: &Browser,
    ) -> Result<()> {
        let opened = Opened::open(browser, &self.site).await?;
        opened.page.site_runs().await?;
        let is_new = migrated == Some(true);
        let version = opened.page.eval("indexedDB.databases().then(([shop]) => shop.version)");
        let version = version.await?;
        ensure!(version == if is_new { 2 } else { 1 }, "version {version}");
        let right = if is_new { &self.new } else { &self.old };
        ensure!(opened.page.eval("site.hash()").await? == *right, "version {version} is not whole");

        let history = history(&opened).await?;
        let own: Vec<&Value> = history.iter().skip(before.history).map(|e| &e["state"]).collect();
        let state = if is_new { "applied" } else { "failed" };
        ensure!(own == migrated.map_or(vec![], |_| vec![state]), "{own:?} in the history");

        let mut kept = opened.extension.backups().await?;
        kept.retain(|entry| !before.backups.iter().any(|former| former["id"] == entry["id"]));
        let (quarantines, safety): (Vec<&Value>, Vec<&Value>) =
            kept.iter().partition(|entry| entry["quarantine"] == true);
        ensure!(safety.len() == usize::from(has_backup), "{kept:?}");
        ensure!(quarantines.len() == usize::from(is_new), "{kept:?}");
        for quarantine in quarantines {
            ensure!(quarantine["records"] == INVALID, "{quarantine}");
            let verify = json!({"kind": "verify", "backupId": quarantine["id"]});
            opened.extension.request(verify).await?;
        }
        for safety in safety {
            let report = json!({"kind": "report", "backupId": safety["id"]});
            let report = opened.extension.ask(report).await?;
            let outcome = &report["migrationReport"]["migrations"][0]["outcome"];
            let is_right = match migrated {
                Some(_) => outcome == state,
                None => report["error"]["code"] == "no_such_report",
            };
            ensure!(is_right, "{report}");
        }
        if is_new {
            self.undo(&opened).await?;
        }
        opened.close().await
    }
}

/// The last operation of a kind.
async fn operation(extension: &Extension, kind: &str) -> Result<Option<Value>> {
    let operations = extension.operations().await?;
    Ok(operations.into_iter().rev().find(|operation| operation["kind"] == kind))
}

async fn history(opened: &Opened) -> Result<Vec<Value>> {
    opened.status("shop").await?["history"].as_array().cloned().context("no history")
}

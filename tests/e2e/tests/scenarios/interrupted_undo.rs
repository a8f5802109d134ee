//! An undo that is interrupted: its worker is ended, its tab is closed, or the browser is killed. It
//! deletes the database and makes it anew, so there is no single transaction that would fall back.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Kind, Opened, Site, run, run_in_profile, until};
use serde_json::{Value, json};

use crate::migrated::Migrated;

const LONGEST: Duration = Duration::from_secs(120);

/// The phases in which an undo is interrupted, each on what the one before has left.
const PHASES: [&str; 3] = ["safety_backup", "writing", "checking"];

#[test]
fn chromium_has_undone_all_or_nothing_when_its_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let shop = Shop::migrated(browser).await?;
        for phase in PHASES {
            let opened = shop.undo_reaching(phase, browser).await?;
            browser.end_worker().await?;
            let recovered = match phase {
                // Nothing was written down: there is nothing to recover.
                "safety_backup" => None,
                _ => Some(opened.extension.recovered().await?),
            };
            if let Some(recovered) = &recovered {
                ensure!(recovered["ok"] == true, "{phase}: {recovered}");
                let popup = browser.popup(opened.tab).await?;
                let is_undone = recovered["undone"].is_string();
                popup.says_recovered(is_undone).await.with_context(|| phase)?;
                popup.page().close().await?;
            }
            opened.close().await?;
            let is_undone = recovered.is_some_and(|recovered| recovered["undone"].is_null());
            shop.is_whole(is_undone, browser).await.with_context(|| phase.to_owned())?;
        }
        Ok(())
    })
}

#[test]
fn chromium_has_undone_all_or_nothing_when_the_tab_was_closed() -> Result<()> {
    run(Kind::Chromium, without_tab)
}

#[test]
fn firefox_has_undone_all_or_nothing_when_the_tab_was_closed() -> Result<()> {
    run(Kind::Firefox, without_tab)
}

async fn without_tab(browser: &Browser) -> Result<()> {
    let shop = Shop::migrated(browser).await?;
    for phase in PHASES {
        let opened = shop.undo_reaching(phase, browser).await?;
        opened.page.close().await?;
        let answer = opened.extension.answer(LONGEST).await?;
        let is_undone = answer["ok"] == true;
        ensure!(is_undone || answer["error"]["code"] == "page_gone", "{phase}: {answer}");
        ensure!(phase != "safety_backup" || !is_undone, "{phase}: {answer}");
        opened.extension.page().close().await?;
        shop.is_whole(is_undone, browser).await.with_context(|| format!("{phase}: {answer}"))?;
    }
    Ok(())
}

#[test]
fn chromium_keeps_a_site_in_dry_dock_of_which_a_journal_is_left() -> Result<()> {
    stays_in_dry_dock(Kind::Chromium)
}

#[test]
fn firefox_keeps_a_site_in_dry_dock_of_which_a_journal_is_left() -> Result<()> {
    stays_in_dry_dock(Kind::Firefox)
}

/// The browser is killed while an undo writes, and its safety backup is damaged: nothing can be
/// done at the next start. Then the backup is mended.
fn stays_in_dry_dock(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let browser = profile.start().await?;
        let shop = Shop::migrated(&browser).await?;
        let opened = shop.undo_reaching("writing", &browser).await?;
        let backups = opened.extension.backups().await?;
        let safety = backups.first().context("no backup")?["id"].clone();
        opened.extension.damage(&safety).await?;
        browser.kill().await?;

        let browser = profile.start().await?;
        let extension = browser.extension().await?;
        let recovered = extension.recovered().await?;
        ensure!(recovered["error"]["code"] == "damaged", "{recovered}");
        let tries = async || -> Result<usize> {
            let operations = extension.operations().await?;
            Ok(operations.iter().filter(|one| one["kind"] == "recover").count())
        };
        // Each visit tries again, and none lets the site run.
        for _ in 0..2 {
            let before = tries().await?;
            let page = browser.open(&shop.site.url()).await?;
            until("another try has ended", LONGEST, async || {
                let operations = extension.operations().await?;
                let ended = operations.iter().all(|one| !one["result"].is_null());
                Ok((ended && tries().await? > before).then_some(()))
            })
            .await?;
            ensure!(page.is_docked().await?, "the site runs");
            let tab = extension.tab_of(&shop.site.url()).await?;
            let undo = json!({"kind": "undo", "tabId": tab, "database": "shop"});
            ensure!(extension.refused(undo).await?["code"] == "busy", "it was begun once more");
            page.close().await?;
        }

        extension.damage(&safety).await?;
        let page = browser.open(&shop.site.url()).await?;
        page.site_runs().await?;
        let recovered = extension.recovered().await?;
        ensure!(recovered["ok"] == true, "{recovered}");
        page.close().await?;
        extension.page().close().await?;
        shop.is_whole(recovered["undone"].is_null(), &browser).await?;
        browser.kill().await
    })
}

/// A site with a database that was migrated.
struct Shop {
    site: Site,
    migrate: Value,
    /// The data before the migration, and after it.
    old: Value,
    new: Value,
}

impl Shop {
    async fn migrated(browser: &Browser) -> Result<Self> {
        let Migrated { opened, migrate, before, after, .. } =
            Migrated::shop(browser, "site.fill({ orders: 6000 })").await?;
        let site = opened.site.clone();
        opened.close().await?;
        Ok(Self { site, migrate, old: before, new: after })
    }

    /// Begins an undo, and waits until it is in a phase, and well in where it writes.
    async fn undo_reaching(&self, phase: &str, browser: &Browser) -> Result<Opened> {
        let opened = Opened::open(browser, &self.site).await?;
        let undo = opened.of_tab(json!({"kind": "undo", "database": "shop"}));
        opened.extension.begin_reaching(undo, phase).await?;
        Ok(opened)
    }

    /// The site runs, with all of its data as it was before the migration, or all as it is after
    /// it, and the status says which. Leaves it migrated.
    async fn is_whole(&self, is_undone: bool, browser: &Browser) -> Result<()> {
        let opened = Opened::open(browser, &self.site).await?;
        opened.page.site_runs().await?;
        let (version, state, right) =
            if is_undone { (1, "rolled_back", &self.old) } else { (2, "applied", &self.new) };
        let status = opened.status("shop").await?;
        ensure!(status["version"] == version, "{status}");
        let last = status["history"].as_array().and_then(|history| history.last());
        ensure!(last.is_some_and(|entry| entry["state"] == state), "{status}");
        ensure!(opened.page.eval("site.hash()").await? == *right, "version {version} is not whole");
        if !is_undone {
            // It can be undone still.
            opened.request(json!({"kind": "undo", "database": "shop"})).await?;
            ensure!(opened.page.eval("site.hash()").await? == self.old, "it was not undone");
        }
        opened.request(self.migrate.clone()).await?;
        ensure!(opened.page.eval("site.hash()").await? == self.new, "it was not migrated again");
        opened.close().await
    }
}

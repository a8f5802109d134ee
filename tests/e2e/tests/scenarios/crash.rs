//! A browser, or the worker alone, that is killed in the middle of a restore.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Kind, Opened, Site, run, run_in_profile};
use serde_json::{Value, json};

#[test]
fn chromium_finishes_or_undoes_a_restore_after_a_crash() -> Result<()> {
    crash(Kind::Chromium)
}

#[test]
fn firefox_finishes_or_undoes_a_restore_after_a_crash() -> Result<()> {
    crash(Kind::Firefox)
}

#[test]
fn chromium_finishes_or_undoes_a_restore_whose_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let site = Site::serve("plain").await?;
        let interrupted = Interrupted::reaching("writing", browser, &site).await?;
        browser.end_worker().await?;
        interrupted.recovers(browser, &site).await
    })
}

#[test]
fn chromium_lets_the_site_go_whose_worker_was_ended_before_anything_was_written() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        for phase in ["docking", "safety_backup"] {
            let site = Site::serve("plain").await?;
            let interrupted = Interrupted::reaching(phase, browser, &site).await?;
            browser.end_worker().await?;
            interrupted.is_as_it_was(browser, &site).await?;
        }
        Ok(())
    })
}

#[test]
fn chromium_finishes_or_undoes_a_restore_whose_worker_was_ended_while_it_checked() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let site = Site::serve("plain").await?;
        let interrupted = Interrupted::reaching("checking", browser, &site).await?;
        browser.end_worker().await?;
        interrupted.recovers(browser, &site).await
    })
}

fn crash(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let site = Site::serve("plain").await?;
        let browser = profile.start().await?;
        let interrupted = Interrupted::reaching("writing", &browser, &site).await?;
        browser.kill().await?;
        let browser = profile.start().await?;
        interrupted.recovers(&browser, &site).await?;
        browser.kill().await
    })
}

/// A restore that has begun.
struct Interrupted {
    /// The site's data as the restore found it, and as it is to make it.
    present: Value,
    wanted: Value,
}

impl Interrupted {
    /// Begins it, and waits until it is in a phase, and well in where it writes.
    async fn reaching(phase: &str, browser: &Browser, site: &Site) -> Result<Self> {
        let Opened { page, extension, tab, .. } = Opened::open(browser, site).await?;
        page.eval("site.fill({ name: 'a', count: 6000, size: 300 })").await?;
        let wanted = page.eval("site.hash()").await?;
        let backup = extension.request(json!({"kind": "backup", "tabId": tab})).await?;
        page.eval("site.clear()").await?;
        // It has to delete the database and to write it anew.
        // What there is takes a while to back up, where that is waited for.
        let count = if phase == "safety_backup" { 6_000 } else { 3 };
        page.eval(&format!("site.fill({{ name: 'a', version: 2, count: {count} }})")).await?;
        let present = page.eval("site.hash()").await?;
        let id = &backup["backupId"];
        let request = json!({"kind": "restore", "tabId": tab, "backupId": id});
        extension.begin_reaching(request, phase).await?;
        Ok(Self { present, wanted })
    }

    /// The next start of the worker lets the site run again, with the data that it had.
    async fn is_as_it_was(&self, browser: &Browser, site: &Site) -> Result<()> {
        let extension = browser.extension().await?;
        extension.request(json!({"kind": "state"})).await?;
        let page = browser.open(&site.url()).await?;
        page.site_runs().await?;
        ensure!(page.eval("site.hash()").await? == self.present, "the data changed");
        Ok(())
    }

    /// The next start of the worker finishes or undoes it, says which, and lets the site run again.
    async fn recovers(&self, browser: &Browser, site: &Site) -> Result<()> {
        let extension = browser.extension().await?;
        let recovered = extension.recovered().await?;
        ensure!(recovered["ok"] == true, "{recovered}");
        let page = browser.open(&site.url()).await?;
        page.site_runs().await?;
        let found = page.eval("site.hash()").await?;
        let undone = recovered["undone"].is_string();
        let right = if undone { &self.present } else { &self.wanted };
        ensure!(found == *right, "the data is neither old nor new");
        // The popup says so, too.
        let tab = extension.tab_of(&site.url()).await?;
        browser.popup(tab).await?.says_recovered(undone).await?;
        let count = extension.backups().await?.len();
        // What is restored, and the safety backup.
        ensure!(count == 2, "{count} backups");
        Ok(())
    }
}

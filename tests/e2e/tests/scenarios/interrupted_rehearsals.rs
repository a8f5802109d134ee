//! Rehearsals that are interrupted in each of their phases: the worker is ended, the tab is closed,
//! or the browser is killed. Nothing of them stays, and nothing else goes with it: the site has a
//! database of its own that is called like a copy.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Extension, Kind, Opened, Page, Site, run, run_in_profile, until};
use serde_json::{Value, json};

const LONGEST: Duration = Duration::from_secs(120);

/// The phases in which a rehearsal is interrupted: the copy is made in the second.
const PHASES: [&str; 4] = ["safety_backup", "trying", "writing", "checking"];

/// A database of the site's own.
const OWN: &str = "__drydock_rehearsal_shop";

#[test]
fn chromium_sweeps_up_after_a_rehearsal_whose_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let shop = Shop::fill(browser).await?;
        for phase in PHASES {
            let opened = shop.rehearse_reaching(phase, browser).await?;
            browser.end_worker().await?;
            // Starts the next worker, which finds the page by itself.
            opened.extension.request(json!({"kind": "state"})).await?;
            shop.is_clean(&opened.page, &opened.extension).await.with_context(|| phase)?;
            opened.close().await?;
        }
        Ok(())
    })
}

#[test]
fn chromium_sweeps_up_after_a_rehearsal_whose_tab_was_closed() -> Result<()> {
    run(Kind::Chromium, without_tab)
}

#[test]
fn firefox_sweeps_up_after_a_rehearsal_whose_tab_was_closed() -> Result<()> {
    run(Kind::Firefox, without_tab)
}

#[test]
fn chromium_sweeps_up_after_a_rehearsal_that_a_crash_ended() -> Result<()> {
    crash(Kind::Chromium)
}

#[test]
fn firefox_sweeps_up_after_a_rehearsal_that_a_crash_ended() -> Result<()> {
    crash(Kind::Firefox)
}

async fn without_tab(browser: &Browser) -> Result<()> {
    let shop = Shop::fill(browser).await?;
    for phase in PHASES {
        let opened = shop.rehearse_reaching(phase, browser).await?;
        opened.page.close().await?;
        let answer = opened.extension.answer(LONGEST).await?;
        let backups = opened.extension.backups().await?;
        ensure!(backups.is_empty(), "{phase}: {backups:?} are left");
        // What is in the site's storage goes with the next operation there.
        let told = |part: &Value| part.as_str().is_some_and(|text| text.contains("may be left"));
        ensure!(told(&answer["error"]["message"]) || answer["ok"] == true, "{phase}: {answer}");
        let page = shop.work(&opened.extension, browser).await?;
        shop.is_clean(&page, &opened.extension).await.with_context(|| phase)?;
        page.close().await?;
        opened.extension.page().close().await?;
    }
    // Where another tab shows the site, it goes at once.
    let other = browser.open(&format!("{}?other", shop.site.url())).await?;
    let opened = shop.rehearse_reaching("writing", browser).await?;
    opened.page.close().await?;
    let answer = opened.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    let said = answer["error"]["message"].as_str().unwrap_or_default();
    ensure!(!said.contains("may be left"), "{said}");
    let names = other.eval(NAMES).await?;
    ensure!(names == json!([OWN, "shop"]), "{names} are there");
    shop.is_clean(&other, &opened.extension).await
}

fn crash(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let mut browser = profile.start().await?;
        let shop = Shop::fill(&browser).await?;
        for phase in PHASES {
            shop.rehearse_reaching(phase, &browser).await?;
            browser.kill().await?;
            browser = profile.start().await?;
            let extension = browser.extension().await?;
            // The backup goes without the site.
            until("no backup is left", LONGEST, async || {
                Ok(extension.backups().await?.is_empty().then_some(()))
            })
            .await?;
            let page = shop.work(&extension, &browser).await?;
            shop.is_clean(&page, &extension).await.with_context(|| phase)?;
            page.close().await?;
            extension.page().close().await?;
        }
        browser.kill().await
    })
}

const NAMES: &str = "indexedDB.databases().then((all) => all.map(({ name }) => name).sort())";

/// A site with a database, and one that is called like a copy of it.
struct Shop {
    site: Site,
    rehearse: Value,
    data: Value,
}

impl Shop {
    async fn fill(browser: &Browser) -> Result<Self> {
        let plan = json!({"format": 1, "migrations": [
            {"database": "shop", "version": 2, "operations": [
                {"alter_field": {"store": "orders", "field": "total", "type": "number"}}]}]});
        let opened = Opened::serve(browser, "shop").await?;
        opened.page.eval("site.fill({ orders: 5000 })").await?;
        let own = format!(
            "openDatabase('{OWN}', 1, (database) => database.createObjectStore('own').put(1, 1)) \
             .then((database) => database.close())"
        );
        opened.page.eval(&own).await?;
        let data = opened.page.eval("site.hash()").await?;
        let rehearse = json!({"kind": "rehearse", "plan": plan});
        // One that nothing interrupts leaves nothing, either.
        let answer = opened.request(rehearse.clone()).await?;
        ensure!(answer["migrations"][0]["written"] == 5000, "{answer}");
        let shop = Self { site: opened.site.clone(), rehearse, data };
        shop.is_clean(&opened.page, &opened.extension).await?;
        opened.close().await?;
        Ok(shop)
    }

    /// Begins a rehearsal, and waits until it is in a phase; where it writes, its copy is there.
    async fn rehearse_reaching(&self, phase: &str, browser: &Browser) -> Result<Opened> {
        let opened = Opened::open(browser, &self.site).await?;
        opened.extension.begin_reaching(opened.of_tab(self.rehearse.clone()), phase).await?;
        if phase == "writing" {
            let names = opened.page.eval(NAMES).await?;
            let count = names.as_array().map(Vec::len);
            ensure!(count == Some(3), "there is no copy among {names}");
        }
        Ok(opened)
    }

    /// Opens the site, and has something done there: a backup, which is deleted again.
    async fn work(&self, extension: &Extension, browser: &Browser) -> Result<Page> {
        let page = browser.open(&self.site.url()).await?;
        let tab = extension.tab_of(&self.site.url()).await?;
        let backup = json!({"kind": "backup", "tabId": tab, "databases": ["shop"]});
        let taken = extension.request(backup).await?;
        ensure!(taken["backup"]["databases"] == json!(["shop"]), "{taken}");
        extension.request(json!({"kind": "delete", "backupId": taken["backupId"]})).await?;
        Ok(page)
    }

    /// Waits until nothing is left of a rehearsal. The site's data is as it was.
    async fn is_clean(&self, page: &Page, extension: &Extension) -> Result<()> {
        let notes = "navigator.storage.getDirectory() \
                     .then((root) => root.getDirectoryHandle('scaffolds')) \
                     .then((directory) => Array.fromAsync(directory.keys()))";
        let left = async || -> Result<Value> {
            let (names, files) = (page.eval(NAMES).await?, extension.stored_names().await?);
            Ok(json!([names, files, extension.page().eval(notes).await?]))
        };
        let nothing = json!([[OWN, "shop"], [], []]);
        let cleaned =
            until(
                "nothing is left",
                LONGEST,
                async || Ok((left().await? == nothing).then_some(())),
            );
        if let Err(error) = cleaned.await {
            anyhow::bail!("{error}, but {}", left().await?);
        }
        ensure!(page.eval("site.hash()").await? == self.data, "the site's data changed");
        Ok(())
    }
}

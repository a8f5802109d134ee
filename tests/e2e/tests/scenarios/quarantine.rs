//! Records that are taken out while the site runs: it makes some invalid and puts others right
//! meanwhile, and what works on them is ended. Each is in the database or in an archive.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Extension, Kind, Page, Site, in_both_browsers, run, until};
use serde_json::{Value, json};

in_both_browsers!(
    a_parallel_migration_takes_out_what_is_invalid_in_the_end,
    a_parallel_migration_migrates_what_was_put_right,
    a_parallel_migration_ends_whole_when_the_tab_was_closed,
    a_lazy_migration_takes_out_what_the_site_writes_meanwhile,
    a_lazy_migration_goes_on_when_the_tab_was_closed,
    a_lazy_migration_is_abandoned_and_undone,
);

const LONGEST: Duration = Duration::from_secs(120);

/// So many items that a test can act while they are worked on.
const MANY: u64 = 2000;

#[test]
fn chromium_ends_a_parallel_migration_whole_when_its_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let stock = Stock::open(browser, MANY, &[7, 100, MANY - 3]).await?;
        stock.reach("parallel", "switching").await?;
        browser.end_worker().await?;
        stock.recovers_whole(browser).await
    })
}

#[test]
fn chromium_goes_on_with_a_lazy_migration_when_its_worker_was_ended() -> Result<()> {
    run(Kind::Chromium, async |browser| {
        let stock = Stock::open(browser, MANY, &[7, MANY - 100, MANY - 3]).await?;
        stock.extension.begin(stock.migrate("lazy")).await?;
        stock.archives(1).await?;
        browser.end_worker().await?;
        stock.page.wait_for("typeof site === 'object'").await?;
        stock.goes_on(3).await
    })
}

/// A site with items of version 1.
struct Stock {
    page: Page,
    extension: Extension,
    tab: i64,
    site: Site,
}

impl Stock {
    /// With so many items, of which these are invalid.
    async fn open(browser: &Browser, count: u64, invalid: &[u64]) -> Result<Self> {
        let site = Site::serve("stock").await?;
        let page = browser.open(&site.url()).await?;
        page.wait_for("typeof site === 'object'").await?;
        page.eval(&format!("site.fill({count}, {invalid:?})")).await?;
        let extension = browser.extension().await?;
        let tab = extension.tab_of(&site.url()).await?;
        Ok(Self { page, extension, tab, site })
    }

    /// The same site in another tab.
    async fn again(self, browser: &Browser) -> Result<Self> {
        let page = browser.open(&self.site.url()).await?;
        page.wait_for("typeof site === 'object'").await?;
        let tab = self.extension.tab_of(&self.site.url()).await?;
        Ok(Self { page, tab, ..self })
    }

    fn migrate(&self, strategy: &str) -> Value {
        let valid = json!({"properties": {"amount": {"type": "number"}}});
        let plan = json!({"format": 1, "migrations": [
            {"database": "stock", "version": 2, "strategy": strategy, "on_invalid": "quarantine",
             "validate": {"before": {"items": {"schema": valid}}},
             "operations": [
                {"update": {"store": "items", "set": {"amount": "record.amount * 10.0"}}},
                {"add_field": {"store": "items", "field": "unit", "default": "kg"}}]}]});
        json!({"kind": "migrate", "tabId": self.tab, "plan": plan})
    }

    /// Sends a request that must succeed.
    async fn request(&self, mut request: Value) -> Result<Value> {
        request["tabId"] = json!(self.tab);
        let answer = self.extension.request(request).await?;
        self.page.wait_for("typeof site === 'object'").await?;
        Ok(answer)
    }

    async fn resume(&self) -> Result<Value> {
        self.request(json!({"kind": "resume", "database": "stock"})).await
    }

    async fn undo(&self) -> Result<()> {
        self.request(json!({"kind": "undo", "database": "stock"})).await.map(drop)
    }

    /// Begins a migration, and waits until it is in a phase.
    async fn reach(&self, strategy: &str, phase: &str) -> Result<()> {
        self.extension.begin_reaching(self.migrate(strategy), phase).await
    }

    /// The archives of records that were taken out, newest first, once there are so many.
    async fn archives(&self, at_least: usize) -> Result<Vec<Value>> {
        until("the archives", LONGEST, async || {
            let mut all = self.extension.backups().await?;
            all.retain(|entry| entry["quarantine"] == true);
            Ok((all.len() >= at_least).then_some(all))
        })
        .await
    }

    async fn is(&self, wanted: Value) -> Result<()> {
        let found = self.page.eval(&format!("site.differences({wanted})")).await?;
        ensure!(found == json!([]), "{wanted}: {found}");
        Ok(())
    }

    /// A migration's report names all archives, which are whole, and hold so many records or, where
    /// the site changed some in time, more. Put back, all items are there.
    async fn is_in_archives(&self, report: &Value, is_lazy: bool) -> Result<()> {
        self.is(json!({"version": 2, "isLazy": is_lazy})).await?;
        let archives = self.archives(1).await?;
        let further = report["furtherQuarantineBackupIds"].as_array();
        let named: Vec<&Value> = std::iter::once(&report["quarantineBackupId"])
            .chain(further.into_iter().flatten())
            .collect();
        let ids: Vec<&Value> = archives.iter().rev().map(|entry| &entry["id"]).collect();
        ensure!(named == ids, "{report}: {ids:?}");
        let held: u64 = archives.iter().filter_map(|entry| entry["records"].as_u64()).sum();
        let counted = report["quarantined"].as_u64().unwrap_or_default();
        ensure!(if is_lazy { held >= counted } else { held == counted }, "{held}: {report}");
        for counts in [&report["operations"][0], &report["versions"][0]] {
            ensure!(counts["quarantined"] == counted, "{report}");
        }
        for entry in &archives {
            self.extension.request(json!({"kind": "verify", "backupId": entry["id"]})).await?;
            self.request(json!({"kind": "restore", "backupId": entry["id"]})).await?;
        }
        self.is(json!({"version": 2, "isLazy": is_lazy, "isBack": true})).await
    }

    /// A parallel migration that was ended in its switch is done, or can be gone on with.
    async fn recovers_whole(self, browser: &Browser) -> Result<()> {
        until("a recovery", LONGEST, async || {
            let state = self.extension.request(json!({"kind": "state"})).await?;
            let ended = state["operations"].as_array().into_iter().flatten().find(|operation| {
                operation["kind"] == "recover" && operation["result"]["ok"] == true
            });
            Ok(ended.map(drop))
        })
        .await?;
        self.page.close().await?;
        self.ends_whole(browser).await
    }

    /// Whatever became of it, each item is there once, in the database or in an archive.
    async fn ends_whole(self, browser: &Browser) -> Result<()> {
        let stock = self.again(browser).await?;
        let status = stock.request(json!({"kind": "status"})).await?["status"][0].clone();
        if status["version"] == 1 {
            ensure!(status["underWay"]["strategy"] == "parallel", "{status}");
            ensure!(stock.archives(0).await?.is_empty(), "an archive is left");
            stock.is(json!({"version": 1})).await?;
            stock.resume().await?;
        }
        let backup =
            stock.request(json!({"kind": "status"})).await?["status"][0]["history"][0]["backupId"]
                .clone();
        let report = json!({"kind": "report", "backupId": backup});
        let report = stock.extension.request(report).await?["migrationReport"].clone();
        stock.is_in_archives(&report["migrations"][0], false).await?;
        stock.undo().await?;
        stock.is(json!({"version": 1})).await
    }

    /// A lazy migration that was ended when its first archive was verified goes on: so many records
    /// are taken out, each once.
    async fn goes_on(self, quarantined: u64) -> Result<()> {
        let status = self.request(json!({"kind": "status"})).await?["status"][0].clone();
        ensure!(status["underWay"]["remaining"].as_u64() > Some(0), "{status}");
        let resumed = self.resume().await?;
        let report = &resumed["migrations"][0];
        ensure!(report["quarantined"] == quarantined, "{report}");
        ensure!(report["written"] == MANY - quarantined, "{report}");
        let archives = self.archives(1).await?;
        ensure!(archives.len() == 1 && archives[0]["records"] == quarantined, "{archives:?}");
        self.is_in_archives(report, true).await?;
        self.undo().await?;
        self.is(json!({"version": 1})).await
    }
}

async fn a_parallel_migration_takes_out_what_is_invalid_in_the_end(
    browser: &Browser,
) -> Result<()> {
    let stock = Stock::open(browser, MANY, &[7, 8, 100, 200, MANY - 3]).await?;
    stock.page.eval("site.work()").await?;
    stock.page.wait_for("site.writes() >= 10").await?;
    let answer = stock.request(stock.migrate("parallel")).await?;
    let report = &answer["migrations"][0];
    ensure!(report["quarantined"].as_u64() >= Some(5) && report["halting"] == 0, "{report}");
    let writes = stock.page.eval("site.writes()").await?;
    ensure!(writes.as_u64() > Some(20), "the site wrote only {writes} times");
    ensure!(stock.archives(1).await?.len() == 1, "several archives");
    stock.is_in_archives(report, false).await?;
    stock.undo().await?;
    stock.is(json!({"version": 1})).await
}

async fn a_parallel_migration_migrates_what_was_put_right(browser: &Browser) -> Result<()> {
    let stock = Stock::open(browser, 300, &[7, 8, 100]).await?;
    let mut hold = stock.migrate("parallel");
    hold["hold"] = json!(true);
    let held = stock.request(hold).await?;
    ensure!(held["underWay"]["phase"] == "ready", "{held}");
    ensure!(stock.archives(0).await?.is_empty(), "an archive before the switch");
    stock.page.eval("site.put(7, 70)").await?;
    stock.page.eval("site.put(9, 'nine')").await?;
    // Other bytes, by its photo alone.
    stock.page.eval("site.put(100, 'none of 100')").await?;
    let before = stock.page.eval("site.dump()").await?;
    let answer = stock.resume().await?;
    let report = &answer["migrations"][0];
    ensure!(report["quarantined"] == 3 && report["written"] == 297, "{report}");
    stock.is_in_archives(report, false).await?;
    stock.undo().await?;
    ensure!(stock.page.eval("site.dump()").await? == before, "undoing leaves other data");
    Ok(())
}

async fn a_parallel_migration_ends_whole_when_the_tab_was_closed(browser: &Browser) -> Result<()> {
    let stock = Stock::open(browser, MANY, &[7, 100, MANY - 3]).await?;
    stock.reach("parallel", "switching").await?;
    stock.page.close().await?;
    stock.extension.answer(LONGEST).await?;
    stock.ends_whole(browser).await
}

async fn a_lazy_migration_takes_out_what_the_site_writes_meanwhile(
    browser: &Browser,
) -> Result<()> {
    let stock = Stock::open(browser, MANY, &[7, 8, 100, 200, MANY - 3]).await?;
    let before = stock.page.eval("site.dump()").await?;
    stock.page.eval("localStorage.work = 40").await?;
    let answer = stock.request(stock.migrate("lazy")).await?;
    stock.page.eval("site.rest()").await?;
    let report = &answer["migrations"][0];
    println!("{:?}: {} archives, {report}", browser.kind(), stock.archives(0).await?.len());
    ensure!(report["quarantined"].as_u64() >= Some(5) && report["halting"] == 0, "{report}");
    let writes = stock.page.eval("site.writes()").await?;
    ensure!(writes.as_u64() > Some(20), "the site wrote only {writes} times");
    stock.page.eval("delete localStorage.work").await?;
    stock.is_in_archives(report, true).await?;
    stock.undo().await?;
    ensure!(stock.page.eval("site.dump()").await? == before, "undoing leaves other data");
    Ok(())
}

async fn a_lazy_migration_goes_on_when_the_tab_was_closed(browser: &Browser) -> Result<()> {
    let stock = Stock::open(browser, MANY, &[7, MANY - 100, MANY - 3]).await?;
    stock.extension.begin(stock.migrate("lazy")).await?;
    stock.archives(1).await?;
    stock.page.close().await?;
    let answer = stock.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "page_gone", "{answer}");
    stock.again(browser).await?.goes_on(3).await
}

async fn a_lazy_migration_is_abandoned_and_undone(browser: &Browser) -> Result<()> {
    let stock = Stock::open(browser, MANY, &[7, MANY - 100, MANY - 3]).await?;
    let before = stock.page.eval("site.dump()").await?;
    stock.extension.begin(stock.migrate("lazy")).await?;
    let archive = stock.archives(1).await?[0]["id"].clone();
    // While its records may be in it alone, it cannot be deleted.
    let error = stock.extension.refused(json!({"kind": "delete", "backupId": archive})).await?;
    ensure!(error["code"] == "busy", "{error}");
    let state = stock.extension.request(json!({"kind": "state"})).await?;
    let running = state["operations"].as_array().into_iter().flatten();
    let running = running.filter(|operation| operation["result"].is_null());
    for operation in running {
        let cancel = json!({"kind": "cancel", "operationId": operation["operationId"]});
        stock.extension.request(cancel).await?;
    }
    let answer = stock.extension.answer(LONGEST).await?;
    ensure!(answer["error"]["code"] == "cancelled", "{answer}");
    let abandoned = stock.request(json!({"kind": "abandon", "database": "stock"})).await?;
    ensure!(abandoned["abandoned"]["remaining"].as_u64() > Some(0), "{abandoned}");
    // Each invalid item is where it was, or in the archive.
    stock.request(json!({"kind": "restore", "backupId": archive})).await?;
    stock.is(json!({"version": 2, "isLazy": true, "isBack": true})).await?;
    let report = json!({"kind": "report", "backupId": abandoned["safetyBackupId"]});
    let report = stock.extension.request(report).await?["migrationReport"]["migrations"][0].clone();
    ensure!(
        report["outcome"] == "abandoned" && report["quarantineBackupId"] == archive,
        "{report}"
    );
    stock.undo().await?;
    ensure!(stock.page.eval("site.dump()").await? == before, "undoing leaves other data");
    Ok(())
}

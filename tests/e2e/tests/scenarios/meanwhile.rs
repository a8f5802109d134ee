//! What a site writes while a restore is under way: it is in place or in a backup, never lost.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Extension, Page, Site, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    nothing_is_lost_where_records_are_replaced,
    nothing_is_lost_where_one_store_is_replaced,
    nothing_is_lost_where_the_version_is_raised,
    nothing_is_lost_where_a_database_is_made_anew,
    nothing_is_lost_where_a_database_is_deleted,
    a_worker_that_never_stops_is_named_and_nothing_changes,
    a_database_that_appears_meanwhile_is_backed_up_first,
    what_is_written_after_its_replacement_is_kept_where_all_is_undone,
);

const LONGEST: Duration = Duration::from_secs(180);

/// A site whose service worker writes into the database `log`.
struct Opened {
    page: Page,
    extension: Extension,
    tab: i64,
    _site: Site,
}

async fn open(browser: &Browser, name: &str) -> Result<Opened> {
    let site = Site::serve(name).await?;
    let page = browser.open(&site.url()).await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    Ok(Opened { page, extension, tab, _site: site })
}

impl Opened {
    async fn back_up(&self, databases: Value) -> Result<Value> {
        let request = json!({"kind": "backup", "tabId": self.tab, "databases": databases});
        Ok(self.extension.request(request).await?["backupId"].clone())
    }

    async fn restore(&self, backup: &Value, more: Value) -> Result<Value> {
        let mut request = json!({"kind": "restore", "tabId": self.tab, "backupId": backup});
        for (name, value) in more.as_object().into_iter().flatten() {
            request[name] = value.clone();
        }
        let answer = self.extension.ask(request).await?;
        self.page.wait_for("typeof site === 'object'").await?;
        Ok(answer)
    }

    /// Has the worker write, restores, and looks for all that it wrote: in the safety backup, for
    /// the restore has taken its place.
    async fn nothing_is_lost(&self, backup: &Value, more: Value) -> Result<Value> {
        self.page.eval("site.begin()").await?;
        self.page.wait_for("site.count().then((count) => count > 5)").await?;
        let answer = self.restore(backup, more).await?;
        ensure!(answer["ok"] == true, "{answer}");
        let restored =
            self.page.eval("site.version().then((version) => version ? site.keys() : null)");
        let restored = restored.await?;
        let safety = &answer["safetyBackupId"];
        let again = self.restore(safety, json!({})).await?;
        ensure!(again["ok"] == true, "{again}");
        let lost = self.page.eval("site.lost()").await?;
        ensure!(lost == json!([]), "lost: {lost}");
        ensure!(self.page.eval("site.count()").await? != json!(0), "nothing had been written");
        // One that no longer was what is there has gone.
        let listed = self.extension.backups().await?.len();
        ensure!(listed == 3, "{listed} backups");
        Ok(restored)
    }
}

async fn nothing_is_lost_where_records_are_replaced(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    site.page.eval("site.create(1)").await?;
    let backup = site.back_up(json!(["log"])).await?;
    let restored = site.nothing_is_lost(&backup, json!({})).await?;
    ensure!(restored == json!(["made at 1"]), "{restored}");
    Ok(())
}

async fn nothing_is_lost_where_one_store_is_replaced(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    site.page.eval("site.create(1)").await?;
    let backup = site.back_up(json!(["log"])).await?;
    let chosen = json!({"databases": [{"name": "log", "stores": ["entries"]}]});
    let restored = site.nothing_is_lost(&backup, chosen).await?;
    ensure!(restored == json!(["made at 1"]), "{restored}");
    Ok(())
}

async fn nothing_is_lost_where_the_version_is_raised(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    site.page.eval("site.create(2)").await?;
    let backup = site.back_up(json!(["log"])).await?;
    site.page.eval("site.remove().then(() => site.create(1))").await?;
    let restored = site.nothing_is_lost(&backup, json!({})).await?;
    ensure!(restored == json!(["made at 2"]), "{restored}");
    Ok(())
}

async fn nothing_is_lost_where_a_database_is_made_anew(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    site.page.eval("site.create(1)").await?;
    let backup = site.back_up(json!(["log"])).await?;
    site.page.eval("site.create(2)").await?;
    let restored = site.nothing_is_lost(&backup, json!({})).await?;
    ensure!(restored == json!(["made at 1"]), "{restored}");
    Ok(())
}

async fn nothing_is_lost_where_a_database_is_deleted(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    let backup = site.back_up(Value::Null).await?;
    site.page.eval("site.create(1)").await?;
    let restored = site.nothing_is_lost(&backup, json!({"exact": true})).await?;
    ensure!(restored.is_null(), "{restored}");
    Ok(())
}

async fn a_worker_that_never_stops_is_named_and_nothing_changes(browser: &Browser) -> Result<()> {
    let site = open(browser, "worker").await?;
    site.page.eval("site.create(1)").await?;
    let backup = site.back_up(json!(["log"])).await?;
    site.page.eval("site.begin('forever')").await?;
    site.page.wait_for("site.count().then((count) => count > 5)").await?;
    let answer = site.restore(&backup, json!({})).await?;
    let error = &answer["error"];
    ensure!(error["code"] == "database_changed", "{answer}");
    ensure!(error["location"]["database"] == "log", "{error}");
    ensure!(error["message"].as_str().is_some_and(|said| said.contains("3 times")), "{error}");
    ensure!(
        error["nextStep"].as_str().is_some_and(|said| said.contains("service worker")),
        "{error}"
    );
    let lost = site.page.eval("site.lost()").await?;
    ensure!(lost == json!([]), "lost: {lost}");
    Ok(())
}

/// Writes a record into a database, and makes that where it is not there: from a page in dry dock,
/// as a service worker could.
fn write(database: &str) -> String {
    format!(
        "new Promise((resolve, reject) => {{ \
           const request = indexedDB.open('{database}'); \
           request.onerror = () => reject(request.error); \
           request.onupgradeneeded = () => \
             request.result.createObjectStore('notes', {{ keyPath: 'id', autoIncrement: true }}); \
           request.onsuccess = () => {{ \
             const transaction = request.result.transaction('notes', 'readwrite'); \
             transaction.objectStore('notes').add({{ text: 'meanwhile' }}); \
             transaction.oncomplete = () => {{ request.result.close(); resolve(true); }}; \
             transaction.onabort = () => reject(transaction.error); \
           }}; \
         }})"
    )
}

/// Begins a restore of two databases, and goes on where records of the first that is large are
/// being written. Gives the backup.
async fn begin_restore(site: &Opened, present: &str) -> Result<Value> {
    let backup = site.back_up(Value::Null).await?;
    site.page.eval("site.clear()").await?;
    site.page.eval(present).await?;
    let request = json!({"kind": "restore", "tabId": site.tab, "backupId": backup});
    site.extension.begin_reaching(request, "writing").await?;
    Ok(backup)
}

async fn a_database_that_appears_meanwhile_is_backed_up_first(browser: &Browser) -> Result<()> {
    let site = open(browser, "plain").await?;
    site.page.eval("site.fill({ name: 'a', count: 15000, size: 100 })").await?;
    // Of a version to which what the site creates could be brought.
    site.page.eval("site.fill({ name: 'late', version: 2, count: 3 })").await?;
    let before = site.page.eval("site.hash()").await?;
    begin_restore(&site, "site.fill({ name: 'a', version: 2, count: 3 })").await?;
    site.page.eval(&write("late")).await?;
    let answer = site.extension.answer(LONGEST).await?;
    ensure!(answer["ok"] == true, "{answer}");
    site.page.wait_for("typeof site === 'object'").await?;
    ensure!(site.page.eval("site.hash()").await? == before, "it was not restored");
    let again = site.restore(&answer["safetyBackupId"], json!({"exact": true})).await?;
    ensure!(again["ok"] == true, "{again}");
    let dump = site.page.eval("site.dump()").await?;
    ensure!(dump.as_str().is_some_and(|dump| dump.contains("meanwhile")), "{dump}");
    Ok(())
}

async fn what_is_written_after_its_replacement_is_kept_where_all_is_undone(
    browser: &Browser,
) -> Result<()> {
    let site = open(browser, "plain").await?;
    site.page.eval("site.fill({ name: 'a', count: 3 })").await?;
    site.page.eval("site.fill({ name: 'b', count: 15000, size: 100 })").await?;
    let present = "site.fill({ name: 'a', count: 2 }).then(() => site.fill({ name: 'b', version: 2, count: 2 }))";
    begin_restore(&site, present).await?;
    // The first is done, and the second is not.
    site.page
        .wait_for("new Promise((resolve) => { \
                     const request = indexedDB.open('a'); \
                     request.onsuccess = () => { \
                       request.result.transaction('notes').objectStore('notes').count().onsuccess = ({ target }) => { \
                         request.result.close(); resolve(target.result === 3); }; }; })")
        .await?;
    site.page.eval(&write("a")).await?;
    let answer = site.extension.answer(LONGEST).await?;
    let error = &answer["error"];
    ensure!(error["code"] == "check_failed" && error["location"]["database"] == "a", "{answer}");
    ensure!(
        error["message"].as_str().is_some_and(|said| said.contains("another safety backup")),
        "{error}"
    );
    site.page.wait_for("typeof site === 'object'").await?;
    let dump = site.page.eval("site.dump()").await?;
    ensure!(dump.as_str().is_some_and(|dump| !dump.contains("meanwhile")), "{dump}");
    let listed = site.extension.backups().await?;
    let found = listed.first().context("no backups")?;
    ensure!(found["safety"] == true && found["databases"] == json!(["a"]), "{listed:?}");
    let again = site.restore(&found["id"], json!({})).await?;
    ensure!(again["ok"] == true, "{again}");
    let dump = site.page.eval("site.dump()").await?;
    ensure!(dump.as_str().is_some_and(|dump| dump.contains("meanwhile")), "{dump}");
    Ok(())
}

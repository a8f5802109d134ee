//! Blobs that the site takes away while they are being backed up.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use drydock_e2e::altered::with_file;
use drydock_e2e::browser::Options;
use drydock_e2e::{Browser, Extension, Kind, Page, Site, in_both_browsers, run_with};
use serde_json::{Value, json};

in_both_browsers!(a_site_that_replaces_blobs_all_the_time_is_backed_up);

const LONGEST: Duration = Duration::from_secs(120);

#[test]
fn chromium_backs_up_blobs_as_the_transaction_saw_them() -> Result<()> {
    blobs_are_replaced(Kind::Chromium)
}

#[test]
fn firefox_backs_up_blobs_as_the_transaction_saw_them() -> Result<()> {
    blobs_are_replaced(Kind::Firefox)
}

#[test]
fn chromium_takes_no_blob_of_a_database_that_was_made_anew() -> Result<()> {
    database_is_made_anew(Kind::Chromium)
}

#[test]
fn firefox_takes_no_blob_of_a_database_that_was_made_anew() -> Result<()> {
    database_is_made_anew(Kind::Firefox)
}

/// The worker reads no Blob before it is told to.
const HELD_BACK: &str = r#"
const told = new BroadcastChannel("blobs");
const go = new Promise((resolve) => (told.onmessage = resolve));
const { arrayBuffer } = Blob.prototype;
Blob.prototype.arrayBuffer = async function () {
  await go;
  return arrayBuffer.call(this);
};
"#;

/// The site in a browser, whose Blobs the extension is about to read.
struct Opened {
    _site: Site,
    page: Page,
    extension: Extension,
    tab: i64,
}

impl Opened {
    async fn in_browser(browser: &Browser) -> Result<Self> {
        let site = Site::serve("files").await?;
        let page = browser.open(&site.url()).await?;
        page.wait_for("typeof site === 'object'").await?;
        let extension = browser.extension().await?;
        let tab = extension.tab_of(&site.url()).await?;
        Ok(Self { _site: site, page, extension, tab })
    }

    /// Begins a backup, and waits until the transaction is over and the first Blob's turn has come.
    async fn reach_blobs(&self) -> Result<()> {
        self.extension.begin_reaching(json!({"kind": "backup", "tabId": self.tab}), "blobs").await
    }

    /// Has the Blobs read, and gives the answer to the backup.
    async fn go_on(&self) -> Result<Value> {
        self.extension.page().eval("new BroadcastChannel('blobs').postMessage(0)").await?;
        self.extension.answer(LONGEST).await
    }

    async fn back_up(&self) -> Result<Value> {
        self.extension.request(json!({"kind": "backup", "tabId": self.tab})).await
    }

    /// What the site finds where a backup is restored.
    async fn restored(&self, backup: &Value) -> Result<Value> {
        let id = &backup["backupId"];
        let restore = json!({"kind": "restore", "tabId": self.tab, "backupId": id});
        self.extension.request(restore).await?;
        self.page.wait_for("typeof site === 'object'").await?;
        self.page.eval("site.found()").await
    }
}

/// All of one generation.
fn whole(generation: u64) -> Value {
    json!({"count": 6, "generations": [generation], "wrong": []})
}

fn held_back(kind: Kind, test: impl AsyncFnOnce(&Browser) -> Result<()>) -> Result<()> {
    let extension =
        with_file(kind, "background.js", |worker| Ok(format!("{worker}\n{HELD_BACK}")))?;
    let options = Options { extension: extension.path().to_path_buf(), ..Options::new(kind) };
    run_with(options, test)
}

fn blobs_are_replaced(kind: Kind) -> Result<()> {
    held_back(kind, async |browser| {
        let opened = Opened::in_browser(browser).await?;
        opened.page.eval("site.write(1)").await?;
        opened.reach_blobs().await?;
        opened.page.eval("site.write(2)").await?;
        // Firefox deletes a Blob's file a second after nothing needs it any more.
        if kind == Kind::Firefox {
            browser.collect_garbage(&opened.page).await?;
            opened.page.eval("site.forget()").await?;
        }
        let backup = opened.go_on().await?;
        ensure!(backup["ok"] == true, "{backup}");
        ensure!(opened.page.eval("site.found()").await? == whole(2), "the site's data changed");
        let found = opened.restored(&backup).await?;
        ensure!(found == whole(1), "{found}");
        Ok(())
    })
}

fn database_is_made_anew(kind: Kind) -> Result<()> {
    held_back(kind, async |browser| {
        let opened = Opened::in_browser(browser).await?;
        opened.page.eval("site.write(1)").await?;
        opened.reach_blobs().await?;
        // The site need not wait for the Blobs.
        opened.page.eval("site.remake(2)").await?;
        let refused = opened.go_on().await?;
        ensure!(refused["error"]["code"] == "database_changed", "{refused}");
        ensure!(refused["error"]["location"]["database"] == "files", "{refused}");
        let listed = opened.extension.request(json!({"kind": "backups"})).await?;
        ensure!(listed["backups"] == json!([]), "{listed}");
        let backup = opened.back_up().await?;
        let found = opened.restored(&backup).await?;
        ensure!(found == whole(2), "{found}");
        Ok(())
    })
}

async fn a_site_that_replaces_blobs_all_the_time_is_backed_up(browser: &Browser) -> Result<()> {
    let opened = Opened::in_browser(browser).await?;
    let mut first = 1;
    for _ in 0..3 {
        opened.page.eval(&format!("void site.work({first})")).await?;
        opened.page.wait_for(&format!("site.written > {first}")).await?;
        let before = opened.page.eval("site.written").await?;
        let backup = opened.back_up().await?;
        let found = opened.restored(&backup).await?;
        let generation = found["generations"][0].as_u64().context("no generation")?;
        ensure!(found == whole(generation), "{found}");
        ensure!(Some(generation) >= before.as_u64(), "{found} is older than {before}");
        first = generation + 1;
    }
    Ok(())
}

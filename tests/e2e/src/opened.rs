//! A site in a tab, and the extension beside it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{Browser, Extension, Page, Site};

/// A site in a tab of a browser, and a page of the extension.
pub struct Opened {
    /// The site.
    pub site: Site,
    /// Its page.
    pub page: Page,
    /// The extension's page.
    pub extension: Extension,
    /// The id of the site's tab.
    pub tab: i64,
}

impl Opened {
    /// Serves a folder of `tests/sites`, and opens it.
    pub async fn serve(browser: &Browser, name: &str) -> Result<Self> {
        Self::open(browser, &Site::serve(name).await?).await
    }

    /// Opens a site.
    pub async fn open(browser: &Browser, site: &Site) -> Result<Self> {
        let page = browser.open(&site.url()).await?;
        let extension = browser.extension().await?;
        let tab = extension.tab_of(&site.url()).await?;
        Ok(Self { site: site.clone(), page, extension, tab })
    }

    /// Sends a request for the site's tab, and gives the answer, whatever it is, once the site runs
    /// again.
    pub async fn ask(&self, request: Value) -> Result<Value> {
        let answer = self.extension.ask(self.of_tab(request)).await?;
        self.page.site_runs().await?;
        Ok(answer)
    }

    /// Sends a request for the site's tab that must succeed, and waits until the site runs again.
    pub async fn request(&self, request: Value) -> Result<Value> {
        let answer = self.extension.request(self.of_tab(request)).await?;
        self.page.site_runs().await?;
        Ok(answer)
    }

    /// Sends a request for the site's tab that must fail with a code, and gives the failure once
    /// the site runs again.
    pub async fn refused(&self, request: Value, code: &str) -> Result<Value> {
        let error = self.extension.refused(self.of_tab(request.clone())).await?;
        ensure!(error.get("code") == Some(&json!(code)), "{request}: {error}");
        self.page.site_runs().await?;
        Ok(error)
    }

    /// Sends a request for the site's tab and does not wait.
    pub async fn begin(&self, request: Value) -> Result<()> {
        self.extension.begin(self.of_tab(request)).await
    }

    /// A request for the site's tab.
    pub fn of_tab(&self, mut request: Value) -> Value {
        if let Some(fields) = request.as_object_mut() {
            fields.insert("tabId".to_owned(), json!(self.tab));
        }
        request
    }

    /// What the status says of a database.
    pub async fn status(&self, database: &str) -> Result<Value> {
        self.status_of(database, json!({"kind": "status"})).await
    }

    /// What the status says of a database and of a plan for it.
    pub async fn status_with(&self, database: &str, plan: &Value) -> Result<Value> {
        self.status_of(database, json!({"kind": "status", "plan": plan})).await
    }

    async fn status_of(&self, database: &str, request: Value) -> Result<Value> {
        let answer = self.extension.request(self.of_tab(request)).await?;
        let mut all = answer.get("status").and_then(Value::as_array).into_iter().flatten();
        let own = all.find(|one| one.get("database") == Some(&json!(database)));
        own.cloned().with_context(|| format!("{database} is not in {answer}"))
    }

    /// What the site's `dump` gives, which is a text that holds JSON.
    pub async fn dump(&self) -> Result<Value> {
        let text = self.page.eval("site.dump()").await?;
        serde_json::from_str(text.as_str().context("no dump")?).context("no JSON")
    }

    /// Closes both pages.
    pub async fn close(&self) -> Result<()> {
        self.page.close().await?;
        self.extension.page().close().await
    }
}

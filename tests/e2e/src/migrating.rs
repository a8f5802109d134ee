//! The page that migrates a site.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};

use crate::{Browser, Opened, Page, Popup};

const LONGEST: Duration = Duration::from_secs(120);

/// A name that would be an element if it were taken for markup.
pub const MARKUP: &str = "<img src=x onerror=document.title='broken'>";

/// A site, and the page that migrates it, which says how an operation ended as the popup does.
pub struct Migrating {
    /// The site.
    pub site: Opened,
    /// The page that migrates.
    pub migrate: Popup,
}

impl Migrating {
    /// Opens a site, fills it, and presses the popup's button that opens the page.
    pub async fn open(browser: &Browser, name: &str, fill: &str) -> Result<Self> {
        let site = Opened::serve(browser, name).await?;
        site.page.eval(fill).await?;
        let popup = browser.popup(site.tab).await?;
        popup.page().press("#migrate").await?;
        let page = browser.opened_by_button(&site.extension, "migrate.html").await?;
        Ok(Self { site, migrate: Popup::of(page) })
    }

    /// Waits until the page says how an operation ended: `done` or `failed`, and what.
    pub async fn outcome(&self) -> Result<(String, String)> {
        self.migrate.outcome(LONGEST).await
    }

    /// The page that migrates.
    pub fn page(&self) -> &Page {
        self.migrate.page()
    }

    /// The text of the first element there is.
    pub async fn text(&self, selector: &str) -> Result<String> {
        let expression = format!("document.querySelector({selector:?})?.textContent");
        let text = self.page().eval(&expression).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// How many elements there are.
    pub async fn count(&self, selector: &str) -> Result<Value> {
        self.page().eval(&format!("document.querySelectorAll({selector:?}).length")).await
    }

    /// Puts a text into the text area as typing it does, though at once.
    pub async fn paste(&self, text: &str) -> Result<()> {
        let body = "const area = document.querySelector('#plan'); \
                    area.value = args[0]; \
                    area.dispatchEvent(new InputEvent('input', { bubbles: true })); \
                    area.dispatchEvent(new Event('change', { bubbles: true }));";
        self.page().element("#plan").await?;
        self.page().run(body, vec![json!(text)]).await.map(drop)
    }

    /// Waits until something in the page has a value of one of its `data-` attributes.
    pub async fn wait_for(&self, selector: &str, name: &str, value: &str) -> Result<()> {
        let is = format!("document.querySelector({selector:?})?.dataset.{name} === {value:?}");
        self.page().wait_for(&is).await
    }

    /// Presses a button that asks before it does anything, and says yes.
    pub async fn confirm(&self, button: &str) -> Result<()> {
        self.page().press(button).await?;
        self.page().press("#confirm-yes").await
    }

    /// What was counted for the warnings of a code, and the keys, as they are shown.
    pub async fn counted(&self, code: &str) -> Result<Value> {
        let of_each = format!(
            "Array.from(document.querySelectorAll(\"li[data-code='{code}'] .counted\"), (it) => \
             [it.dataset.count, Array.from(it.querySelectorAll('code'), (key) => key.textContent)])"
        );
        self.page().eval(&of_each).await
    }

    /// The site's data, once it runs.
    pub async fn dump(&self) -> Result<Value> {
        self.site.page.site_runs().await?;
        self.site.dump().await
    }
}

/// A plan of some migrations, as text.
pub fn plan_of(migrations: Value) -> String {
    format!("{:#}", json!({"format": 1, "name": "Prices as numbers", "migrations": migrations}))
}

/// Two migrations of the site `shop`: one of records, and one that drops a store.
pub fn shop_plan() -> String {
    plan_of(json!([
        {"database": "shop", "version": 2, "id": "totals", "description": MARKUP, "operations": [
            {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
            {"rename_field": {"store": "orders", "field": "who", "to": "customer"}},
        ]},
        {"database": "shop", "version": 3, "operations": [{"drop_store": {"store": "trash"}}]},
    ]))
}

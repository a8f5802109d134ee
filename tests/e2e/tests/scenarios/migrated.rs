//! The site `shop` after a migration.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened};
use serde_json::{Value, json};

/// A site, filled and migrated: the request, the answer, and the data before and after.
pub struct Migrated {
    /// The site, opened.
    pub opened: Opened,
    /// The request to migrate.
    pub migrate: Value,
    /// The answer to it.
    pub answer: Value,
    /// What the site's data came to before.
    pub before: Value,
    /// What it came to afterwards.
    pub after: Value,
}

impl Migrated {
    /// The site `shop`, filled by an expression, with a field altered and a store dropped.
    pub async fn shop(browser: &Browser, fill: &str) -> Result<Self> {
        let plan = json!({"format": 1, "migrations": [
            {"database": "shop", "version": 2, "operations": [
                {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
                {"drop_store": {"store": "trash"}}]}]});
        let opened = Opened::serve(browser, "shop").await?;
        opened.page.eval(fill).await?;
        let before = opened.page.eval("site.hash()").await?;
        let migrate = json!({"kind": "migrate", "plan": plan});
        let answer = opened.request(migrate.clone()).await?;
        let after = opened.page.eval("site.hash()").await?;
        ensure!(before != after, "nothing was migrated");
        Ok(Self { opened, migrate, answer, before, after })
    }
}

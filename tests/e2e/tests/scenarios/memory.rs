//! The memory that the extension takes does not grow with a database: archives are streams.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(memory_does_not_grow_with_a_database);

/// How many characters there are in each record.
const SIZE: u64 = 12_000;
/// How many records there are in the one database, 72 MB, and in the other one, 216 MB. With less,
/// browsers have no reason yet to clear away anything, and what they have not cleared away grows.
const FEW: u64 = 6_000;
const MANY: u64 = 18_000;

/// By how much the peaks may differ: less than half of what the databases do.
const LIMIT: u64 = 64_000_000;

async fn memory_does_not_grow_with_a_database(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "plain").await?;
    let mut peaks = Vec::new();
    for (name, count) in [("small", FEW), ("large", MANY)] {
        let fill = format!("{{ name: '{name}', count: {count}, size: {SIZE}, random: true }}");
        opened.page.eval(&format!("site.fill({fill})")).await?;
        let backup = json!({"kind": "backup", "databases": [name]});
        let (backup, first) = measured(browser, &opened, backup).await?;
        let plan = json!({"format": 1, "migrations": [{"database": name, "version": 2,
            "operations": [{"add_field": {"store": "notes", "field": "new", "default": 1}}]}]});
        let migrate = json!({"kind": "migrate", "plan": plan});
        let (_, second) = measured(browser, &opened, migrate).await?;
        let restore = json!({"kind": "restore", "backupId": backup["backupId"]});
        let (_, third) = measured(browser, &opened, restore).await?;
        peaks.push([("backup", first), ("migrate", second), ("restore", third)]);
    }
    println!("{:?}: {peaks:?}", browser.kind());
    if let [small, large] = peaks.as_slice() {
        for ((what, small), (_, large)) in small.iter().zip(large) {
            ensure!(*large < small + LIMIT, "{what}: {small} bytes, then {large}");
        }
    }
    Ok(())
}

/// The answer to a request, and how much memory that took.
async fn measured(browser: &Browser, opened: &Opened, request: Value) -> Result<(Value, u64)> {
    let peak = browser.memory()?;
    let answer = opened.request(request).await?;
    Ok((answer, peak.bytes()?))
}

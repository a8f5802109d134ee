//! Plans for several databases, in the middle of which the browser is killed.

use std::time::Duration;

use anyhow::{Result, ensure};
use drydock_e2e::{Kind, Opened, Site, for_both_kinds, run_in_profile};
use serde_json::{Value, json};

for_both_kinds!(what_was_migrated_before_a_crash_stays_and_is_told);

/// The databases in the order of the plan; the second is the one that is interrupted.
const DATABASES: [&str; 3] = ["first", "second", "third"];

/// The longest that the popup may take to say it.
const LONGEST: Duration = Duration::from_secs(60);

/// Their versions.
const VERSIONS: &str = "indexedDB.databases().then((all) => ['first', 'second', 'third'] \
    .map((name) => all.find((one) => one.name === name).version))";

fn what_was_migrated_before_a_crash_stays_and_is_told(kind: Kind) -> Result<()> {
    run_in_profile(kind, async |profile| {
        let site = Site::serve("plain").await?;
        let browser = profile.start().await?;
        let opened = Opened::open(&browser, &site).await?;
        for name in DATABASES {
            opened.page.eval(&format!("site.fill({{ name: '{name}', count: 5000 }})")).await?;
        }
        let migrate = json!({"kind": "migrate", "plan": plan()});
        // The first is checked when it is written: what is written next is the second.
        let phases = ["writing", "checking", "writing"];
        opened.extension.begin_passing(opened.of_tab(migrate.clone()), &phases).await?;
        browser.kill().await?;

        let browser = profile.start().await?;
        let extension = browser.extension().await?;
        let recovered = extension.recovered().await?;
        ensure!(recovered["ok"] == true, "{recovered}");
        let is_undone = recovered["undone"].is_string();
        let reports = recovered["migrations"].as_array().map(Vec::as_slice).unwrap_or_default();
        let migrated: Vec<&Value> = reports.iter().map(|report| &report["database"]).collect();
        let expected = if is_undone { &DATABASES[..1] } else { &DATABASES[..2] };
        ensure!(migrated == expected, "{recovered}");
        ensure!(reports.iter().all(|report| report["outcome"] == "applied"), "{recovered}");
        let next = recovered["nextStep"].as_str().unwrap_or_default();
        ensure!(next.starts_with("Not begun: \"third\"."), "{recovered}");

        let opened = Opened::open(&browser, &site).await?;
        opened.page.site_runs().await?;
        let versions = opened.page.eval(VERSIONS).await?;
        ensure!(versions == json!([2, if is_undone { 1 } else { 2 }, 1]), "{versions}");
        // The popup says all of it.
        let popup = browser.popup(opened.tab).await?;
        let (_, text) = popup.outcome(LONGEST).await?;
        ensure!(text.contains("Not begun: \"third\"."), "{text}");
        ensure!(!is_undone || text.contains("what it had migrated before stays"), "{text}");
        ensure!(!is_undone || text.contains("\"first\" is at version 2"), "{text}");
        popup.page().close().await?;

        // The rest can be done.
        opened.request(migrate).await?;
        ensure!(opened.page.eval(VERSIONS).await? == json!([2, 2, 2]), "not all are migrated");
        browser.kill().await
    })
}

/// A migration of every record of each of them.
fn plan() -> Value {
    let migrations: Vec<Value> = DATABASES
        .iter()
        .map(|name| {
            json!({"database": name, "version": 2, "operations": [
                {"add_field": {"store": "notes", "field": "seen", "default": false}},
            ]})
        })
        .collect();
    json!({"format": 1, "migrations": migrations})
}

//! Whether a site's own code can open a database that has another version now.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers};
use serde_json::json;

in_both_browsers!(code_that_asks_for_the_former_version_is_told_of_and_other_code_is_not);

async fn code_that_asks_for_the_former_version_is_told_of_and_other_code_is_not(
    browser: &Browser,
) -> Result<()> {
    let site = Site::serve("versions").await?;
    let page = browser.open(&site.url()).await?;
    page.wait_for("site.ended === 1").await?;
    let look = page.eval("site.look()").await?;
    let misuse = page.eval("site.misuse()").await?;
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let plan = json!({"format": 1, "migrations": [{"database": "shop", "version": 2, "operations": [
        {"alter_field": {"store": "orders", "field": "total", "type": "number"}}]}]});
    let with = |kind: &str| json!({"kind": kind, "tabId": tab, "plan": plan});

    for kind in ["lint", "rehearse"] {
        let answer = extension.request(with(kind)).await?;
        let warnings = answer["warnings"].as_array().cloned().unwrap_or_default();
        let said = warnings.iter().find(|warning| warning["code"] == "site-may-refuse");
        ensure!(said.is_some_and(|said| said["pointer"] == "/migrations/0/version"), "{answer}");
    }
    let answer = extension.request(with("migrate")).await?;
    let refusal = json!({"database": "shop", "requested": 1, "found": 2});
    ensure!(answer["siteRefuses"] == json!([refusal]), "{answer}");
    ensure!(answer["nextStep"].as_str().is_some_and(|said| said.contains("undo")), "{answer}");

    // The page has seen what it would have seen, and nothing is left in it.
    page.wait_for("site.ended === 'VersionError'").await?;
    ensure!(page.eval("site.events").await? == json!([false, true]), "the event differs");
    page.wait_for("site.look()[5]").await?;
    ensure!(page.eval("site.look()").await? == look, "`open` looks otherwise");
    ensure!(page.eval("site.misuse()").await? == misuse, "`open` fails otherwise");
    let left = "chrome.scripting.getRegisteredContentScripts()";
    ensure!(extension.page().eval(left).await? == json!([]), "scripts are left");

    let undo = json!({"kind": "undo", "tabId": tab, "database": "shop"});
    extension.request(undo).await?;
    page.wait_for("site.ended === 1").await?;

    page.goto(&format!("{}?any", site.url())).await?;
    page.wait_for("site.ended === 1").await?;
    let answer = extension.request(with("migrate")).await?;
    ensure!(answer["siteRefuses"] == json!([]) && answer["nextStep"].is_null(), "{answer}");
    page.wait_for("site.ended === 2").await?;
    Ok(())
}

//! Every operation of `docs/plan.md`: done as its example shows, and undone.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Site, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(each_operation_does_what_its_example_shows_and_is_undone);

const DOCUMENT: &str = include_str!("../../../../docs/plan.md");

fn examples() -> Result<Vec<Value>> {
    DOCUMENT
        .split("\n```json example ")
        .skip(1)
        .map(|block| {
            let (name, rest) = block.split_once('\n').context("no name")?;
            let (text, _) = rest.split_once("\n```").context("no end")?;
            let mut example: Value = serde_json::from_str(text).context(name.to_owned())?;
            example["name"] = json!(name);
            Ok(example)
        })
        .collect()
}

async fn each_operation_does_what_its_example_shows_and_is_undone(browser: &Browser) -> Result<()> {
    let site = Site::serve("examples").await?;
    let page = browser.open(&site.url()).await?;
    let examples = examples()?;
    ensure!(examples.len() >= 17, "only {} examples", examples.len());
    // Of arguments that are JSON, an answer that is.
    let run = async |function: &str, argument: &Value| -> Result<Value> {
        page.site_runs().await?;
        let body = format!("return await site.{function}(args[0]);");
        let answer = page.run(&body, vec![argument.clone()]).await?;
        Ok(answer.as_str().map(serde_json::from_str).transpose()?.unwrap_or_default())
    };
    run("fill", &json!(json!(examples).to_string())).await?;
    let mut before = Vec::new();
    for example in &examples {
        before.push(run("dump", &example["name"]).await?);
    }
    let extension = browser.extension().await?;
    let tab = extension.tab_of(&site.url()).await?;
    let migrations: Vec<Value> = examples
        .iter()
        .map(|example| {
            json!({"database": example["name"], "version": 2, "operations": example["operations"]})
        })
        .collect();
    let plan = json!({"format": 1, "migrations": migrations});
    extension.request(json!({"kind": "migrate", "tabId": tab, "plan": plan})).await?;

    for example in &examples {
        let (name, expected) =
            (&example["name"], run("expected", &json!(example.to_string())).await?);
        let found = run("dump", name).await?;
        ensure!(found["version"] == 2, "{name}: {found}");
        let stores = found["stores"].as_object().context("no stores")?;
        let values: serde_json::Map<String, Value> =
            stores.iter().map(|(store, held)| (store.clone(), held["values"].clone())).collect();
        ensure!(json!(values) == expected, "{name}: {values:?} instead of {expected}");
    }
    for (example, before) in examples.iter().zip(&before) {
        let name = &example["name"];
        extension.request(json!({"kind": "undo", "tabId": tab, "database": name})).await?;
        let found = run("dump", name).await?;
        ensure!(found == *before, "{name}: {found} instead of {before}");
    }
    Ok(())
}

//! Plans whose versions do not follow one another, or not from where the database is: each refusal
//! names the versions concerned, and nothing is touched.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    a_database_beyond_the_plan_is_refused_with_both_versions,
    a_plan_that_begins_elsewhere_is_refused_with_both_versions,
    a_plan_with_a_gap_or_a_version_twice_is_refused_with_both_places,
    a_version_that_was_left_out_is_out_of_order_until_it_is_accepted,
);

/// A site with a database `shop` at a version.
async fn at_version(browser: &Browser, version: u64) -> Result<Opened> {
    let opened = Opened::serve(browser, "shop").await?;
    opened.page.eval("site.fill({ customers: 3, orders: 5 })").await?;
    if version > 1 {
        let raise = format!("openDatabase('shop', {version}).then((database) => database.close())");
        opened.page.eval(&raise).await?;
    }
    Ok(opened)
}

/// A migration of `shop` between two versions, which adds a field.
fn step(from: u64, version: u64) -> Value {
    let field = format!("since{version}");
    json!({"database": "shop", "from": from, "version": version, "operations": [
        {"add_field": {"store": "orders", "field": field, "default": version}}]})
}

fn plan(migrations: &[Value]) -> Value {
    json!({"format": 1, "migrations": migrations})
}

/// Whatever would run or try a plan on the site refuses it with a code, and says all these words.
async fn refused(opened: &Opened, plan: &Value, code: &str, words: &[&str]) -> Result<()> {
    let before = opened.page.eval("site.hash()").await?;
    for kind in ["lint", "rehearse", "migrate"] {
        let error = opened.refused(json!({"kind": kind, "plan": plan}), code).await?;
        let said = format!("{} {}", error["message"], error["detail"]);
        for word in words {
            ensure!(said.contains(word), "{kind}: {word} is not in: {said}");
        }
        ensure!(error["nextStep"].as_str().is_some_and(|next| !next.is_empty()), "{error}");
    }
    let backups = opened.extension.backups().await?;
    ensure!(backups.is_empty(), "the site was disturbed: {backups:?}");
    ensure!(opened.page.eval("site.hash()").await? == before, "the data changed");
    Ok(())
}

/// What the status says of why a plan cannot be run, which is as much as the refusals do.
async fn misfit(opened: &Opened, plan: &Value, words: &[&str]) -> Result<()> {
    let status = opened.status_with("shop", plan).await?;
    let said = status["misfit"].as_str().with_context(|| format!("no misfit: {status}"))?;
    for word in words {
        ensure!(said.contains(word), "{word} is not in: {said}");
    }
    Ok(())
}

async fn a_database_beyond_the_plan_is_refused_with_both_versions(browser: &Browser) -> Result<()> {
    let opened = at_version(browser, 5).await?;
    let plan = plan(&[step(1, 2), step(2, 3)]);
    let words = ["is at version 5", "ends at version 3", "too old"];
    refused(&opened, &plan, "plan_does_not_fit", &words).await?;
    misfit(&opened, &plan, &words).await
}

async fn a_plan_that_begins_elsewhere_is_refused_with_both_versions(
    browser: &Browser,
) -> Result<()> {
    // Below where the plan begins, and between two of its versions.
    for (at, chain) in [(1, [step(3, 4), step(4, 5)]), (15, [step(10, 20), step(20, 30)])] {
        let opened = at_version(browser, at).await?;
        let begins = chain[0]["from"].clone();
        let plan = plan(&chain);
        let (is_at, next) = (format!("is at version {at}"), format!("begins at version {begins}"));
        let words = [is_at.as_str(), next.as_str()];
        refused(&opened, &plan, "plan_does_not_fit", &words).await?;
        misfit(&opened, &plan, &words).await?;
        opened.close().await?;
    }
    Ok(())
}

async fn a_plan_with_a_gap_or_a_version_twice_is_refused_with_both_places(
    browser: &Browser,
) -> Result<()> {
    let opened = at_version(browser, 1).await?;
    let gap = plan(&[step(1, 2), step(3, 4)]);
    let words = ["begins at version 3", "ends at version 2", "at /migrations/1"];
    refused(&opened, &gap, "plan_invalid", &words).await?;
    let twice = plan(&[step(1, 2), step(1, 2)]);
    let words = ["to version 2 twice", "first by /migrations/0", "at /migrations/1"];
    refused(&opened, &twice, "plan_invalid", &words).await?;
    let backwards = plan(&[step(2, 3), step(1, 2)]);
    let words = ["version 2", "version 3", "at /migrations/1"];
    refused(&opened, &backwards, "plan_invalid", &words).await
}

/// The states of a plan's migrations, and its misfit.
async fn states(opened: &Opened, plan: &Value) -> Result<Value> {
    let status = opened.status_with("shop", plan).await?;
    let planned = status["plan"].as_array().with_context(|| format!("no plan: {status}"))?;
    Ok(planned.iter().map(|migration| migration["state"].clone()).collect())
}

async fn a_version_that_was_left_out_is_out_of_order_until_it_is_accepted(
    browser: &Browser,
) -> Result<()> {
    let opened = at_version(browser, 1).await?;
    let first = plan(&[step(1, 2), step(2, 4)]);
    opened.request(json!({"kind": "migrate", "plan": first})).await?;
    // Somebody else's branch had a version 3.
    let merged = plan(&[step(1, 2), step(2, 3), step(3, 4)]);
    let now = states(&opened, &merged).await?;
    ensure!(now == json!(["applied", "out_of_order", "changed_since_applied"]), "{now}");
    for kind in ["lint", "rehearse", "migrate"] {
        let request = json!({"kind": kind, "plan": merged});
        let error = opened.refused(request, "plan_does_not_fit").await?;
        let detail = error["detail"].as_str().unwrap_or_default();
        let said = "to version 3 was not applied, but version 4 was";
        ensure!(detail.contains(said), "{kind}: {detail}");
    }
    let repair = json!({"kind": "repair", "database": "shop", "plan": merged});
    let repaired = opened.request(repair).await?;
    let changes: Vec<(&Value, &Value)> = repaired["repaired"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|one| (&one["change"], &one["version"]))
        .collect();
    let accepted = [(json!("left_out_accepted"), json!(3)), (json!("plan_accepted"), json!(4))];
    for (change, version) in &accepted {
        ensure!(changes.contains(&(change, version)), "{repaired}");
    }
    ensure!(changes.len() == accepted.len(), "{repaired}");
    let now = states(&opened, &merged).await?;
    ensure!(now == json!(["applied", "before_baseline", "applied"]), "{now}");
    let answer = opened.request(json!({"kind": "migrate", "plan": merged})).await?;
    ensure!(answer["migrations"] == json!([]), "{answer}");

    // What is undone will run again, and with it what was left out.
    opened.request(json!({"kind": "undo", "database": "shop"})).await?;
    let now = states(&opened, &merged).await?;
    ensure!(now == json!(["rolled_back", "pending", "rolled_back"]), "{now}");
    let answer = opened.request(json!({"kind": "migrate", "plan": merged})).await?;
    ensure!(answer["migrations"][0]["from"] == 1, "{answer}");
    let orders = "openDatabase('shop').then(async (database) => { \
        const orders = database.transaction('orders').objectStore('orders'); \
        const order = await promised(orders.get(1)); \
        database.close(); \
        return [order.since2, order.since3, order.since4]; })";
    let found = opened.page.eval(orders).await?;
    ensure!(found == json!([2, 3, 4]), "{found}");
    Ok(())
}

//! A library's database of real data, migrated in parallel and lazily, which the library reads
//! afterwards.

use anyhow::{Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(dexie_reads_what_was_migrated_in_parallel_and_lazily);

/// So many cities are migrated.
const MANY: u64 = 3000;

/// What Dexie, which finds out the schema by itself, reads of the cities that are not as they are to
/// be, and what its indexes find.
const READ: &str = "(async () => { \
    const database = await new Dexie('cities').open(); \
    const rows = await database.table('cities').toArray(); \
    const wrong = rows.filter((row) => \
      row.lat !== row.position[0] || row.lng !== row.position[1] || 'admin1' in row || \
      row.north !== row.lat >= 0 || row.schemaVersion !== 40 || !(row.seen.getTime() > 0)); \
    const { country, region } = rows[0]; \
    const alike = rows.filter((row) => row.country === country && row.region === region); \
    const found = await database.table('cities').where('[country+region]') \
      .equals([country, region]).primaryKeys(); \
    const named = await database.table('cities').where('words').equals('San').count(); \
    const answer = [rows.length, wrong.slice(0, 3).map((row) => JSON.stringify(row)), \
      found.join() === alike.map(({ id }) => id).join(), \
      named === rows.filter(({ words }) => words.includes('San')).length]; \
    database.close(); \
    return answer; })()";

async fn dexie_reads_what_was_migrated_in_parallel_and_lazily(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "cities").await?;
    opened.page.eval(&format!("site.fill({MANY})")).await?;
    let before = opened.page.eval("site.hash()").await?;

    opened.page.goto(&format!("{}?found", opened.site.url())).await?;
    let answer = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    let reports = answer["migrations"].as_array().map(Vec::as_slice).unwrap_or_default();
    let [parallel, lazy] = reports else { anyhow::bail!("not two parts: {answer}") };
    ensure!(parallel["from"] == 20 && parallel["to"] == 30, "{parallel}");
    ensure!(lazy["from"] == 30 && lazy["to"] == 40, "{lazy}");
    for report in [parallel, lazy] {
        ensure!(report["outcome"] == "applied" && report["failed"] == 0, "{report}");
        ensure!(report["written"] == MANY, "{report}");
    }
    let found = opened.page.eval(READ).await?;
    ensure!(found == json!([MANY, [], true, true]), "{found}");

    // Each part has a backup of its own.
    for version in [30, 20] {
        opened.request(json!({"kind": "undo", "database": "cities"})).await?;
        let found = opened.status("cities").await?["version"].clone();
        ensure!(found == version, "version {found}");
    }
    opened.page.goto(&opened.site.url()).await?;
    ensure!(opened.page.eval("site.hash()").await? == before, "undoing leaves other data");
    Ok(())
}

/// Dexie counts in tens.
fn plan() -> Value {
    json!({"format": 1, "migrations": [
        {"database": "cities", "from": 20, "version": 30, "strategy": "parallel", "operations": [
            {"alter_field": {"store": "cities", "field": "lat", "type": "number"}},
            {"alter_field": {"store": "cities", "field": "lng", "type": "number"}},
            {"drop_index": {"store": "cities", "index": "[country+admin1]"}},
            {"rename_field": {"store": "cities", "field": "admin1", "to": "region"}},
            {"create_index": {"store": "cities", "index": "[country+region]",
                              "key_path": ["country", "region"]}},
        ]},
        {"database": "cities", "from": 30, "version": 40, "strategy": "lazy", "operations": [
            {"add_field": {"store": "cities", "field": "north", "value": "record.lat >= 0.0"}},
        ]},
    ]})
}

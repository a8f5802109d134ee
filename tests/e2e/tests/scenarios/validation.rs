//! Validation by JSON Schema, and records that are moved to an archive of their own.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    a_schema_sees_the_types_that_the_page_stored,
    invalid_records_go_to_an_archive_and_come_back,
);

async fn open(browser: &Browser) -> Result<Opened> {
    let opened = Opened::serve(browser, "shop").await?;
    opened.page.eval("site.fill({ customers: 100, orders: 10 })").await?;
    Ok(opened)
}

/// Everything in the database, told by types, with what Blobs hold.
async fn all(opened: &Opened) -> Result<String> {
    let all = opened.page.eval("site.all()").await?;
    all.as_str().map(str::to_owned).context("no text")
}

fn plan(schema: &Value, on_invalid: &str, operations: &Value) -> Value {
    json!({"format": 1, "migrations": [{
        "database": "shop", "version": 2, "on_invalid": on_invalid,
        "validate": {"before": {"customers": {"schema": schema}}},
        "operations": operations,
    }]})
}

async fn a_schema_sees_the_types_that_the_page_stored(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened
        .page
        .eval(
            "site.put('customers', { id: 101, name: 'Typed', mail: undefined, since: new Date(5), \
               big: 12n, map: new Map([['EUR', -0]]), set: new Set(['x']), holes: [, 1], \
               bytes: new Uint8Array([1, 2]), when: new Date(NaN), re: /a/g, \
               error: new RangeError('e'), file: new File(['f'], 'f.txt') })",
        )
        .await?;
    let before = all(&opened).await?;
    let operations =
        json!([{"rename_field": {"store": "customers", "field": "name", "to": "full"}}]);
    let right = json!({
        "type": "object", "required": ["id", "mail", "since"],
        "properties": {
            "id": {"type": "integer", "minimum": 1},
            "name": {"type": "string", "pattern": "^(Ada Lovelace \\d+|Typed)$"},
            "mail": {"anyOf": [{"type": "string"}, {"$ref": "drydock:undefined"}]},
            "since": {"$ref": "drydock:Date", "minDate": "1970-01-01T00:00:00Z"},
            "big": {"$ref": "drydock:BigInt"},
            "map": {"$ref": "drydock:Map", "mapValues": {"$ref": "drydock:NegativeZero"}},
            "set": {"$ref": "drydock:Set", "setItems": {"const": "x"}},
            "holes": {"$ref": "drydock:SparseArray", "contains": {"$ref": "drydock:undefined"}},
            "bytes": {"$ref": "drydock:Uint8Array", "maxSize": 2},
            "when": {"$ref": "drydock:InvalidDate"},
            "re": {"$ref": "drydock:RegExp"},
            "error": {"$ref": "drydock:RangeError"},
            "file": {"$ref": "drydock:File"}
        },
        "additionalProperties": false
    });
    let mut wrong = right.clone();
    for name in ["big", "map", "set", "holes", "bytes", "when", "re", "error", "file"] {
        wrong["properties"][name] =
            json!({"type": ["object", "array", "number", "string", "null"]});
    }
    wrong["properties"]["mail"] = json!({"type": "string"});

    let migrate = json!({"kind": "migrate", "plan": plan(&wrong, "halt", &operations)});
    let error = opened.refused(migrate, "records_refused").await?;
    let failures = error["report"]["failures"].as_array().context("no failures")?;
    let mut pointers: Vec<&str> = failures.iter().filter_map(|f| f["pointer"].as_str()).collect();
    pointers.sort_unstable();
    ensure!(
        pointers
            == [
                "/big", "/bytes", "/error", "/file", "/holes", "/mail", "/map", "/re", "/set",
                "/when"
            ],
        "{pointers:?}"
    );
    ensure!(failures.iter().all(|failure| failure["key"] == "101"), "{failures:?}");
    let mail = failures.iter().find(|failure| failure["pointer"] == "/mail").context("no mail")?;
    ensure!(mail["expected"] == "a string" && mail["actual"] == "undefined", "{mail}");
    ensure!(all(&opened).await? == before, "something was written");

    opened.request(json!({"kind": "lint", "plan": plan(&right, "halt", &operations)})).await?;
    let answer = opened
        .request(json!({"kind": "migrate", "plan": plan(&right, "halt", &operations)}))
        .await?;
    ensure!(answer["migrations"][0]["written"] == 101, "{answer}");
    opened.request(json!({"kind": "undo", "database": "shop"})).await?;
    ensure!(all(&opened).await? == before, "undoing leaves other data");
    Ok(())
}

/// Customers 7, 50 and 100 are invalid; 7 and 8 have a Blob.
const PLANT: &str = "(async () => { \
    const photo = (text) => new Blob([text], { type: 'text/plain' }); \
    await site.put('customers', { id: 7, name: 'Seven', mail: 'seven@x', since: '1970-01-08T00:00:00.000Z', photo: photo('seven') }); \
    await site.put('customers', { id: 8, name: 'Eight', mail: 'eight@x', since: new Date(8), photo: photo('eight') }); \
    await site.put('customers', { id: 50, mail: 'fifty@x', since: new Date(50) }); \
    await site.put('customers', { id: 100, name: 100, mail: 'hundred@x', since: new Date(100) }); \
    return true; })()";

async fn invalid_records_go_to_an_archive_and_come_back(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened.page.eval(PLANT).await?;
    let before = all(&opened).await?;
    let schema = json!({
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "since": {"$ref": "drydock:Date"}}
    });
    let operations =
        json!([{"rename_field": {"store": "customers", "field": "name", "to": "full"}}]);
    let plan = plan(&schema, "quarantine", &operations);

    // Trying counts them, and makes no archive.
    let backup = opened.request(json!({"kind": "backup"})).await?["backupId"].clone();
    let dry = opened
        .extension
        .request(json!({"kind": "dryRun", "backupId": backup, "plan": plan}))
        .await?;
    let rehearsed = opened.request(json!({"kind": "rehearse", "plan": plan})).await?;
    for report in [&dry["migrations"][0], &rehearsed["migrations"][0]] {
        ensure!(report["quarantined"] == 3 && report["halting"] == 0, "{report}");
        ensure!(report["quarantineBackupId"].is_null(), "{report}");
    }
    ensure!(opened.extension.backups().await?.len() == 1, "trying made an archive");
    ensure!(all(&opened).await? == before, "trying changed something");

    let answer = opened.request(json!({"kind": "migrate", "plan": plan})).await?;
    let report = &answer["migrations"][0];
    ensure!(report["quarantined"] == 3 && report["written"] == 97, "{report}");
    let pointers: Vec<&Value> =
        report["failures"].as_array().into_iter().flatten().map(|f| &f["pointer"]).collect();
    ensure!(pointers == ["/since", "/name", "/name"], "{pointers:?}");
    let quarantine = report["quarantineBackupId"].clone();
    let listed = opened.extension.backups().await?;
    let entry =
        listed.iter().find(|entry| entry["id"] == quarantine).context("it is not listed")?;
    ensure!(entry["quarantine"] == true && entry["records"] == 3, "{entry}");
    ensure!(entry["databases"] == json!(["shop"]) && entry["label"] == "shop 1 → 2", "{entry}");
    opened.extension.request(json!({"kind": "verify", "backupId": quarantine})).await?;
    let kept = json!({"kind": "report", "backupId": answer["safetyBackupId"]});
    let kept = opened.extension.request(kept).await?["migrationReport"].clone();
    ensure!(kept["migrations"][0]["quarantineBackupId"] == quarantine, "{kept}");
    let migrated = all(&opened).await?;
    ensure!(!migrated.contains("seven@x") && migrated.contains("eight@x"), "{migrated}");

    // They come back beside what is there, as they were; once they are there, nothing changes.
    let restore = json!({"kind": "restore", "backupId": quarantine});
    let mut exact = restore.clone();
    exact["exact"] = json!(true);
    opened.refused(exact, "bad_request").await?;
    let restored = opened.request(restore.clone()).await?;
    let database = &restored["report"]["databases"][0];
    ensure!(database["records"] == 3 && database["kept"].is_null(), "{database}");
    let beside = all(&opened).await?;
    for (record, is_there) in [
        (
            r#"[["id","number 7"],["name","string Seven"],["mail","string seven@x"],["since","string 1970-01-08T00:00:00.000Z"],["photo","Blob text/plain seven"]]"#,
            true,
        ),
        (
            r#"[["id","number 8"],["full","string Eight"],["mail","string eight@x"],["since","Date 8"],["photo","Blob text/plain eight"]]"#,
            true,
        ),
        (r#"[["id","number 50"],["mail","string fifty@x"],["since","Date 50"]]"#, true),
        (r#"["name","number 100"]"#, true),
        (r#"["name","string Ada Lovelace 9"]"#, false),
    ] {
        ensure!(beside.contains(record) == is_there, "{record}: {beside}");
    }
    ensure!(beside.matches(r#"["full","#).count() == 97, "{beside}");
    let again = opened.request(restore.clone()).await?;
    let database = &again["report"]["databases"][0];
    ensure!(database["records"] == 0 && database["kept"] == 3, "{database}");
    ensure!(all(&opened).await? == beside, "putting back twice changed something");

    opened.request(json!({"kind": "undo", "database": "shop"})).await?;
    ensure!(all(&opened).await? == before, "undoing leaves other data");

    // Where the store is another, nothing is done.
    let mut renaming = plan;
    renaming["migrations"][0]["operations"] =
        json!([{"rename_store": {"store": "customers", "to": "people"}}]);
    let answer = opened.request(json!({"kind": "migrate", "plan": renaming})).await?;
    let quarantine = &answer["migrations"][0]["quarantineBackupId"];
    let renamed = all(&opened).await?;
    let restore = json!({"kind": "restore", "backupId": quarantine});
    opened.refused(restore, "quarantine_does_not_fit").await?;
    ensure!(all(&opened).await? == renamed, "something was put back");
    Ok(())
}

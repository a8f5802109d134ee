//! Plans, carried out on a site's databases.

use anyhow::{Context, Result, ensure};
use drydock_e2e::{Browser, Opened, in_both_browsers};
use serde_json::{Value, json};

in_both_browsers!(
    a_migration_changes_schema_and_records_and_is_undone,
    one_bad_record_leaves_everything_as_it_was,
    a_rehearsal_reports_and_leaves_nothing_behind,
    a_plan_that_does_not_fit_is_refused_by_name,
    a_librarys_database_goes_through_three_versions,
    each_bad_record_of_many_is_named,
    what_a_service_worker_writes_meanwhile_is_not_lost,
);

/// A site with a database `shop` of version 1: customers and orders.
async fn open(browser: &Browser) -> Result<Opened> {
    let opened = Opened::serve(browser, "shop").await?;
    opened.page.eval("site.fill()").await?;
    Ok(opened)
}

/// What to beware of in a plan; with the data, how many records each warning concerns.
async fn warnings(opened: &Opened, plan: &Value, data: bool) -> Result<Vec<Value>> {
    let answer = opened.request(json!({"kind": "lint", "plan": plan, "data": data})).await?;
    answer["warnings"].as_array().cloned().context("no warnings")
}

/// The report that is kept beside a backup, and the backup.
async fn report_of(opened: &Opened, backup: &Value) -> Result<(Value, Value)> {
    let answer = opened.extension.request(json!({"kind": "report", "backupId": backup})).await?;
    Ok((backup.clone(), answer["migrationReport"].clone()))
}

fn plan() -> Value {
    json!({
        "format": 1,
        "migrations": [
            {"database": "shop", "version": 2, "operations": [
                {"alter_field": {"store": "orders", "field": "total", "type": "number"}},
                {"rename_field": {"store": "orders", "field": "who", "to": "customer"}},
                {"create_index": {"store": "orders", "index": "by customer", "key_path": "customer"}},
                {"add_field": {"store": "customers", "field": "active", "default": true}},
            ]},
            {"database": "shop", "version": 3,
             "validate": {"before": {"orders": {"rules": [{"rule": "record.total > 0"}]}}},
             "operations": [
                {"split_field": {"store": "customers", "field": "name", "separator": " ",
                                 "into": [{"field": "first"}, {"field": "last"}]}},
                {"rename_store": {"store": "customers", "to": "people"}},
                {"rename_index": {"store": "people", "index": "by mail", "to": "by address"}},
                {"copy_store": {"store": "orders", "to": "archive", "where": "record.total < 100"}},
                {"update": {"store": "people", "where": "key % 2 == 0", "set": {"mail": "record.mail.upperAscii()"}}},
                {"delete": {"store": "orders", "where": "record.id == 500"}},
                {"drop_store": {"store": "trash"}},
                {"insert": {"store": "people", "records": [
                    {"record": {"id": 1000, "mail": "new@x", "first": "New"}}]}},
            ]},
        ],
    })
}

async fn a_migration_changes_schema_and_records_and_is_undone(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let before = opened.dump().await?;
    let answer = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    let report = &answer["migrations"][0];
    ensure!(report["from"] == 1 && report["to"] == 3, "{report}");
    ensure!(report["failed"] == 0 && report["outcome"] == "applied", "{report}");
    let (backup, kept) = report_of(&opened, &answer["safetyBackupId"]).await?;
    ensure!(kept["migrations"] == answer["migrations"], "{kept} is kept, not {answer}");
    ensure!(kept["error"].is_null() && kept["backupId"] == backup, "{kept}");

    let after = opened.dump().await?;
    let [shop] = after.as_array().map(Vec::as_slice).unwrap_or_default() else {
        anyhow::bail!("not one database: {after}");
    };
    ensure!(shop[1] == 3, "version {}", shop[1]);
    let names: Vec<&Value> = shop[2].as_array().into_iter().flatten().map(|s| &s[0]).collect();
    ensure!(names == ["archive", "orders", "people"], "{names:?}");
    let orders = &shop[2][1];
    ensure!(orders[5][0]["total"] == json!(1.5), "{}", orders[5][0]);
    ensure!(orders[5][0]["customer"] == 1 && orders[5][0]["who"].is_null(), "{}", orders[5][0]);
    let archive = shop[2][0][5].as_array().context("no archive")?;
    ensure!(archive.len() == 99, "{} records are archived", archive.len());
    ensure!(archive[98] == orders[5][98], "the copy differs");
    ensure!(orders[5].as_array().map(Vec::len) == Some(499), "no order was deleted");
    let people = &shop[2][2];
    ensure!(people[3] == json!([["by address", "mail", true]]), "{}", people[3]);
    let first = &people[5][0];
    ensure!(first["first"] == "Ada" && first["last"] == "Lovelace 1", "{first}");
    ensure!(first["active"] == true, "{first}");
    ensure!(people[4].as_array().map(Vec::len) == Some(301), "{}", people[4]);
    ensure!(people[5][1]["mail"] == "ADA2@X", "{}", people[5][1]);
    // A value of a type that no plan mentions, and that JSON cannot show.
    ensure!(opened.page.eval("site.sinceOf('people', 1)").await? == "Date 86400000", "the Date");

    let again = opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    ensure!(again["migrations"] == json!([]), "{again}");
    let status = opened.request(json!({"kind": "status"})).await?;
    let history = &status["status"][0]["history"];
    ensure!(history[1]["state"] == "applied" && history[1]["version"] == 3, "{status}");
    for (entry, done) in
        [(&history[0], &report["versions"][0]), (&history[1], &report["versions"][1])]
    {
        for count in ["scanned", "changed", "skipped", "quarantined", "failed"] {
            ensure!(entry["counts"][count] == done[count], "{count}: {entry} is not {done}");
        }
        ensure!(entry["counts"]["changed"] != 0, "nothing is counted in {entry}");
    }

    opened.request(json!({"kind": "undo", "database": "shop"})).await?;
    ensure!(opened.dump().await? == before, "undoing leaves other data");
    let status = opened.request(json!({"kind": "status"})).await?;
    ensure!(status["status"][0]["history"][1]["state"] == "rolled_back", "{status}");
    // And once more: what was rolled back may be done again.
    opened.request(json!({"kind": "migrate", "plan": plan()})).await?;
    ensure!(opened.dump().await? == after, "the second time differs");
    Ok(())
}

async fn one_bad_record_leaves_everything_as_it_was(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    opened.page.eval("site.put('orders', { id: 77, who: 1, total: 'a lot' })").await?;
    opened.page.eval("site.put('orders', { id: 78, who: 1, total: { odd: true } })").await?;
    let before = opened.dump().await?;
    let lint = warnings(&opened, &plan(), true).await?;
    let said = |code: &str| {
        let own = lint.iter().find(|warning| warning["code"] == code);
        own.map(|own| (own["count"].clone(), own["keys"].clone()))
    };
    ensure!(said("conversion-may-fail") == Some((json!(2), json!(["77", "78"]))), "{lint:?}");
    ensure!(said("drops-store") == Some((json!(1), json!(["\"key\""]))), "{lint:?}");
    ensure!(said("site-may-refuse") == Some((Value::Null, Value::Null)), "{lint:?}");
    let unread = warnings(&opened, &plan(), false).await?;
    ensure!(unread.len() == lint.len(), "{unread:?} without the data");
    ensure!(unread.iter().all(|warning| warning["count"].is_null()), "{unread:?}");
    let error =
        opened.refused(json!({"kind": "migrate", "plan": plan()}), "records_refused").await?;
    let failures = &error["report"]["failures"];
    ensure!(error["report"]["failed"] == 2, "{error}");
    ensure!(failures[0]["store"] == "orders" && failures[0]["key"] == "77", "{failures}");
    ensure!(failures[0]["pointer"] == "/total" && failures[0]["version"] == 2, "{failures}");
    ensure!(failures[0]["actual"] == "\"a lot\"", "{failures}");
    let (backup, kept) = report_of(&opened, &error["safetyBackupId"]).await?;
    ensure!(kept["migrations"] == json!([error["report"]]), "{kept} is kept, not {error}");
    ensure!(kept["migrations"][0]["outcome"] == "refused", "{kept}");
    ensure!(kept["error"]["code"] == "records_refused", "{kept}");
    // A report goes with its backup.
    opened.extension.request(json!({"kind": "delete", "backupId": backup})).await?;
    let gone = json!({"kind": "report", "backupId": backup});
    ensure!(opened.extension.refused(gone).await?["code"] == "no_such_backup", "a report is left");
    let names = "navigator.storage.getDirectory().then((root) => root.getDirectoryHandle('backups')) \
                 .then((directory) => Array.fromAsync(directory.keys()))";
    let names = opened.extension.page().eval(names).await?;
    ensure!(names == json!([]), "{names} are left");
    ensure!(opened.dump().await? == before, "the data changed");

    // Two customers of one mail address, and an index that allows none.
    let unique = json!({"format": 1, "migrations": [{"database": "shop", "version": 2, "operations": [
        {"create_index": {"store": "orders", "index": "one each", "key_path": "who", "unique": true}}]}]});
    let lint = warnings(&opened, &unique, true).await?;
    ensure!(lint[0]["code"] == "unique-index" && lint[0]["count"] == 398, "{lint:?}");
    ensure!(lint[0]["keys"].as_array().map(Vec::len) == Some(5), "{lint:?}");
    let backups = opened.extension.backups().await?;
    ensure!(backups.is_empty(), "{backups:?} are left");
    let migrate = json!({"kind": "migrate", "plan": unique});
    let error = opened.refused(migrate, "records_refused").await?;
    ensure!(error["report"]["failed"] == 398, "{error}");
    let failures = &error["report"]["failures"];
    ensure!(failures[0]["code"] == "duplicate_key", "{failures}");
    ensure!(opened.dump().await? == before, "the data changed");
    Ok(())
}

async fn a_rehearsal_reports_and_leaves_nothing_behind(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let before = opened.dump().await?;
    let answer = opened.request(json!({"kind": "rehearse", "plan": plan()})).await?;
    let report = &answer["migrations"][0];
    let total = report["operations"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|operation| operation["name"] == "alter_field")
        .context("no such operation")?;
    ensure!(total["scanned"] == 500 && total["changed"] == 500, "{total}");
    ensure!(total["samples"].as_array().map(Vec::len) == Some(5), "{total}");
    ensure!(opened.dump().await? == before, "the data changed");
    let backups = opened.extension.backups().await?;
    ensure!(backups.is_empty(), "{backups:?}");

    let backup = opened.request(json!({"kind": "backup"})).await?;
    let request = json!({"kind": "dryRun", "backupId": backup["backupId"], "plan": plan()});
    let dry = opened.extension.request(request).await?;
    let counted = |report: &Value| {
        let mut operations = report["operations"].clone();
        for operation in operations.as_array_mut().into_iter().flatten() {
            operation["milliseconds"].take();
        }
        operations
    };
    ensure!(counted(&dry["migrations"][0]) == counted(report), "{dry}");
    let none = json!({"kind": "report", "backupId": backup["backupId"]});
    ensure!(opened.extension.refused(none).await?["code"] == "no_such_report", "a report is there");
    Ok(())
}

async fn a_plan_that_does_not_fit_is_refused_by_name(browser: &Browser) -> Result<()> {
    let opened = open(browser).await?;
    let before = opened.dump().await?;
    let with = |migration: Value| json!({"format": 1, "migrations": [migration]});
    for (plan, code, words) in [
        (json!("{\"format\": 1,\n \"migrationz\": []}"), "plan_invalid", "migrations"),
        (
            with(
                json!({"database": "shop", "version": 3, "operations": [{"drop_store": {"store": "trash"}}]}),
            ),
            "plan_does_not_fit",
            "version 1",
        ),
        (
            with(
                json!({"database": "shop", "version": 2, "operations": [{"drop_store": {"store": "trahs"}}]}),
            ),
            "plan_does_not_fit",
            "column 25, at /migrations/0/operations/0/drop_store: there is no store \"trahs\" (did you mean \"trash\"?)",
        ),
        (
            with(
                json!({"database": "Shop", "version": 2, "operations": [{"drop_store": {"store": "trash"}}]}),
            ),
            "plan_does_not_fit",
            "",
        ),
        (
            with(
                json!({"database": "shop", "version": 2, "strategy": "lazy", "operations": [{"copy_store": {"store": "trash", "to": "copy"}}]}),
            ),
            "plan_invalid",
            "copy_store cannot be in a lazy migration",
        ),
        (
            with(
                json!({"database": "shop", "version": 2, "operations": [{"delete": {"store": "trash", "where": "recrod.x"}}]}),
            ),
            "plan_invalid",
            "column 22, at /migrations/0/operations/0/delete/where: line 1, column 1 of the expression: there is no variable \"recrod\": did you mean \"record\"?",
        ),
        (
            with(
                json!({"database": "shop", "version": 2, "validate": {"before": {"trash": {"schema": {"typ": "object"}}}}, "operations": [{"drop_store": {"store": "trash"}}]}),
            ),
            "plan_invalid",
            "/migrations/0/validate/before/trash/schema/typ: unknown keyword",
        ),
    ] {
        let answer = opened.ask(json!({"kind": "migrate", "plan": plan})).await?;
        let error = &answer["error"];
        ensure!(error["code"] == code, "{plan}: {answer}");
        let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
        let said = format!("{} {}", text("message"), text("detail"));
        ensure!(said.contains(words), "{plan}: {said}");
    }
    ensure!(opened.dump().await? == before, "the data changed");
    // Without a tab, what can be read of the plan alone is told all the same.
    let broken = with(
        json!({"database": "shop", "version": 2, "operations": [{"delete": {"store": "trash", "where": "1 +"}}]}),
    );
    let refused = opened.extension.refused(json!({"kind": "lint", "plan": broken})).await?;
    ensure!(refused["code"] == "plan_invalid", "{refused}");
    let lint = opened.request(json!({"kind": "lint", "plan": plan()})).await?;
    let codes: Vec<&Value> =
        lint["warnings"].as_array().into_iter().flatten().map(|warning| &warning["code"]).collect();
    ensure!(codes.contains(&&json!("drops-store")), "{lint}");
    Ok(())
}

async fn a_librarys_database_goes_through_three_versions(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "cities").await?;
    let page = &opened.page;
    page.eval("site.fill(5000)").await?;
    let before = page.eval("site.hash()").await?;
    // Dexie counts in tens.
    let plan = json!({"format": 1, "migrations": [
        {"database": "cities", "from": 20, "version": 30, "operations": [
            {"alter_field": {"store": "cities", "field": "lat", "type": "number"}},
            {"alter_field": {"store": "cities", "field": "lng", "type": "number"}},
        ]},
        {"database": "cities", "from": 30, "version": 40, "operations": [
            {"merge_fields": {"store": "cities", "fields": ["lat", "lng"], "to": "location"}},
            {"drop_index": {"store": "cities", "index": "[country+admin1]"}},
            {"rename_field": {"store": "cities", "field": "admin1", "to": "region"}},
            {"create_index": {"store": "cities", "index": "[country+region]",
                              "key_path": ["country", "region"]}},
        ]},
        {"database": "cities", "from": 40, "version": 50, "operations": [
            {"split_field": {"store": "cities", "field": "location", "keep": true, "into": [
                {"field": "north", "value": "value.lat >= 0.0"}, {"field": "lng"}]}},
            {"rename_store": {"store": "countries", "to": "lands"}},
        ]},
    ]});
    let answer = opened.request(json!({"kind": "migrate", "plan": plan})).await?;
    ensure!(answer["migrations"][0]["written"] == 5000, "{answer}");

    let found = page
        .eval(
            "(async () => { \
               const database = await new Dexie('cities').open(); \
               const first = await database.table('cities').get(1); \
               const same = await database.table('cities') \
                 .where('[country+region]').equals([first.country, first.region]).count(); \
               const lands = await database.table('lands').count(); \
               const answer = [typeof first.location.lat, \
                 first.location.lng === first.position[1], first.seen.getTime() > 0, 'lat' in first, \
                 first.north === first.location.lat >= 0, first.lng === first.location.lng, \
                 same > 0, lands > 0]; \
               database.close(); \
               return answer; })()",
        )
        .await?;
    let expected = json!(["number", true, true, false, true, true, true, true]);
    ensure!(found == expected, "{found}");

    opened.request(json!({"kind": "undo", "database": "cities"})).await?;
    ensure!(page.eval("site.hash()").await? == before, "undoing leaves other data");
    Ok(())
}

async fn each_bad_record_of_many_is_named(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "shop").await?;
    let page = &opened.page;
    page.eval("site.fill({ orders: 100000 })").await?;
    let mut planted: Vec<u64> = (1..=37).map(|number| number * 2_683 % 100_000 + 1).collect();
    planted.sort_unstable();
    for id in &planted {
        page.eval(&format!("site.put('orders', {{ id: {id}, who: 1, total: 'none' }})")).await?;
    }
    let before = page.eval("site.hash()").await?;
    let answer = opened.ask(json!({"kind": "migrate", "plan": plan()})).await?;
    let report = &answer["error"]["report"];
    ensure!(report["failed"] == 37, "{}", report["failed"]);
    let named: Vec<u64> = report["failures"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|failure| failure["key"].as_str()?.parse().ok())
        .collect();
    ensure!(named == planted, "{named:?}");
    ensure!(page.eval("site.hash()").await? == before, "something was written");
    Ok(())
}

async fn what_a_service_worker_writes_meanwhile_is_not_lost(browser: &Browser) -> Result<()> {
    let opened = Opened::serve(browser, "worker").await?;
    let page = &opened.page;
    page.eval("site.begin()").await?;
    page.wait_for("site.count().then((count) => count > 5)").await?;
    // It need not read the store that the worker writes into.
    let plan = json!({"format": 1, "migrations": [
        {"database": "log", "version": 2, "operations": [{"create_store": {"store": "more"}}]}]});
    let migrate = json!({"kind": "migrate", "plan": plan});
    let error = opened.refused(migrate.clone(), "database_changed").await?;
    ensure!(error["location"]["store"] == "entries", "{error}");
    ensure!(page.eval("site.version()").await? == 1, "it was migrated");
    let lost = page.eval("site.lost()").await?;
    ensure!(lost == json!([]), "lost: {lost}");

    // Asked to let the database be upgraded, the worker has stopped.
    opened.request(migrate).await?;
    ensure!(page.eval("site.version()").await? == 2, "it was not migrated");
    ensure!(page.eval("site.lost()").await? == json!([]), "something was lost");
    Ok(())
}

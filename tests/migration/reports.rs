//! What a report says is what happened.

use std::cell::Cell;

use drydock::migration::{Finished, Languages, OperationReport, Run, VersionReport, compile};
use drydock::value::{Key, Record, Value, encode_record};
use serde_json::json;

use super::simulated::{NoAttachments, Simulated, plan, store};

fn number(number: u32) -> Value {
    Value::Number(f64::from(number).into())
}

/// A store of `n` records with `id` and `size`, which is half of it.
fn sized(name: &str, n: u32) -> (drydock::schema::Store, Vec<Record>) {
    let record = |id: u32| Record {
        key: Key::Number(f64::from(id).into()),
        value: Value::Object(vec![("id".into(), number(id)), ("size".into(), number(id / 2))]),
    };
    (store(name, Some("id")), (1..=n).map(record).collect())
}

fn of<'f>(finished: &'f Finished, name: &str) -> &'f OperationReport {
    finished.report.operations.iter().find(|operation| operation.name == name).unwrap()
}

#[test]
fn each_operation_and_each_migration_counts_its_records() {
    let (_, finished) = Simulated::new(vec![sized("s", 10), sized("t", 4)]).migrated(&plan(&[
        json!([
            { "update": { "store": "s", "where": "record.size < 2", "set": { "size": "0" } } },
            { "add_field": { "store": "s", "field": "new", "default": 1 } },
            { "copy_store": { "store": "s", "to": "large", "where": "record.size > 3" } },
            { "drop_store": { "store": "t" } },
        ]),
        json!([
            { "delete": { "store": "s", "where": "key > 8" } },
            { "insert": { "store": "s", "records": [{ "record": { "id": 70 } }] } },
        ]),
    ]));
    let report = &finished.report;
    assert_eq!((report.failed, report.scanned), (0, 10));
    let counts = |name: &str| (of(&finished, name).scanned, of(&finished, name).changed);
    assert_eq!(counts("update"), (10, 2));
    assert_eq!(counts("add_field"), (10, 10));
    assert_eq!(counts("copy_store"), (10, 3));
    assert_eq!(counts("drop_store"), (0, 4));
    assert_eq!(counts("delete"), (10, 2));
    assert_eq!(counts("insert"), (0, 1));
    // A record that two operations change is one record; the four of the dropped store are more.
    let version = |version, scanned, changed| VersionReport {
        version,
        scanned,
        changed,
        ..VersionReport::default()
    };
    assert_eq!(report.versions, [version(2, 10, 14), version(3, 10, 3)]);
    assert_eq!(report.deleted, 6);
}

#[test]
fn the_first_five_that_an_operation_changed_are_shown_before_and_after() {
    let (_, finished) = Simulated::new(vec![sized("s", 10)]).migrated(&plan(&[json!([
        { "update": { "store": "s", "where": "record.size > 2", "set": { "size": "0" } } },
        { "delete": { "store": "s", "where": "key == 1" } },
        { "insert": { "store": "s", "records": [{ "record": { "id": 70 } }] } },
    ])]));
    let shown = |name: &str| -> Vec<(String, Option<String>, Option<String>)> {
        let samples = of(&finished, name).samples.iter();
        samples.map(|s| (s.key.clone(), s.before.clone(), s.after.clone())).collect()
    };
    let update = shown("update");
    assert_eq!(update.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["6", "7", "8", "9", "10"]);
    assert_eq!(
        update[0],
        (
            "6".into(),
            Some("{\"id\": 6, \"size\": 3}".into()),
            Some("{\"id\": 6, \"size\": 0}".into())
        )
    );
    assert_eq!(shown("delete"), [("1".into(), Some("{\"id\": 1, \"size\": 0}".into()), None)]);
    assert_eq!(shown("insert"), [("70".into(), None, Some("{\"id\": 70}".into()))]);
}

/// One record with a field of this many characters, and two small ones behind it.
fn long(length: usize) -> Simulated {
    let properties = vec![
        ("text".into(), Value::String("ä".repeat(length).as_str().into())),
        ("n".into(), number(1)),
        ("old".into(), number(7)),
    ];
    let record = Record { key: Key::Number(1.into()), value: Value::Object(properties) };
    Simulated::new(vec![(store("s", None), vec![record])])
}

#[test]
fn samples_and_failures_are_whole_up_to_10_000_characters() {
    let plan = plan(&[json!([
        { "update": { "store": "s", "set": { "n": "2" } } },
        { "alter_field": { "store": "s", "field": "text", "type": "number" } },
    ])]);
    let before =
        |length: usize| format!("{{\"text\": \"{}\", \"n\": 1, \"old\": 7}}", "ä".repeat(length));
    let (_, finished) = long(9_970).migrated(&plan);
    let sample = &of(&finished, "update").samples[0];
    assert_eq!(sample.before, Some(before(9_970)));
    assert_eq!(sample.after, Some(before(9_970).replace("\"n\": 1", "\"n\": 2")));
    assert_eq!(finished.report.failures[0].actual, format!("\"{}\"", "ä".repeat(9_970)));

    // Of a longer one, what differs is there; and that there was more is said.
    let (_, finished) = long(50_000).migrated(&plan);
    let sample = &of(&finished, "update").samples[0];
    let (before, after) = (sample.before.as_ref().unwrap(), sample.after.as_ref().unwrap());
    let ends =
        |n: u32| format!("ää\", \"n\": {n}, \"old\": 7}} [characters 40031 to 50030 of 50030]");
    assert!(before.starts_with("…ää") && before.ends_with(&ends(1)), "{before}");
    assert!(after.starts_with("…ää") && after.ends_with(&ends(2)), "{after}");
    let actual = &finished.report.failures[0].actual;
    assert!(actual.ends_with("ä… [characters 1 to 10000 of 50002]"), "{actual}");
}

#[test]
fn a_report_does_not_grow_with_its_operations() {
    let update = |n: usize| json!({ "update": { "store": "s", "set": { "n": n.to_string() } } });
    let operations: Vec<_> = (2..=200).map(update).collect();
    let (_, finished) = long(20_000).migrated(&plan(&[json!(operations)]));
    let text = serde_json::to_string(&finished.report).unwrap();
    assert!(text.len() > 4_000_000 && text.len() < 5_000_000, "{}", text.len());
    // What differs is shown all the same.
    let last = &finished.report.operations[198].samples[0];
    assert!(last.before.as_ref().unwrap().contains("\"n\": 199"), "{last:?}");
    assert!(last.after.as_ref().unwrap().contains("\"n\": 200"), "{last:?}");
}

#[test]
fn keys_that_collide_are_all_counted_for_the_operation_that_forbids_it() {
    let (_, finished) = Simulated::new(vec![sized("s", 500)]).migrated(&plan(&[
        json!([{ "add_field": { "store": "s", "field": "new", "default": 1 } }]),
        json!([
            { "create_index": { "store": "s", "index": "a", "key_path": "id", "unique": true } },
            { "create_index": { "store": "s", "index": "b", "key_path": "new", "unique": true } },
            { "rename_index": { "store": "s", "index": "b", "to": "0" } },
        ]),
    ]));
    let report = &finished.report;
    assert_eq!((report.failed, report.halting, report.failures.len()), (500, 500, 100));
    assert_eq!((report.failures[0].version, report.failures[0].operation), (3, Some(1)));
    let failed: Vec<u64> = report.operations.iter().map(|operation| operation.failed).collect();
    assert_eq!(failed, [0, 0, 500, 0]);
    assert_eq!(report.versions[1].failed, 500);
}

#[test]
fn what_each_operation_takes_is_measured() {
    thread_local! {
        static NOW: Cell<f64> = const { Cell::new(0.0) };
    }
    // Each look at the clock takes as long as there were looks before.
    fn clock() -> f64 {
        NOW.set(NOW.get() + 1.0);
        NOW.get() * NOW.get() / 2.0
    }
    let (schema, records) = sized("s", 1);
    let simulated = Simulated::new(vec![(schema, records.clone())]);
    let plan = plan(&[
        json!([
            { "add_field": { "store": "s", "field": "a", "default": 1 } },
            { "add_field": { "store": "s", "field": "b", "default": 1 } },
        ]),
        json!([{ "add_field": { "store": "s", "field": "c", "default": 1 } }]),
    ]);
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&simulated.schema, &migrations, &Languages).unwrap();
    let mut run = Run::timed(&program, clock);
    run.record(0, &encode_record(&records[0]), &NoAttachments).unwrap();
    let report = run.finish().report;
    // The halves of 4 − 1, 16 − 9 and 36 − 25, rounded.
    let spent: Vec<u64> = report.operations.iter().map(|o| o.milliseconds).collect();
    assert_eq!(spent, [2, 4, 6]);
    let spent: Vec<u64> = report.versions.iter().map(|version| version.milliseconds).collect();
    assert_eq!(spent, [5, 6]);
}

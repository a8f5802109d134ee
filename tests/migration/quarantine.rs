//! Records that are moved to an archive of their own.

use drydock::migration::{Attachments, Languages, MigrationReport, Run, Write, compile};
use drydock::plan::{Plan, Strategy, parse};
use drydock::value::{Blob, Key, Record, Value, encode_record};
use serde_json::{Value as Json, json};

use super::simulated::{Numbers, Simulated, store};

fn record(id: f64, name: Value, photo: bool) -> Record {
    let mut properties = vec![("id".into(), Value::Number(id.into())), ("name".into(), name)];
    if photo {
        let blob = Blob { ordinal: id as u64, media_type: "".into() };
        properties.push(("photo".into(), Value::Blob(Box::new(blob))));
    }
    Record { key: Key::Number(id.into()), value: Value::Object(properties) }
}

/// Record 2 is invalid, and has a Blob.
fn people() -> Simulated {
    let named = |name: &str| Value::String(name.into());
    Simulated::new(vec![(
        store("people", Some("id")),
        vec![
            record(1.0, named("Ada"), false),
            record(2.0, Value::Null, true),
            record(3.0, named("Grace"), true),
        ],
    )])
}

fn plan(operations: &Json) -> Plan {
    let text = json!({ "format": 1, "migrations": [{
        "database": "d", "version": 2, "on_invalid": "quarantine",
        "validate": {
            "before": { "people": { "schema": { "properties": { "name": { "type": "string" } } } } }
        },
        "operations": operations,
    }] });
    parse(&text.to_string()).unwrap_or_else(|error| panic!("{error}")).plan
}

#[test]
fn an_invalid_record_leaves_its_store_whole_and_as_it_was() {
    let plan =
        plan(&json!([{ "rename_field": { "store": "people", "field": "name", "to": "n" } }]));
    let (after, finished) = people().migrated(&plan);
    assert_eq!((finished.report.quarantined, finished.report.written), (1, 2));
    assert_eq!((finished.report.halting, finished.report.deleted), (0, 0));
    let keys: Vec<Key> = after.of("people").into_iter().map(|record| record.key).collect();
    assert_eq!(keys, [Key::Number(1.0.into()), Key::Number(3.0.into())]);
    assert_eq!(after.quarantine, [(0, people().records[0][1].clone())]);
}

#[test]
fn a_check_alone_takes_records_out_too() {
    let plan = plan(&json!([{ "create_store": { "store": "other" } }]));
    let (after, finished) = people().migrated(&plan);
    assert_eq!((finished.report.quarantined, finished.report.written), (1, 0));
    assert_eq!((after.of("people").len(), after.quarantine.len()), (2, 1));
}

#[test]
fn a_record_that_a_copy_leaves_out_is_kept_once() {
    let plan = plan(&json!([{ "copy_store": { "store": "people", "to": "copy" } }]));
    let (after, finished) = people().migrated(&plan);
    assert_eq!(finished.report.quarantined, 1);
    assert_eq!((after.of("people").len(), after.of("copy").len()), (2, 2));
    assert_eq!(after.quarantine.len(), 1);
}

#[test]
fn a_record_that_the_plan_adds_and_finds_invalid_ends_the_migration() {
    let mut plan = plan(&json!([
        { "insert": { "store": "people", "records": [{ "record": { "id": 9, "name": null } }] } }
    ]));
    let validate = &mut plan.migrations[0].validate;
    validate.after = std::mem::take(&mut validate.before);
    let (after, finished) = people().migrated(&plan);
    assert_eq!(after, people());
    assert_eq!(finished.report.halting, 1);
    let told = finished.report.failures.last().unwrap();
    assert_eq!((told.key.as_str(), told.code.as_str()), ("9", "invalid"));
}

/// Nothing can leave the page.
struct Stuck;

impl Attachments for Stuck {
    fn size(&self, _: u64) -> Option<u64> {
        None
    }

    fn digest(&self, _: u64) -> Vec<u8> {
        Vec::new()
    }

    fn is_stuck(&self, _: u64) -> bool {
        true
    }
}

#[test]
fn a_record_that_no_archive_can_hold_is_not_taken_out() {
    let before = people();
    let plan = plan(&json!([{ "create_store": { "store": "other" } }]));
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&before.schema, &migrations, &Languages).unwrap();
    let mut run = Run::new(&program);
    for held in &before.records[0] {
        run.record(0, &encode_record(&held.record), &Stuck).unwrap();
    }
    let report = run.finish().report;
    assert_eq!(report.halting, 1);
    let told = report.failures.last().unwrap();
    assert_eq!((told.key.as_str(), told.code.as_str()), ("2", "not_carried"));
}

/// A migration that is done while the site writes.
fn lazy(operations: &Json) -> Plan {
    let mut plan = plan(operations);
    plan.migrations[0].strategy = Strategy::Lazy;
    plan
}

/// What becomes of record 2 of the people, with these attachments.
fn alone(plan: &Plan, attachments: &dyn Attachments) -> (Vec<Write>, MigrationReport) {
    let before = people();
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&before.schema, &migrations, &Languages).unwrap();
    let mut run = Run::new(&program);
    let bytes = encode_record(&before.records[0][1].record);
    let writes = run.record(0, &bytes, attachments).unwrap();
    (writes, run.finish().report)
}

/// A CryptoKey that can be kept: whether the site has put another in its place, nobody can tell.
struct Kept;

impl Attachments for Kept {
    fn size(&self, _: u64) -> Option<u64> {
        None
    }

    fn digest(&self, _: u64) -> Vec<u8> {
        Vec::new()
    }

    fn is_stuck(&self, _: u64) -> bool {
        false
    }

    fn is_comparable(&self, _: u64) -> bool {
        false
    }
}

#[test]
fn a_record_that_nobody_can_compare_is_not_taken_out_while_the_site_runs() {
    let operations = json!([{ "drop_field": { "store": "people", "field": "x" } }]);
    let (writes, report) = alone(&plan(&operations), &Kept);
    assert!(matches!(writes.as_slice(), [Write::Quarantine { .. }, Write::Remove { .. }]));
    assert_eq!((report.halting, report.quarantined), (0, 1));
    let (writes, report) = alone(&lazy(&operations), &Numbers(&[1]));
    assert!(matches!(writes.as_slice(), [Write::Quarantine { .. }, Write::Remove { .. }]));
    assert_eq!((report.halting, report.quarantined), (0, 1));
    let (_, report) = alone(&lazy(&operations), &Kept);
    assert_eq!(report.halting, 1);
    assert_eq!(report.failures.last().unwrap().code, "not_carried");
}

#[test]
fn a_store_that_goes_before_records_are_taken_out_must_have_valid_ones() {
    let operations = json!([{ "drop_store": { "store": "people" } }]);
    let (writes, report) = alone(&plan(&operations), &Numbers(&[1]));
    assert!(matches!(writes.as_slice(), [Write::Quarantine { .. }]));
    assert_eq!((report.halting, report.quarantined), (0, 1));
    let (writes, report) = alone(&lazy(&operations), &Numbers(&[1]));
    assert_eq!((writes.len(), report.halting), (0, 1));
}

//! Records that are upgraded one after another while the site uses them.

use drydock::migration::{Languages, Program, Run, Write, compile, schema_part};
use drydock::plan::{Migration, parse};
use drydock::value::{Key, Record, Value, decode_record, encode_record};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use super::properties::{operation, records};
use super::simulated::{NoAttachments, Simulated, plan, store};

fn lazy(operations: &Json) -> Migration {
    with(json!({ "operations": operations }))
}

fn with(more: Json) -> Migration {
    let mut migration = json!({ "database": "d", "version": 2, "strategy": "lazy" });
    migration.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let text = json!({ "format": 1, "migrations": [migration] }).to_string();
    let plan = parse(&text).unwrap_or_else(|error| panic!("{error}")).plan;
    plan.migrations.into_iter().next().unwrap()
}

/// What becomes of a record, upgraded alone; `Err` with the fault's code where it cannot be.
fn upgraded(program: &Program, record: &Record) -> Result<Option<Record>, String> {
    let mut run = Run::while_used(program);
    let (_, route) = program.changed_in_place()[0];
    let writes = run.record(route, &encode_record(record), &NoAttachments).unwrap();
    if let Some(failure) = run.report().failures.first() {
        return Err(format!("{} {}", failure.code, failure.pointer));
    }
    match writes.as_slice() {
        [] => Ok(Some(record.clone())),
        [Write::Put { record, .. }] => Ok(Some(decode_record(record).unwrap())),
        [Write::Remove { .. }] => Ok(None),
        other => panic!("{other:?}"),
    }
}

fn compiled(before: &Simulated, migration: &Migration) -> Program {
    compile(&before.schema, &[migration], &Languages).unwrap()
}

fn object(properties: &[(&str, Value)]) -> Value {
    let property = |(name, value): &(&str, Value)| ((*name).into(), value.clone());
    Value::Object(properties.iter().map(property).collect())
}

fn number(number: f64) -> Value {
    Value::Number(number.into())
}

fn record(key: f64, value: Value) -> Record {
    Record { key: Key::Number(key.into()), value }
}

/// Adds one to the field `n` of each record: done twice, it would show.
fn count() -> Json {
    json!([{"update": {"store": "s", "set": {"n": "record.n + 1.0"}}}])
}

fn check(seed: u64, choices: &[u8]) -> Result<(), TestCaseError> {
    let before = Simulated::new(vec![(store("s", None), records(seed))]);
    let mut operations: Vec<Json> = choices
        .iter()
        .map(|choice| operation(*choice))
        .filter(|operation| operation.get("copy_store").is_none())
        .filter(|operation| operation.get("create_index").is_none())
        .collect();
    if operations.is_empty() {
        return Ok(());
    }
    let migration = lazy(&json!(operations));
    let program = compiled(&before, &migration);
    operations.push(json!({"update": {"store": "s", "set": {"schemaVersion": "2.0"}}}));
    let (whole, finished) = before.migrated(&plan(&[json!(operations)]));
    let mut run = Run::while_used(&program);
    let mut after = before.clone();
    // Some before others, and all of them twice: nothing depends on the order.
    let order: Vec<usize> = (0..8).map(|at| (at * 3 + seed as usize) % 4).collect();
    for at in order {
        after.upgrade(&mut run, &program, at);
    }
    prop_assert_eq!(run.report().halting > 0, finished.report.halting > 0);
    if finished.report.halting == 0 {
        prop_assert_eq!(&after.records, &whole.records);
        let mut again = Run::while_used(&program);
        for at in 0..4 {
            prop_assert!(!after.clone().upgrade(&mut again, &program, at));
        }
    }
    Ok(())
}

#[test]
fn all_records_upgraded_are_what_a_transaction_makes_of_them_with_their_version() {
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let strategy = (any::<u64>(), proptest::collection::vec(any::<u8>(), 1..7));
    TestRunner::new(config)
        .run(&strategy, |(seed, choices)| check(seed, &choices))
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_record_is_upgraded_once_and_says_so() {
    let before = Simulated::new(vec![(store("s", None), vec![])]);
    let program = compiled(&before, &lazy(&count()));
    let old = record(1.0, object(&[("n", number(1.0))]));
    let new = record(1.0, object(&[("n", number(2.0)), ("schemaVersion", number(2.0))]));
    assert_eq!(upgraded(&program, &old), Ok(Some(new.clone())));
    assert_eq!(upgraded(&program, &new), Ok(Some(new)));
    for version in [2.5, 3.0, f64::INFINITY] {
        let later = record(1.0, object(&[("n", number(2.0)), ("schemaVersion", number(version))]));
        assert_eq!(upgraded(&program, &later), Ok(Some(later.clone())));
    }
    for version in [1.0, 0.0, -0.0, -7.5, f64::NEG_INFINITY] {
        let older = record(1.0, object(&[("schemaVersion", number(version)), ("n", number(1.0))]));
        let wanted = record(1.0, object(&[("schemaVersion", number(2.0)), ("n", number(2.0))]));
        assert_eq!(upgraded(&program, &older), Ok(Some(wanted)));
    }
}

#[test]
fn what_cannot_carry_a_version_is_told() {
    let before = Simulated::new(vec![(store("s", None), vec![])]);
    let program = compiled(
        &before,
        &with(json!({
        "version_field": "m.v", "operations": count() })),
    );
    for (value, said) in [
        (number(5.0), "not_an_object "),
        (Value::Array(vec![]), "not_an_object "),
        (object(&[("n", number(1.0)), ("m", number(5.0))]), "not_an_object /m"),
        (object(&[("m", object(&[("v", Value::String("2".into()))]))]), "not_a_version /m/v"),
        (object(&[("m", object(&[("v", number(f64::NAN))]))]), "not_a_version /m/v"),
        (object(&[("m", object(&[("v", Value::Null)]))]), "not_a_version /m/v"),
    ] {
        assert_eq!(upgraded(&program, &record(1.0, value.clone())), Err(said.to_owned()));
        // The trial over the backup finds it before anything is done.
        let there = Simulated::new(vec![(store("s", None), vec![record(1.0, value)])]);
        let mut run = Run::new(&program);
        let bytes = encode_record(&there.of("s")[0]);
        run.record(0, &bytes, &NoAttachments).unwrap();
        assert_eq!(run.finish().report.halting, 1);
    }
}

#[test]
fn checks_are_for_what_is_upgraded_and_see_its_version_afterwards() {
    let before = Simulated::new(vec![(store("s", None), vec![])]);
    let rule = |rule: &str| json!({ "s": { "rules": [{ "rule": rule }] } });
    let program = compiled(
        &before,
        &with(json!({
        "on_invalid": "skip",
        "validate": { "before": rule("record.n < 5.0"), "after": rule("record.schemaVersion == 2.0") },
        "operations": count() })),
    );
    let old = |n| record(1.0, object(&[("n", number(n))]));
    assert!(upgraded(&program, &old(1.0)).is_ok());
    assert_eq!(upgraded(&program, &old(5.0)), Err("invalid ".to_owned()));
    let new = record(1.0, object(&[("n", number(9.0)), ("schemaVersion", number(2.0))]));
    assert_eq!(upgraded(&program, &new), Ok(Some(new)));
}

#[test]
fn the_schema_changes_first_and_each_store_keeps_its_operations() {
    let people = record(1.0, object(&[("n", number(1.0))]));
    let before = Simulated::new(vec![
        (store("s", None), vec![people]),
        (store("gone", None), vec![record(1.0, object(&[]))]),
        (store("other", None), vec![]),
    ]);
    let migration = lazy(&json!([
        {"update": {"store": "s", "set": {"n": "record.n + 1.0"}}},
        {"rename_store": {"store": "s", "to": "z"}},
        {"drop_store": {"store": "gone"}},
        {"create_index": {"store": "z", "index": "by n", "key_path": "n"}},
        {"update": {"store": "z", "set": {"n": "record.n * 10.0"}}},
    ]));
    let schema = compile(&before.schema, &[&schema_part(&migration)], &Languages).unwrap();
    assert!(schema.routes.is_empty());
    let program = compiled(&before, &migration);
    assert_eq!(schema.target.stores, program.target.stores);
    let names: Vec<_> = schema.target.stores.iter().map(|store| store.name.clone()).collect();
    assert_eq!(names, ["other".into(), "z".into()]);
    // What went with the schema is not counted once more with the records.
    assert!(!Run::while_used(&program).report().changes());
    // Only `z` is changed, and its records go through both.
    let [(target, _)] = program.changed_in_place()[..] else { panic!() };
    assert_eq!(target, 1);
    let old = record(1.0, object(&[("n", number(1.0))]));
    let new = record(1.0, object(&[("n", number(20.0)), ("schemaVersion", number(2.0))]));
    assert_eq!(upgraded(&program, &old), Ok(Some(new)));
}

#[test]
fn keys_of_old_and_new_records_side_by_side_must_differ() {
    let mut indexed = store("s", None);
    let index = json!([{"name": "u", "key_path": "n", "unique": true, "multi_entry": false}]);
    indexed.indexes = serde_json::from_value(index).unwrap();
    let at = |key: f64, n: f64| record(key, object(&[("n", number(n))]));
    let faults = |records: Vec<Record>, strategy: &str| {
        let before = Simulated::new(vec![(indexed.clone(), records)]);
        let mut migration = lazy(&count());
        if strategy == "transactional" {
            migration = plan(&[count()]).migrations.remove(0);
        }
        let mut whole = plan(&[count()]);
        whole.migrations = vec![migration];
        let (_, finished) = before.migrated(&whole);
        finished.report.failures.into_iter().map(|failure| failure.code).collect::<Vec<_>>()
    };
    let none: Vec<String> = Vec::new();
    // 1 becomes 2, while there still is a 2.
    assert_eq!(faults(vec![at(1.0, 1.0), at(2.0, 2.0)], "transactional"), none);
    assert_eq!(faults(vec![at(1.0, 1.0), at(2.0, 2.0)], "lazy"), ["duplicate_key"; 2]);
    assert_eq!(faults(vec![at(1.0, 1.0), at(2.0, 5.0)], "lazy"), none);
}

#[test]
fn counts_of_several_passes_are_those_of_one_whole() {
    let values = (1..=4).map(|key| record(f64::from(key), object(&[("n", number(0.0))])));
    let mut database = Simulated::new(vec![(store("s", None), values.collect())]);
    let program = compiled(&database, &lazy(&count()));
    let mut first = Run::while_used(&program);
    database.upgrade(&mut first, &program, 0);
    let mut next = Run::while_used(&program);
    database.upgrade(&mut next, &program, 1);
    let first = first.report().clone().and(next.report().clone());
    assert!(first.changes());
    let mut second = Run::while_used(&program);
    for at in 0..4 {
        database.upgrade(&mut second, &program, at);
    }
    let mut alone = Run::while_used(&program).report().clone();
    for at in 0..2 {
        // Passed by alone, each is counted as it is among others.
        let mut run = Run::while_used(&program);
        database.upgrade(&mut run, &program, at);
        alone = alone.and(run.report().clone());
    }
    assert_eq!((alone.scanned, alone.changes()), (2, false));
    let report = first.followed_by(second.report());
    assert_eq!((report.scanned, report.written), (4, 4));
    let update = &report.operations[0];
    assert_eq!((update.scanned, update.changed, update.samples.len()), (4, 4, 4));
    let version = &report.versions[0];
    assert_eq!((version.version, version.scanned, version.changed), (2, 4, 4));
}

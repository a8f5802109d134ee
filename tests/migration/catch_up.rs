//! A new form beside the database, brought up to later states of it.

use std::collections::BTreeMap;

use drydock::diff::{Change, Merge, Next};
use drydock::migration::{CatchUp, Languages, Program, Run, Write, compile};
use drydock::plan::{Plan, parse};
use drydock::value::{
    Blob, Key, Record, Value, decode_record, encode_key, encode_record, rewrite_attachments,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use super::entropy::Entropy;
use super::simulated::{Held, Numbers, Simulated, plan, store};

/// Records with keys from a few, a field `k` that is unique, and some Blobs.
fn state(entropy: &mut Entropy) -> Simulated {
    let mut free: Vec<u64> = (0..12).collect();
    let mut records = Vec::new();
    for key in 0..10_u8 {
        if entropy.below(4) == 0 {
            continue;
        }
        let k = free.remove(entropy.below(free.len() as u64) as usize);
        let blobs = (0..entropy.below(3))
            .map(|at| Value::Blob(Box::new(Blob { ordinal: at, media_type: "x/y".into() })));
        let number = |number: u64| Value::Number((number as f64).into());
        let value = Value::Object(vec![
            ("k".into(), number(k)),
            ("n".into(), number(entropy.below(3))),
            ("blobs".into(), Value::Array(blobs.collect())),
        ]);
        records.push(Record { key: Key::Number(f64::from(key).into()), value });
    }
    let mut state = Simulated::new(vec![(store("s", None), records)]);
    for held in &mut state.records[0] {
        held.attachments.iter_mut().for_each(|content| *content = entropy.below(3));
    }
    state
}

const OPERATIONS: [&str; 7] = [
    r#"{"change_key_path": {"store": "s", "key_path": "k"}}"#,
    r#"{"copy_store": {"store": "s", "to": "copy", "where": "record.n > 0.0"}}"#,
    r#"{"delete": {"store": "s", "where": "record.n == 1.0"}}"#,
    r#"{"update": {"store": "s", "where": "record.n == 2.0", "set": {"n": "record.n + 5.0"}}}"#,
    r#"{"rename_field": {"store": "s", "field": "blobs", "to": "files"}}"#,
    r#"{"insert": {"store": "s", "on_conflict": "replace", "records": [{"key": "3", "record": {"n": 1}}]}}"#,
    r#"{"create_store": {"store": "empty"}}"#,
];

/// The payload of the only store, and what its ordinals stand for.
fn payload(state: &Simulated) -> (Vec<u8>, Vec<u64>) {
    let (mut bytes, mut next, mut contents) = (Vec::new(), 0, Vec::new());
    for held in &state.records[0] {
        let own = rewrite_attachments(&encode_record(&held.record), &mut next, |_| true).unwrap();
        bytes.extend(own.bytes);
        contents.extend(&held.attachments);
    }
    (bytes, contents)
}

/// What differs between two states.
fn changes(before: &(Vec<u8>, Vec<u64>), after: &(Vec<u8>, Vec<u64>)) -> Vec<Change> {
    let mut merge = Merge::default();
    merge.before.push(&before.0);
    merge.before.end();
    merge.after.push(&after.0);
    merge.after.end();
    let is_same = |one: u64, other: u64| before.1[one as usize] == after.1[other as usize];
    let mut found = Vec::new();
    while let Next::Change(change) = merge.next(is_same).unwrap() {
        found.push(change);
    }
    found
}

/// The stores beside the database, by the encoded keys of their records.
type Beside = BTreeMap<usize, BTreeMap<Vec<u8>, Held>>;

fn apply(beside: &mut Beside, writes: Vec<Write>, contents: &[u64]) {
    for write in writes {
        match write {
            Write::Put { store, record, ordinals } => {
                let record = decode_record(&record).unwrap();
                let attachments = ordinals.iter().map(|at| contents[*at as usize]).collect();
                let key = encode_key(&record.key);
                beside.entry(store).or_default().insert(key, Held { record, attachments });
            }
            Write::Remove { store, record } => {
                let key = encode_key(&decode_record(&record).unwrap().key);
                beside.entry(store).or_default().remove(&key);
            }
            // It is not in the new form.
            Write::Quarantine { .. } => {}
        }
    }
}

/// The new form of a state, made from the beginning.
fn remake(program: &Program, state: &Simulated) -> Beside {
    let mut beside: Beside =
        program.remade_stores().into_iter().map(|store| (store, BTreeMap::new())).collect();
    let (_, contents) = payload(state);
    let mut run = Run::remaking(program);
    let mut next = 0;
    for held in &state.records[0] {
        let own = rewrite_attachments(&encode_record(&held.record), &mut next, |_| true).unwrap();
        for route in program.remaking_routes() {
            let writes = run.record(route, &own.bytes, &Numbers(&contents)).unwrap();
            apply(&mut beside, writes, &contents);
        }
    }
    beside
}

fn catch_up(beside: &mut Beside, program: &Program, before: &Simulated, after: &Simulated) {
    let (before, after) = (payload(before), payload(after));
    let changes = changes(&before, &after);
    let mut run = CatchUp::new(program);
    for change in &changes {
        for route in program.remaking_routes() {
            let writes = run.removals(route, change, &Numbers(&before.1)).unwrap();
            apply(beside, writes, &before.1);
        }
    }
    for change in &changes {
        for route in program.remaking_routes() {
            let writes = run.puts(route, change, &Numbers(&after.1)).unwrap();
            apply(beside, writes, &after.1);
        }
    }
}

/// The plan that takes out records that it finds invalid, some of them only in the copy.
fn quarantining(operations: &[Json]) -> Plan {
    let rule = |rule: &str| json!({ "rules": [{ "rule": rule }] });
    let mut validate = json!({ "before": { "s": rule("record.k != 3.0 && record.k != 5.0") } });
    if operations.iter().any(|operation| operation.get("copy_store").is_some()) {
        validate["after"] = json!({ "copy": rule("record.n < 7.0") });
    }
    let text = json!({ "format": 1, "migrations": [{ "database": "d", "version": 2,
        "on_invalid": "quarantine", "validate": validate, "operations": operations }] });
    parse(&text.to_string()).unwrap_or_else(|error| panic!("{error}")).plan
}

fn check(seed: u64, choices: &[usize]) -> Result<(), TestCaseError> {
    let mut entropy = Entropy::seeded(seed);
    let states: Vec<Simulated> = (0..3).map(|_| state(&mut entropy)).collect();
    let mut operations: Vec<Json> = Vec::new();
    for choice in choices {
        let operation = serde_json::from_str(OPERATIONS[*choice]).unwrap();
        // A store is made once. A record without Blobs would not do after it has none.
        if !operations.contains(&operation) {
            operations.push(operation);
        }
    }
    // With a key path, the record that is added must have no key of its own.
    if choices.contains(&0) {
        operations.retain(|operation| operation.get("insert").is_none());
    }
    if operations.is_empty() {
        return Ok(());
    }
    let plan =
        if seed.is_multiple_of(2) { plan(&[json!(operations)]) } else { quarantining(&operations) };
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&states[0].schema, &migrations, &Languages).unwrap();
    let mut beside = remake(&program, &states[0]);
    for (before, after) in states.iter().zip(&states[1..]) {
        // Interrupted, and done again.
        catch_up(&mut beside, &program, before, after);
        catch_up(&mut beside, &program, before, after);
        let (whole, finished) = after.migrated(&plan);
        prop_assert_eq!(finished.report.halting, 0);
        prop_assert_eq!(finished.report.quarantined, whole.quarantine.len() as u64);
        for (store, records) in &beside {
            let seeds: Vec<Held> = whole.records[*store]
                .iter()
                .filter(|held| {
                    let Value::Object(properties) = &held.record.value else { return true };
                    properties.len() > 1
                })
                .cloned()
                .collect();
            let mut found: Vec<Held> = records.values().cloned().collect();
            found.sort_by(|one, other| drydock::value::compare(&one.record.key, &other.record.key));
            prop_assert_eq!(&found, &seeds, "store {}", store);
        }
    }
    Ok(())
}

#[test]
fn what_is_brought_up_to_a_state_is_what_the_migration_makes_of_it() {
    let config = Config { cases: 500, failure_persistence: None, ..Config::default() };
    let strategy = (any::<u64>(), proptest::collection::vec(0..OPERATIONS.len(), 1..5));
    TestRunner::new(config)
        .run(&strategy, |(seed, choices)| check(seed, &choices))
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn stores_that_no_record_changes_in_stay_where_they_are() {
    let present = Simulated::new(vec![
        (store("checked", None), vec![]),
        (store("indexed", None), vec![]),
        (store("changed", None), vec![]),
    ]);
    let plan = plan(&[json!([
        {"rename_store": {"store": "checked", "to": "renamed"}},
        {"create_index": {"store": "indexed", "index": "i", "key_path": "a", "unique": true}},
        {"drop_field": {"store": "changed", "field": "a"}},
        {"create_store": {"store": "new"}},
    ])]);
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&present.schema, &migrations, &Languages).unwrap();
    let beside = program.beside("b".into());
    let names: Vec<_> = beside.stores.iter().map(|store| store.name.to_string_lossy()).collect();
    assert_eq!(names, ["changed", "new"]);
    let kept: Vec<_> = program.changes_beside().into_iter().map(|change| change.from).collect();
    assert_eq!(kept, [None, Some("indexed".into()), None, Some("checked".into())]);
}

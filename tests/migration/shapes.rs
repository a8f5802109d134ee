//! What holds for records whose objects stand in arrays, in each other, and in several places.

use std::cell::Cell;
use std::collections::BTreeMap;

use drydock::plan::{Plan, parse};
use drydock::value::{Graph, Key, Properties, Record, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use super::arbitrary::{Kinds, value};
use super::entropy::Entropy;
use super::simulated::{Simulated, store};

/// The ways to the objects: each has `id`, `n` and `keep`.
const WAYS: [&str; 3] = ["", "rows[].", "rows[].in."];
const NAMES: [&str; 5] = ["a", "b", "c", "7", "d"];

/// An object with an `id` of its own, `n`, which is 0, a few fields, mostly Strings, and `keep`.
fn object(graph: &mut Graph, entropy: &mut Entropy, id: u64, more: Properties) -> Value {
    let mut properties: Properties = Vec::new();
    for name in ["7", "a", "b", "c"] {
        if entropy.below(3) == 0 {
            continue;
        }
        let field = match entropy.below(12) {
            0 => value(entropy, Kinds::All),
            1 => Value::Number((id as f64).into()),
            _ => Value::String("some words to split".into()),
        };
        properties.push((name.into(), graph.adopt(field)));
    }
    properties.push(("id".into(), Value::Number((id as f64).into())));
    properties.push(("n".into(), Value::Number(0.into())));
    let keep = value(entropy, Kinds::All);
    properties.push(("keep".into(), graph.adopt(keep)));
    properties.extend(more);
    let at = graph.shared.len() as u64;
    graph.shared.push(Value::Object(properties));
    Value::Reference(at)
}

/// A record with rows, of which some stand twice, and in them objects of which some stand in
/// several. Sometimes the record is one of its own rows.
fn record(entropy: &mut Entropy, key: u64) -> Record {
    let mut graph = Graph::new(Value::Undefined);
    let mut ids = 1..;
    let mut id = || ids.next().unwrap_or_default();
    let inner: Vec<Value> =
        (0..entropy.below(3)).map(|_| object(&mut graph, entropy, id(), Vec::new())).collect();
    let mut rows = Vec::new();
    for _ in 0..entropy.below(4) {
        let held = if entropy.flip() { inner.get(entropy.below(3) as usize) } else { None };
        let more = held.map(|held| ("in".into(), held.clone())).into_iter().collect();
        rows.push(object(&mut graph, entropy, id(), more));
    }
    let mut listed: Vec<Value> = Vec::new();
    for _ in 0..entropy.below(6) {
        listed.push(match entropy.below(8) {
            0 => Value::Null,
            1 => Value::String("no object".into()),
            _ if rows.is_empty() => Value::Undefined,
            _ => rows[entropy.below(rows.len() as u64) as usize].clone(),
        });
    }
    let is_own_row = entropy.below(6) == 0;
    listed.extend(is_own_row.then_some(Value::Null));
    graph.root = object(&mut graph, entropy, 0, vec![("rows".into(), Value::Array(listed))]);
    if is_own_row
        && let Value::Reference(at) = graph.root
        && let Value::Object(own) = &mut graph.shared[at as usize]
        && let Some((_, Value::Array(listed))) = own.last_mut()
    {
        *listed.last_mut().unwrap() = Value::Reference(at);
    }
    Record { key: Key::Number((key as f64).into()), value: graph.rebuild(Some(0)).unwrap().value }
}

fn operation(entropy: &mut Entropy) -> Json {
    let way = entropy.pick(&WAYS);
    let field = |entropy: &mut Entropy| format!("{way}{}", entropy.pick(&NAMES));
    let (one, two, three) = (field(entropy), field(entropy), format!("{way}new"));
    let n = format!("{way}n");
    let inner = way == "rows[].in.";
    match entropy.below(17) {
        0 => json!({"add_field": {"store": "s", "field": one, "default": "words to split"}}),
        1 => json!({"add_field": {"store": "s", "field": one, "value": "record.n"}}),
        2 => json!({"drop_field": {"store": "s", "field": one}}),
        3 if one != two => json!({"rename_field": {"store": "s", "field": one, "to": two}}),
        // Out of the object that several may share, and into it.
        4 if inner => json!({"rename_field": {"store": "s", "field": one, "to": "rows[].out"}}),
        5 if inner => json!({"rename_field": {"store": "s", "field": "rows[].out", "to": three}}),
        6 => json!({"alter_field": {"store": "s", "field": one, "type": "string"}}),
        7 => json!({"alter_field": {"store": "s", "field": one, "up": "value"}}),
        8 | 9 => json!({"alter_field": {"store": "s", "field": n, "up": "value + 1.0"}}),
        10 => {
            let set = json!({(n): "value + 1.0", "3": "record.n"});
            json!({"update": {"store": "s", "set": set}})
        }
        11 if one != two => {
            json!({"merge_fields": {"store": "s", "fields": [one, two], "to": three}})
        }
        12 if one != two => {
            let keep = entropy.flip();
            json!({"merge_fields": {"store": "s", "fields": [one, two], "to": three,
                "separator": "-", "keep": keep}})
        }
        13 => {
            let keep = entropy.flip();
            json!({"merge_fields": {"store": "s", "fields": [one], "to": three,
                "value": "record.n", "keep": keep}})
        }
        14 => {
            let keep = entropy.flip();
            let into = [json!({"field": three}), json!({"field": format!("{way}rest")})];
            json!({"split_field": {"store": "s", "field": one, "separator": " ", "keep": keep,
                "into": into}})
        }
        15 => {
            let into = [json!({"field": three, "value": "[value]"})];
            json!({"split_field": {"store": "s", "field": one, "into": into}})
        }
        _ => json!({"drop_field": {"store": "s", "field": three}}),
    }
}

/// Each list of operations a migration, with checks before and after it.
fn plan(versions: &[Vec<Json>], on_invalid: &str) -> Plan {
    let check = |rule: &str| json!({"s": {"rules": [{"rule": rule}]}});
    let migrations: Vec<Json> = versions
        .iter()
        .enumerate()
        .map(|(at, operations)| {
            json!({"database": "d", "version": at + 2, "on_invalid": on_invalid,
                "validate": {
                    "before": check("size(record.rows) < 6"),
                    "after": check("record.id == 0.0 && record.n >= 0.0"),
                },
                "operations": operations})
        })
        .collect();
    let text = json!({"format": 1, "migrations": migrations}).to_string();
    parse(&text).unwrap_or_else(|error| panic!("{error}")).plan
}

/// Carries each migration out by itself. None where one is refused.
fn stepped(before: &Simulated, plan: &Plan) -> Option<Simulated> {
    let mut present = before.clone();
    for migration in &plan.migrations {
        let one = Plan { migrations: vec![migration.clone()], ..plan.clone() };
        let (after, finished) = present.migrated(&one);
        if finished.report.halting > 0 {
            return None;
        }
        present = after;
    }
    Some(present)
}

/// Of each object with an `id`: `n`, and `keep` with the contents of its attachments. No two
/// objects have one `id`.
fn objects(held: &super::simulated::Held) -> BTreeMap<u64, (Value, (Value, Vec<u64>))> {
    let graph = Graph::new(held.record.value.clone());
    let mut found = BTreeMap::new();
    let mut left: Vec<&Value> = graph.shared.iter().chain([&graph.root]).collect();
    while let Some(value) = left.pop() {
        let Value::Object(properties) = value else {
            if let Value::Array(elements) = value {
                left.extend(elements);
            }
            continue;
        };
        let own = |name: &str| {
            properties.iter().find(|(own, _)| *own == name.into()).map(|(_, value)| value)
        };
        left.extend(properties.iter().map(|(_, value)| value));
        let (Some(Value::Number(id)), Some(n), Some(keep)) = (own("id"), own("n"), own("keep"))
        else {
            continue;
        };
        let part = Graph { root: keep.clone(), shared: graph.shared.clone() };
        let part = part.rebuild(Some(0)).unwrap();
        let attachments = part.ordinals.iter().map(|at| held.attachments[*at as usize]).collect();
        let twice = found.insert(id.get() as u64, (n.clone(), (part.value, attachments)));
        assert_eq!(twice, None, "two objects with id {id:?} in {:?}", held.record.value);
    }
    found
}

/// Which objects an operation adds 1 to.
fn counts(operations: &[Json], way: &str) -> usize {
    let of = |operation: &&Json| {
        operation["alter_field"]["field"] == format!("{way}n")
            || operation["update"]["set"].get(format!("{way}n")).is_some()
    };
    operations.iter().filter(of).count()
}

/// Says whether the operations could be done.
fn check(seed: u64, length: usize) -> Result<bool, TestCaseError> {
    let entropy = &mut Entropy::seeded(seed);
    let records: Vec<Record> = (0..3).map(|key| record(entropy, key)).collect();
    let before = Simulated::new(vec![(store("s", None), records)]);
    let operations: Vec<Json> = (0..length).map(|_| operation(entropy)).collect();
    let each: Vec<Vec<Json>> = operations.iter().map(|operation| vec![operation.clone()]).collect();

    // One migration, and many in one go, are what they are one after another.
    let (fused, finished) = before.migrated(&plan(std::slice::from_ref(&operations), "halt"));
    let (at_once, _) = before.migrated(&plan(&each, "halt"));
    let one_by_one = stepped(&before, &plan(&each, "halt"));
    prop_assert_eq!(finished.report.halting > 0, one_by_one.is_none());
    prop_assert_eq!(&fused.records, &at_once.records);
    // Where a record cannot be changed, the others are.
    let (skipping, _) = before.migrated(&plan(&each, "skip"));
    for is in &skipping.records[0] {
        let was = before.records[0].iter().find(|was| was.record.key == is.record.key).unwrap();
        let (was, is) = (objects(was), objects(is));
        // No object comes or goes, and what no operation mentions stays in each.
        let keeps = |objects: &BTreeMap<u64, (Value, (Value, Vec<u64>))>| {
            objects.iter().map(|(id, (_, keep))| (*id, keep.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(keeps(&was), keeps(&is));
    }
    let Some(one_by_one) = one_by_one else { return Ok(false) };
    prop_assert_eq!(&fused.records, &one_by_one.records);
    for is in &fused.records[0] {
        for (id, (n, _)) in objects(is) {
            // Once in each object that the way leads to, however often it does.
            let Value::Number(n) = n else { panic!("{n:?}") };
            let most: usize = WAYS.iter().map(|way| counts(&operations, way)).sum();
            prop_assert!(n.get() <= most as f64, "{} is {:?} after {}", id, n, most);
        }
    }
    Ok(true)
}

#[test]
fn objects_of_every_shape_are_changed_once_and_alone() {
    let accepted = Cell::new(0_u32);
    let cases = 600;
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&(any::<u64>(), 1..6_usize), |(seed, length)| {
            let done = check(seed, length)?;
            accepted.set(accepted.get() + u32::from(done));
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
    // What is refused says little of what is done.
    assert!(accepted.get() > cases / 3, "only {} of {cases} could be done", accepted.get());
}

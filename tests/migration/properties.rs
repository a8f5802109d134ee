//! What holds for records of every kind.

use drydock::value::{Graph, Key, Properties, Record, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};

use super::arbitrary::{Kinds, key, value};
use super::entropy::Entropy;
use super::simulated::{Held, Simulated, plan, store};

const NAMES: [&str; 5] = ["a", "b", "c", "7", "d"];

/// Records whose fields are anything, and a field that no operation touches.
pub fn records(seed: u64) -> Vec<Record> {
    let mut entropy = Entropy::seeded(seed);
    (0..4)
        .map(|at| {
            let key = Key::Array(vec![Key::Number(f64::from(at).into()), key(&mut entropy)]);
            let kinds = if entropy.below(2) == 0 { Kinds::All } else { Kinds::Language };
            let mut properties = Vec::new();
            for name in ["7", "a", "b", "c"] {
                if entropy.below(4) > 0 {
                    properties.push((name.into(), value(&mut entropy, kinds)));
                }
            }
            properties.push(("untouched".into(), value(&mut entropy, kinds)));
            Record { key, value: alone(properties) }
        })
        .collect()
}

/// An object whose fields share nothing with each other, with attachments numbered from 0.
fn alone(properties: Properties) -> Value {
    let mut graph = Graph::new(Value::Undefined);
    let adopted = properties.into_iter().map(|(name, value)| (name, graph.adopt(value))).collect();
    graph.root = Value::Object(adopted);
    graph.rebuild(Some(0)).unwrap().value
}

pub fn operation(choice: u8) -> Json {
    let from = NAMES[usize::from(choice) % 5];
    let to = NAMES[usize::from(choice / 5) % 5];
    match choice / 25 % 8 {
        0 => json!({"add_field": {"store": "s", "field": from, "default": {"x": [1, null]}}}),
        1 => json!({"drop_field": {"store": "s", "field": from}}),
        2 if from != to => json!({"rename_field": {"store": "s", "field": from, "to": to}}),
        3 => json!({"alter_field": {"store": "s", "field": from, "type": "string"}}),
        4 => json!({"merge_fields": {"store": "s", "fields": [from], "to": "merged.in"}}),
        5 => json!({"split_field": {"store": "s", "field": from, "into": [{"field": "part"}]}}),
        6 => json!({"copy_store": {"store": "s", "to": "t"}}),
        _ => json!({"create_index": {"store": "s", "index": "i", "key_path": from}}),
    }
}

/// Those, and all others, each with what it needs.
fn operations_of(choice: u16) -> Vec<Json> {
    let from = NAMES[usize::from(choice) % 5];
    let to = NAMES[usize::from(choice / 5) % 5];
    let types = ["number", "integer", "boolean", "date", "bigint", "bytes"];
    let index = |name: &str| json!({"store": "s", "index": name, "key_path": from});
    vec![match choice / 25 % 17 {
        8 => {
            let kind = types[usize::from(choice / 425) % types.len()];
            json!({"alter_field": {"store": "s", "field": from, "type": kind}})
        }
        9 => json!({"alter_field": {"store": "s", "field": from, "up": "value"}}),
        10 => json!({"add_field": {"store": "s", "field": from, "value": "record.untouched"}}),
        11 if from != to => {
            let set = json!({(from): "has(record.b) ? record.b : 1", (to): "key"});
            json!({"update": {"store": "s", "where": "has(record.c)", "set": set}})
        }
        12 => json!({"delete": {"store": "s", "where": "has(record.a) && !has(record.b)"}}),
        13 => {
            let way = ["halt", "skip", "replace"][usize::from(choice / 425) % 3];
            json!({"insert": {"store": "s", "on_conflict": way, "records": [
                {"key": "'new'", "record": {"a": choice, "untouched": [null]}}]}})
        }
        14 => json!({"change_key_path": {"store": "s", "key_path": null}}),
        15 => {
            return vec![
                json!({"create_store": {"store": "u"}}),
                json!({"insert": {"store": "u", "records": [{"key": "1", "record": from}]}}),
                json!({"rename_store": {"store": "u", "to": "v"}}),
                json!({"drop_store": {"store": "v"}}),
            ];
        }
        16 => {
            return vec![
                json!({"create_index": index("k")}),
                json!({"rename_index": {"store": "s", "index": "k", "to": "l"}}),
                json!({"drop_index": {"store": "s", "index": "l"}}),
            ];
        }
        _ => operation((choice % 200) as u8),
    }]
}

fn check(seed: u64, choices: &[u16]) -> Result<(), TestCaseError> {
    let before = Simulated::new(vec![(store("s", None), records(seed))]);
    // A copy or an index can be made once.
    let mut once: Vec<Vec<Json>> = Vec::new();
    let operations: Vec<Json> = choices
        .iter()
        .map(|choice| operations_of(*choice))
        .filter(|group| {
            let name = group[0].as_object().and_then(|o| o.keys().next()).cloned();
            match name.as_deref() {
                Some(name @ ("copy_store" | "create_index")) if group.len() == 1 => {
                    let of_kind =
                        |other: &Vec<Json>| other.len() == 1 && other[0].get(name).is_some();
                    let is_first = !once.iter().any(of_kind);
                    once.push(group.clone());
                    is_first
                }
                // What the plan adds and deletes again cannot be added once more in one go.
                Some("insert") => {
                    once.push(group.clone());
                    true
                }
                Some("delete") => !once.iter().any(|other| other[0].get("insert").is_some()),
                _ => true,
            }
        })
        .flatten()
        .collect();
    if operations.is_empty() {
        return Ok(());
    }
    let (fused, finished) = before.migrated(&plan(&[json!(operations)]));
    let single: Vec<Json> = operations.iter().map(|operation| json!([operation])).collect();
    let single = plan(&single);
    let mut stepped = before.clone();
    let mut refused = false;
    for version in 2..=operations.len() as u64 + 1 {
        let mut one = single.clone();
        one.migrations.retain(|migration| migration.version == version);
        let (after, finished) = stepped.migrated(&one);
        refused |= finished.report.halting > 0;
        if refused {
            break;
        }
        stepped = after;
    }
    // One pass of all is what as many passes of one are.
    prop_assert_eq!(refused, finished.report.halting > 0);
    if refused {
        prop_assert_eq!(&fused, &before);
        return Ok(());
    }
    prop_assert_eq!(&fused.records, &stepped.records);
    // What no operation mentions has the same bytes, however it was entangled.
    let untouched = |held: &Held| {
        let graph = Graph::new(held.record.value.clone());
        let Value::Object(properties) = graph.resolve(&graph.root) else { panic!("an object") };
        let (_, value) = properties.iter().find(|(name, _)| *name == "untouched".into()).unwrap();
        let part = Graph { root: value.clone(), shared: graph.shared.clone() };
        let part = part.rebuild(Some(0)).unwrap();
        let attachments: Vec<u64> =
            part.ordinals.iter().map(|at| held.attachments[*at as usize]).collect();
        (part.value, attachments)
    };
    let store = fused.schema.stores.iter().position(|store| store.name == "s".into()).unwrap();
    for is in &fused.records[store] {
        let key = &is.record.key;
        let Some(was) = before.records[0].iter().find(|was| was.record.key == *key) else {
            // The one that was added.
            prop_assert_eq!(key, &Key::String("new".into()));
            continue;
        };
        prop_assert_eq!(untouched(was), untouched(is));
    }
    Ok(())
}

#[test]
fn one_pass_is_many_and_touches_nothing_else() {
    let config = Config { cases: 2000, failure_persistence: None, ..Config::default() };
    let strategy = (any::<u64>(), proptest::collection::vec(any::<u16>(), 1..7));
    TestRunner::new(config)
        .run(&strategy, |(seed, choices)| check(seed, &choices))
        .unwrap_or_else(|error| panic!("{error}"));
}

//! The examples of `docs/plan.md`, run.

use std::collections::BTreeMap;

use drydock::value::{Key, Record, Value};
use serde::Deserialize;

use super::simulated::{Simulated, plan, store};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    operations: serde_json::Value,
    #[serde(default)]
    without_key_path: Vec<String>,
    before: BTreeMap<String, Vec<serde_json::Value>>,
    after: BTreeMap<String, Vec<serde_json::Value>>,
}

const DOCUMENT: &str = include_str!("../../docs/plan.md");

fn examples() -> Vec<(String, Example)> {
    let blocks = DOCUMENT.split("\n```json example ").skip(1);
    let example = |block: &str| {
        let (name, rest) = block.split_once('\n').unwrap();
        let (text, _) = rest.split_once("\n```").unwrap();
        (name.to_owned(), serde_json::from_str(text).unwrap())
    };
    blocks.map(example).collect()
}

/// A value as the examples write it.
fn value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(boolean) => Value::Boolean(*boolean),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap().into()),
        serde_json::Value::String(text) => Value::String(text.as_str().into()),
        serde_json::Value::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        serde_json::Value::Object(object) => {
            if let Some(date) = object.get("$date") {
                let date: jiff::Timestamp = date.as_str().unwrap().parse().unwrap();
                return Value::Date(Some(date.as_millisecond()));
            }
            if let Some(bigint) = object.get("$bigint") {
                return Value::BigInt(bigint.as_str().unwrap().parse::<i128>().unwrap().into());
            }
            let property = |(name, inner): (&String, _)| (name.as_str().into(), value(inner));
            Value::Object(object.iter().map(property).collect())
        }
    }
}

fn key(json: &serde_json::Value) -> Key {
    match json {
        serde_json::Value::Number(number) => Key::Number(number.as_f64().unwrap().into()),
        serde_json::Value::String(text) => Key::String(text.as_str().into()),
        serde_json::Value::Array(keys) => Key::Array(keys.iter().map(key).collect()),
        other => panic!("{other} is no key"),
    }
}

fn record(json: &serde_json::Value, in_line: bool) -> Record {
    if in_line {
        Record { key: key(&json["id"]), value: value(json) }
    } else {
        Record { key: key(&json["key"]), value: value(&json["value"]) }
    }
}

#[test]
fn what_the_examples_show_is_what_happens() {
    let mut run = Vec::new();
    for (name, example) in examples() {
        let Example { operations, without_key_path, before, after } = example;
        let in_line = |store: &str| !without_key_path.iter().any(|other| other == store);
        let stores = before.iter().map(|(name, records)| {
            let in_line = in_line(name);
            let records = records.iter().map(|json| record(json, in_line)).collect();
            (store(name, in_line.then_some("id")), records)
        });
        let (found, finished) =
            Simulated::new(stores.collect()).migrated(&plan(std::slice::from_ref(&operations)));
        assert_eq!(finished.report.failures, [], "{name}");
        let names: Vec<String> =
            found.schema.stores.iter().map(|s| s.name.to_string_lossy().into_owned()).collect();
        assert_eq!(names, after.keys().cloned().collect::<Vec<_>>(), "{name}");
        for ((store, wanted), records) in after.iter().zip(&found.records) {
            let values: Vec<Value> = records.iter().map(|held| held.record.value.clone()).collect();
            let wanted: Vec<Value> = wanted
                .iter()
                .map(|json| match json.get("value") {
                    Some(inner) if json.get("key").is_some() => value(inner),
                    _ => value(json),
                })
                .collect();
            assert_eq!(values, wanted, "{name}: {store}");
        }
        run.push(name);
    }
    assert!(run.len() >= 17, "only {run:?}");
}

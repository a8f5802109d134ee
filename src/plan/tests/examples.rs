//! The examples of `docs/plan.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::plan::{Operation, apply_schema, parse};
use crate::schema::Database;

/// An example: a fenced block that begins with "json example" and the operation's name.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::plan) struct Example {
    /// The operation that it is for.
    #[serde(skip)]
    pub(in crate::plan) name: String,
    /// The operations of a migration.
    pub(in crate::plan) operations: Value,
    /// The stores without a key path; the others have `id`.
    #[serde(default)]
    pub(in crate::plan) without_key_path: Vec<String>,
    /// All records before, by store.
    pub(in crate::plan) before: BTreeMap<String, Vec<Value>>,
    /// All records afterwards, by store.
    pub(in crate::plan) after: BTreeMap<String, Vec<Value>>,
}

const DOCUMENT: &str = include_str!("../../../docs/plan.md");

pub(in crate::plan) fn examples() -> Vec<Example> {
    DOCUMENT
        .split("\n```json example ")
        .skip(1)
        .map(|block| {
            let (name, rest) = block.split_once('\n').unwrap();
            let (text, _) = rest.split_once("\n```").unwrap();
            let mut example: Example =
                serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            example.name = name.to_owned();
            example
        })
        .collect()
}

#[test]
fn every_operation_has_an_example() {
    let names: BTreeSet<String> = examples().into_iter().map(|example| example.name).collect();
    assert_eq!(names, Operation::NAMES.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn every_example_is_allowed_and_makes_the_stores_that_it_shows() {
    for example in examples() {
        let Example { name, operations, without_key_path, before, after } = example;
        assert!(
            operations.as_array().unwrap().iter().any(|operation| operation.get(&name).is_some()),
            "{name} is not in its example"
        );
        let text = json!({ "format": 1, "migrations": [
            { "database": "d", "version": 2, "operations": operations }
        ] });
        let plan = parse(&text.to_string()).unwrap_or_else(|error| panic!("{name}: {error}")).plan;
        let stores: Vec<Value> = before
            .iter()
            .map(|(store, records)| {
                let key_path = (!without_key_path.contains(store)).then_some("id");
                json!({ "name": store, "key_path": key_path, "auto_increment": false,
                    "next_key": null, "indexes": [], "records": records.len() })
            })
            .collect();
        let schema: Database =
            serde_json::from_value(json!({ "name": "d", "version": 1, "stores": stores })).unwrap();
        let schema = apply_schema(&schema, &plan.migrations[0])
            .unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        let stores: Vec<_> =
            schema.stores.iter().map(|store| store.name.as_str().unwrap().to_owned()).collect();
        assert_eq!(stores, after.keys().cloned().collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn the_other_json_blocks_that_are_whole_plans_are_read() {
    let plans: Vec<&str> = DOCUMENT
        .split("\n```json\n")
        .skip(1)
        .filter_map(|block| block.split_once("\n```"))
        .map(|(text, _)| text)
        .collect();
    assert!(!plans.is_empty());
    for plan in plans {
        parse(plan).unwrap_or_else(|error| panic!("{error}\n{plan}"));
    }
}

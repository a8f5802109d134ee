//! The JSON Schema of plans, `docs/plan.schema.json`, made from the types and kept like them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::problem::Trouble;
use super::tests::{Example, MIGRATIONS, MISTAKES, examples, with};
use super::{Operation, Plan, parse};
use crate::migration::from_json;
use crate::validation::{Mismatch, Schema};

fn generated() -> Value {
    let mut schema = schemars::schema_for!(Plan).to_value();
    schema["title"] = "Drydock migration plan".into();
    without_null(&mut schema);
    // The one place where `null` says something.
    let key_path = &mut schema["$defs"]["ChangeKeyPath"]["properties"]["key_path"]["anyOf"];
    key_path.as_array_mut().unwrap().push(json!({ "type": "null" }));
    schema
}

/// Takes `null` out of the types: to Rust's derive it is a way to leave a key out, to the reader
/// of plans it is a mistake.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    members["type"] = only.clone();
                }
            }
            if let Some(Value::Array(kinds)) = members.get_mut("anyOf") {
                kinds.retain(|kind| *kind != json!({ "type": "null" }));
                if let [Value::Object(only)] = kinds.as_slice() {
                    let only = only.clone();
                    members.shift_remove("anyOf");
                    members.extend(only);
                }
            }
            members.values_mut().for_each(without_null);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_null),
        _ => {}
    }
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan.schema.json");
    let text = format!("{:#}\n", generated());
    if std::env::var_os("DRYDOCK_WRITE_SCHEMA").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == text, "run this test with DRYDOCK_WRITE_SCHEMA=1 to write the schema");
}

/// The properties of a schema and of those that it is composed of.
fn properties(schema: &Value, root: &Value, found: &mut BTreeSet<String>) {
    if let Some(Value::String(reference)) = schema.get("$ref") {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        properties(target, root, found);
    }
    if let Some(Value::Object(own)) = schema.get("properties") {
        found.extend(own.keys().cloned());
    }
    for keyword in ["oneOf", "anyOf", "allOf"] {
        for part in schema.get(keyword).and_then(Value::as_array).into_iter().flatten() {
            properties(part, root, found);
        }
    }
}

/// The keys that the reader says it knows, when it meets one that it does not.
fn known_keys(text: &str) -> BTreeSet<String> {
    let problems = parse(text).unwrap_err().problems;
    problems
        .into_iter()
        .find_map(|problem| match problem.trouble {
            Trouble::UnknownKey { key, known, .. } if key == "no such key" => {
                Some(known.into_iter().map(str::to_owned).collect())
            }
            _ => None,
        })
        .unwrap()
}

#[test]
fn null_is_only_where_it_says_something() {
    let text = generated().to_string();
    assert_eq!(text.matches("\"null\"").count(), 1);
}

#[test]
fn the_schema_has_the_keys_that_are_read() {
    let root = generated();
    let alternatives = root.pointer("/$defs/Operation/oneOf").unwrap().as_array().unwrap();
    assert_eq!(alternatives.len(), Operation::NAMES.len());
    for (alternative, name) in alternatives.iter().zip(Operation::NAMES) {
        let mut in_schema = BTreeSet::new();
        properties(&alternative["properties"][name], &root, &mut in_schema);
        let text = json!({ "format": 1, "migrations": [{ "database": "d", "version": 1,
            "operations": [{ (name): { "no such key": 1 } }] }] });
        assert_eq!(in_schema, known_keys(&text.to_string()), "{name}");
    }
    let mut in_schema = BTreeSet::new();
    properties(&root, &root, &mut in_schema);
    assert_eq!(in_schema, known_keys(r#"{ "format": 1, "no such key": 1 }"#));
    let mut in_schema = BTreeSet::new();
    properties(&root["$defs"]["Migration"], &root, &mut in_schema);
    let text = r#"{ "format": 1, "migrations": [{ "no such key": 1 }] }"#;
    assert_eq!(in_schema, known_keys(text));
}

/// The schema, as it is published, read by our own reader of schemas.
fn read_schema() -> Schema {
    let published = include_str!("../../docs/plan.schema.json");
    let schema = serde_json::from_str(published).unwrap();
    Schema::new(&schema).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn faults(schema: &Schema, plan: &str) -> Vec<String> {
    let plan: Value = serde_json::from_str(plan).unwrap();
    let of = |Mismatch { pointer, expected, actual }| format!("{pointer}: {expected}, {actual}");
    schema.check(&from_json(&plan)).into_iter().map(of).collect()
}

#[test]
fn plans_that_are_read_are_as_the_schema_asks() {
    let schema = read_schema();
    let mut plans: Vec<String> = examples()
        .into_iter()
        .map(|Example { operations, .. }| {
            json!({ "format": 1, "migrations": [
                { "database": "d", "version": 2, "operations": operations }] })
            .to_string()
        })
        .collect();
    let document = include_str!("../../docs/plan.md").split("\n```json\n").skip(1);
    plans.extend(document.filter_map(|block| Some(block.split_once("\n```")?.0.to_owned())));
    let golden: Vec<Value> = serde_json::from_str(MIGRATIONS).unwrap();
    plans.extend(golden.iter().map(|it| json!({ "format": 1, "migrations": [it] }).to_string()));
    assert!(plans.len() > 22, "{}", plans.len());
    for plan in plans {
        parse(&plan).unwrap_or_else(|error| panic!("{error}\n{plan}"));
        assert_eq!(faults(&schema, &plan), Vec::<String>::new(), "{plan}");
    }
}

#[test]
fn mistakes_in_a_plan_are_mistakes_for_the_schema() {
    let schema = read_schema();
    let mut found = 0;
    let mut missed: Vec<String> = Vec::new();
    for (operation, code) in MISTAKES {
        let plan = with(operation);
        assert!(parse(&plan).is_err());
        // What these are is beyond what a JSON Schema can say of a text or of several.
        let beyond = ["field-path", "unusable-path", "overlap", "number-not-exact", "expression"];
        let is_text = operation.contains("\" \"") || operation.contains("wtf8");
        if is_text || beyond.contains(&code) {
            continue;
        }
        found += 1;
        if faults(&schema, &plan).is_empty() {
            missed.push(plan);
        }
    }
    assert!(found >= 11, "{found}");
    for plan in [
        r#"{}"#,
        r#"{"format":2,"migrations":[]}"#,
        r#"{"format":1,"migrations":[]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":0,"operations":[{"drop_store":{"store":"s"}}]}]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":2,"operations":[]}]}"#,
        r#"{"format":1,"migrations":[{"databse":"d","version":2,"operations":[{"drop_store":{"store":"s"}}]}]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":"2","operations":[{"drop_store":{"store":"s"}}]}]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":2,"strategy":"eager","operations":[{"drop_store":{"store":"s"}}]}]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":2,"validate":{"before":{"s":{}}},"operations":[{"drop_store":{"store":"s"}}]}]}"#,
        r#"{"format":1,"migrations":[{"database":"d","version":2,"operations":[{"add_feild":{}}]}]}"#,
    ] {
        assert!(parse(plan).is_err(), "{plan}");
        if faults(&schema, plan).is_empty() {
            missed.push(plan.to_owned());
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

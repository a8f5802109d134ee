//! What a lazy migration may hold.

use serde_json::{Value, json};

use super::shop;
use crate::plan::{Code, Migration, apply_schema, lint, parse};

fn text(migration: Value) -> String {
    let mut whole = json!({ "database": "shop", "version": 2, "strategy": "lazy" });
    whole.as_object_mut().unwrap().extend(migration.as_object().unwrap().clone());
    json!({ "format": 1, "migrations": [whole] }).to_string()
}

fn lazy(migration: Value) -> Migration {
    let text = text(migration);
    let plan = parse(&text).unwrap_or_else(|error| panic!("{error}")).plan;
    plan.migrations.into_iter().next().unwrap()
}

/// What is said of a migration that cannot be: code, pointer, sentence.
fn said(migration: Value) -> Vec<(&'static str, String, String)> {
    let problems = parse(&text(migration)).unwrap_err().problems;
    problems
        .into_iter()
        .map(|problem| {
            let pointer = problem.pointer.as_str().to_owned();
            (problem.trouble.code(), pointer, problem.trouble.to_string())
        })
        .collect()
}

const ADD: &str = r#"{ "add_field": { "store": "orders", "field": "x", "default": 1 } }"#;

fn add() -> Value {
    serde_json::from_str(ADD).unwrap()
}

#[test]
fn what_is_done_to_single_records_and_to_the_schema_can_be_done_lazily() {
    let migration = lazy(json!({ "operations": [
        add(),
        { "drop_field": { "store": "orders", "field": "a" } },
        { "rename_field": { "store": "orders", "field": "b", "to": "c" } },
        { "alter_field": { "store": "orders", "field": "d", "type": "number" } },
        { "merge_fields": { "store": "orders", "fields": ["e", "f"], "to": "g" } },
        { "split_field": { "store": "orders", "field": "h", "into": [{ "field": "i" }] } },
        { "update": { "store": "orders", "set": { "j": "1" } } },
        { "delete": { "store": "orders", "where": "false" } },
        { "create_store": { "store": "new" } },
        { "rename_store": { "store": "new", "to": "newer" } },
        { "create_index": { "store": "orders", "index": "by_x", "key_path": "x" } },
        { "rename_index": { "store": "orders", "index": "by_x", "to": "by_y" } },
        { "drop_index": { "store": "orders", "index": "by_y" } },
        { "drop_store": { "store": "settings" } },
    ] }));
    assert_eq!(migration.version_field().to_string(), "schemaVersion");
    assert!(apply_schema(&shop(), &migration).is_ok());
    let named = lazy(json!({ "version_field": "meta.version", "operations": [add()] }));
    assert_eq!(named.version_field().to_string(), "meta.version");
}

#[test]
fn what_needs_the_store_for_itself_cannot() {
    let said = said(json!({ "operations": [
        { "copy_store": { "store": "orders", "to": "copy" } },
        { "change_key_path": { "store": "orders", "key_path": "day" } },
        { "insert": { "store": "orders", "records": [{ "record": {} }] } },
    ] }));
    for (at, name) in ["copy_store", "change_key_path", "insert"].into_iter().enumerate() {
        let (code, pointer, sentence) = &said[at];
        assert_eq!((*code, pointer), ("not-lazy", &format!("/migrations/0/operations/{at}")));
        assert!(sentence.starts_with(&format!("{name} cannot be in a lazy migration: ")));
        assert!(sentence.ends_with("; put it into a transactional migration of its own"));
    }
    assert_eq!(said.len(), 3);
}

#[test]
fn no_operation_changes_the_version_of_a_record() {
    for (field, version_field) in [("v", "v"), ("v.x", "v"), ("v", "v.x")] {
        let said = said(json!({ "version_field": version_field, "operations": [
            add(), { "drop_field": { "store": "orders", "field": field } }] }));
        let [(code, pointer, _)] = said.as_slice() else { panic!("{said:?}") };
        assert_eq!((*code, pointer.as_str()), ("changes-version", "/migrations/0/operations/1"));
    }
}

#[test]
fn the_version_is_a_field_of_lazy_migrations() {
    let other =
        said(json!({ "strategy": "parallel", "version_field": "v", "operations": [add()] }));
    assert_eq!(
        (other[0].0, other[0].1.as_str()),
        ("other-strategy", "/migrations/0/version_field")
    );
    let elements = said(json!({ "version_field": "v[]", "operations": [add()] }));
    assert_eq!(elements[0].0, "unusable-path");
    let inside = said(json!({ "version_field": "v[].x", "operations": [add()] }));
    assert_eq!(
        (inside[0].0, inside[0].1.as_str()),
        ("unusable-path", "/migrations/0/version_field")
    );
}

#[test]
fn the_version_is_no_part_of_a_key() {
    let problems = |store: &str, field: &str| {
        let add = json!({ "add_field": { "store": store, "field": "x", "default": 1 } });
        let migration = lazy(json!({ "version_field": field, "operations": [add, add] }));
        apply_schema(&shop(), &migration).err().unwrap_or_default()
    };
    let found = problems("orders", "id.version");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].trouble.code(), "version-in-key");
    assert_eq!(found[0].pointer.as_str(), "/version_field");
    assert_eq!(problems("settings", "id"), []);
}

#[test]
fn lint_tells_that_the_site_meets_both_forms() {
    let migration = lazy(json!({ "version_field": "v", "operations": [add()] }));
    let warning = &lint(&migration, None)[0];
    assert_eq!((warning.code, warning.pointer.as_str()), (Code::BothForms, "/strategy"));
    assert!(warning.sentence.contains("Number 2 in v"), "{}", warning.sentence);
    let schema = lazy(json!({ "operations": [{ "drop_store": { "store": "settings" } }] }));
    assert!(lint(&schema, None).iter().all(|warning| warning.code != Code::BothForms));
}

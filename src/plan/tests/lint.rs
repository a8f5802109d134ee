//! What is said of migrations beforehand.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::examples::examples;
use super::{migration, shop};
use crate::plan::{Code, lint, lint_version};

fn codes(operation: Value) -> Vec<&'static str> {
    let warnings = lint(&migration(json!([operation])), None);
    warnings.iter().map(|warning| warning.code.name()).collect()
}

#[test]
fn says_what_is_lost_what_may_fail_and_what_cannot_be_undone() {
    for (operation, expected) in [
        (json!({ "drop_store": { "store": "s" } }), vec!["drops-store", "not-reversible"]),
        (json!({ "drop_index": { "store": "s", "index": "i" } }), vec!["drops-index"]),
        (
            json!({ "drop_field": { "store": "s", "field": "f" } }),
            vec!["drops-field", "not-reversible"],
        ),
        (
            json!({ "delete": { "store": "s", "where": "true" } }),
            vec!["deletes-records", "not-reversible"],
        ),
        (
            json!({ "delete": { "store": "s", "where": "record.x > 1" } }),
            vec!["deletes-records", "not-reversible", "expression-may-fail"],
        ),
        (
            json!({ "create_index": { "store": "s", "index": "i", "key_path": "k", "unique": true } }),
            vec!["unique-index"],
        ),
        (json!({ "create_index": { "store": "s", "index": "i", "key_path": "k" } }), vec![]),
        (
            json!({ "change_key_path": { "store": "s", "key_path": "k" } }),
            vec!["drops-keys", "key-may-be-missing", "not-reversible"],
        ),
        (json!({ "change_key_path": { "store": "s", "key_path": null } }), vec!["not-reversible"]),
        (
            json!({ "alter_field": { "store": "s", "field": "f", "type": "integer" } }),
            vec!["narrows-values", "conversion-may-fail", "not-reversible"],
        ),
        (
            json!({ "alter_field": { "store": "s", "field": "f", "up": "value * 2" } }),
            vec!["overwrites-field", "not-reversible", "expression-may-fail"],
        ),
        (
            json!({ "alter_field": { "store": "s", "field": "f", "up": "1" } }),
            vec!["overwrites-field", "not-reversible"],
        ),
        (
            json!({ "update": { "store": "s", "set": { "a": "1", "b": "2" } } }),
            vec!["overwrites-field", "not-reversible"],
        ),
        (
            json!({ "update": { "store": "s", "set": { "a.b": "1" }, "where": "key" } }),
            vec![
                "overwrites-field",
                "not-reversible",
                "path-may-be-blocked",
                "expression-may-fail",
            ],
        ),
        (
            json!({ "update": { "store": "s", "set": { "a": "record.b" } } }),
            vec!["overwrites-field", "not-reversible", "expression-may-fail"],
        ),
        (json!({ "copy_store": { "store": "s", "to": "t" } }), vec![]),
        (
            json!({ "copy_store": { "store": "s", "to": "t", "where": "record.x" } }),
            vec!["expression-may-fail"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "c" } }),
            vec!["field-may-exist"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "c", "separator": " " } }),
            vec!["drops-field", "conversion-may-fail", "not-reversible", "field-may-exist"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "c.d", "value": "record.a", "keep": true } }),
            vec!["field-may-exist", "path-may-be-blocked", "expression-may-fail"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "a", "value": "record.a" } }),
            vec!["drops-field", "not-reversible", "expression-may-fail"],
        ),
        (
            json!({ "split_field": { "store": "s", "field": "a", "into": [{ "field": "b" }, { "field": "c", "value": "value.d" }] } }),
            vec![
                "drops-field",
                "conversion-may-fail",
                "not-reversible",
                "field-may-exist",
                "field-may-exist",
                "expression-may-fail",
            ],
        ),
        (
            json!({ "split_field": { "store": "s", "field": "a", "separator": " ", "into": [{ "field": "b" }] } }),
            vec!["conversion-may-fail", "not-reversible", "field-may-exist"],
        ),
        (
            json!({ "split_field": { "store": "s", "field": "a", "keep": true, "into": [{ "field": "b", "value": "1" }] } }),
            vec!["field-may-exist"],
        ),
        (
            json!({ "insert": { "store": "s", "records": [{ "record": 1 }] } }),
            vec!["key-may-exist"],
        ),
        (
            json!({ "insert": { "store": "s", "records": [{ "record": 1 }], "on_conflict": "replace" } }),
            vec!["replaces-records", "not-reversible"],
        ),
        (
            json!({ "insert": { "store": "s", "records": [{ "value": "1" }], "on_conflict": "skip" } }),
            vec![],
        ),
        (json!({ "add_field": { "store": "s", "field": "f", "default": 1 } }), vec![]),
        (
            json!({ "add_field": { "store": "s", "field": "f", "value": "timestamp(\"2024-02-29T12:00:00Z\")" } }),
            vec![],
        ),
        (
            json!({ "add_field": { "store": "s", "field": "f", "value": "element.x" } }),
            vec!["expression-may-fail"],
        ),
        (json!({ "add_field": { "store": "s", "field": "a[].f", "default": 1 } }), vec![]),
        (
            json!({ "add_field": { "store": "s", "field": "a[].f.g", "default": 1 } }),
            vec!["path-may-be-blocked"],
        ),
        (
            json!({ "rename_field": { "store": "s", "field": "f", "to": "g" } }),
            vec!["field-may-exist"],
        ),
    ] {
        assert_eq!(codes(operation.clone()), expected, "{operation}");
    }
}

/// What the types that a field is converted to make of it is run with `alter_field` elsewhere.
#[test]
fn each_type_narrows_values_and_may_fail() {
    let mut sentences = BTreeSet::new();
    for kind in ["string", "number", "integer", "boolean", "date", "bigint", "bytes"] {
        let operation = json!({ "alter_field": { "store": "s", "field": "f", "type": kind } });
        let expected = ["narrows-values", "conversion-may-fail", "not-reversible"];
        assert_eq!(codes(operation.clone()), expected, "{kind}");
        let warnings = lint(&migration(json!([operation])), None);
        sentences.insert(warnings[1].sentence.clone());
    }
    assert_eq!(sentences.len(), 7);
}

#[test]
fn only_keys_that_stand_apart_are_told_to_be_lost() {
    let codes = |store: &str| {
        let operation = json!({ "change_key_path": { "store": store, "key_path": "k" } });
        let warnings = lint(&migration(json!([operation])), Some(&shop()));
        warnings.iter().map(|warning| warning.code).collect::<Vec<_>>()
    };
    let others = [Code::KeyMayBeMissing, Code::NotReversible];
    assert_eq!(codes("settings"), [&[Code::DropsKeys], &others[..]].concat());
    // Its keys are in its records.
    assert_eq!(codes("orders"), others);
}

#[test]
fn code_that_asks_for_the_former_version_is_told_of() {
    let mut changes = migration(json!([{ "drop_store": { "store": "s" } }]));
    let warning = lint_version(&changes).unwrap();
    assert_eq!((warning.code, warning.pointer.as_str()), (Code::SiteMayRefuse, "/version"));
    assert!(warning.sentence.contains(&format!("version {}", changes.version)), "{warning:?}");
    // Of a database that there was not, no code has asked for a version.
    changes.from = Some(0);
    assert_eq!(lint_version(&changes), None);
}

#[test]
fn required_fields_are_told() {
    let mut checked =
        migration(json!([{ "rename_field": { "store": "s", "field": "f", "to": "g" } }]));
    let check = checked.validate.before.entry("s".into()).or_default();
    check.schema = Some(json!({ "required": ["f"] }));
    let warnings = lint(&checked, None);
    assert_eq!(warnings[0].code, Code::RequiredField);
    assert_eq!(warnings[0].pointer.as_str(), "/validate/before/s/schema/required");
}

#[test]
fn every_warning_of_the_examples_is_a_sentence_with_its_operation() {
    for example in examples() {
        for warning in lint(&migration(example.operations), None) {
            assert!(warning.sentence.ends_with('.'), "{warning:?}");
            let index = warning.operation.unwrap();
            assert!(warning.pointer.as_str().starts_with(&format!("/operations/{index}/")));
        }
    }
}

#[test]
fn every_code_is_documented_with_its_concern_and_no_other_is() {
    let document = include_str!("../../../docs/automation.md");
    let (_, table) = document.split_once("\n| `code` | `concern` |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let documented: BTreeSet<(&str, &str)> = table
        .lines()
        .skip(2)
        .map(|line| {
            let mut cells = line.split('|').skip(1).map(|cell| cell.trim().trim_matches('`'));
            (cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    assert_eq!(documented.len(), table.lines().skip(2).count(), "one stands twice");
    let known = Code::ALL.iter().map(|code| (code.name(), code.concern().name()));
    assert_eq!(documented, known.collect());
}

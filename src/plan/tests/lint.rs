//! What is said of migrations beforehand.

use serde_json::{Value, json};

use super::examples::examples;
use super::{migration, shop};
use crate::plan::{Concern, lint, lint_version};

fn codes(operation: Value) -> Vec<&'static str> {
    lint(&migration(json!([operation])), None).iter().map(|warning| warning.code).collect()
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
            json!({ "create_index": { "store": "s", "index": "i", "key_path": "k", "unique": true } }),
            vec!["unique-index"],
        ),
        (json!({ "create_index": { "store": "s", "index": "i", "key_path": "k" } }), vec![]),
        (
            json!({ "change_key_path": { "store": "s", "key_path": "k" } }),
            vec!["key-may-be-missing", "not-reversible"],
        ),
        (
            json!({ "alter_field": { "store": "s", "field": "f", "type": "integer" } }),
            vec!["narrows-values", "conversion-may-fail", "not-reversible"],
        ),
        (
            json!({ "alter_field": { "store": "s", "field": "f", "type": "string" } }),
            vec!["conversion-may-fail", "not-reversible"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "c" } }),
            vec!["field-may-exist"],
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["a", "b"], "to": "c", "separator": " " } }),
            vec!["field-may-exist", "conversion-may-fail", "not-reversible"],
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
        (json!({ "add_field": { "store": "s", "field": "f", "default": 1 } }), vec![]),
        (
            json!({ "rename_field": { "store": "s", "field": "f", "to": "g" } }),
            vec!["field-may-exist"],
        ),
    ] {
        assert_eq!(codes(operation.clone()), expected, "{operation}");
    }
}

#[test]
fn an_index_that_loses_its_field_is_told_by_the_name_that_it_has_then() {
    let operations = json!([
        { "rename_store": { "store": "orders", "to": "purchases" } },
        { "rename_index": { "store": "purchases", "index": "by_day", "to": "by_date" } },
        { "rename_field": { "store": "purchases", "field": "day", "to": "date" } },
    ]);
    let warnings = lint(&migration(operations), Some(&shop()));
    let warnings: Vec<_> =
        warnings.iter().filter(|warning| warning.code != "field-may-exist").collect();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].code, "index-loses-field");
    assert!(warnings[0].sentence.contains("by_date"));
    assert_eq!(warnings[0].pointer.as_str(), "/operations/2/rename_field");
    assert_eq!(warnings[0].concern, Concern::Destructive);
}

#[test]
fn code_that_asks_for_the_former_version_is_told_of() {
    let mut changes = migration(json!([{ "drop_store": { "store": "s" } }]));
    let warning = lint_version(&changes).unwrap();
    assert_eq!((warning.code, warning.pointer.as_str()), ("site-may-refuse", "/version"));
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
    assert_eq!(warnings[0].code, "required-field");
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

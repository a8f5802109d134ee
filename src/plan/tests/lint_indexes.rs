//! What is said beforehand of indexes that are there.

use serde_json::{Value, json};

use super::{migration, shop};
use crate::plan::{Code, Concern, lint};
use crate::schema::Database;

/// Of the indexes of store `orders`: `by_day` on `day`, `by_mail`, a unique one, on `mail`, and
/// `by_tag` with an entry for each of `tags`.
fn indexed() -> Database {
    let mut schema = shop();
    let orders = schema.stores.iter_mut().find(|store| store.name == "orders".into()).unwrap();
    let more = json!([
        { "name": "by_mail", "key_path": "mail", "unique": true, "multi_entry": false },
        { "name": "by_tag", "key_path": "tags", "unique": false, "multi_entry": true },
    ]);
    orders.indexes.extend(serde_json::from_value::<Vec<_>>(more).unwrap());
    schema
}

/// The warnings about indexes, each with the index's name.
fn told(operation: Value) -> Vec<(Code, String)> {
    let warnings = lint(&migration(json!([operation])), Some(&indexed()));
    let named = warnings.into_iter().filter_map(|warning| {
        let index = warning.index?;
        let name = index.name.to_string_lossy().into_owned();
        assert!(warning.sentence.contains(&name), "{}", warning.sentence);
        Some((warning.code, name))
    });
    named.collect()
}

fn lost(index: &str) -> (Code, String) {
    (Code::IndexLosesField, index.to_owned())
}

fn unique() -> (Code, String) {
    (Code::UniqueIndex, "by_mail".to_owned())
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
        warnings.iter().filter(|warning| warning.code != Code::FieldMayExist).collect();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].code, Code::IndexLosesField);
    assert!(warnings[0].sentence.contains("by_date"));
    assert_eq!(warnings[0].pointer.as_str(), "/operations/2/rename_field");
    assert_eq!(warnings[0].code.concern(), Concern::Destructive);
}

#[test]
fn indexes_lose_what_is_taken_from_their_fields() {
    let fields = json!(["day", "mail"]);
    for (operation, expected) in [
        (json!({ "drop_field": { "store": "orders", "field": "day" } }), vec![lost("by_day")]),
        (json!({ "drop_field": { "store": "settings", "field": "day" } }), vec![]),
        (
            json!({ "merge_fields": { "store": "orders", "fields": fields, "to": "x" } }),
            vec![lost("by_day"), lost("by_mail")],
        ),
        (
            json!({ "merge_fields": { "store": "orders", "fields": fields, "to": "x", "keep": true } }),
            vec![],
        ),
        // An index of a field that is made only gets entries.
        (json!({ "merge_fields": { "store": "orders", "fields": ["x"], "to": "day" } }), vec![]),
        (
            json!({ "split_field": { "store": "orders", "field": "day", "into": [{ "field": "y" }] } }),
            vec![lost("by_day")],
        ),
        (json!({ "update": { "store": "orders", "set": { "day": "1" } } }), vec![lost("by_day")]),
        (json!({ "update": { "store": "orders", "set": { "other": "1" } } }), vec![]),
    ] {
        assert_eq!(told(operation.clone()), expected, "{operation}");
    }
}

#[test]
fn conversions_take_from_indexes_what_becomes_no_key() {
    let alter = |field: &str, how: &str, what: &str| {
        told(json!({ "alter_field": { "store": "orders", "field": field, how: what } }))
    };
    for kind in ["boolean", "bigint"] {
        assert_eq!(alter("day", "type", kind), [lost("by_day")], "{kind}");
        // What is no key collides with nothing.
        assert_eq!(alter("mail", "type", kind), [lost("by_mail")], "{kind}");
    }
    for kind in ["string", "number", "integer", "date", "bytes"] {
        assert_eq!(alter("day", "type", kind), [], "{kind}");
        assert_eq!(alter("mail", "type", kind), [unique()], "{kind}");
    }
    assert_eq!(alter("day", "up", "value"), [lost("by_day")]);
    assert_eq!(alter("mail", "up", "value"), [lost("by_mail"), unique()]);
    assert_eq!(alter("day[]", "type", "string"), []);
    // Of 1 and "1", each with an entry, one is left.
    assert_eq!(alter("tags[]", "type", "string"), [lost("by_tag")]);
}

#[test]
fn a_key_of_several_fields_goes_with_each_of_them() {
    let mut schema = indexed();
    let orders = schema.stores.iter_mut().find(|store| store.name == "orders".into()).unwrap();
    orders.indexes = serde_json::from_value(json!([
        { "name": "both", "key_path": ["day", "day.length"], "unique": false, "multi_entry": false },
    ]))
    .unwrap();
    let operation =
        json!([{ "alter_field": { "store": "orders", "field": "day", "type": "number" } }]);
    let warnings = lint(&migration(operation), Some(&schema));
    // A Number has no length.
    assert!(warnings.iter().any(|warning| warning.code == Code::IndexLosesField));
}

#[test]
fn what_gets_into_a_unique_index_is_told() {
    for operation in [
        json!({ "add_field": { "store": "orders", "field": "mail", "default": "" } }),
        json!({ "rename_field": { "store": "orders", "field": "address", "to": "mail" } }),
        json!({ "merge_fields": { "store": "orders", "fields": ["a", "b"], "to": "mail", "separator": "@" } }),
        json!({ "split_field": { "store": "orders", "field": "a", "into": [{ "field": "mail" }] } }),
        json!({ "insert": { "store": "orders", "records": [{ "record": {} }] } }),
    ] {
        assert_eq!(told(operation.clone()), [unique()], "{operation}");
    }
    let update = json!({ "update": { "store": "orders", "set": { "mail": "1" } } });
    assert_eq!(told(update), [lost("by_mail"), unique()]);
    for operation in [
        json!({ "add_field": { "store": "orders", "field": "day", "default": "" } }),
        json!({ "add_field": { "store": "settings", "field": "mail", "default": "" } }),
        json!({ "insert": { "store": "settings", "records": [{ "key": "1", "record": {} }] } }),
        json!({ "rename_field": { "store": "orders", "field": "a", "to": "b" } }),
    ] {
        assert_eq!(told(operation.clone()), [], "{operation}");
    }
}

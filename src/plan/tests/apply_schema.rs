//! What migrations make of schemas.

use serde_json::{Value, json};

use super::{migration, shop};
use crate::plan::apply_schema;
use crate::schema::{Database, KeyPath};

fn apply(operations: Value) -> Database {
    apply_schema(&shop(), &migration(operations)).unwrap()
}

fn refused(operations: Value) -> Vec<(Option<usize>, &'static str, String)> {
    apply_schema(&shop(), &migration(operations))
        .unwrap_err()
        .into_iter()
        .map(|problem| (problem.operation, problem.trouble.code(), problem.to_string()))
        .collect()
}

#[test]
fn stores_and_indexes_come_go_and_change_names() {
    let schema = apply(json!([
        { "rename_store": { "store": "orders", "to": "purchases" } },
        { "rename_index": { "store": "purchases", "index": "by_day", "to": "z" } },
        { "create_index": { "store": "purchases", "index": "a", "key_path": "x", "unique": true } },
        { "copy_store": { "store": "purchases", "to": "archive" } },
        { "drop_index": { "store": "archive", "index": "z" } },
        { "drop_store": { "store": "settings" } },
        { "create_store": { "store": "b", "auto_increment": true } },
    ]));
    assert_eq!(schema.version, 2);
    let shape: Vec<(String, Vec<String>)> = schema
        .stores
        .iter()
        .map(|store| {
            let indexes = store.indexes.iter().map(|index| index.name.to_string_lossy().into());
            (store.name.to_string_lossy().into(), indexes.collect())
        })
        .collect();
    let expected = [("archive", vec!["a"]), ("b", vec![]), ("purchases", vec!["a", "z"])];
    let expected: Vec<(String, Vec<String>)> = expected
        .into_iter()
        .map(|(store, indexes)| {
            (store.to_owned(), indexes.into_iter().map(str::to_owned).collect())
        })
        .collect();
    assert_eq!(shape, expected);
    assert!(schema.stores[2].indexes[0].unique);
    assert_eq!(schema.stores[1].next_key, Some(1));
}

#[test]
fn key_paths_change() {
    let schema = apply(json!([
        { "change_key_path": { "store": "orders", "key_path": ["day", "id"], "auto_increment": false } },
        { "change_key_path": { "store": "settings", "key_path": "name" } },
    ]));
    let orders = &schema.stores[0];
    assert_eq!(orders.key_path, Some(KeyPath::Many(vec!["day".into(), "id".into()])));
    assert_eq!((orders.auto_increment, orders.next_key), (false, None));
    assert_eq!(schema.stores[1].key_path, Some(KeyPath::One("name".into())));
}

#[test]
fn what_is_not_there_is_named_with_what_is_like_it() {
    let refused = refused(json!([
        { "drop_store": { "store": "setings" } },
        { "drop_index": { "store": "orders", "index": "by_dya" } },
        { "add_field": { "store": "order", "field": "x", "default": 1 } },
    ]));
    assert_eq!(refused.len(), 3);
    assert_eq!(
        refused[0].2,
        "at /operations/0/drop_store of the migration: there is no store \"setings\" (did you \
         mean \"settings\"?)"
    );
    assert!(refused[1].2.contains("(did you mean \"by_day\"?)"), "{refused:?}");
    assert_eq!((refused[2].0, refused[2].1), (Some(2), "no-store"));
}

#[test]
fn what_the_browser_or_the_keys_would_refuse_is_refused() {
    for (operation, code) in [
        (json!({ "create_store": { "store": "orders" } }), "store-exists"),
        (json!({ "rename_store": { "store": "orders", "to": "settings" } }), "store-exists"),
        (json!({ "rename_store": { "store": "orders", "to": "orders" } }), "store-exists"),
        (json!({ "copy_store": { "store": "orders", "to": "settings" } }), "store-exists"),
        (
            json!({ "create_index": { "store": "orders", "index": "by_day", "key_path": "x" } }),
            "index-exists",
        ),
        (
            json!({ "create_index": { "store": "orders", "index": "i", "key_path": "a b" } }),
            "invalid-key-path",
        ),
        (
            json!({ "create_index": { "store": "orders", "index": "i", "key_path": ["a"], "multi_entry": true } }),
            "no-multi-entry",
        ),
        (
            json!({ "create_store": { "store": "n", "key_path": "", "auto_increment": true } }),
            "no-key-generator",
        ),
        (
            json!({ "change_key_path": { "store": "orders", "key_path": ["a"] } }),
            "no-key-generator",
        ),
        (
            json!({ "change_key_path": { "store": "orders", "key_path": "id" } }),
            "key-path-unchanged",
        ),
        (json!({ "drop_field": { "store": "orders", "field": "id" } }), "changes-key"),
        (
            json!({ "rename_field": { "store": "orders", "field": "x", "to": "id.x" } }),
            "changes-key",
        ),
        (json!({ "update": { "store": "orders", "set": { "id": "1" } } }), "changes-key"),
        (
            json!({ "alter_field": { "store": "orders", "field": "id", "type": "string" } }),
            "changes-key",
        ),
        (
            json!({ "insert": { "store": "orders", "records": [{ "key": "1", "record": {} }] } }),
            "key-in-record",
        ),
        (json!({ "insert": { "store": "settings", "records": [{ "record": {} }] } }), "key-needed"),
    ] {
        let refused = refused(json!([operation]));
        assert_eq!(
            refused.iter().map(|problem| problem.1).collect::<Vec<_>>(),
            [code],
            "{operation}"
        );
    }
}

#[test]
fn validation_goes_by_the_names_before_and_after() {
    let mut renaming =
        migration(json!([{ "rename_store": { "store": "orders", "to": "purchases" } }]));
    renaming.validate.before.insert("orders".into(), Default::default());
    renaming.validate.after.insert("purchases".into(), Default::default());
    apply_schema(&shop(), &renaming).unwrap();
    renaming.validate.after.insert("orders".into(), Default::default());
    let problems = apply_schema(&shop(), &renaming).unwrap_err();
    assert_eq!(problems[0].pointer.as_str(), "/validate/after/orders");
    assert_eq!(problems[0].trouble.code(), "no-store-to-validate");
}

#[test]
fn another_version_is_refused() {
    let mut schema = shop();
    schema.version = 5;
    let drop = migration(json!([{ "drop_store": { "store": "orders" } }]));
    let problems = apply_schema(&schema, &drop).unwrap_err();
    assert_eq!(problems[0].trouble.code(), "another-database");
}

//! Operations on stores and indexes, by what the browser is asked to do for them.

use drydock::migration::{Languages, compile};
use drydock::value::{Key, MAX_DEPTH, Record, Value};
use serde_json::json;

use super::simulated::{Simulated, plan, store};

fn record(id: f64, name: &str) -> Record {
    let properties =
        vec![("id".into(), Value::Number(id.into())), ("name".into(), Value::String(name.into()))];
    Record { key: Key::Number(id.into()), value: Value::Object(properties) }
}

fn people() -> Simulated {
    let mut people = store("people", Some("id"));
    people.indexes = serde_json::from_value(json!([
        {"name": "a", "key_path": "name", "unique": false, "multi_entry": false},
        {"name": "b", "key_path": "name", "unique": true, "multi_entry": false},
    ]))
    .unwrap();
    Simulated::new(vec![(people, vec![record(1.0, "Ada"), record(2.0, "Grace")])])
}

#[test]
fn what_only_changes_its_name_is_not_read() {
    let plan = plan(&[json!([
        {"rename_store": {"store": "people", "to": "users"}},
        {"rename_index": {"store": "users", "index": "a", "to": "z"}},
        {"drop_index": {"store": "users", "index": "b"}},
        {"create_index": {"store": "users", "index": "c", "key_path": "name"}},
    ])]);
    let before = people();
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&before.schema, &migrations, &Languages).unwrap();
    assert!(program.routes.is_empty());
    let change = &program.changes[0];
    assert_eq!(change.from, Some("people".into()));
    let names: Vec<_> = program.target.stores[0].indexes.iter().map(|i| i.name.clone()).collect();
    assert_eq!(names, ["c".into(), "z".into()]);
    assert_eq!(change.indexes, [None, Some("a".into())]);
}

#[test]
fn a_unique_index_that_the_data_violates_is_found_with_all_who_do() {
    let before = Simulated::new(vec![(
        store("people", Some("id")),
        vec![record(1.0, "Ada"), record(2.0, "Grace"), record(3.0, "Ada")],
    )]);
    let plan = plan(&[json!([
        {"create_index": {"store": "people", "index": "u", "key_path": "name", "unique": true}}
    ])]);
    let (after, finished) = before.migrated(&plan);
    assert_eq!(after, before);
    let keys: Vec<&str> = finished.report.failures.iter().map(|f| f.key.as_str()).collect();
    assert_eq!(keys, ["1", "3"]);
    assert!(finished.report.failures.iter().all(|failure| failure.code == "duplicate_key"));
    assert_eq!(finished.report.failures[0].actual, "\"Ada\"");
}

#[test]
fn a_unique_index_over_changed_records_is_made_anew() {
    let before = people();
    let change = json!([{"add_field": {"store": "people", "field": "x", "default": 1}}]);
    let plan = plan(&[change]);
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&before.schema, &migrations, &Languages).unwrap();
    assert_eq!(program.changes[0].indexes, [Some("a".into()), None]);
}

#[test]
fn versions_run_in_order_and_their_names_do_not_get_mixed_up() {
    let plan = plan(&[
        json!([{"rename_store": {"store": "people", "to": "old"}},
               {"create_store": {"store": "people", "key_path": "id"}}]),
        json!([{"insert": {"store": "people", "records": [{"record": {"id": 9}}]}},
               {"drop_field": {"store": "old", "field": "name"}}]),
        json!([{"copy_store": {"store": "old", "to": "copy"}},
               {"insert": {"store": "old", "records": [{"record": {"id": 7}}]}}]),
    ]);
    let (after, finished) = people().migrated(&plan);
    assert_eq!(finished.report.failures, []);
    assert_eq!(after.schema.version, 4);
    let ids =
        |store| -> Vec<Key> { after.of(store).into_iter().map(|record| record.key).collect() };
    let number = |number: f64| Key::Number(number.into());
    assert_eq!(ids("people"), [number(9.0)]);
    assert_eq!(ids("old"), [number(1.0), number(2.0), number(7.0)]);
    assert_eq!(ids("copy"), [number(1.0), number(2.0)]);
    let only_id = Value::Object(vec![("id".into(), Value::Number(1.0.into()))]);
    assert_eq!(after.of("copy")[0].value, only_id);
    let scanned =
        |name: &str| finished.report.operations.iter().find(|o| o.name == name).unwrap().scanned;
    assert_eq!(scanned("drop_field"), 2);
}

#[test]
fn nothing_is_written_where_nothing_changes() {
    let plan = plan(&[json!([
        {"add_field": {"store": "people", "field": "name", "default": "none"}},
        {"drop_field": {"store": "people", "field": "none"}},
        {"alter_field": {"store": "people", "field": "name", "type": "string"}},
    ])]);
    let (after, finished) = people().migrated(&plan);
    assert_eq!(after.records, people().records);
    assert_eq!((finished.report.scanned, finished.report.written), (2, 0));
}

#[test]
fn a_record_that_would_nest_too_deep_is_told_wherever_it_would_go() {
    let mut deep = Value::Null;
    for _ in 0..MAX_DEPTH - 1 {
        deep = Value::Array(vec![deep]);
    }
    let value = Value::Object(vec![("a".into(), deep)]);
    let record = Record { key: Key::Number(1.into()), value };
    let before = Simulated::new(vec![(store("s", None), vec![record])]);
    let deeper = json!({"merge_fields": {"store": "s", "fields": ["a"], "to": "b.c"}});
    let copy = json!({"copy_store": {"store": "s", "to": "t"}});
    for operations in [json!([deeper]), json!([deeper, copy])] {
        let (after, finished) = before.migrated(&plan(&[operations]));
        assert_eq!(after, before);
        assert!(finished.report.failures.iter().all(|failure| failure.code == "too_deep"));
        assert_ne!(finished.report.halting, 0);
    }
}

#[test]
fn a_record_that_is_added_and_deleted_again_takes_the_one_in_its_place_with_it() {
    let insert = json!({"insert": {"store": "people", "on_conflict": "replace",
        "records": [{"record": {"id": 2}}]}});
    let delete = json!({"delete": {"store": "people", "where": "record.id == 2.0"}});
    let (after, finished) = people().migrated(&plan(&[json!([insert, delete])]));
    assert_eq!(finished.report.failures, []);
    let keys: Vec<Key> = after.of("people").into_iter().map(|record| record.key).collect();
    assert_eq!(keys, [Key::Number(1.0.into())]);
}

#[test]
fn a_fault_of_a_record_that_is_added_is_told_after_records_without_one() {
    let insert = json!({"insert": {"store": "people", "records": [{"record": {"id": 9}}]}});
    let change =
        json!({"update": {"store": "people", "set": {"name": "record.name.upperAscii()"}}});
    let before = people();
    let (after, finished) = before.migrated(&plan(&[json!([insert, change])]));
    assert_eq!(finished.report.halting, 1, "{:?}", finished.report);
    assert_eq!(after, before);
}

/// Migrations of a database that drop the store `people` after what is given.
fn dropping(validate: serde_json::Value, on_invalid: &str) -> drydock::plan::Plan {
    let plan = json!({"format": 1, "migrations": [
        {"database": "d", "version": 2, "validate": {"before": {"people": validate}},
         "on_invalid": on_invalid,
         "operations": [{"drop_store": {"store": "people"}}]}]});
    drydock::plan::parse(&plan.to_string()).unwrap().plan
}

#[test]
fn records_are_checked_before_their_store_is_dropped() {
    let rule = json!({"rules": [{"rule": "record.name != 'Ada'"}]});
    let before = people();
    let (after, finished) = before.migrated(&dropping(rule.clone(), "halt"));
    assert_eq!(after, before);
    let failures = &finished.report.failures;
    assert_eq!((failures.len(), failures[0].key.as_str()), (1, "1"), "{failures:?}");

    let (after, finished) = before.migrated(&dropping(rule, "quarantine"));
    assert_eq!(finished.report.halting, 0);
    assert!(after.schema.stores.is_empty());
    let kept: Vec<_> = after.quarantine.iter().map(|(_, held)| held.record.key.clone()).collect();
    assert_eq!(kept, [Key::Number(1.0.into())]);

    let valid = json!({"rules": [{"rule": "record.id > 0"}]});
    let (after, finished) = before.migrated(&dropping(valid, "halt"));
    assert_eq!(finished.report.halting, 0);
    assert!(after.schema.stores.is_empty() && after.quarantine.is_empty());
}

#[test]
fn what_a_migration_cannot_do_is_told_although_the_next_drops_the_store() {
    let before = people();
    let (after, finished) = before.migrated(&plan(&[
        json!([{"alter_field": {"store": "people", "field": "name", "type": "number"}}]),
        json!([{"drop_store": {"store": "people"}}]),
    ]));
    assert_eq!(after, before);
    assert_eq!(finished.report.halting, 2);
}

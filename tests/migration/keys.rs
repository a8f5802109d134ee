//! Keys: changing their path, generating them, adding records.

use drydock::schema::Store;
use drydock::value::{Key, Record, Value};
use serde_json::json;

use super::simulated::{Simulated, plan, store};

fn number(number: f64) -> Key {
    Key::Number(number.into())
}

fn record(key: f64, mail: &str) -> Record {
    let properties = vec![("mail".into(), Value::String(mail.into()))];
    Record { key: number(key), value: Value::Object(properties) }
}

fn generating(next_key: u64) -> Store {
    Store { auto_increment: true, next_key: Some(next_key), ..store("s", None) }
}

#[test]
fn a_new_key_path_gives_new_keys_in_a_new_order() {
    let before =
        Simulated::new(vec![(store("s", None), vec![record(1.0, "z@x"), record(2.0, "a@x")])]);
    let plan = plan(&[json!([{"change_key_path": {"store": "s", "key_path": "mail"}}])]);
    let (after, finished) = before.migrated(&plan);
    assert_eq!(finished.report.failures, []);
    let keys: Vec<_> = after.of("s").iter().map(|record| record.key.clone()).collect();
    assert_eq!(keys, [Key::String("a@x".into()), Key::String("z@x".into())]);
}

#[test]
fn keys_that_are_missing_or_twice_there_are_told() {
    let without = Record { key: number(3.0), value: Value::Object(vec![]) };
    let before = Simulated::new(vec![(
        store("s", None),
        vec![record(1.0, "a@x"), record(2.0, "a@x"), without],
    )]);
    let plan = plan(&[json!([{"change_key_path": {"store": "s", "key_path": "mail"}}])]);
    let (after, finished) = before.migrated(&plan);
    assert_eq!(after, before);
    let codes: Vec<_> =
        finished.report.failures.iter().map(|f| (f.code.as_str(), f.key.as_str())).collect();
    assert_eq!(codes[0], ("no_key", "3"));
    assert!(codes[1..].iter().all(|(code, _)| *code == "duplicate_key"), "{codes:?}");
}

#[test]
fn added_records_get_the_generators_next_keys() {
    let before = Simulated::new(vec![(generating(8), vec![record(5.0, "a@x")])]);
    let insert = |record| json!({"insert": {"store": "s", "records": [{"record": record}]}});
    let plan = plan(&[json!([insert(json!({"n": 1})), insert(json!({"n": 2}))])]);
    let (after, finished) = before.migrated(&plan);
    assert_eq!(finished.report.failures, []);
    let keys: Vec<_> = after.of("s").iter().map(|record| record.key.clone()).collect();
    assert_eq!(keys, [number(5.0), number(8.0), number(9.0)]);
    assert_eq!(after.schema.stores[0].next_key, Some(10));
}

#[test]
fn a_key_that_is_taken_is_told_kept_or_replaced() {
    let person = |id: f64, name: &str| {
        let properties = vec![
            ("id".into(), Value::Number(id.into())),
            ("name".into(), Value::String(name.into())),
        ];
        Record { key: number(id), value: Value::Object(properties) }
    };
    let before = Simulated::new(vec![(store("s", Some("id")), vec![person(1.0, "Ada")])]);
    let with = |conflict: &str| {
        plan(&[json!([{"insert": {"store": "s", "on_conflict": conflict, "records": [
            {"record": {"id": 1, "name": "Grace"}}, {"record": {"id": 2, "name": "Ida"}}]}}])])
    };
    let (after, finished) = before.migrated(&with("halt"));
    assert_eq!(after, before);
    assert_eq!(finished.report.failures[0].code, "duplicate_key");
    let (after, _) = before.migrated(&with("skip"));
    assert_eq!(after.of("s"), [person(1.0, "Ada"), person(2.0, "Ida")]);
    let (after, _) = before.migrated(&with("replace"));
    assert_eq!(after.of("s"), [person(1.0, "Grace"), person(2.0, "Ida")]);
}

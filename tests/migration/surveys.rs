//! What the data say of the warnings about a plan.

use drydock::migration::{Languages, Run, Seen, compile, question};
use drydock::plan::{apply_schema, lint};
use drydock::schema::{Database, Index, KeyPath};
use drydock::value::{Key, Record, Value, encode_record};
use serde_json::json;

use super::simulated::{NoAttachments, Simulated, plan, store};

fn number(number: u32) -> Value {
    Value::Number(f64::from(number).into())
}

fn record(id: u32, fields: &[(&str, Value)]) -> Record {
    let fields = fields.iter().map(|(name, value)| ((*name).into(), value.clone()));
    let value = Value::Object([("id".into(), number(id))].into_iter().chain(fields).collect());
    Record { key: Key::Number(f64::from(id).into()), value }
}

/// 20 records, of which each has what makes one of the warnings true.
fn database() -> Simulated {
    let text = |text: &str| Value::String(text.into());
    let records = (1..=20)
        .map(|id| {
            let mut fields = vec![("mail", text(&format!("m{}", id / 2)))];
            if id % 4 == 0 {
                fields.push(("old", number(id)));
            }
            if id == 3 || id == 5 {
                fields.push(("taken", Value::Null));
            }
            fields.push(("price", if id > 13 { text("?") } else { text("1") }));
            record(id, &fields)
        })
        .collect();
    let mut orders = store("orders", Some("id"));
    orders.indexes = vec![Index {
        name: "by old".into(),
        key_path: KeyPath::One("old".into()),
        unique: false,
        multi_entry: false,
    }];
    let gone = (1..=7).map(|id| record(id, &[])).collect();
    Simulated::new(vec![(orders, records), (store("gone", Some("id")), gone)])
}

/// What the data say of each warning about a plan from version 1: its code, how many records,
/// the keys of the first.
fn found(simulated: &Simulated, text: &str) -> Vec<(&'static str, Option<(u64, String)>)> {
    let plan = drydock::plan::parse(text).unwrap_or_else(|error| panic!("{error}")).plan;
    let migrations: Vec<_> = plan.migrations.iter().collect();
    let program = compile(&simulated.schema, &migrations, &Languages).unwrap();
    let mut schema: Database = simulated.schema.clone();
    let mut asked = Vec::new();
    let mut questions = Vec::new();
    for (position, migration) in migrations.iter().enumerate() {
        for warning in lint(migration, Some(&schema)) {
            let question = question(&warning, migration, position, &program);
            asked.push((warning.code.name(), question.is_some()));
            questions.extend(question);
        }
        schema = apply_schema(&schema, migration).unwrap();
    }
    let mut run = Run::asked(&program, questions);
    for store in run.stores_to_read() {
        for held in &simulated.records[store] {
            run.look(store, &encode_record(&held.record), &NoAttachments).unwrap();
        }
    }
    run.seeds();
    let mut answers = run.finish().answers.into_iter();
    let told = |Seen { count, keys, .. }| (count, keys.join(" "));
    asked
        .into_iter()
        .map(|(code, is_asked)| (code, is_asked.then(|| told(answers.next().unwrap()))))
        .collect()
}

fn of(operations: serde_json::Value) -> Vec<(&'static str, Option<(u64, String)>)> {
    let text = json!({ "format": 1, "migrations": [
        { "database": "d", "version": 2, "operations": operations }
    ] });
    found(&database(), &text.to_string())
}

fn said(code: &'static str, count: u64, keys: &str) -> (&'static str, Option<(u64, String)>) {
    (code, Some((count, keys.to_owned())))
}

#[test]
fn what_is_dropped_is_counted() {
    assert_eq!(
        of(json!([{ "drop_store": { "store": "gone" } }])),
        [said("drops-store", 7, "1 2 3 4 5"), said("not-reversible", 7, "1 2 3 4 5")]
    );
    assert_eq!(
        of(json!([{ "drop_index": { "store": "orders", "index": "by old" } }])),
        [said("drops-index", 5, "4 8 12 16 20")]
    );
    assert_eq!(
        of(json!([{ "drop_field": { "store": "orders", "field": "old" } }])),
        [
            said("drops-field", 5, "4 8 12 16 20"),
            said("not-reversible", 5, "4 8 12 16 20"),
            said("index-loses-field", 5, "4 8 12 16 20"),
        ]
    );
    assert_eq!(
        of(json!([{ "delete": { "store": "orders", "where": "key > 18" } }])),
        [
            said("deletes-records", 2, "19 20"),
            said("not-reversible", 2, "19 20"),
            said("expression-may-fail", 0, ""),
        ]
    );
}

#[test]
fn what_fails_is_counted() {
    assert_eq!(
        of(
            json!([{ "create_index": { "store": "orders", "index": "by mail", "key_path": "mail", "unique": true } }])
        ),
        // 1 alone has m0, and 20 alone m10.
        [said("unique-index", 18, "2 3 4 5 6")]
    );
    assert_eq!(
        of(json!([{ "alter_field": { "store": "orders", "field": "price", "type": "number" } }])),
        [
            said("narrows-values", 13, "1 2 3 4 5"),
            said("conversion-may-fail", 7, "14 15 16 17 18"),
            said("not-reversible", 13, "1 2 3 4 5"),
        ]
    );
    assert_eq!(
        of(json!([{ "change_key_path": { "store": "orders", "key_path": "old" } }]))[0],
        said("key-may-be-missing", 15, "1 2 3 5 6")
    );
    let records = json!([{ "record": { "id": 4 } }, { "record": { "id": 99 } }]);
    assert_eq!(
        of(json!([{ "insert": { "store": "orders", "records": records } }])),
        [said("key-may-exist", 1, "4")]
    );
    assert_eq!(
        of(
            json!([{ "insert": { "store": "orders", "records": records, "on_conflict": "replace" } }])
        )[0],
        said("replaces-records", 1, "4")
    );
}

#[test]
fn each_field_that_may_exist_is_counted_for_itself() {
    let into = json!([{ "field": "taken", "value": "1" }, { "field": "free", "value": "1" }, { "field": "price", "value": "1" }]);
    let split =
        of(json!([{ "split_field": { "store": "orders", "field": "mail", "into": into } }]));
    let taken: Vec<_> = split.into_iter().filter(|(code, _)| *code == "field-may-exist").collect();
    assert_eq!(
        taken,
        [
            said("field-may-exist", 2, "3 5"),
            said("field-may-exist", 0, ""),
            // Two have been refused already.
            said("field-may-exist", 18, "1 2 4 6 7"),
        ]
    );
}

#[test]
fn records_without_required_fields_are_counted_once() {
    let check = |names: serde_json::Value| json!({ "orders": { "schema": { "required": names, "properties": { "mail": { "type": "number" } } } } });
    let text = json!({ "format": 1, "migrations": [{
        "database": "d", "version": 2, "on_invalid": "skip",
        "validate": { "before": check(json!(["old", "taken"])), "after": check(json!(["id"])) },
        "operations": [{ "rename_field": { "store": "orders", "field": "mail", "to": "address" } }],
    }] });
    let found = found(&database(), &text.to_string());
    assert_eq!(found[0], said("required-field", 20, "1 2 3 4 5"));
    assert_eq!(found[1], said("required-field", 0, ""));
}

#[test]
fn what_the_plan_made_itself_is_no_question_for_the_data() {
    let found = of(json!([
        { "create_store": { "store": "new", "indexes": [{ "index": "i", "key_path": "x" }] } },
        { "drop_index": { "store": "new", "index": "i" } },
        { "drop_store": { "store": "new" } },
    ]));
    assert_eq!(found[0], ("drops-index", None));
    assert_eq!(found[1], ("drops-store", None));
}

#[test]
fn a_question_changes_no_report() {
    let plan = plan(&[json!([{ "drop_field": { "store": "orders", "field": "old" } }])]);
    let (_, finished) = database().migrated(&plan);
    assert_eq!(finished.report.operations[0].changed, 5);
    assert_eq!(finished.answers, []);
}

#[test]
fn what_expressions_do_is_counted() {
    assert_eq!(
        of(
            json!([{ "alter_field": { "store": "orders", "field": "old", "up": "value > 9.0 ? value : 0.0 / value.x" } }])
        ),
        [
            said("overwrites-field", 0, ""),
            said("not-reversible", 0, ""),
            said("expression-may-fail", 2, "4 8"),
            said("index-loses-field", 0, ""),
        ]
    );
    assert_eq!(
        of(json!([{ "add_field": { "store": "orders", "field": "x", "value": "record.old" } }])),
        [said("expression-may-fail", 15, "1 2 3 5 6")]
    );
    assert_eq!(
        of(json!([{ "delete": { "store": "orders", "where": "record.taken == null" } }])),
        [
            said("deletes-records", 2, "3 5"),
            said("not-reversible", 2, "3 5"),
            said("expression-may-fail", 18, "1 2 4 6 7"),
        ]
    );
    assert_eq!(
        of(
            json!([{ "copy_store": { "store": "orders", "to": "x", "where": "record.old > 9.0" } }])
        ),
        [said("expression-may-fail", 15, "1 2 3 5 6")]
    );
    let fields = json!(["old", "taken"]);
    assert_eq!(
        of(
            json!([{ "merge_fields": { "store": "orders", "fields": fields, "to": "x", "value": "record.old" } }])
        ),
        [
            said("drops-field", 5, "4 8 12 16 20"),
            said("not-reversible", 5, "4 8 12 16 20"),
            said("field-may-exist", 0, ""),
            said("expression-may-fail", 2, "3 5"),
            said("index-loses-field", 5, "4 8 12 16 20"),
        ]
    );
}

#[test]
fn what_stands_in_the_way_is_counted() {
    assert_eq!(
        of(json!([{ "add_field": { "store": "orders", "field": "old.since", "default": 1 } }])),
        [said("path-may-be-blocked", 5, "4 8 12 16 20")]
    );
}

#[test]
fn only_records_that_an_index_loses_are_counted_as_such() {
    // Each that has "old" stays in the index, but for those that get none.
    let update = json!([{ "update": {
        "store": "orders", "set": { "old": "key > 9 && key < 17 ? null : 1", "new": "1" },
    } }]);
    let found = of(update);
    assert_eq!(found[0], said("overwrites-field", 20, "1 2 3 4 5"));
    assert_eq!(found.last(), Some(&said("index-loses-field", 2, "12 16")));
}

#[test]
fn keys_that_stand_apart_are_counted() {
    let mut simulated = database();
    simulated.schema.stores[0].key_path = None;
    assert_eq!(simulated.schema.stores[0].name, "gone".into());
    let text = json!({ "format": 1, "migrations": [{ "database": "d", "version": 2, "operations": [
        { "change_key_path": { "store": "gone", "key_path": "id" } },
    ] }] });
    let found = found(&simulated, &text.to_string());
    assert_eq!(found[0], said("drops-keys", 7, "1 2 3 4 5"));
    assert_eq!(found[1], said("key-may-be-missing", 0, ""));
}

#[test]
fn what_collides_in_a_unique_index_that_is_there_is_counted() {
    let mut simulated = database();
    let orders = &mut simulated.schema.stores[1];
    assert_eq!(orders.name, "orders".into());
    for (name, path) in [("by code", "code"), ("by id", "id")] {
        orders.indexes.push(Index {
            name: name.into(),
            key_path: KeyPath::One(path.into()),
            unique: true,
            multi_entry: false,
        });
    }
    orders.indexes.sort_by_key(|index| index.name.to_utf16());
    let found = |operations: serde_json::Value| {
        let text = json!({ "format": 1, "migrations": [
            { "database": "d", "version": 2, "operations": operations },
            { "database": "d", "version": 3, "operations": [
                { "rename_index": { "store": "orders", "index": "by code", "to": "a" } },
                { "rename_store": { "store": "orders", "to": "all" } },
            ] },
        ] });
        found(&simulated, &text.to_string())
    };
    let add = json!({ "add_field": { "store": "orders", "field": "code", "default": 1 } });
    let copy = json!({ "copy_store": { "store": "orders", "to": "a copy" } });
    assert_eq!(found(json!([add, copy])), [said("unique-index", 20, "1 2 3 4 5")]);
    assert_eq!(
        found(json!([{ "rename_field": { "store": "orders", "field": "mail", "to": "code" } }])),
        [said("field-may-exist", 0, ""), said("unique-index", 18, "2 3 4 5 6")]
    );
    let records = json!([
        { "record": { "id": 30, "code": 5 } },
        { "record": { "id": 31, "code": 5 } },
        { "record": { "id": 32, "code": 6 } },
    ]);
    assert_eq!(
        found(json!([{ "insert": { "store": "orders", "records": records } }])),
        [
            said("key-may-exist", 0, ""),
            said("unique-index", 2, "30 31"),
            said("unique-index", 0, ""),
        ]
    );
}

#[test]
fn more_collisions_than_are_listed_are_counted() {
    let records = (1..=1_000).map(|id| record(id, &[])).collect();
    let mut one = store("orders", Some("id"));
    one.indexes = vec![Index {
        name: "by code".into(),
        key_path: KeyPath::One("code".into()),
        unique: true,
        multi_entry: false,
    }];
    let simulated = Simulated::new(vec![(one, records)]);
    let text = json!({ "format": 1, "migrations": [{ "database": "d", "version": 2, "operations": [
        { "add_field": { "store": "orders", "field": "code", "default": 1 } },
    ] }] });
    assert_eq!(found(&simulated, &text.to_string()), [said("unique-index", 1_000, "1 2 3 4 5")]);
}

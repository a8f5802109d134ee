//! Each operation on records, in objects that stand in arrays and in objects that several places
//! share.

use drydock::migration::Finished;
use drydock::value::{Key, Record, Text, Value};
use serde_json::{Value as Json, json};

use super::simulated::{Simulated, plan, store};

/// JSON in which `{"$share": 0, "of": …}` is an object that others share, and `{"$ref": 0}` one
/// of the other places where it stands; they are numbered as they begin.
fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(boolean) => Value::Boolean(*boolean),
        Json::Number(number) => Value::Number(number.as_f64().unwrap().into()),
        Json::String(text) => Value::String(text.as_str().into()),
        Json::Array(elements) => Value::Array(elements.iter().map(value).collect()),
        Json::Object(object) => {
            if let Some(index) = object.get("$ref") {
                return Value::Reference(index.as_u64().unwrap());
            }
            if let Some(shared) = object.get("$share") {
                return Value::Shared(Box::new(value(shared)));
            }
            let property = |(name, inner): (&String, _)| (Text::from(name.as_str()), value(inner));
            Value::Object(object.iter().map(property).collect())
        }
    }
}

fn migrated(operations: &Json, before: &Json) -> (Value, Finished) {
    let record = Record { key: Key::Number(1.into()), value: value(before) };
    let held = Simulated::new(vec![(store("s", None), vec![record])]);
    let (after, finished) = held.migrated(&plan(std::slice::from_ref(operations)));
    (after.of("s").remove(0).value, finished)
}

/// What these operations make of a record. The store is `s` in all of them.
fn check(operations: Json, before: Json, after: Json) {
    let (found, finished) = migrated(&operations, &before);
    assert_eq!(finished.report.failures, [], "{operations}");
    assert_eq!(found, value(&after), "{operations}");
}

/// Where these operations fail, and with which code. The record stays.
fn fails(operations: Json, before: Json, code: &str, pointer: &str) {
    let (found, finished) = migrated(&operations, &before);
    assert_eq!(found, value(&before), "{operations}");
    let failure = &finished.report.failures[0];
    assert_eq!((failure.code.as_str(), failure.pointer.as_str()), (code, pointer), "{operations}");
}

#[test]
fn every_object_of_an_array_is_changed_and_what_is_none_stays() {
    check(
        json!([{ "add_field": { "store": "s", "field": "rows[].n", "value": "element.a + 1.0" } }]),
        json!({ "rows": [{ "a": 1 }, null, { "a": 2, "n": 9 }, [{ "a": 3 }], { "a": 4 }] }),
        json!({ "rows": [{ "a": 1, "n": 2 }, null, { "a": 2, "n": 9 }, [{ "a": 3 }], { "a": 4, "n": 5 }] }),
    );
    check(
        json!([{ "drop_field": { "store": "s", "field": "rows[].a.b" } }]),
        json!({ "rows": [{ "a": { "b": 1, "c": 2 } }, "a", { "a": 1 }, { "b": 1 }, { "a": { "b": 3 } }] }),
        json!({ "rows": [{ "a": { "c": 2 } }, "a", { "a": 1 }, { "b": 1 }, { "a": {} }] }),
    );
    check(
        json!([{ "rename_field": { "store": "s", "field": "rows[].a.b", "to": "rows[].c" } }]),
        json!({ "rows": [{ "a": { "b": 1 } }, { "a": { "d": 2 }, "c": 3 }, { "a": { "b": [4] } }] }),
        json!({ "rows": [{ "a": {}, "c": 1 }, { "a": { "d": 2 }, "c": 3 }, { "a": {}, "c": [4] }] }),
    );
    check(
        json!([{ "alter_field": { "store": "s", "field": "rows[].a", "type": "number" } }]),
        json!({ "rows": [{ "a": "1", "b": "1" }, "2", { "b": "2" }, { "a": "3" }] }),
        json!({ "rows": [{ "a": 1, "b": "1" }, "2", { "b": "2" }, { "a": 3 }] }),
    );
    check(
        json!([{ "alter_field": { "store": "s", "field": "rows[].t[]", "up": "value + '!'" } }]),
        json!({ "rows": [{ "t": ["a", "b"] }, { "t": [] }, { "t": "c" }, { "t": ["d"] }] }),
        json!({ "rows": [{ "t": ["a!", "b!"] }, { "t": [] }, { "t": "c" }, { "t": ["d!"] }] }),
    );
    check(
        json!([{ "update": { "store": "s", "where": "size(record.rows) > 1", "set": {
            "rows[].a": "element.a + record.rows[1].a", "n": "record.rows[0].a" } } }]),
        json!({ "rows": [{ "a": 1, "b": 0 }, { "a": 2 }] }),
        json!({ "rows": [{ "a": 3, "b": 0 }, { "a": 4 }], "n": 1 }),
    );
    // A new field that JavaScript puts first moves the rows.
    check(
        json!([{ "update": { "store": "s", "set": { "1": "0.0", "rows[].2": "0.0", "rows[].in[].b": "2.0" } } }]),
        json!({ "n": [{}], "rows": [{ "in": [{ "a": 1 }] }, {}] }),
        json!({ "1": 0, "n": [{}], "rows": [{ "2": 0, "in": [{ "a": 1, "b": 2 }] }, { "2": 0 }] }),
    );
    check(
        json!([{ "alter_field": { "store": "s", "field": "[].a", "up": "value * 2.0" } }]),
        json!([{ "a": 1 }, { "a": 2 }]),
        json!([{ "a": 2 }, { "a": 4 }]),
    );
}

#[test]
fn fields_are_merged_in_arrays_and_out_of_inner_objects() {
    check(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].in.lat", "rows[].lng"], "to": "rows[].at" } }]),
        json!({ "rows": [{ "in": { "lat": 1, "x": 0 }, "lng": 2 }, { "x": 3 }, 4, { "lng": 5 }] }),
        json!({ "rows": [{ "in": { "x": 0 }, "at": { "lat": 1, "lng": 2 } }, { "x": 3 }, 4, { "at": { "lng": 5 } }] }),
    );
    check(
        json!([{ "merge_fields": { "store": "s", "fields": ["name.first", "name.last"], "to": "name.whole", "separator": " " } }]),
        json!({ "name": { "first": "Ada", "title": "Lady", "last": "King" } }),
        json!({ "name": { "title": "Lady", "whole": "Ada King" } }),
    );
    check(
        json!([{ "merge_fields": { "store": "s", "fields": ["a.x", "b.x"], "to": "sums.x", "value": "record.a.x + record.b.x", "keep": true } }]),
        json!({ "a": { "x": 1 }, "b": { "x": 2, "y": 3 } }),
        json!({ "a": { "x": 1 }, "b": { "x": 2, "y": 3 }, "sums": { "x": 3 } }),
    );
    // The new field may be one of those that go.
    check(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].a", "rows[].b"], "to": "rows[].a", "value": "element.a + element.b" } }]),
        json!({ "rows": [{ "a": 1, "b": 2 }, { "a": 3, "b": 4 }] }),
        json!({ "rows": [{ "a": 3 }, { "a": 7 }] }),
    );
    fails(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].a"], "to": "rows[].in.x" } }]),
        json!({ "rows": [{ "a": 1 }, { "a": 2, "in": { "x": null } }] }),
        "field_exists",
        "/rows/1/in/x",
    );
    fails(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].a.b"], "to": "rows[].c", "separator": "-" } }]),
        json!({ "rows": [{ "a": { "b": "1" } }, { "a": { "b": 2 } }] }),
        "not_convertible",
        "/rows/1/a/b",
    );
}

#[test]
fn a_field_is_split_in_arrays_and_out_of_inner_objects() {
    check(
        json!([{ "split_field": { "store": "s", "field": "rows[].at.text", "separator": ",", "into": [{ "field": "rows[].lat" }, { "field": "rows[].in.lng" }] } }]),
        json!({ "rows": [{ "at": { "text": "1,2,3", "x": 0 } }, { "at": {} }, { "at": { "text": "4" }, "in": {} }] }),
        json!({ "rows": [{ "at": { "x": 0 }, "lat": "1", "in": { "lng": "2,3" } }, { "at": {} }, { "at": {}, "in": {}, "lat": "4" }] }),
    );
    check(
        json!([{ "split_field": { "store": "s", "field": "rows[].at", "keep": true, "into": [{ "field": "rows[].lat" }, { "field": "rows[].sum", "value": "value.lat + element.more" }] } }]),
        json!({ "rows": [{ "at": { "lat": 1 }, "more": 1 }, { "at": { "lat": 2 }, "more": 2 }] }),
        json!({ "rows": [{ "at": { "lat": 1 }, "more": 1, "lat": 1, "sum": 2 }, { "at": { "lat": 2 }, "more": 2, "lat": 2, "sum": 4 }] }),
    );
    fails(
        json!([{ "split_field": { "store": "s", "field": "rows[].a.b", "into": [{ "field": "rows[].x" }] } }]),
        json!({ "rows": [{ "a": { "b": { "x": 1 } } }, { "a": { "b": 2 } }] }),
        "not_convertible",
        "/rows/1/a/b",
    );
    fails(
        json!([{ "split_field": { "store": "s", "field": "rows[].a", "into": [{ "field": "rows[].x" }] } }]),
        json!({ "rows": [{ "a": { "x": 1 } }, { "a": { "x": 2 }, "x": null }] }),
        "field_exists",
        "/rows/1/x",
    );
}

#[test]
fn an_object_that_stands_twice_is_changed_once() {
    let twice = |object: Json| json!({ "rows": [{ "$share": object }, { "$ref": 0 }] });
    for (operation, before, after) in [
        (
            json!({ "alter_field": { "store": "s", "field": "rows[].price", "up": "value * 100.0" } }),
            json!({ "price": 2, "x": 1 }),
            json!({ "price": 200, "x": 1 }),
        ),
        (
            json!({ "alter_field": { "store": "s", "field": "rows[].tags[]", "up": "value + 1.0" } }),
            json!({ "tags": [1, 2] }),
            json!({ "tags": [2, 3] }),
        ),
        (
            json!({ "update": { "store": "s", "set": { "rows[].price": "value * 100.0" } } }),
            json!({ "price": 2 }),
            json!({ "price": 200 }),
        ),
        (
            json!({ "add_field": { "store": "s", "field": "rows[].n", "value": "element.a + 1.0" } }),
            json!({ "a": 1 }),
            json!({ "a": 1, "n": 2 }),
        ),
        (
            json!({ "drop_field": { "store": "s", "field": "rows[].a" } }),
            json!({ "a": 1, "b": 2 }),
            json!({ "b": 2 }),
        ),
        (
            json!({ "rename_field": { "store": "s", "field": "rows[].a", "to": "rows[].in.a" } }),
            json!({ "a": 1, "b": 2 }),
            json!({ "b": 2, "in": { "a": 1 } }),
        ),
        (
            json!({ "merge_fields": { "store": "s", "fields": ["rows[].a", "rows[].b"], "to": "rows[].c", "separator": "", "keep": true } }),
            json!({ "a": "1", "b": "2" }),
            json!({ "a": "1", "b": "2", "c": "12" }),
        ),
        (
            json!({ "split_field": { "store": "s", "field": "rows[].a", "separator": " ", "keep": true, "into": [{ "field": "rows[].b" }, { "field": "rows[].c" }] } }),
            json!({ "a": "1 2" }),
            json!({ "a": "1 2", "b": "1", "c": "2" }),
        ),
    ] {
        check(json!([operation]), twice(before), twice(after));
    }
    // As before, the two places of a value that is replaced itself are no longer one.
    check(
        json!([{ "alter_field": { "store": "s", "field": "rows[]", "up": "value.a" } }]),
        json!({ "rows": [{ "$share": { "a": 1 } }, { "$ref": 0 }], "keep": { "$ref": 0 } }),
        json!({ "rows": [1, 1], "keep": { "a": 1 } }),
    );
    // Nor is a whole array that stands twice gone through twice.
    check(
        json!([{ "alter_field": { "store": "s", "field": "rows[][].a", "up": "value + 1.0" } }]),
        json!({ "rows": [{ "$share": [{ "a": 1 }, { "a": 2 }] }, { "$ref": 0 }] }),
        json!({ "rows": [{ "$share": [{ "a": 2 }, { "a": 3 }] }, { "$ref": 0 }] }),
    );
}

#[test]
fn fields_of_an_object_that_several_share_come_to_all_of_them() {
    let rows = |first: Json, second: Json| json!({ "rows": [first, second] });
    check(
        json!([{ "rename_field": { "store": "s", "field": "rows[].in.x", "to": "rows[].y" } }]),
        rows(json!({ "in": { "$share": { "x": [1], "z": 2 } } }), json!({ "in": { "$ref": 0 } })),
        rows(
            json!({ "in": { "$share": { "z": 2 } }, "y": { "$share": [1] } }),
            json!({ "in": { "$ref": 0 }, "y": { "$ref": 1 } }),
        ),
    );
    check(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].in.x", "rows[].b"], "to": "rows[].y" } }]),
        rows(
            json!({ "in": { "$share": { "x": 1, "z": 2 } }, "b": 3 }),
            json!({ "in": { "$ref": 0 }, "b": 4 }),
        ),
        rows(
            json!({ "in": { "$share": { "z": 2 } }, "y": { "x": 1, "b": 3 } }),
            json!({ "in": { "$ref": 0 }, "y": { "x": 1, "b": 4 } }),
        ),
    );
    check(
        json!([{ "split_field": { "store": "s", "field": "rows[].in.x", "into": [{ "field": "rows[].y" }] } }]),
        rows(
            json!({ "in": { "$share": { "x": { "y": 1 }, "z": 2 } } }),
            json!({ "in": { "$ref": 0 } }),
        ),
        rows(
            json!({ "in": { "$share": { "z": 2 } }, "y": 1 }),
            json!({ "in": { "$ref": 0 }, "y": 1 }),
        ),
    );
    // Within the shared object itself, where the field stays.
    check(
        json!([{ "split_field": { "store": "s", "field": "rows[].in.x", "keep": true, "into": [{ "field": "rows[].in.y" }] } }]),
        rows(json!({ "in": { "$share": { "x": { "y": 1 } } } }), json!({ "in": { "$ref": 0 } })),
        rows(
            json!({ "in": { "$share": { "x": { "y": 1 }, "y": 1 } } }),
            json!({ "in": { "$ref": 0 } }),
        ),
    );
    // One field cannot be two things.
    fails(
        json!([{ "merge_fields": { "store": "s", "fields": ["rows[].in.x", "rows[].b"], "to": "rows[].in.y" } }]),
        rows(
            json!({ "in": { "$share": { "x": 1 } }, "b": 3 }),
            json!({ "in": { "$ref": 0 }, "b": 4 }),
        ),
        "field_exists",
        "/rows/1/in/y",
    );
}

#[test]
fn an_object_in_an_array_of_its_own_is_changed_as_the_others_are() {
    // The record is the first of its own rows: what goes from it stands before the rows.
    let before = json!({ "$share": { "a": 1, "rows": [{ "$ref": 0 }, { "a": 2, "b": 3 }] } });
    check(
        json!([{ "drop_field": { "store": "s", "field": "rows[].a" } }]),
        before.clone(),
        json!({ "$share": { "rows": [{ "$ref": 0 }, { "b": 3 }] } }),
    );
    check(
        json!([{ "rename_field": { "store": "s", "field": "rows[].a", "to": "rows[].1" } }]),
        before.clone(),
        json!({ "$share": { "1": 1, "rows": [{ "$ref": 0 }, { "1": 2, "b": 3 }] } }),
    );
    check(
        json!([{ "add_field": { "store": "s", "field": "rows[].1", "default": 0 } }]),
        before,
        json!({ "$share": { "1": 0, "a": 1, "rows": [{ "$ref": 0 }, { "1": 0, "a": 2, "b": 3 }] } }),
    );
}

#[test]
fn arrays_that_share_all_the_way_down_take_no_longer_than_others() {
    let depth = 40;
    let mut before = json!([{ "a": 1 }, { "a": 2 }]);
    for level in (0..depth).rev() {
        before = json!([{ "$share": before }, { "$ref": level }]);
    }
    let path = format!("{}.a", "[]".repeat(depth + 1));
    let (found, finished) = migrated(
        &json!([{ "alter_field": { "store": "s", "field": path, "up": "value + 1.0" } }]),
        &before,
    );
    assert_eq!(finished.report.failures, []);
    let mut innermost = &found;
    for _ in 0..depth {
        let Value::Array(elements) = innermost else { panic!("{innermost:?}") };
        let Value::Shared(inner) = &elements[0] else { panic!("{elements:?}") };
        innermost = inner;
    }
    assert_eq!(*innermost, value(&json!([{ "a": 2 }, { "a": 3 }])));
}

//! Values that JSON has not, and those that refer to themselves.

use std::thread;

use drydock::validation::Schema;
use drydock::value::{
    ErrorClass, ErrorObject, MAX_DEPTH, SparseArray, Value, ViewKind, decode_value,
};
use serde_json::{Value as Json, json};

fn schema(json: Json) -> Schema {
    Schema::new(&json).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn object(properties: &[(&str, Value)]) -> Value {
    Value::Object(properties.iter().map(|(name, value)| ((*name).into(), value.clone())).collect())
}

fn number(number: f64) -> Value {
    Value::Number(number.into())
}

/// A value of every kind, with the types and ready-made schemas that it is of.
fn kinds() -> Vec<(Value, Vec<&'static str>)> {
    let vectors: [(&str, Vec<&str>); 14] = [
        ("f7", vec!["drydock:undefined"]),
        ("f6", vec!["null"]),
        ("f5", vec!["boolean"]),
        ("01", vec!["number", "integer", "drydock:Number"]),
        ("c24101", vec!["drydock:BigInt"]),
        ("6161", vec!["string"]),
        ("80", vec!["array", "drydock:Array"]),
        ("a0", vec!["object"]),
        ("c100", vec!["drydock:Date"]),
        ("d9010280", vec!["drydock:Set"]),
        ("d90103a0", vec!["drydock:Map"]),
        ("d9524a8261616167", vec!["drydock:RegExp"]),
        ("d8404101", vec!["drydock:binary", "drydock:TypedArray", "drydock:Uint8Array"]),
        ("da6472790082056161", vec!["drydock:Blob"]),
    ];
    let mut kinds: Vec<(Value, Vec<&str>)> = vectors
        .into_iter()
        .map(|(digits, names)| (decode_value(&hex::decode(digits).unwrap()).unwrap(), names))
        .collect();
    let error =
        ErrorObject { class: ErrorClass::TypeError, message: None, stack: None, cause: None };
    kinds.extend([
        (number(1.5), vec!["number", "drydock:Number"]),
        (number(f64::NAN), vec!["drydock:Number", "drydock:NaN"]),
        (number(f64::NEG_INFINITY), vec!["drydock:Number", "drydock:Infinity"]),
        (number(-0.0), vec!["number", "integer", "drydock:Number", "drydock:NegativeZero"]),
        (Value::Date(None), vec!["drydock:InvalidDate"]),
        (
            Value::SparseArray(Box::new(SparseArray { length: 3, properties: vec![] })),
            vec!["drydock:Array", "drydock:SparseArray"],
        ),
        (Value::Error(Box::new(error)), vec!["drydock:Error", "drydock:TypeError"]),
        (Value::Boxed(Box::new(Value::Boolean(true))), vec!["drydock:BooleanObject"]),
        (Value::Boxed(Box::new(number(1.0))), vec!["drydock:NumberObject"]),
        (Value::Boxed(Box::new(Value::String("a".into()))), vec!["drydock:StringObject"]),
        (Value::Boxed(Box::new(Value::BigInt(1.into()))), vec!["drydock:BigIntObject"]),
        (Value::CryptoKey(0), vec!["drydock:CryptoKey"]),
    ]);
    kinds
}

#[test]
fn each_kind_of_value_is_told_from_every_other() {
    let mut names: Vec<&str> = kinds().iter().flat_map(|(_, names)| names.clone()).collect();
    names.extend(["drydock:File", "drydock:ArrayBuffer", "drydock:DataView", "drydock:RangeError"]);
    names.sort_unstable();
    names.dedup();
    for name in names {
        let schema = schema(match name.strip_prefix("drydock:") {
            Some(_) => json!({ "$ref": name }),
            None => json!({ "type": name }),
        });
        for (value, is) in kinds() {
            assert_eq!(schema.allows(&value), is.contains(&name), "{name}: {value:?}");
        }
    }
}

#[test]
fn every_class_of_views_has_a_schema_of_its_own() {
    for kind in ViewKind::ALL {
        let view = drydock::value::View {
            kind,
            buffer: Value::Shared(Box::new(Value::ArrayBuffer(Box::new(
                drydock::value::ArrayBuffer { bytes: vec![0; 16], max_byte_length: None },
            )))),
            byte_offset: 8,
            length: Some(8 / kind.element_size()),
        };
        let value = Value::View(Box::new(view));
        for other in ViewKind::ALL {
            let schema = schema(json!({ "$ref": format!("drydock:{}", other.name()) }));
            assert_eq!(schema.allows(&value), other == kind, "{other:?} {kind:?}");
        }
        let sized = |size: u64| schema(json!({ "$ref": "drydock:binary", "maxSize": size }));
        assert!(sized(8).allows(&value) && !sized(7).allows(&value), "{kind:?}");
    }
}

#[test]
fn undefined_null_and_absent_are_three_things() {
    let holds = |property: Option<Value>, rule: Json| {
        let value = object(&property.map(|value| ("a", value)).into_iter().collect::<Vec<_>>());
        schema(rule).allows(&value)
    };
    let (undefined, null) = (Some(Value::Undefined), Some(Value::Null));
    for (property, required, is_undefined, is_null) in
        [(undefined, true, true, false), (null, true, false, true), (None, false, true, true)]
    {
        assert_eq!(holds(property.clone(), json!({ "required": ["a"] })), required);
        let only = |schema: Json| json!({ "properties": { "a": schema } });
        assert_eq!(
            holds(property.clone(), only(json!({ "$ref": "drydock:undefined" }))),
            is_undefined
        );
        assert_eq!(holds(property.clone(), only(json!({ "type": "null" }))), is_null);
        assert_eq!(holds(property.clone(), only(json!(false))), property.is_none());
    }
}

#[test]
fn keywords_of_numbers_leave_bigints_alone_and_nan_keeps_no_limit() {
    for limit in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        let schema = schema(json!({ (limit): 1 }));
        assert!(schema.allows(&Value::BigInt(0.into())), "{limit}");
        assert!(!schema.allows(&number(f64::NAN)), "{limit}");
    }
    assert!(schema(json!({ "minimum": 1 })).allows(&number(f64::INFINITY)));
    assert!(schema(json!({ "const": 0 })).allows(&number(-0.0)));
    assert!(!schema(json!({ "const": null })).allows(&Value::Undefined));
}

#[test]
fn a_lone_surrogate_is_one_character() {
    let text = Value::String(drydock::value::Text::from_utf16(&[0x61, 0xd800, 0xd83d, 0xde00]));
    assert!(schema(json!({ "minLength": 3, "maxLength": 3, "pattern": "^...$" })).allows(&text));
    assert!(!schema(json!({ "enum": ["a\u{fffd}\u{1f600}"] })).allows(&text));
}

#[test]
fn a_hole_stands_for_all_of_four_billion() {
    let array = |properties: &[(&str, Value)]| {
        let properties =
            properties.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
        Value::SparseArray(Box::new(SparseArray { length: u32::MAX, properties }))
    };
    let sparse = array(&[("1", number(1.0)), ("7", number(2.0)), ("name", Value::Null)]);
    let found = schema(json!({ "items": { "type": "number" } })).check(&sparse);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].pointer.as_str(), found[0].actual.as_str()), ("/0", "a hole"));
    for (allowed, rule) in [
        (
            true,
            json!({ "items": { "anyOf": [{ "type": "number" }, { "$ref": "drydock:undefined" }] } }),
        ),
        (true, json!({ "prefixItems": [{ "$ref": "drydock:undefined" }, { "const": 1 }] })),
        (false, json!({ "prefixItems": [true, { "const": 2 }] })),
        (
            true,
            json!({ "contains": { "$ref": "drydock:undefined" }, "minContains": 4_294_967_293_u64, "maxContains": 4_294_967_293_u64 }),
        ),
        (
            false,
            json!({ "contains": { "$ref": "drydock:undefined" }, "maxContains": 4_294_967_292_u64 }),
        ),
        (true, json!({ "contains": { "const": 2 }, "maxContains": 1 })),
        (true, json!({ "minItems": 4_294_967_295_u64 })),
        (false, json!({ "uniqueItems": true })),
        (false, json!({ "prefixItems": [true], "unevaluatedItems": { "type": "number" } })),
        (
            true,
            json!({ "contains": { "$ref": "drydock:undefined" }, "unevaluatedItems": { "type": "number" } }),
        ),
        (false, json!({ "type": "array" })),
    ] {
        assert_eq!(schema(rule.clone()).allows(&sparse), allowed, "{rule}");
    }
    let nearly_full = Value::SparseArray(Box::new(SparseArray {
        length: 2,
        properties: vec![("1".into(), number(1.0))],
    }));
    assert!(schema(json!({ "uniqueItems": true })).allows(&nearly_full));
}

#[test]
fn unique_items_compares_what_json_has_not() {
    let unique = schema(json!({ "uniqueItems": true }));
    let map = |key: f64| Value::Map(vec![(number(key), Value::Undefined)]);
    let holds = |elements: Vec<Value>| unique.allows(&Value::Array(elements));
    assert!(holds(vec![
        Value::Date(Some(0)),
        number(0.0),
        Value::Date(None),
        Value::BigInt(0.into())
    ]));
    assert!(holds(vec![map(1.0), map(2.0), Value::Undefined, Value::Null]));
    assert!(!holds(vec![map(1.0), map(2.0), map(1.0)]));
    assert!(!holds(vec![number(0.0), number(-0.0)]));
    let (one, other) = (
        object(&[("a", number(1.0)), ("b", Value::Null)]),
        object(&[("b", Value::Null), ("a", number(1.0))]),
    );
    assert!(!holds(vec![one, other]));
    // The same object twice, and two that hold themselves alike.
    assert!(!holds(vec![Value::Shared(Box::new(object(&[]))), Value::Reference(0)]));
    let itself = |index| Value::Shared(Box::new(Value::Array(vec![Value::Reference(index)])));
    assert!(!holds(vec![itself(0), itself(1)]));
}

#[test]
fn an_object_that_occurs_again_is_found_wrong_in_each_place() {
    let shared = Value::Shared(Box::new(object(&[("a", Value::Null)])));
    let value = object(&[("one", shared), ("other", Value::Reference(0))]);
    let rule = json!({ "additionalProperties": { "properties": { "a": { "type": "string" } } } });
    let pointers: Vec<String> =
        schema(rule).check(&value).into_iter().map(|found| found.pointer).collect();
    assert_eq!(pointers, ["/one/a", "/other/a"]);
}

/// A list in which each element leads to the next, and the last to the first.
fn ring(length: u64, last: Value) -> Value {
    let inner = (1..length)
        .rev()
        .fold(object(&[("value", last), ("next", Value::Reference(0))]), |next, _| {
            object(&[("value", number(1.0)), ("next", next)])
        });
    Value::Shared(Box::new(inner))
}

#[test]
fn values_that_hold_themselves_are_checked_to_the_end() {
    let list = json!({
        "type": "object",
        "required": ["value", "next"],
        "properties": { "value": { "type": "number" }, "next": { "$ref": "#" } },
        "unevaluatedProperties": false
    });
    assert_eq!(schema(list.clone()).check(&ring(5, number(2.0))), []);
    let found = schema(list).check(&ring(3, Value::Null));
    assert_eq!(found[0].pointer, "/next/next/value");
}

/// Runs where the stack is smaller than the extension's.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    thread::Builder::new().stack_size(3 << 19).spawn(test).unwrap().join().unwrap();
}

#[test]
fn the_deepest_value_is_checked_on_a_small_stack() {
    on_a_small_stack(|| {
        let mut value = Value::Null;
        for level in 0..MAX_DEPTH {
            value = match level % 3 {
                0 => Value::Array(vec![value]),
                1 => Value::Map(vec![(Value::Null, value)]),
                _ => object(&[("a", value)]),
            };
        }
        let tree = json!({
            "anyOf": [
                { "type": "null" },
                { "allOf": [{ "not": { "type": "number" } }, {
                    "properties": { "a": { "$ref": "#" } },
                    "items": { "$ref": "#" },
                    "mapValues": { "$ref": "#" }
                }] }
            ]
        });
        assert_eq!(schema(tree).check(&value), []);
        let unique = schema(json!({ "uniqueItems": true, "minItems": 2 }));
        assert!(!unique.allows(&Value::Array(vec![value.clone(), value])));
    });
}

#[test]
fn what_would_take_for_ever_ends() {
    // Each object twice in the next: 2^60 ways to the innermost.
    let mut value = Value::Shared(Box::new(object(&[])));
    for level in (0..60).rev() {
        value =
            Value::Shared(Box::new(object(&[("a", value), ("b", Value::Reference(level + 1))])));
    }
    let tree = json!({ "type": "object", "additionalProperties": { "$ref": "#" } });
    let found = schema(tree).check(&value);
    assert_eq!(found[0].expected, "a value that can be checked in 10,000,000 steps");
    // Dynamic references that lead to themselves for the same value.
    let endless = json!({ "$dynamicAnchor": "a", "anyOf": [{ "$dynamicRef": "#a" }] });
    let found = schema(endless).check(&Value::Null);
    assert_eq!(found[0].expected, "a schema that does not refer to itself without end");
    // A regular expression that others would try in every way.
    let slow = schema(json!({ "pattern": "^(a|a?)+$" }));
    let text = format!("{}b", "a".repeat(100_000));
    assert!(!slow.allows(&Value::String(text.as_str().into())));
}

#[test]
fn no_more_than_twenty_faults_are_told() {
    let value = Value::Array(vec![Value::Null; 1000]);
    assert_eq!(schema(json!({ "items": { "type": "string" } })).check(&value).len(), 20);
}

//! That digests depend on what a migration means, and on nothing else.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::examples::examples;
use crate::plan::{Migration, digest, parse};

fn read(text: &str) -> Migration {
    let plan = parse(text).unwrap_or_else(|error| panic!("{error}\n{text}")).plan;
    plan.migrations.into_iter().next().unwrap()
}

fn plan_of(operations: Value) -> Value {
    let lazily = |strategy: Value| json!({ "format": 1, "migrations": [migration_of(&operations, strategy)] });
    let lazy = lazily(json!({ "strategy": "lazy", "version_field": "v" }));
    match parse(&lazy.to_string()) {
        Ok(_) => lazy,
        // Not everything can be done lazily.
        Err(_) => lazily(json!({})),
    }
}

fn migration_of(operations: &Value, strategy: Value) -> Value {
    let mut migration = json!(
        { "database": "d", "version": 2, "id": "x",
          "validate": { "before": { "s": { "schema": { "minimum": 3 }, "rules": [{ "rule": "true", "message": "m" }] } } },
          "operations": operations }
    );
    migration.as_object_mut().unwrap().extend(strategy.as_object().unwrap().clone());
    migration
}

/// Choices that follow from a seed.
struct Choices(u64);

impl Choices {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn space(&mut self) -> &'static str {
        ["", " ", "\n", "\t \r\n"][self.below(4)]
    }
}

/// The JSON in one of the many ways to write it.
fn write(value: &Value, choices: &mut Choices, text: &mut String) {
    text.push_str(choices.space());
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            text.push('{');
            while !members.is_empty() {
                let (name, value) = members.swap_remove(choices.below(members.len()));
                write(&Value::String(name.clone()), choices, text);
                text.push(':');
                write(value, choices, text);
                if !members.is_empty() {
                    text.push(',');
                }
            }
            text.push('}');
        }
        Value::Array(elements) => {
            text.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write(element, choices, text);
            }
            text.push(']');
        }
        Value::String(string) if choices.below(2) == 0 => {
            text.push('"');
            for unit in string.encode_utf16() {
                text.push_str(&format!("\\u{unit:04X}"));
            }
            text.push('"');
        }
        Value::Number(number) if number.is_i64() => {
            let number = number.as_i64().unwrap();
            let forms = [
                format!("{number}"),
                format!("{number}.0"),
                format!("{number}0e-1"),
                format!("{number}E+0"),
            ];
            // "00e-1" is no JSON.
            text.push_str(if number == 0 { "0e1" } else { &forms[choices.below(4)] });
        }
        other => text.push_str(&other.to_string()),
    }
    text.push_str(choices.space());
}

fn literal() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1_000_000_i64..1_000_000).prop_map(Value::from),
        (-1e9..1e9_f64)
            .prop_filter("a fraction", |number| number.fract() != 0.0)
            .prop_map(Value::from),
        ".{0,4}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,2}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn filled(literal: &Value) -> Value {
    plan_of(json!([{ "add_field": { "store": "s", "field": "a", "default": literal } }]))
}

proptest! {
    #[test]
    fn writing_it_otherwise_changes_nothing(literal in literal(), seed in any::<u64>()) {
        let plan = filled(&literal);
        let mut text = String::new();
        write(&plan, &mut Choices(seed), &mut text);
        prop_assert_eq!(digest(&read(&text)), digest(&read(&plan.to_string())));
    }

    #[test]
    fn another_literal_is_another_migration(one in literal(), two in literal()) {
        let same = read(&filled(&one).to_string()) == read(&filled(&two).to_string());
        let (one, two) = (digest(&read(&filled(&one).to_string())), digest(&read(&filled(&two).to_string())));
        prop_assert_eq!(one == two, same);
    }
}

/// Calls `visit` with each variation of the JSON in which one scalar, or one member, is another.
fn vary(value: &Value, visit: &mut dyn FnMut(Value)) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                vary(inner, &mut |varied| {
                    let mut members = members.clone();
                    members.insert(name.clone(), varied);
                    visit(Value::Object(members));
                });
                let mut fewer = members.clone();
                fewer.shift_remove(name);
                visit(Value::Object(fewer));
            }
        }
        Value::Array(elements) => {
            for (index, inner) in elements.iter().enumerate() {
                vary(inner, &mut |varied| {
                    let mut elements = elements.clone();
                    elements[index] = varied;
                    visit(Value::Array(elements));
                });
            }
            let mut twice = elements.clone();
            twice.extend(elements.last().cloned());
            visit(Value::Array(twice));
            let mut turned = elements.clone();
            turned.reverse();
            if turned != *elements {
                visit(Value::Array(turned));
            }
        }
        Value::String(string) => visit(format!("{string}x").into()),
        Value::Number(number) => visit((number.as_f64().unwrap() + 1.0).into()),
        Value::Bool(boolean) => visit((!boolean).into()),
        Value::Null => visit(0.into()),
    }
}

#[test]
fn every_change_of_meaning_changes_the_digest() {
    let mut tried = 0;
    for example in examples() {
        let plan = plan_of(example.operations.clone());
        let original = digest(&read(&plan.to_string()));
        vary(&plan["migrations"][0].clone(), &mut |varied| {
            let text = json!({ "format": 1, "migrations": [varied] }).to_string();
            // Many variations are no plans.
            if parse(&text).is_ok() {
                tried += 1;
                assert_ne!(digest(&read(&text)), original, "{text}");
            }
        });
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn what_holds_anyway_and_descriptions_do_not_count() {
    let operations = r#""operations":[{"create_index":{"store":"s","index":"i","key_path":"k"}}]"#;
    let spelled = r#""operations":[{"create_index":{"unique":false,"multi_entry":false,"store":"s","index":"i","key_path":"k"}}]"#;
    let bare =
        format!(r#"{{"format":1,"migrations":[{{"database":"d","version":2,{operations}}}]}}"#);
    let full = format!(
        r#"{{"format":1,"migrations":[{{"database":"d","from":1,"version":2,"description":"x","strategy":"transactional","on_invalid":"halt","validate":{{}},{spelled}}}]}}"#
    );
    assert_eq!(digest(&read(&bare)), digest(&read(&full)));
    let lazy = |field: &str| bare.replace("2,", &format!(r#"2,"strategy":"lazy"{field},"#));
    let of = |field: &str| digest(&read(&lazy(field)));
    assert_eq!(of(""), of(r#","version_field":"schemaVersion""#));
    assert_ne!(of(""), of(r#","version_field":"v""#));
}

/// Each a migration, with every operation in all its forms among them.
pub(in crate::plan) const MIGRATIONS: &str = include_str!("golden/migrations.json");

/// Their canonical forms, one on each line. They were made by another program, and never change:
/// every history holds digests of such.
const CANONICAL: &str = include_str!("golden/canonical.txt");

/// The digests of those lines, made by `sha256sum`.
const DIGESTS: [&str; 5] = [
    "ca19eb5441049c62d4b6977a3ec3a19f1d0405c91f39f0c0e5edc8f44b63982c",
    "e732921c2e63c158de104c3bad07f0b50f9ab07845f59e2c760e558cbfc32628",
    "a0c7326e327c9ce37588d5f1662cf8d0b0be6d12909608908e89dde90574e1a4",
    "20789e080155ce8f0c4f15c1b61e739e68f62c82a141098686e8151ccafb0391",
    "a41c2b98b123ab76a4e6f8560612c75135855eb4a77654e1b900cba8fb3c623f",
];

#[test]
fn canonical_forms_and_digests_are_what_they_were() {
    let migrations: Vec<Value> = serde_json::from_str(MIGRATIONS).unwrap();
    let mut named: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
    assert_eq!((migrations.len(), CANONICAL.lines().count()), (DIGESTS.len(), DIGESTS.len()));
    for ((migration, text), known) in migrations.iter().zip(CANONICAL.lines()).zip(DIGESTS) {
        let plan = json!({ "format": 1, "migrations": [migration] });
        let migration = read(&plan.to_string());
        assert_eq!(crate::plan::canonical(&migration), text);
        assert_eq!(digest(&migration), known);
        named.extend(migration.operations.iter().map(crate::plan::Operation::name));
    }
    assert_eq!(named, crate::plan::Operation::NAMES.into_iter().collect());
}

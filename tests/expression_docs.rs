//! The examples in docs/expressions.md.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use drydock::expression::{EvaluationErrorKind, Expression, Scope};
use drydock::value::{BigInt, Blob, Key, TypedArray, Value, ViewKind, show_value};

const DOCS: &str = include_str!("../docs/expressions.md");

fn text(text: &str) -> Value {
    Value::String(text.into())
}

fn record() -> Value {
    let properties = [
        ("name", text("Ada Lovelace")),
        ("age", Value::Number(36.into())),
        ("lat", text("48.85341")),
        ("tags", Value::Array(vec![text("math"), text("poetry")])),
        (
            "address",
            Value::Object(vec![("city".into(), text("London")), ("zip code".into(), text("W1"))]),
        ),
        ("born", Value::Date(Some(-4_861_728_000_000))),
        (
            "visits",
            Value::Map(vec![(Value::Number(1.into()), text("Paris")), (text("1"), text("Turin"))]),
        ),
        ("langs", Value::Set(vec![text("en"), text("fr")])),
        ("views", Value::BigInt(BigInt::from(9_007_199_254_740_993))),
        (
            "raw",
            Value::TypedArray(Box::new(TypedArray {
                kind: ViewKind::Uint8Array,
                bytes: b"hi".to_vec(),
            })),
        ),
        ("nick", Value::Undefined),
        ("end", Value::Null),
        ("photo", Value::Blob(Box::new(Blob { ordinal: 0, media_type: "image/png".into() }))),
    ];
    Value::Object(properties.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// The lines of the blocks of a kind.
fn blocks(kind: &str) -> Vec<&'static str> {
    let parts = DOCS.split(&format!("```{kind}\n")).skip(1).collect::<Vec<_>>();
    let lines = parts.into_iter().flat_map(|part| part.split("```").next().unwrap().lines());
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn the_examples_are_true() {
    let record = record();
    assert_eq!(blocks("record"), [show_value(&record)]);
    let Value::Object(properties) = &record else {
        panic!("an object");
    };
    let scope = Scope::new()
        .with("record", &record)
        .with_key("key", &Key::Number(7.into()))
        .with_part("value", &record, &properties[2].1);
    let lines = blocks("cel");
    // One more is in the sentence that explains them.
    assert_eq!(lines.len() + 1, DOCS.matches("// =>").count());
    let mut wrong = Vec::new();
    for line in lines {
        // What follows the expression is a comment to it.
        let (_, expected) = line.split_once("// => ").unwrap_or_else(|| panic!("{line}"));
        let found = match Expression::parse(line) {
            Ok(expression) => match expression.evaluate(&scope) {
                Ok(value) => show_value(&value),
                Err(error) => error.code().to_owned(),
            },
            Err(error) => error.to_string(),
        };
        if found != expected {
            wrong.push(format!("{line}\n  found {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_error_names_its_part_and_place() {
    let record = record();
    let scope = Scope::new().with("record", &record);
    let expression = Expression::parse("record.age > 3\n  && record.name + 1 == 'é'").unwrap();
    let error = expression.holds(&scope).unwrap_err();
    assert_eq!((error.line, error.column), (2, 6));
    assert_eq!(error.part, "record.name + 1");
    assert_eq!(
        error.to_string(),
        "`record.name + 1`: `+` takes two numbers (a BigInt only with a BigInt or an int), \
         strings, bytes, lists, durations, or a timestamp and a duration, not string and int \
         (line 2, column 6)"
    );
    let error = Expression::parse("record.age >\n 'é' + )").unwrap_err();
    assert_eq!((error.line, error.column), (2, 8));
    assert_eq!(error.message, "expected a value, found `)`");
}

#[test]
fn a_condition_is_true_or_false() {
    let record = record();
    let scope = Scope::new().with("record", &record);
    let holds = |source: &str| Expression::parse(source).unwrap().holds(&scope);
    assert_eq!(holds("record.age > 18"), Ok(true));
    assert_eq!(holds("record.age > 40"), Ok(false));
    let error = holds("record.age").unwrap_err();
    assert_eq!(error.kind, EvaluationErrorKind::NotBoolean { given: "double".into() });
    assert_eq!(holds("value == 1").unwrap_err().code(), "unbound");
    let own = Expression::parse_with("old + new_1", &["old", "new_1"]).unwrap();
    assert_eq!(own.variables(), ["old", "new_1"]);
    assert!(Expression::parse_with("1", &["for"]).is_err());
    assert!(Expression::parse_with("record", &["old"]).is_err());
}

#[test]
fn what_is_shared_in_a_record_is_shared_in_a_result() {
    let shared = Value::Shared(Box::new(Value::Object(vec![("n".into(), Value::Null)])));
    let record = Value::Object(vec![
        ("a".into(), shared),
        ("b".into(), Value::Reference(0)),
        ("c".into(), Value::Array(vec![Value::Reference(0)])),
    ]);
    let scope = Scope::new().with("record", &record);
    let shown =
        |source: &str| show_value(&Expression::parse(source).unwrap().evaluate(&scope).unwrap());
    assert_eq!(shown("record.b"), r#"{"n": null}"#);
    assert_eq!(shown("record.c"), r#"[{"n": null}]"#);
    assert_eq!(shown("[record.c, record.b]"), r#"[[#0 {"n": null}], #0]"#);
    assert_eq!(shown("record.c[0] == record.a"), "true");
}

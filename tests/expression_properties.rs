//! What holds for every expression and every value.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "support/arbitrary.rs"]
#[allow(dead_code, reason = "not all of it is used here")]
mod arbitrary;
#[path = "support/entropy.rs"]
mod entropy;
#[path = "support/scalars.rs"]
mod scalars;
#[path = "support/settle.rs"]
mod settle;

use std::collections::BTreeSet;
use std::thread;

use drydock::expression::{Expression, MAX_NESTING, Scope};
use drydock::value::{Key, MAX_DEPTH, Record, Value, decode_record, encode_record};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use arbitrary::{Kinds, key, value};
use entropy::Entropy;

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

fn choices() -> impl Strategy<Value = Vec<u64>> {
    (any::<u64>(), 0..400_usize).prop_map(|(seed, length)| {
        let mut entropy = Entropy::seeded(seed);
        (0..length).map(|_| entropy.next()).collect()
    })
}

fn evaluated(source: &str, record: &Value) -> Value {
    let scope = Scope::new().with("record", record);
    Expression::parse(source).unwrap().evaluate(&scope).unwrap()
}

/// A result that is a record's value as an encoder writes it.
fn is_canonical(value: &Value) -> bool {
    let record = Record { key: Key::Number(1.into()), value: value.clone() };
    decode_record(&encode_record(&record)).is_ok_and(|decoded| decoded == record)
}

#[test]
fn a_value_that_nothing_is_done_to_stays_as_it_is() {
    runner(20_000)
        .run(&choices(), |choices| {
            let record = value(&mut Entropy::given(choices), Kinds::All);
            prop_assert_eq!(evaluated("record", &record), record.clone());
            let wrapped = evaluated(r#"{"a": record}"#, &record);
            prop_assert_eq!(
                // Within something else it is put together anew, by what it consists of.
                evaluated("record.a", &wrapped),
                record.clone()
            );
            prop_assert!(is_canonical(&wrapped), "{:?}", wrapped);
            let nan = Value::Number(f64::NAN.into());
            if let Value::Object(properties) = &record
                && properties.iter().all(|(name, value)| name.as_str().is_some() && *value != nan)
            {
                let same = evaluated("object(entries(record)) == record", &record);
                prop_assert_eq!(same, Value::Boolean(true));
            }
            Ok(())
        })
        .unwrap();
}

/// Each part of a value, selected on its own, is a value that an encoder could have written.
#[test]
fn a_part_of_a_value_is_a_value_of_its_own() {
    runner(20_000)
        .run(&choices(), |choices| {
            let record = value(&mut Entropy::given(choices), Kinds::All);
            let list = match &record {
                Value::Shared(object) => matches!(&**object, Value::Array(_)),
                other => matches!(other, Value::Array(_)),
            };
            let parts = if list { "record.map(e, e)" } else { "[record, record]" };
            let Value::Array(elements) = (match evaluated(parts, &record) {
                Value::Shared(array) => *array,
                array => array,
            }) else {
                panic!("a list");
            };
            prop_assert!(elements.len() >= usize::from(!list));
            for place in 0..elements.len() {
                let part = evaluated(&format!("{parts}[{place}]"), &record);
                let marks = count_marks(&part);
                prop_assert!(marks.0 <= marks.1, "a shared object without a reference");
                let ordinals = ordinals(&part);
                let distinct: BTreeSet<_> = ordinals.iter().collect();
                prop_assert_eq!(ordinals.len(), distinct.len(), "an attachment twice");
                let follow = ordinals.windows(2).all(|pair| pair[1] == pair[0] + 1);
                prop_assert!(!follow || is_canonical(&part), "{:?}", part);
            }
            Ok(())
        })
        .unwrap();
}

fn count_marks(value: &Value) -> (usize, usize) {
    let (mut shared, mut references) = (0, 0);
    value.walk(&mut |value| {
        shared += usize::from(matches!(value, Value::Shared(_)));
        references += usize::from(matches!(value, Value::Reference(_)));
    });
    (shared, references)
}

/// The attachments of a value, in the order of the bytes.
fn ordinals(value: &Value) -> Vec<u64> {
    let mut ordinals = Vec::new();
    value.walk(&mut |value| {
        ordinals.extend(match value {
            Value::Blob(blob) => Some(blob.ordinal),
            Value::File(file) => Some(file.ordinal),
            Value::CryptoKey(ordinal) => Some(*ordinal),
            Value::Opaque(opaque) => Some(opaque.ordinal),
            _ => None,
        });
    });
    ordinals
}

/// Words that expressions consist of, so that a random sequence of them often is one.
const WORDS: &[&str] = &[
    "record",
    "key",
    "value",
    "x",
    "1",
    "2.5",
    "3u",
    "\"a\"",
    "b\"a\"",
    "true",
    "null",
    "undefined",
    "+",
    "-",
    "*",
    "/",
    "%",
    "==",
    "!=",
    "<",
    ">=",
    "in",
    "&&",
    "||",
    "!",
    "?",
    ":",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    ".?",
    "[?",
    ".a",
    ".size()",
    ".map(x, ",
    ".filter(x, ",
    ".all(x, ",
    ".exists(x, ",
    "has(record.a)",
    "has(",
    "int(",
    "string(",
    "bigint(",
    "Map(",
    "Set(",
    "list(",
    "entries(",
    "object(",
    "bytes(",
    "ArrayBuffer(",
    "duration(",
    "timestamp(",
    "date(",
    "type(",
    "jsType(",
    "math.abs(",
    "math.max(",
    ".split(",
    ".join(",
    ".replace(",
    ".substring(",
    ".matches(",
    "regex.extract(",
    "regex.replace(",
    ".sort()",
    ".distinct()",
    ".flatten()",
    ".reverse()",
    ".getTime()",
    ".getHours()",
    "optional.of(",
    ".orValue(",
    "cel.bind(x, ",
    "-9223372036854775808",
    "9007199254740993",
    "NaN",
    "Infinity",
    "\"1h\"",
    "\"[\"",
    "`a b`",
    "'\\u00e9'",
    "//",
    "\n",
    "é",
    "\u{0}",
    "0x",
    "1e",
    "\\",
];

#[test]
fn no_expression_and_no_value_is_too_much() {
    let words = prop::collection::vec(prop::sample::select(WORDS), 0..25);
    let count = std::cell::Cell::new(0);
    runner(30_000)
        .run(&(words, any::<bool>(), choices()), |(words, spaced, choices)| {
            let source = words.join(if spaced { " " } else { "" });
            try_out(&source, choices, &count);
            Ok(())
        })
        .unwrap();
    assert!(count.get() > 100, "only {} were evaluated", count.get());
}

#[test]
fn no_text_is_too_much() {
    let count = std::cell::Cell::new(0);
    runner(20_000)
        .run(&(".*", choices()), |(source, choices)| {
            try_out(&source, choices, &count);
            Ok(())
        })
        .unwrap();
}

/// Operators and functions on operands that are there, so that most of them are evaluated.
#[test]
fn no_operation_is_too_much() {
    let operand = prop::sample::select(vec![
        "record",
        "key",
        "value",
        "0",
        "-1",
        "1u",
        "0.5",
        "NaN",
        "\"\"",
        "\"aé\"",
        "b\"\\xff\"",
        "bigint(2)",
        "null",
        "undefined",
        "[1, \"a\"]",
        "[]",
        "{\"a\": 1}",
        "Set([1])",
        "Map({})",
        "timestamp(0)",
        "duration(\"1s\")",
        "type(1)",
        "optional.of(1)",
        "true",
        "9223372036854775807",
        "-9223372036854775808",
        "1e300",
        "timestamp(8640000000000)",
    ]);
    let shapes = prop::sample::select(vec![
        "A + B",
        "A - B",
        "A * B",
        "A / B",
        "A % B",
        "-A",
        "!A",
        "A == B",
        "A < B",
        "A in B",
        "A[B]",
        "A[?B]",
        "A.a",
        "A.?a",
        "has(A.a)",
        "A ? B : C",
        "A && B",
        "A || B",
        "A.map(x, [x, B])",
        "A.filter(x, x == B)",
        "A.exists_one(x, x < B)",
        "size(A)",
        "int(A)",
        "uint(A)",
        "double(A)",
        "string(A)",
        "bool(A)",
        "bytes(A)",
        "bigint(A)",
        "ArrayBuffer(A)",
        "timestamp(A)",
        "date(A)",
        "duration(A)",
        "A.getTime()",
        "A.getDayOfYear(B)",
        "A.getMonth()",
        "list(A)",
        "entries(A)",
        "object(A)",
        "Map(A)",
        "Set(A)",
        "A.sort()",
        "A.distinct()",
        "A.flatten()",
        "A.slice(B, C)",
        "A.reverse()",
        "A.join(B)",
        "A.split(B, C)",
        "A.replace(B, C)",
        "A.substring(B, C)",
        "A.indexOf(B, C)",
        "A.lastIndexOf(B, C)",
        "A.charAt(B)",
        "A.contains(B)",
        "A.matches(B)",
        "regex.replace(A, B, C)",
        "A.trim()",
        "math.least(A, B, C)",
        "math.greatest(A)",
        "math.abs(A)",
        "math.sign(A)",
        "math.round(A)",
        "math.sqrt(A)",
        "jsType(A)",
        "string(type(A))",
        "A.orValue(B)",
        "A.value()",
        "{\"a\": A, \"b\": B}",
        "[A, B, A]",
        "cel.bind(x, A, [x, x, B])",
    ]);
    let nested = (shapes.clone(), shapes, operand.clone(), operand.clone(), operand);
    let count = std::cell::Cell::new(0);
    runner(40_000)
        .run(&(nested, choices()), |((outer, inner, a, b, c), choices)| {
            let fill = |shape: &str, a: &str| {
                // Placeholders are single letters that stand in no other word.
                shape
                    .replace("ArrayBuffer", "\u{1}")
                    .replace('A', "\u{2}")
                    .replace("\u{1}", "ArrayBuffer")
                    .replace("ArrayBuffer(", "\u{3}(")
                    .replace('B', b)
                    .replace('C', c)
                    .replace("\u{3}(", "ArrayBuffer(")
                    .replace('\u{2}', a)
            };
            let inner = fill(inner, a);
            try_out(&fill(outer, &format!("({inner})")), choices, &count);
            Ok(())
        })
        .unwrap();
    assert!(count.get() > 10_000, "only {} were evaluated", count.get());
}

fn try_out(source: &str, choices: Vec<u64>, count: &std::cell::Cell<u32>) {
    let Ok(expression) = Expression::parse(source) else {
        return;
    };
    let mut entropy = Entropy::given(choices);
    let key = key(&mut entropy);
    let value = value(&mut entropy, Kinds::All);
    let scope = Scope::new().with("record", &value).with_key("key", &key).with("value", &value);
    count.set(count.get() + 1);
    match expression.evaluate(&scope) {
        // Attachments are those of the record, in whatever order.
        Ok(result) if ordinals(&result).is_empty() => {
            assert!(is_canonical(&result), "{source}: {result:?}");
        }
        Ok(_) => {}
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert!(error.line >= 1 && error.column >= 1);
        }
    }
}

/// Less than the extension's WebAssembly has: in a debug build, whose frames are the largest.
const STACK: usize = 3 << 19;

#[test]
fn the_deepest_fits_a_small_stack() {
    thread::Builder::new()
        .stack_size(STACK)
        .spawn(|| {
            let mut record = Value::Object(vec![]);
            for level in (0..MAX_DEPTH - 1).rev() {
                let index = level as u64;
                record = Value::Shared(Box::new(Value::Object(vec![
                    ("a".into(), record),
                    ("b".into(), Value::Reference(index)),
                ])));
            }
            assert_eq!(evaluated("record", &record), record);
            assert_eq!(evaluated("[record][0]", &record), record);
            let scope = Scope::new().with("record", &record);
            let too_deep = Expression::parse("[record]").unwrap().evaluate(&scope).unwrap_err();
            assert_eq!(too_deep.code(), "too_deep");
            let copy = record.clone();
            let both = Scope::new().with("record", &record).with("value", &copy);
            let equal = Expression::parse("record == value").unwrap().evaluate(&both);
            assert_eq!(equal.unwrap_err().code(), "too_deep");

            let wraps: [(&str, &str); 9] = [
                ("(", ")"),
                ("[", "]"),
                ("{1: ", "}"),
                ("-", ""),
                ("!", ""),
                ("true ? 1 : ", ""),
                ("int(", ")"),
                ("[1].map(x, ", ")"),
                ("1 + ", ""),
            ];
            for (before, after) in wraps {
                let at =
                    |levels: usize| format!("{}1{}", before.repeat(levels), after.repeat(levels));
                let source = at(MAX_NESTING - 2);
                let expression = Expression::parse(&source).unwrap_or_else(|error| {
                    panic!("{before}: {error}");
                });
                let _ = expression.evaluate(&scope);
                let error = Expression::parse(&at(2000)).unwrap_err();
                let shown = error.to_string();
                assert!(shown.contains("levels") || shown.contains("bytes"), "{before}: {shown}");
            }
            let chain = vec!["record.a"; 2000].join(" || ");
            assert!(Expression::parse(&chain[..16_000 - 16_000 % 12 - 4]).is_ok());
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn what_would_take_forever_ends() {
    let numbers = Value::Array((0..2000).map(|number: u32| Value::Number(number.into())).collect());
    let text = Value::String("ab".repeat(1 << 20).into());
    let scope = Scope::new().with("record", &numbers).with("value", &text);
    for (source, code) in [
        ("record.map(a, record.map(b, record.map(c, a + b + c)))", "too_many_bytes"),
        ("record.all(a, record.all(b, record.all(c, a + b + c >= 0)))", "too_many_steps"),
        ("record.exists(a, record.exists(b, record.exists(c, a < 0)))", "too_many_steps"),
        ("record.map(a, value + value)", "too_many_bytes"),
        ("record.map(a, value)", "too_many_bytes"),
        (
            "regex.replace(value, \"[^c]*\", \"$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0\")",
            "too_many_bytes",
        ),
        ("value.replace(\"a\", value)", "too_many_bytes"),
        ("record.map(a, value.contains(\"c\"))", "too_many_steps"),
        ("value.split(\"\")", "too_many_bytes"),
        ("\"a\".matches(\"(a{1000}){1000}\" + \"\")", "pattern"),
        (
            "cel.bind(a, record + record, cel.bind(b, a + a, cel.bind(c, b + b, [c, c, c, c].map(x, [x, x, x, x].map(y, [y, y, y, y, y, y, y, y].map(z, [z, z, z, z, z, z, z, z, z, z]))))))",
            "too_many_steps",
        ),
    ] {
        let error = Expression::parse(source).unwrap().evaluate(&scope).unwrap_err();
        assert!(error.code() == code || error.code().starts_with("too_many"), "{source}: {error}");
    }
}

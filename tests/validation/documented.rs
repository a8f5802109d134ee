//! The examples of `docs/validation.md`, run.

use drydock::validation::Schema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::json::any_value;

const DOCUMENT: &str = include_str!("../../docs/validation.md");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    schema: Json,
    valid: Vec<Json>,
    invalid: Vec<Invalid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invalid {
    value: Json,
    faults: Vec<Fault>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    pointer: String,
    expected: String,
    actual: String,
}

fn examples() -> Vec<(String, Example)> {
    let blocks = DOCUMENT.split("\n```json example ").skip(1);
    let example = |block: &str| {
        let (name, rest) = block.split_once('\n').unwrap();
        let (text, _) = rest.split_once("\n```").unwrap();
        (name.to_owned(), serde_json::from_str(text).unwrap())
    };
    blocks.map(example).collect()
}

fn faults(schema: &Schema, value: &Json) -> Vec<Fault> {
    let fault = |found: drydock::validation::Mismatch| Fault {
        pointer: found.pointer,
        expected: found.expected,
        actual: found.actual,
    };
    let mut faults: Vec<Fault> = schema.check(&any_value(value)).into_iter().map(fault).collect();
    faults.sort_by(|one, other| one.pointer.cmp(&other.pointer));
    faults
}

#[test]
fn what_the_examples_show_is_what_happens() {
    let examples = examples();
    assert_eq!(examples.len(), 3);
    for (name, example) in examples {
        let schema = Schema::new(&example.schema).unwrap();
        for value in &example.valid {
            assert_eq!(faults(&schema, value), [], "{name}: {value}");
        }
        for Invalid { value, faults: mut wanted } in example.invalid {
            wanted.sort_by(|one, other| one.pointer.cmp(&other.pointer));
            assert_eq!(faults(&schema, &value), wanted, "{name}: {value}");
        }
    }
}

#[test]
fn every_ready_made_schema_and_keyword_of_the_page_is_known() {
    let mut names = Vec::new();
    for (at, _) in DOCUMENT.match_indices("drydock:") {
        let rest = &DOCUMENT[at + "drydock:".len()..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap();
        names.extend((end > 0).then(|| &rest[..end]));
    }
    assert!(names.len() > 40);
    for name in names {
        let schema = serde_json::json!({ "$ref": format!("drydock:{name}") });
        assert!(Schema::new(&schema).is_ok(), "{name}");
    }
}

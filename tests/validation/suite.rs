//! The official test suite of JSON Schema 2020-12
//! ([JSON-Schema-Test-Suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite), commit
//! 44401e0c): every file but those about what is not claimed (references to other documents,
//! meta-schemas, formats as assertions, keywords that are not known).

use std::fs;
use std::path::Path;

use drydock::validation::Schema;
use serde::Deserialize;
use serde_json::Value as Json;

use super::json::value;

/// The groups of tests whose schema refers to another document, which is refused.
const REFER_ELSEWHERE: [&str; 7] = [
    "defs: validate definition against metaschema",
    "dynamicRef: strict-tree schema, guards against misspelled properties",
    "dynamicRef: tests for implementation dynamic anchor and reference link",
    "dynamicRef: $ref and $dynamicAnchor are independent of order - $defs first",
    "dynamicRef: $ref and $dynamicAnchor are independent of order - $ref first",
    "dynamicRef: $ref to $dynamicRef finds detached $dynamicAnchor",
    "ref: remote ref, containing refs itself",
];

#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Json,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    description: String,
    data: Json,
    valid: bool,
}

fn files() -> Vec<(String, Vec<Group>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/json_schema_suite");
    let mut files = Vec::new();
    for (folder, prefix) in [(folder.clone(), ""), (folder.join("optional"), "optional/")] {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "json") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                let groups = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
                files.push((format!("{prefix}{name}"), groups));
            }
        }
    }
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

#[test]
fn passes_the_official_suite() {
    let (mut wrong, mut elsewhere, mut checked) = (Vec::new(), Vec::new(), 0);
    for (file, groups) in files() {
        for group in groups {
            let name = format!("{file}: {}", group.description);
            let schema = match Schema::new(&group.schema) {
                Ok(schema) => schema,
                Err(problems) => {
                    let refers =
                        problems.iter().all(|p| p.reason.contains("loaded from elsewhere"));
                    assert!(refers, "{name}: {problems:?}");
                    elsewhere.push(name);
                    continue;
                }
            };
            for case in group.tests {
                let data = value(&case.data);
                let found = schema.check(&data);
                if found.is_empty() != case.valid || schema.allows(&data) != case.valid {
                    wrong.push(format!("{name}: {}: {found:?}", case.description));
                }
                checked += 1;
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    elsewhere.sort_unstable();
    let mut expected = REFER_ELSEWHERE;
    expected.sort_unstable();
    assert_eq!(elsewhere, expected);
    assert!(checked > 1300, "{checked}");
}

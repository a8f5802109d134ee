//! Reading plans, and what is said of those that are wrong.

use proptest::prelude::*;

use crate::plan::{Conversion, FieldType, Operation, Problem, Strategy as Way, Trouble, parse};

fn problems(text: &str) -> Vec<Problem> {
    parse(text).unwrap_err().problems
}

fn said(text: &str) -> Vec<String> {
    problems(text).iter().map(ToString::to_string).collect()
}

/// A plan with this operation.
pub(in crate::plan) fn with(operation: &str) -> String {
    format!(
        r#"{{"format":1,"migrations":[{{"database":"d","version":2,"operations":[{operation}]}}]}}"#
    )
}

fn codes(text: &str) -> Vec<&'static str> {
    problems(text).iter().map(|problem| problem.trouble.code()).collect()
}

#[test]
fn reads_a_whole_plan() {
    let text = r#"{
        "$schema": "plan.schema.json", "format": 1, "name": "n", "description": "d",
        "migrations": [{
            "database": {"wtf8": "61eda080"}, "from": 10, "version": 20, "id": "to-20",
            "description": "x", "strategy": "lazy", "on_invalid": "quarantine",
            "validate": { "after": { "s": { "schema": true, "rules": [{ "rule": "true" }] } } },
            "operations": [{ "alter_field": { "store": "s", "field": "a[].b", "type": "date" } }]
        }]
    }"#;
    let plan = parse(text).unwrap().plan;
    let migration = &plan.migrations[0];
    assert_eq!(migration.database.to_utf16(), [0x61, 0xd800]);
    assert_eq!((migration.start(), migration.version, migration.strategy), (10, 20, Way::Lazy));
    assert_eq!(migration.validate.after["s"].rules[0].rule.as_str(), "true");
    let Operation::AlterField(alter) = &migration.operations[0] else { panic!() };
    assert_eq!(alter.field.to_string(), "a[].b");
    assert_eq!(alter.conversion, Conversion::Type(FieldType::Date));
    let again = serde_json::to_string(&plan).unwrap();
    assert_eq!(parse(&again).unwrap().plan, plan);
}

#[test]
fn tells_every_problem_with_its_place() {
    let text = "{\n  \"format\": 1,\n  \"migrations\": [{\n    \"databse\": \"d\", \"version\": \"2\",\n    \"stratgy\": 1,\n    \"operations\": [\n      { \"add_feild\": {} },\n      { \"drop_store\": { \"store\": 3 } }\n    ]\n  }]\n}";
    let said = said(text);
    assert_eq!(said.len(), 6, "{said:#?}");
    assert!(
        said[0].starts_with("line 3, column 18, at /migrations/0: \"database\" is missing"),
        "{said:#?}"
    );
    assert!(
        said[1].starts_with(
            "line 4, column 5, at /migrations/0: unknown key \"databse\" (did you mean \
             \"database\"?)"
        ),
        "{said:#?}"
    );
    assert_eq!(
        said[2],
        "line 4, column 32, at /migrations/0/version: expected a whole number from 0 to \
         9007199254740991, found a string"
    );
    assert!(said[3].contains("(did you mean \"strategy\"?)"), "{said:#?}");
    assert!(
        said[4].starts_with(
            "line 7, column 9, at /migrations/0/operations/0: unknown operation \"add_feild\" \
             (did you mean \"add_field\"?); expected one of create_store, "
        ),
        "{said:#?}"
    );
    assert_eq!(
        said[5],
        "line 8, column 34, at /migrations/0/operations/1/drop_store/store: expected a string, \
         found a number"
    );
}

#[test]
fn refuses_what_is_not_json() {
    for (text, place) in [
        ("", "line 1, column 1, at (root): expected a JSON value, found the end of the text"),
        ("{\"a\": 01}", "line 1, column 8, at (root): expected ',' or '}', found '1'"),
        ("{\"a\": [1,]}", "line 1, column 10, at /a/1: expected a JSON value, found ']'"),
        ("{\"a\": \"\n\"}", "line 1, column 8, at /a: expected an escape such as \\n"),
        ("{} x", "line 1, column 4, at (root): expected the end of the text, found 'x'"),
        ("{\"a\": \"\\ud800\"}", "line 1, column 8, at /a: a lone surrogate"),
        ("{\"a\": 1e999}", "line 1, column 7, at /a: the number is beyond"),
        ("{\"a\": nul}", "line 1, column 10, at /a: expected 'l' of null, found '}'"),
    ] {
        let said = said(text);
        assert!(said.iter().any(|said| said.starts_with(place)), "{text}: {said:?}");
    }
}

#[test]
fn refuses_names_that_stand_twice() {
    let problems = problems("{\"format\": 1,\n \"format\": 1, \"migrations\": []}");
    assert_eq!(problems.len(), 2);
    assert!(matches!(&problems[0].trouble,
        Trouble::DuplicateName { name, first } if name == "format" && first.column == 2));
    assert_eq!(problems[0].position.unwrap().line, 2);
    assert_eq!(problems[1].trouble, Trouble::Empty { what: "migrations" });
}

#[test]
fn is_bounded() {
    assert_eq!(codes(&"[".repeat(200)), ["too-deep"]);
    assert_eq!(codes(&" ".repeat((4 << 20) + 1)), ["too-long"]);
    let operations = vec!["{\"drop_store\":{}}"; 150].join(",");
    assert_eq!(codes(&with(&operations)).len(), 100);
    let many = vec!["{\"drop_store\":{\"store\":\"s\"}}"; 1001].join(",");
    assert_eq!(codes(&with(&many)), ["too-many"]);
}

#[test]
fn a_later_format_is_all_that_is_told() {
    assert_eq!(
        said(r#"{"format": 2, "things": []}"#),
        ["line 1, column 12, at /format: this is format 2 of plans, and only format 1 is known"]
    );
}

#[test]
fn refuses_plans_that_do_nothing() {
    assert_eq!(codes(r#"{"format":1,"migrations":[]}"#), ["empty"]);
    assert_eq!(codes(&with("")), ["empty"]);
    assert_eq!(codes("{}"), ["missing", "missing"]);
}

#[test]
fn migrations_follow_one_another() {
    let chain = |versions: &[(&str, &str)]| {
        let migrations: Vec<String> = versions
            .iter()
            .map(|(database, version)| {
                format!(
                    r#"{{"database":"{database}",{version},"operations":[{{"drop_store":{{"store":"s"}}}}]}}"#
                )
            })
            .collect();
        format!(r#"{{"format":1,"migrations":[{}]}}"#, migrations.join(","))
    };
    let v = |version: u64| format!("\"version\":{version}");
    let (two, three, five) = (v(2), v(3), v(5));
    parse(&chain(&[("a", &two), ("b", &five), ("a", &three)])).unwrap();
    parse(&chain(&[("a", &two), ("a", "\"from\":2,\"version\":5")])).unwrap();

    let gap = said(&chain(&[("a", &two), ("a", &five)]));
    assert_eq!(gap.len(), 1);
    assert!(
        gap[0].contains(
            "begins at version 4, but the one before it ends at version 2; give \
             migrations to versions 3 to 4"
        ),
        "{gap:?}"
    );
    assert_eq!(codes(&chain(&[("a", &three), ("a", &three)])), ["duplicate-version"]);
    assert_eq!(codes(&chain(&[("a", &three), ("a", &two)])), ["out-of-order"]);
    let back = "\"from\":3,\"version\":3";
    assert_eq!(codes(&chain(&[("a", back)])), ["not-forward"]);
    let (x, y) = ("\"version\":2,\"id\":\"x\"", "\"version\":3,\"id\":\"x\"");
    assert_eq!(codes(&chain(&[("a", x), ("a", y)])), ["duplicate-id"]);
    parse(&chain(&[("a", x), ("b", y)])).unwrap();
}

/// Operations with a mistake, each with its code.
pub(in crate::plan) const MISTAKES: [(&str, &str); 24] = [
    (r#"{"drop_store":{"store":"s"},"insert":{}}"#, "wrong-type"),
    (r#"{"add_field":{"store":"s","field":"a"}}"#, "none-of"),
    (r#"{"add_field":{"store":"s","field":"a","default":1,"value":"1"}}"#, "more-than-one"),
    (r#"{"add_field":{"store":"s","field":"a[]","default":1}}"#, "unusable-path"),
    (r#"{"add_field":{"store":"s","field":"a[0]","default":1}}"#, "field-path"),
    (r#"{"add_field":{"store":"s","field":"a","value":" "}}"#, "empty"),
    (r#"{"add_field":{"store":"s","field":"a","default":9007199254740993}}"#, "number-not-exact"),
    (r#"{"alter_field":{"store":"s","field":"a","type":"int"}}"#, "unknown-word"),
    (r#"{"rename_field":{"store":"s","field":"a[].b","to":"b"}}"#, "unusable-path"),
    (r#"{"rename_field":{"store":"s","field":"a","to":"a"}}"#, "unusable-path"),
    (r#"{"rename_field":{"store":"s","field":"a.b","to":"a"}}"#, "overlap"),
    (r#"{"merge_fields":{"store":"s","fields":["a","a.b"],"to":"c"}}"#, "overlap"),
    (r#"{"merge_fields":{"store":"s","fields":["a"],"to":"a.b","keep":true}}"#, "overlap"),
    (r#"{"merge_fields":{"store":"s","fields":[],"to":"c"}}"#, "empty"),
    (r#"{"merge_fields":{"store":"s","fields":["a.x","b.x"],"to":"c"}}"#, "unusable-path"),
    (
        r#"{"split_field":{"store":"s","field":"a","into":[{"field":"b"},{"field":"b"}]}}"#,
        "overlap",
    ),
    (r#"{"split_field":{"store":"s","field":"a","separator":"","into":[{"field":"b"}]}}"#, "empty"),
    (r#"{"update":{"store":"s","set":{}}}"#, "empty"),
    (r#"{"update":{"store":"s","set":{"a":"1","a.b":"1"}}}"#, "overlap"),
    (r#"{"delete":{"store":"s"}}"#, "missing"),
    (r#"{"insert":{"store":"s","records":[]}}"#, "empty"),
    (r#"{"change_key_path":{"store":"s"}}"#, "missing"),
    (r#"{"create_store":{"store":"s","key_path":[]}}"#, "empty"),
    (r#"{"drop_store":{"store":{"wtf8":"61"}}}"#, "wrong-type"),
];

#[test]
fn operations_are_checked() {
    for (operation, code) in MISTAKES {
        assert_eq!(codes(&with(operation)), [code], "{operation}");
    }
    for operation in [
        r#"{"rename_field":{"store":"s","field":"a","to":"a.b"}}"#,
        r#"{"merge_fields":{"store":"s","fields":["a","b"],"to":"a"}}"#,
        r#"{"merge_fields":{"store":"s","fields":["a.x","b.x"],"to":"c","separator":""}}"#,
        r#"{"change_key_path":{"store":"s","key_path":null}}"#,
    ] {
        parse(&with(operation)).unwrap_or_else(|error| panic!("{operation}: {error}"));
    }
}

#[test]
fn expressions_are_read_with_the_plan() {
    let text = "{ \"format\": 1, \"migrations\": [{ \"database\": \"d\", \"version\": 2,\n\
        \"validate\": { \"before\": { \"s\": { \"rules\": [{ \"rule\": \"recrod.a\" }, { \"rule\": \"size(\" }] } } },\n\
        \"operations\": [\n  { \"update\": { \"store\": \"s\",\n    \"where\": \"record.a +\",\n    \"set\": { \"a\": \"1\", \"b\": \"1 +\\n  valeu\" } } }] }] }";
    assert_eq!(
        said(text),
        [
            "line 2, column 54, at /migrations/0/validate/before/s/rules/0/rule: line 1, column 1 \
             of the expression: there is no variable \"recrod\": did you mean \"record\"?",
            "line 2, column 78, at /migrations/0/validate/before/s/rules/1/rule: line 1, column 6 \
             of the expression: expected a value, found the end",
            "line 5, column 14, at /migrations/0/operations/0/update/where: line 1, column 11 of \
             the expression: expected a value, found the end",
            "line 6, column 29, at /migrations/0/operations/0/update/set/b: line 2, column 3 of \
             the expression: there is no variable \"valeu\": did you mean \"value\"?",
        ]
    );
}

#[test]
fn every_expression_of_a_plan_is_read() {
    for operation in [
        r#"{"copy_store":{"store":"s","to":"t","where":"1 +"}}"#,
        r#"{"add_field":{"store":"s","field":"a","value":"1 +"}}"#,
        r#"{"alter_field":{"store":"s","field":"a","up":"1 +"}}"#,
        r#"{"merge_fields":{"store":"s","fields":["a"],"to":"b","value":"1 +"}}"#,
        r#"{"split_field":{"store":"s","field":"a","into":[{"field":"b","value":"1 +"}]}}"#,
        r#"{"insert":{"store":"s","records":[{"key":"1 +","record":1}]}}"#,
        r#"{"insert":{"store":"s","records":[{"value":"1 +"}]}}"#,
        r#"{"update":{"store":"s","where":"1 +","set":{"a":"1"}}}"#,
        r#"{"update":{"store":"s","set":{"a":"1 +"}}}"#,
        r#"{"delete":{"store":"s","where":"1 +"}}"#,
    ] {
        assert_eq!(codes(&with(operation)), ["expression"], "{operation}");
        parse(&with(&operation.replace("1 +", "element"))).unwrap();
    }
    let long = format!(r#"{{"delete":{{"store":"s","where":"{}"}}}}"#, "1".repeat(20_000));
    assert_eq!(codes(&with(&long)), ["too-many"]);
}

#[test]
fn what_a_schema_does_not_allow_has_its_place_in_the_plan() {
    let parsed = parse(
        "{ \"format\": 1, \"migrations\": [\n\
           { \"database\": \"other\", \"version\": 2, \"operations\": [{ \"drop_store\": { \"store\": \"a\" } }] },\n\
           { \"database\": \"shop\", \"version\": 2, \"strategy\": \"lazy\",\n\
             \"validate\": { \"before\": { \"oders\": { \"schema\": true } } },\n\
             \"operations\": [\n    { \"drop_store\": { \"store\": \"setings\" } },\n\
             { \"drop_field\": { \"store\": \"orders\", \"field\": \"a\" } }] }] }",
    )
    .unwrap();
    let mut shop = super::shop();
    shop.stores[0].key_path = Some(crate::schema::KeyPath::One("schemaVersion".into()));
    let at = parsed.migration(&"shop".into(), 2).unwrap();
    assert_eq!((at, parsed.migration(&"shop".into(), 3)), (1, None));
    let problems = crate::plan::apply_schema(&shop, &parsed.plan.migrations[at]).unwrap_err();
    let said: Vec<String> = problems
        .into_iter()
        .map(|it| parsed.problem(at, &it.pointer, Trouble::DoesNotFit(it.trouble)).to_string())
        .collect();
    let begins = [
        "line 4, column 36, at /migrations/1/validate/before/oders: there is no store \"oders\" \
         before the migration (did you mean \"orders\"?)",
        "line 6, column 21, at /migrations/1/operations/0/drop_store: there is no store \
         \"setings\" (did you mean \"settings\"?)",
        // It is not said: the migration has it all the same.
        "line 3, column 1, at /migrations/1/version_field: schemaVersion, in which",
    ];
    assert_eq!(said.len(), begins.len(), "{said:#?}");
    for (said, begin) in said.iter().zip(begins) {
        assert!(said.starts_with(begin), "{said}\n{begin}");
    }
}

#[test]
fn places_are_found_again() {
    let parsed = parse("{\"format\": 1,\n\"migrations\": [{\"database\": \"d\", \"version\": 1, \"operations\":\n [{\"drop_store\":{\"store\":\"s\"}}]}]}").unwrap();
    let pointer = crate::plan::Pointer::root().member("migrations").element(0).member("operations");
    let position = parsed.position(&pointer).unwrap();
    assert_eq!((position.line, position.column), (3, 2));
    assert_eq!(parsed.position(&pointer.element(1)), None);
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "[\\[\\]{}\",:\\\\0-9eE.+\\-truefalsn a-zé\n]{0,60}") {
        let _ = parse(&text);
    }

    #[test]
    fn reads_the_json_that_serde_writes(text in any::<String>(), number in any::<f64>()) {
        prop_assume!(number.is_finite() && number.fract() != 0.0);
        let literal = serde_json::json!({ "x": [text, number] });
        let operation = serde_json::json!({ "add_field": { "store": "s", "field": "a", "default": literal } });
        let plan = parse(&with(&operation.to_string())).unwrap().plan;
        let written = serde_json::to_value(&plan.migrations[0].operations[0]).unwrap();
        prop_assert_eq!(written, operation);
    }
}

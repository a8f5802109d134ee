//! Schemas with mistakes.

use drydock::plan::parse;
use drydock::validation::Schema;
use serde_json::{Value as Json, json};

#[test]
fn every_mistake_has_its_place() {
    for (schema, place, reason) in [
        (json!(1), "", "expected a schema"),
        (json!({ "typ": "string" }), "/typ", "unknown keyword \"typ\" (did you mean \"type\"?)"),
        (json!({ "definitions": {} }), "/definitions", "\"$defs\" is meant"),
        (json!({ "$vocabulary": {} }), "/$vocabulary", "meta-schemas"),
        (json!({ "dependencies": {} }), "/dependencies", "of an earlier draft"),
        (json!({ "type": "strin" }), "/type", "did you mean \"string\"?"),
        (json!({ "type": [] }), "/type", "expected the name of a type"),
        (json!({ "type": ["null", "null"] }), "/type", "stands twice"),
        (json!({ "type": "Date" }), "/type", "drydock:Date"),
        (json!({ "items": [true] }), "/items", "expected a schema"),
        (json!({ "properties": { "a/b": 1 } }), "/properties/a~1b", "expected a schema"),
        (json!({ "properties": [] }), "/properties", "expected an object of schemas"),
        (json!({ "allOf": [] }), "/allOf", "one at least"),
        (json!({ "anyOf": [true, 1] }), "/anyOf/1", "expected a schema"),
        (json!({ "enum": 1 }), "/enum", "expected an array"),
        (json!({ "minimum": "1" }), "/minimum", "expected a number"),
        (json!({ "multipleOf": 0 }), "/multipleOf", "greater than 0"),
        (json!({ "maxLength": -1 }), "/maxLength", "0 or greater"),
        (json!({ "minContains": 0.5 }), "/minContains", "0 or greater"),
        (json!({ "uniqueItems": 1 }), "/uniqueItems", "true or false"),
        (json!({ "required": ["a", "a"] }), "/required", "stands twice"),
        (json!({ "required": "a" }), "/required", "expected an array of names"),
        (json!({ "dependentRequired": { "a": 1 } }), "/dependentRequired", "array of names"),
        (json!({ "pattern": "(?=a)" }), "/pattern", "looking ahead"),
        (json!({ "patternProperties": { "[": true } }), "/patternProperties/[", "not closed"),
        (json!({ "minDate": "yesterday" }), "/minDate", "time with time zone"),
        (json!({ "$ref": "#/$defs/a" }), "/$ref", "there is no schema"),
        (json!({ "$ref": "#a" }), "/$ref", "there is no schema"),
        (json!({ "$ref": "other.json" }), "/$ref", "nothing is loaded from elsewhere"),
        (json!({ "$ref": "drydock:date" }), "/$ref", "drydock:Date"),
        (json!({ "$ref": "#" }), "", "refers to itself"),
        (
            json!({ "anyOf": [{ "$ref": "#/$defs/a" }], "$defs": { "a": { "not": { "$ref": "#" } } } }),
            "/$defs/a/not",
            "refers to itself",
        ),
        (json!({ "$id": "#a" }), "/$id", "has no fragment"),
        (json!({ "$anchor": "1" }), "/$anchor", "expected a name"),
        (
            json!({ "$defs": { "a": { "$anchor": "x" }, "b": { "$anchor": "x" } } }),
            "/$defs/b/$anchor",
            "another schema",
        ),
        (json!({ "$schema": "http://json-schema.org/draft-07/schema#" }), "/$schema", "2020-12"),
        (json!({ "title": 1 }), "/title", "expected a string"),
        (json!({ "deprecated": 1 }), "/deprecated", "true or false"),
        (json!({ "examples": 1 }), "/examples", "expected an array"),
    ] {
        let problems = match Schema::new(&schema) {
            Err(problems) => problems,
            Ok(_) => panic!("{schema} has no problem"),
        };
        assert_eq!(problems.len(), 1, "{schema}: {problems:?}");
        assert_eq!(problems[0].pointer, place, "{schema}");
        assert!(problems[0].reason.contains(reason), "{schema}: {}", problems[0].reason);
    }
}

#[test]
fn what_only_describes_asks_nothing() {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": "", "title": "",
        "description": "", "default": 1, "examples": [1], "deprecated": true, "readOnly": true,
        "writeOnly": false, "format": "email", "contentEncoding": "base64",
        "contentMediaType": "text/plain", "contentSchema": false
    });
    let schema = Schema::new(&schema).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert!(schema.allows(&drydock::value::Value::String("no address".into())));
}

fn plan(schema: &str) -> String {
    let check = format!("{{ \"schema\": {schema} }}");
    format!(
        "{{ \"format\": 1, \"migrations\": [{{ \"database\": \"d\", \"version\": 2,\n\
         \"validate\": {{ \"before\": {{ \"s\": {check} }} }},\n\
         \"operations\": [{{ \"drop_store\": {{ \"store\": \"t\" }} }}] }}] }}"
    )
}

#[test]
fn a_mistake_in_a_schema_is_one_of_the_plan() {
    let text =
        plan("{ \"properties\": {\n  \"a/b\": { \"anyOf\": [true, { \"minimun\": 1 }] } } }");
    let error = parse(&text).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 3, column 41, at /migrations/0/validate/before/s/schema/properties/a~1b/anyOf/1/\
         minimun: unknown keyword \"minimun\" (did you mean \"minimum\"?)"
    );
    assert_eq!(error.problems[0].trouble.code(), "schema");
    assert!(parse(&plan("{ \"properties\": { \"a\": { \"minimum\": 1 } } }")).is_ok());
}

#[test]
fn a_schema_as_deep_as_a_plan_can_be_is_read_and_used() {
    let mut schema = "{\"type\": \"string\"}".to_owned();
    while parse(&plan(&format!("{{\"not\": {schema}}}"))).is_ok() {
        schema = format!("{{\"not\": {schema}}}");
    }
    let levels = schema.matches("not").count();
    assert!(levels > 100, "{levels}");
    let json: Json = serde_json::from_str(&schema).unwrap();
    let text = drydock::value::Value::String("".into());
    assert_eq!(
        Schema::new(&json).unwrap_or_else(|p| panic!("{p:?}")).allows(&text),
        levels.is_multiple_of(2)
    );
}

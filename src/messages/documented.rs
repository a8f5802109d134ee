//! That `docs/automation.md` documents the messages as they are.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ErrorCode, Request};

const DOCUMENT: &str = include_str!("../../docs/automation.md");

/// The rows of the table with this head, as their cells.
fn table(head: &str) -> Vec<Vec<&'static str>> {
    let (_, table) = DOCUMENT.split_once(&format!("\n{head}\n")).unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let rows = table.lines().skip(1);
    rows.map(|row| row.split('|').skip(1).map(str::trim).collect()).collect()
}

/// What stands in backquotes.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// What `?` is said to be none of, when it is read as a part of a message.
fn known<T: DeserializeOwned>(message: Value) -> BTreeSet<String> {
    let Err(error) = serde_json::from_value::<T>(message) else { panic!("`?` is known") };
    let error = error.to_string();
    assert!(error.starts_with("unknown"), "{error}");
    quoted(&error).filter(|name| *name != "?").map(str::to_owned).collect()
}

#[test]
fn every_request_is_documented_with_its_fields_and_no_other_is() {
    let mut documented = BTreeMap::new();
    for row in table("| `kind` | fields | answers with |") {
        let [kind, fields, ..] = row.as_slice() else { panic!("{row:?}") };
        let kind = quoted(kind).next().unwrap();
        let fields: BTreeSet<String> =
            quoted(fields).map(|field| field.trim_end_matches('?').to_owned()).collect();
        assert_eq!(documented.insert(kind.to_owned(), fields), None, "{kind} stands twice");
    }
    let kinds = known::<Request>(json!({ "kind": "?" }));
    let requests = kinds.into_iter().map(|kind| {
        let mut fields = known::<Request>(json!({ "kind": kind, "?": 1 }));
        if kind == "import" {
            // The background takes it out of the message before that is read.
            fields.insert("file".to_owned());
        }
        (kind, fields)
    });
    assert_eq!(documented, requests.collect());
}

#[test]
fn every_error_code_is_documented_and_no_other_is() {
    let rows = table("| code | meaning |");
    let codes: Vec<String> =
        rows.iter().flat_map(|row| quoted(row[0])).map(str::to_owned).collect();
    let documented: BTreeSet<String> = codes.iter().cloned().collect();
    assert_eq!(documented.len(), codes.len(), "one stands twice in {codes:?}");
    assert_eq!(documented, known::<ErrorCode>(json!("?")));
}

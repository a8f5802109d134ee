//! The texts that the extension shows are those of `_locales`, no more and no fewer.

// The lints' exemption for tests does not reach the functions that the tests share.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn messages() -> serde_json::Map<String, Value> {
    let text = fs::read_to_string(root().join("assets/_locales/en/messages.json")).unwrap();
    match serde_json::from_str(&text).unwrap() {
        Value::Object(messages) => messages,
        other => panic!("not an object: {other}"),
    }
}

fn sources(directory: &Path, found: &mut String) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

fn popup_sources() -> String {
    let mut text = String::new();
    sources(&root().join("popup/src"), &mut text);
    text
}

/// The first arguments, where they are literals, of every call of a function.
fn arguments<'a>(source: &'a str, function: &str) -> BTreeSet<&'a str> {
    let call = format!("{function}(\"");
    source.split(&call).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_text_that_is_shown_is_there() {
    let (source, messages) = (popup_sources(), messages());
    let shown: BTreeSet<&str> =
        ["text", "with"].iter().flat_map(|function| arguments(&source, function)).collect();
    assert!(shown.len() > 50, "the calls are no longer written as this test reads them");
    let missing: Vec<_> = shown.iter().filter(|name| !messages.contains_key(**name)).collect();
    assert!(missing.is_empty(), "not in messages.json: {missing:?}");
    let counted = arguments(&source, "count");
    assert!(!counted.is_empty());
    for name in counted {
        for category in ["one", "other"] {
            assert!(messages.contains_key(&format!("{name}_{category}")), "{name}_{category}");
        }
    }
}

#[test]
fn every_text_that_is_there_is_shown() {
    let mut source = popup_sources();
    source.push_str(&fs::read_to_string(root().join("content/dock.js")).unwrap());
    source.push_str(&fs::read_to_string(root().join("manifest.json")).unwrap());
    let unused: Vec<String> = messages()
        .keys()
        .filter(|name| {
            let stem = name.strip_suffix("_one").or(name.strip_suffix("_other")).unwrap_or(name);
            !source.contains(&format!("\"{stem}\"")) && !source.contains(&format!("__MSG_{name}__"))
        })
        .cloned()
        .collect();
    assert!(unused.is_empty(), "shown nowhere: {unused:?}");
}

#[test]
fn every_placeholder_is_declared_and_used() {
    for (name, entry) in messages() {
        let message = entry["message"].as_str().unwrap();
        let declared: BTreeSet<String> = entry
            .get("placeholders")
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(|placeholders| placeholders.keys().map(|name| name.to_uppercase()))
            .collect();
        let used: BTreeSet<String> =
            message.split('$').skip(1).step_by(2).map(str::to_owned).collect();
        assert_eq!(declared, used, "{name}");
    }
}

#[test]
fn the_description_is_short_enough_for_the_stores() {
    let messages = messages();
    let description = messages["extensionDescription"]["message"].as_str().unwrap();
    assert!(description.chars().count() < 132);
}

#[test]
fn no_two_names_differ_by_case_alone() {
    // Browsers do not tell them apart.
    let messages = messages();
    let lower: BTreeSet<String> = messages.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(lower.len(), messages.len());
}

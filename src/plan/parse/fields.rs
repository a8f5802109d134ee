//! Decoding operations on fields.

use std::collections::BTreeSet;

use super::cursor::{Cursor, Problems};
use super::decode::{Decode, check_count, word};
use super::members::{Members, decode_members};
use super::paths::{PathRules, to_field};
use crate::plan::FieldPath;
use crate::plan::model::{
    AddField, AlterField, Combination, Conversion, DropField, FieldType, Filling, MergeFields,
    Part, RenameField, SplitField,
};
use crate::plan::problem::Trouble;

/// The greatest number of fields that one operation merges, or splits one into.
const MAX_FIELDS: usize = 100;

impl Decode for AddField {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "field", "default", "value"], problems)?;
        let store = members.required("store", problems);
        let field = to_field(cursor, "field", problems);
        let filling =
            members.exactly_one(&["default", "value"], problems).and_then(|key| match key {
                "default" => members.required(key, problems).map(Filling::Default),
                _ => members.required(key, problems).map(Filling::Value),
            });
        Some(Self { store: store?, field: field?, filling: filling? })
    }
}

impl Decode for DropField {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "field"], problems)?;
        let store = members.required("store", problems);
        let field = to_field(cursor, "field", problems);
        Some(Self { store: store?, field: field? })
    }
}

impl Decode for RenameField {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "field", "to"], problems)?;
        let store = members.required("store", problems);
        let field = to_field(cursor, "field", problems);
        let to = to_field(cursor, "to", problems);
        let (store, field, to) = (store?, field?, to?);
        PathRules { sources: &[&field], targets: &[&to], keep: false }.check(cursor, problems);
        if field == to {
            let reason = "a field cannot be renamed to itself";
            problems.add(cursor, Trouble::UnusablePath { reason });
        }
        Some(Self { store, field, to })
    }
}

impl Decode for AlterField {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let members = Members::open(cursor, &["store", "field", "type", "up"], problems)?;
        let store = members.required("store", problems);
        let field = members.required("field", problems);
        let conversion = members.exactly_one(&["type", "up"], problems).and_then(|key| match key {
            "type" => members.required(key, problems).map(Conversion::Type),
            _ => members.required(key, problems).map(Conversion::Up),
        });
        Some(Self { store: store?, field: field?, conversion: conversion? })
    }
}

impl Decode for FieldType {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let words = [
            ("string", Self::String),
            ("number", Self::Number),
            ("integer", Self::Integer),
            ("boolean", Self::Boolean),
            ("date", Self::Date),
            ("bigint", Self::Bigint),
            ("bytes", Self::Bytes),
        ];
        word(cursor, "type", &words, problems)
    }
}

impl Decode for MergeFields {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let known = ["store", "fields", "to", "separator", "value", "keep"];
        let members = Members::open(cursor, &known, problems)?;
        let store = members.required("store", problems);
        let fields = members.required::<Vec<FieldPath>>("fields", problems);
        let to = to_field(cursor, "to", problems);
        let combination =
            members.at_most_one(&["separator", "value"], problems).and_then(|key| match key {
                Some(key @ "separator") => {
                    members.required(key, problems).map(Combination::Separator).map(Some)
                }
                Some(key) => members.required(key, problems).map(Combination::Value).map(Some),
                None => Some(None),
            });
        let keep = members.defaulted("keep", problems);
        let (store, fields, to) = (store?, fields?, to?);
        check_count(cursor.get("fields"), "fields", fields.len(), MAX_FIELDS, problems);
        let sources: Vec<&FieldPath> = fields.iter().take(MAX_FIELDS).collect();
        PathRules { sources: &sources, targets: &[&to], keep: keep? }.check(cursor, problems);
        let combination = combination?;
        if combination.is_none() {
            check_last_names(cursor, &sources, problems);
        }
        Some(Self { store, fields, to, combination, keep: keep? })
    }
}

/// That an object has a place for each of some fields, by their last names.
fn check_last_names(cursor: &Cursor<'_>, fields: &[&FieldPath], problems: &mut Problems) {
    let named: Vec<&str> = fields.iter().filter_map(|field| field.last_name()).collect();
    let names: BTreeSet<&str> = named.iter().copied().collect();
    if names.len() < named.len() {
        let reason = "two of the fields have the same last name, and the object that is made of \
                      them can have only one by it";
        problems.add(cursor, Trouble::UnusablePath { reason });
    }
}

decode_members!(Part { field: required "field", value: optional "value" });

impl Decode for SplitField {
    fn decode(cursor: &Cursor<'_>, problems: &mut Problems) -> Option<Self> {
        let known = ["store", "field", "into", "separator", "keep"];
        let members = Members::open(cursor, &known, problems)?;
        let store = members.required("store", problems);
        let field = to_field(cursor, "field", problems);
        let into = members.required::<Vec<Part>>("into", problems);
        let separator = members.optional::<String>("separator", problems);
        let keep = members.defaulted("keep", problems);
        let (store, field, into) = (store?, field?, into?);
        let (separator, keep) = (separator?, keep?);
        check_count(cursor.get("into"), "parts", into.len(), MAX_FIELDS, problems);
        match &separator {
            Some(separator) if separator.is_empty() => {
                problems.add(cursor, Trouble::Empty { what: "a separator" });
            }
            Some(_) if into.iter().any(|part| part.value.is_some()) => {
                problems.add(cursor, Trouble::MoreThanOne { keys: vec!["separator", "value"] });
            }
            _ => {}
        }
        let targets: Vec<&FieldPath> =
            into.iter().take(MAX_FIELDS).map(|part| &part.field).collect();
        PathRules { sources: &[&field], targets: &targets, keep }.check(cursor, problems);
        Some(Self { store, field, into, separator, keep })
    }
}

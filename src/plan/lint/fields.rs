//! What an operation does to fields.

use super::code::Code;
use super::found::{Found, list};
use crate::plan::FieldPath;
use crate::plan::model::{Combination, MergeFields, Operation, SplitField};

pub(super) fn merged(merge: &MergeFields) -> Vec<Found> {
    let (fields, to) = (list(&merge.fields), &merge.to);
    let mut found = Vec::new();
    if !merge.keep && merge.combination.is_some() {
        let sentence = format!("Of what {fields} hold, only what {to} gets of it is left.");
        found.push(Found::new(Code::DropsField, sentence));
    }
    if matches!(merge.combination, Some(Combination::Separator(_))) {
        let sentence = format!("What there is of {fields} must be strings.");
        found.push(Found::new(Code::ConversionMayFail, sentence));
    }
    if !merge.keep && merge.combination.is_some() {
        found.push(Found::irreversible(format!(
            "What {fields} were cannot be told from {to} for certain."
        )));
    }
    found
}

pub(super) fn split(split: &SplitField) -> Vec<Found> {
    let field = &split.field;
    let kind = if split.separator.is_some() { "a string" } else { "an object" };
    let mut found = Vec::new();
    if !split.keep && split.separator.is_none() {
        let parts = list(split.into.iter().map(|part| &part.field));
        let sentence = format!("Of what {field} holds, only what {parts} get of it is left.");
        found.push(Found::new(Code::DropsField, sentence));
    }
    if split.into.iter().any(|part| part.value.is_none()) {
        let sentence = format!("Where there is a {field}, it must be {kind}.");
        found.push(Found::new(Code::ConversionMayFail, sentence));
    }
    if !split.keep {
        found.push(Found::irreversible(format!(
            "What {field} was cannot be told from its parts for certain."
        )));
    }
    found
}

/// That fields which an operation makes must not be there already.
pub(super) fn taken(operation: &Operation) -> Vec<Found> {
    let taken = |field: &FieldPath| {
        let sentence = format!("A record that has {field} already, where it is to be made, fails.");
        Found::new(Code::FieldMayExist, sentence).of_field(field)
    };
    made_fields(operation).into_iter().map(taken).collect()
}

/// The fields that an operation makes, and that must not be there already.
fn made_fields(operation: &Operation) -> Vec<&FieldPath> {
    match operation {
        Operation::RenameField(rename) => vec![&rename.to],
        Operation::MergeFields(merge) => {
            let removed = !merge.keep && merge.fields.contains(&merge.to);
            if removed { Vec::new() } else { vec![&merge.to] }
        }
        Operation::SplitField(split) => {
            let parts = split.into.iter().map(|part| &part.field);
            parts.filter(|part| split.keep || **part != split.field).collect()
        }
        _ => Vec::new(),
    }
}

/// That a field which is set can be reached through objects only.
pub(super) fn blocked(operation: &Operation) -> Option<Found> {
    let deep = |field: &&FieldPath| field.steps().len() > field.array_prefix().len() + 1;
    let fields: Vec<_> = set_fields(operation).into_iter().filter(deep).collect();
    if fields.is_empty() {
        return None;
    }
    let sentence = format!(
        "A record with something else than an object on the way to {}, where it is to be set, \
         fails.",
        list(fields)
    );
    Some(Found::new(Code::PathMayBeBlocked, sentence))
}

/// The fields that an operation gives values, in the records that it changes.
pub(super) fn set_fields(operation: &Operation) -> Vec<&FieldPath> {
    match operation {
        Operation::AddField(add) => vec![&add.field],
        Operation::RenameField(rename) => vec![&rename.to],
        Operation::MergeFields(merge) => vec![&merge.to],
        Operation::SplitField(split) => split.into.iter().map(|part| &part.field).collect(),
        Operation::Update(update) => update.set.keys().collect(),
        _ => Vec::new(),
    }
}

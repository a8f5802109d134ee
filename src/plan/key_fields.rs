//! That operations on records leave their keys alone.

use super::FieldPath;
use super::key_path::reads;
use super::model::{Insert, Operation};
use super::schema_problem::SchemaTrouble;
use crate::schema::Store;

/// The fields that an operation may change where they are there.
pub(super) fn changed_fields(operation: &Operation) -> Vec<&FieldPath> {
    match operation {
        Operation::DropField(drop) => vec![&drop.field],
        Operation::RenameField(rename) => vec![&rename.field, &rename.to],
        Operation::AlterField(alter) => vec![&alter.field],
        Operation::MergeFields(merge) => {
            let sources = merge.fields.iter().filter(|_| !merge.keep);
            sources.chain([&merge.to]).collect()
        }
        Operation::SplitField(split) => {
            let source = (!split.keep).then_some(&split.field);
            source.into_iter().chain(split.into.iter().map(|part| &part.field)).collect()
        }
        Operation::Update(update) => update.set.keys().collect(),
        _ => Vec::new(),
    }
}

/// That the operation does not change the keys of the store's records, and gives new ones keys
/// where they need them.
pub(super) fn check_keys(store: &Store, operation: &Operation) -> Result<(), SchemaTrouble> {
    if let Operation::Insert(insert) = operation {
        return check_new_keys(store, insert);
    }
    let Some(key_path) = &store.key_path else { return Ok(()) };
    match changed_fields(operation).into_iter().find(|field| reads(key_path, field)) {
        Some(field) => Err(SchemaTrouble::ChangesKey {
            store: store.name.clone(),
            field: field.to_string(),
            key_path: key_path.clone(),
        }),
        None => Ok(()),
    }
}

fn check_new_keys(store: &Store, insert: &Insert) -> Result<(), SchemaTrouble> {
    let name = || store.name.clone();
    match &store.key_path {
        Some(key_path) if insert.records.iter().any(|record| record.key.is_some()) => {
            Err(SchemaTrouble::KeyInRecord { store: name(), key_path: key_path.clone() })
        }
        None if !store.auto_increment
            && insert.records.iter().any(|record| record.key.is_none()) =>
        {
            Err(SchemaTrouble::KeyNeeded { store: name() })
        }
        _ => Ok(()),
    }
}

//! What to beware of in an operation, whatever the indexes are.

use super::code::Code;
use super::conversion::altered;
use super::fields::{blocked, merged, split, taken};
use super::found::{Found, list};
use crate::plan::model::{ChangeKeyPath, Insert, OnConflict, Operation};
use crate::schema::Database;

/// What there is to beware of. With the schema before the operation, only what concerns the store
/// as it is.
pub(super) fn found(operation: &Operation, schema: Option<&Database>) -> Vec<Found> {
    let store = format!("{:?}", operation.store());
    let mut found = match operation {
        Operation::DropStore(_) => vec![
            Found::new(Code::DropsStore, format!("Store {store} and all its records are deleted.")),
            Found::irreversible(format!("The records of store {store} are gone afterwards.")),
        ],
        Operation::DropIndex(drop) => {
            let index = format!("{:?}", drop.index);
            let sentence = format!(
                "Index {index} of store {store} is deleted: code that asks for it will fail."
            );
            vec![Found::new(Code::DropsIndex, sentence)]
        }
        Operation::DropField(drop) => {
            let field = &drop.field;
            vec![
                Found::new(
                    Code::DropsField,
                    format!("Field {field} is removed from the records of store {store}."),
                ),
                Found::irreversible(format!("The values of {field} are gone afterwards.")),
            ]
        }
        Operation::Delete(_) => vec![
            Found::new(Code::DeletesRecords, format!("Records of store {store} are deleted.")),
            Found::irreversible("The deleted records are gone afterwards."),
        ],
        Operation::ChangeKeyPath(change) => rekeyed(change, &store, schema),
        Operation::CreateIndex(create) if create.definition.unique => {
            let index = format!("{:?}", create.definition.index);
            let sentence = format!(
                "Unique index {index} cannot be made where two records of store {store} have the \
                 same index key."
            );
            vec![Found::new(Code::UniqueIndex, sentence)]
        }
        Operation::AlterField(alter) => altered(alter),
        Operation::MergeFields(merge) => merged(merge),
        Operation::SplitField(parts) => split(parts),
        Operation::Update(update) => {
            let fields = list(update.set.keys());
            vec![
                Found::new(
                    Code::OverwritesField,
                    format!("Former values of {fields} are overwritten."),
                ),
                Found::irreversible(format!("The former values of {fields} are gone afterwards.")),
            ]
        }
        Operation::Insert(insert) => inserted(insert, &store),
        _ => Vec::new(),
    };
    found.extend(taken(operation));
    found.extend(blocked(operation));
    found
}

fn rekeyed(change: &ChangeKeyPath, store: &str, schema: Option<&Database>) -> Vec<Found> {
    let mut found = Vec::new();
    if change.key_path.is_some() {
        let present = schema
            .and_then(|schema| schema.stores.iter().find(|present| present.name == change.store));
        if present.is_none_or(|present| present.key_path.is_none()) {
            let sentence = format!(
                "Keys of store {store} that stand apart from its records are not kept: each record \
                 gets the key that it has at the new key path."
            );
            found.push(Found::new(Code::DropsKeys, sentence));
        }
        let sentence = format!(
            "Each record of store {store} must have a valid key at the new key path, and no two \
             the same."
        );
        found.push(Found::new(Code::KeyMayBeMissing, sentence));
    }
    found.push(Found::irreversible(format!(
        "Store {store} is made anew: what its key generator gives next, and the order of its \
         records, can be another afterwards."
    )));
    found
}

fn inserted(insert: &Insert, store: &str) -> Vec<Found> {
    match insert.on_conflict {
        OnConflict::Halt => {
            let sentence = format!("Store {store} must not have records of the new records' keys.");
            vec![Found::new(Code::KeyMayExist, sentence)]
        }
        OnConflict::Skip => Vec::new(),
        OnConflict::Replace => {
            let sentence =
                format!("Records of store {store} with the new records' keys are replaced.");
            vec![
                Found::new(Code::ReplacesRecords, sentence),
                Found::irreversible("The replaced records are gone afterwards."),
            ]
        }
    }
}

//! Indexes that are there, and read what an operation changes.

use super::code::Code;
use super::fields::set_fields;
use super::found::Found;
use crate::plan::key_path::{paths, reads};
use crate::plan::model::{AlterField, Conversion, FieldType, Operation};
use crate::plan::{FieldPath, Step};
use crate::schema::{Database, Index};
use crate::value::Text;

/// What there is to beware of, with the schema before the operation.
pub(super) fn found(operation: &Operation, schema: &Database) -> Vec<Found> {
    let store = schema.stores.iter().find(|store| store.name == *operation.store());
    let indexes = || store.into_iter().flat_map(|store| &store.indexes);
    let blind = indexes().filter(|index| can_lose(index, operation)).map(|index| {
        let sentence =
            format!("Index {:?} reads a field that this changes: it can lose entries.", index.name);
        Found::new(Code::IndexLosesField, sentence).of_index(index)
    });
    let unique = indexes().filter(|index| index.unique && can_collide(index, operation));
    let unique = unique.map(|index| {
        let sentence = format!(
            "No two records of store {:?} may have the same key in its unique index {:?} \
             afterwards.",
            operation.store(),
            index.name
        );
        Found::new(Code::UniqueIndex, sentence).of_index(index)
    });
    blind.chain(unique).collect()
}

/// Whether a record can have fewer entries in the index after the operation than before.
fn can_lose(index: &Index, operation: &Operation) -> bool {
    let read = |field: &FieldPath| reads(&index.key_path, field);
    match operation {
        Operation::DropField(drop) => read(&drop.field),
        Operation::RenameField(rename) => read(&rename.field),
        Operation::MergeFields(merge) => !merge.keep && merge.fields.iter().any(read),
        Operation::SplitField(split) => !split.keep && read(&split.field),
        Operation::Update(update) => update.set.keys().any(read),
        Operation::AlterField(alter) => {
            read(&alter.field) && !converts(index, alter).is_some_and(gives_keys)
        }
        _ => false,
    }
}

/// Whether a record can have another key in the index after the operation than before.
fn can_collide(index: &Index, operation: &Operation) -> bool {
    let read = |field: &FieldPath| reads(&index.key_path, field);
    match operation {
        Operation::Insert(_) => true,
        Operation::AlterField(alter) => {
            read(&alter.field) && converts(index, alter).is_none_or(gives_keys)
        }
        operation => set_fields(operation).into_iter().any(read),
    }
}

/// The type to which the values are converted that the index has as keys, where each has as many
/// entries afterwards as before, or none.
fn converts(index: &Index, alter: &AlterField) -> Option<FieldType> {
    let Conversion::Type(kind) = &alter.conversion else { return None };
    let keeps = |rest: &[Step]| {
        // Of an array with an entry for each element, some can become the same.
        rest.is_empty() || (!index.multi_entry && rest.iter().all(|step| *step == Step::Each))
    };
    let is_own = |path: &Text| {
        let Some(path) = path.as_str().and_then(FieldPath::of_key_path) else { return false };
        let rest = alter.field.steps().strip_prefix(path.steps());
        rest.map_or(!path.overlaps(&alter.field), keeps)
    };
    paths(&index.key_path).iter().all(is_own).then_some(*kind)
}

/// Whether values of the type are keys.
fn gives_keys(kind: FieldType) -> bool {
    match kind {
        FieldType::String
        | FieldType::Number
        | FieldType::Integer
        | FieldType::Date
        | FieldType::Bytes => true,
        FieldType::Boolean | FieldType::Bigint => false,
    }
}

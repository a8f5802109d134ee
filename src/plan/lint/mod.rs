//! What to beware of in a migration, told from the plan alone or with the schema.

mod code;
mod conversion;
mod expressions;
mod fields;
mod found;
mod indexes;
mod operation;
mod whole;

pub use code::{Code, Concern};
pub use whole::{lint_version, required_in};

use super::FieldPath;
use super::apply_schema::{apply_operation, operation_pointer};
use super::json::Pointer;
use super::model::Migration;
use crate::schema::{Database, Index};

/// Something to beware of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What there is to beware of.
    pub code: Code,
    /// What a person should know.
    pub sentence: String,
    /// The JSON Pointer from the migration.
    pub pointer: Pointer,
    /// Which operation, from 0; none where it is none of them.
    pub operation: Option<usize>,
    /// The field that may not be there already.
    pub field: Option<FieldPath>,
    /// The index that it is about, as it is before the operation.
    pub index: Option<Index>,
}

/// What to beware of, in the order of the migration. With the schema that the database has
/// before, also what concerns the indexes and keys that are there.
pub fn lint(migration: &Migration, before: Option<&Database>) -> Vec<Warning> {
    let mut warnings = whole::required_fields(migration);
    let mut schema = before.cloned();
    warnings.extend(whole::both_forms(migration));
    for (index, operation) in migration.operations.iter().enumerate() {
        let mut found = operation::found(operation, schema.as_ref());
        found.extend(expressions::found(operation));
        if let Some(schema) = &mut schema {
            found.extend(indexes::found(operation, schema));
            // Whether the schema allows it is told elsewhere.
            let _ = apply_operation(schema, operation);
        }
        warnings.extend(found.into_iter().map(|found| Warning {
            code: found.code,
            sentence: found.sentence,
            pointer: operation_pointer(index, operation),
            operation: Some(index),
            field: found.field,
            index: found.index,
        }));
    }
    warnings
}

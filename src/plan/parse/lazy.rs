//! That a lazy migration holds what can be done while the site runs, and no other one what is for it.

use super::cursor::{Cursor, Problems};
use crate::plan::key_fields::changed_fields;
use crate::plan::model::{Migration, Operation, Strategy};
use crate::plan::problem::Trouble;

/// Adds a problem for each operation that cannot be done lazily.
pub(super) fn check_lazy(cursor: &Cursor<'_>, migration: &Migration, problems: &mut Problems) {
    if migration.strategy != Strategy::Lazy {
        if let Some(place) = cursor.get("version_field") {
            let (key, strategy) = ("version_field", "lazy");
            problems.add(&place, Trouble::OtherStrategy { key, strategy });
        }
        return;
    }
    let Some(list) = cursor.get("operations") else { return };
    let version_field = migration.version_field();
    for (operation, place) in migration.operations.iter().zip(list.elements()) {
        if let Some(reason) = obstacle(operation) {
            problems.add(&place, Trouble::NotLazy { operation: operation.name(), reason });
        }
        let changed = changed_fields(operation);
        if let Some(field) = changed.into_iter().find(|field| field.overlaps(&version_field)) {
            let (field, version_field) = (field.to_string(), version_field.to_string());
            problems.add(&place, Trouble::ChangesVersion { field, version_field });
        }
    }
}

/// Why an operation cannot be done record by record while the site writes.
fn obstacle(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::CopyStore(_) => {
            Some("what the site writes into one of the two stores would not be in the other")
        }
        Operation::ChangeKeyPath(_) => {
            Some("the store is made anew, and so cannot be used before it is full")
        }
        Operation::Insert(_) => {
            Some("the site may write or delete the same records before or after it")
        }
        _ => None,
    }
}

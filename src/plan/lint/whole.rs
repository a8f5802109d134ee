//! What to beware of in a migration as a whole.

use super::Warning;
use super::code::Code;
use crate::plan::json::Pointer;
use crate::plan::model::{Migration, OnInvalid, StoreCheck, Strategy};

/// What the site's code has to know of the version that a database gets; nothing where there was
/// no database before.
pub fn lint_version(migration: &Migration) -> Option<Warning> {
    let version = migration.version;
    let sentence = format!(
        "Code of the site that asks for a version below {version} will fail with VersionError: \
         it has to ask for version {version}, or for none."
    );
    let pointer = Pointer::root().member("version");
    (migration.start() > 0).then(|| warning(Code::SiteMayRefuse, sentence, pointer))
}

/// Where a migration says which fields the records of a store must have.
pub fn required_in(when: &str, store: &str) -> Pointer {
    let check = Pointer::root().member("validate").member(when).member(store);
    check.member("schema").member("required")
}

/// The fields that the checks require.
pub(super) fn required_fields(migration: &Migration) -> Vec<Warning> {
    let (before, after) = (&migration.validate.before, &migration.validate.after);
    let before = before.iter().map(|check| ("before", check));
    let checks = before.chain(after.iter().map(|check| ("after", check)));
    let required = checks.filter_map(|(when, (store, check))| {
        required_field(migration, store, check, required_in(when, store))
    });
    required.collect()
}

fn required_field(
    migration: &Migration,
    store: &str,
    check: &StoreCheck,
    pointer: Pointer,
) -> Option<Warning> {
    let required = check.schema.as_ref()?.get("required")?.as_array()?;
    let names: Vec<&str> = required.iter().filter_map(|name| name.as_str()).collect();
    if names.is_empty() {
        return None;
    }
    let outcome = match migration.on_invalid {
        OnInvalid::Halt => "end the migration",
        OnInvalid::Skip => "stay as they are",
        OnInvalid::Quarantine => "are moved to quarantine",
    };
    let sentence = format!("Records of store {store:?} without {} {outcome}.", names.join(", "));
    Some(warning(Code::RequiredField, sentence, pointer))
}

/// What the site has to do while a lazy migration is under way.
pub(super) fn both_forms(migration: &Migration) -> Option<Warning> {
    let changes = migration.operations.iter().any(|operation| !operation.is_of_schema());
    if migration.strategy != Strategy::Lazy || !changes {
        return None;
    }
    let (field, version) = (migration.version_field(), migration.version);
    let sentence = format!(
        "Until the migration ends, the site reads records of both forms; a record that it writes \
         in the new form must have the Number {version} in {field}, or it is upgraded once more."
    );
    Some(warning(Code::BothForms, sentence, Pointer::root().member("strategy")))
}

fn warning(code: Code, sentence: String, pointer: Pointer) -> Warning {
    Warning { code, sentence, pointer, operation: None, field: None, index: None }
}

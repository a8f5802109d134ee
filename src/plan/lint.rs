//! What to beware of in a migration, told from the plan alone or with the schema.

use serde::Serialize;

use super::FieldPath;
use super::apply_schema::{apply_operation, operation_pointer};
use super::json::Pointer;
use super::key_fields::changed_fields;
use super::key_path::reads;
use super::model::{
    Combination, Conversion, FieldType, Migration, OnConflict, OnInvalid, Operation, StoreCheck,
    Strategy,
};
use crate::schema::Database;

/// Something to beware of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// The code: stable, for programs.
    pub code: &'static str,
    /// What kind of thing it is.
    pub concern: Concern,
    /// What a person should know.
    pub sentence: String,
    /// The JSON Pointer from the migration.
    pub pointer: Pointer,
    /// Which operation, from 0; none where it is none of them.
    pub operation: Option<usize>,
    /// The field that may not be there already.
    #[serde(skip)]
    pub field: Option<FieldPath>,
}

/// Kinds of things to beware of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// Something is lost.
    Destructive,
    /// Data can be such that it fails.
    MayFail,
    /// No operation takes it back: only the backup does.
    NotReversible,
}

use Concern::{Destructive, MayFail, NotReversible};

/// Where a migration says which fields the records of a store must have.
pub fn required_in(when: &str, store: &str) -> Pointer {
    let check = Pointer::root().member("validate").member(when).member(store);
    check.member("schema").member("required")
}

/// What to beware of, in the order of the migration. With the schema that the database has
/// before, indexes that lose their field are told as well.
pub fn lint(migration: &Migration, before: Option<&Database>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut schema = before.cloned();
    let checks = [("before", &migration.validate.before), ("after", &migration.validate.after)];
    for (when, stores) in checks {
        for (store, check) in stores {
            let pointer = required_in(when, store);
            warnings.extend(required_fields(migration, store, check, pointer));
        }
    }
    warnings.extend(both_forms(migration));
    for (index, operation) in migration.operations.iter().enumerate() {
        let mut found = of_operation(operation);
        if let Some(schema) = &mut schema {
            found.extend(blind_indexes(schema, operation));
            // Whether the schema allows it is told elsewhere.
            let _ = apply_operation(schema, operation);
        }
        let mut made = made_fields(operation).into_iter();
        warnings.extend(found.into_iter().map(|(code, concern, sentence)| Warning {
            code,
            concern,
            sentence,
            pointer: operation_pointer(index, operation),
            operation: Some(index),
            field: if code == FIELD_MAY_EXIST { made.next() } else { None },
        }));
    }
    warnings
}

/// What the site's code has to know of the version that a database gets; nothing where there was
/// no database before.
pub fn lint_version(migration: &Migration) -> Option<Warning> {
    let version = migration.version;
    (migration.start() > 0).then(|| Warning {
        code: "site-may-refuse",
        concern: MayFail,
        sentence: format!(
            "Code of the site that asks for a version below {version} will fail with VersionError: \
             it has to ask for version {version}, or for none."
        ),
        pointer: Pointer::root().member("version"),
        operation: None,
        field: None,
    })
}

type Found = (&'static str, Concern, String);

fn of_operation(operation: &Operation) -> Vec<Found> {
    let store = format!("{:?}", operation.store());
    match operation {
        Operation::DropStore(_) => vec![
            ("drops-store", Destructive, format!("Store {store} and all its records are deleted.")),
            irreversible(format!("The records of store {store} are gone afterwards.")),
        ],
        Operation::DropIndex(drop) => {
            let index = format!("{:?}", drop.index);
            let sentence = format!(
                "Index {index} of store {store} is deleted: code that asks for it will fail."
            );
            vec![("drops-index", Destructive, sentence)]
        }
        Operation::DropField(drop) => {
            let field = &drop.field;
            vec![
                (
                    "drops-field",
                    Destructive,
                    format!("Field {field} is removed from the records of store {store}."),
                ),
                irreversible(format!("The values of {field} are gone afterwards.")),
            ]
        }
        Operation::Delete(_) => vec![
            ("deletes-records", Destructive, format!("Records of store {store} are deleted.")),
            irreversible("The deleted records are gone afterwards.".to_owned()),
        ],
        Operation::ChangeKeyPath(change) => {
            let mut found = vec![irreversible(format!(
                "Store {store} is made anew: what its key generator gives next, and the order of \
                 its records, can be another afterwards."
            ))];
            if change.key_path.is_some() {
                let sentence = format!(
                    "Each record of store {store} must have a valid key at the new key path, and \
                     no two the same."
                );
                found.insert(0, ("key-may-be-missing", MayFail, sentence));
            }
            found
        }
        Operation::CreateIndex(create) if create.definition.unique => {
            let index = format!("{:?}", create.definition.index);
            let sentence = format!(
                "Unique index {index} cannot be made where two records of store {store} have the \
                 same index key."
            );
            vec![("unique-index", MayFail, sentence)]
        }
        Operation::AlterField(alter) => altered(&alter.field.to_string(), &alter.conversion),
        Operation::RenameField(_) => made_fields(operation).iter().map(taken).collect(),
        Operation::MergeFields(merge) => {
            let mut found: Vec<Found> = made_fields(operation).iter().map(taken).collect();
            if matches!(merge.combination, Some(Combination::Separator(_))) {
                let sentence = "Fields that are joined must be strings.".to_owned();
                found.push(("conversion-may-fail", MayFail, sentence));
            }
            if !merge.keep && merge.combination.is_some() {
                found.push(irreversible(format!(
                    "What {} were cannot be told from {} for certain.",
                    list(&merge.fields),
                    merge.to
                )));
            }
            found
        }
        Operation::SplitField(split) => {
            let field = &split.field;
            let kind = if split.separator.is_some() { "a string" } else { "an object" };
            let mut found: Vec<Found> = made_fields(operation).iter().map(taken).collect();
            if split.into.iter().any(|part| part.value.is_none()) {
                let sentence = format!("Where there is a {field}, it must be {kind}.");
                found.push(("conversion-may-fail", MayFail, sentence));
            }
            if !split.keep {
                if split.separator.is_none() {
                    let sentence = format!("What is in {field} beside the parts is lost.");
                    found.push(("drops-field", Destructive, sentence));
                }
                found.push(irreversible(format!(
                    "What {field} was cannot be told from its parts for certain."
                )));
            }
            found
        }
        Operation::Update(update) => {
            let fields: Vec<_> = update.set.keys().cloned().collect();
            let fields = list(&fields);
            vec![
                (
                    "overwrites-field",
                    Destructive,
                    format!("Former values of {fields} are overwritten."),
                ),
                irreversible(format!("The former values of {fields} are gone afterwards.")),
            ]
        }
        Operation::Insert(insert) => match insert.on_conflict {
            OnConflict::Halt => {
                let sentence =
                    format!("Store {store} must not have records of the new records' keys.");
                vec![("key-may-exist", MayFail, sentence)]
            }
            OnConflict::Skip => Vec::new(),
            OnConflict::Replace => vec![
                (
                    "replaces-records",
                    Destructive,
                    format!("Records of store {store} with the new records' keys are replaced."),
                ),
                irreversible("The replaced records are gone afterwards.".to_owned()),
            ],
        },
        _ => Vec::new(),
    }
}

const FIELD_MAY_EXIST: &str = "field-may-exist";

/// The fields that an operation makes, and that must not be there already.
fn made_fields(operation: &Operation) -> Vec<FieldPath> {
    match operation {
        Operation::RenameField(rename) => vec![rename.to.clone()],
        Operation::MergeFields(merge) => {
            let removed = !merge.keep && merge.fields.contains(&merge.to);
            if removed { Vec::new() } else { vec![merge.to.clone()] }
        }
        Operation::SplitField(split) => {
            let parts = split.into.iter().map(|part| &part.field);
            parts.filter(|part| split.keep || **part != split.field).cloned().collect()
        }
        _ => Vec::new(),
    }
}

fn taken(field: &FieldPath) -> Found {
    let sentence = format!("Records that have a field {field} already fail.");
    (FIELD_MAY_EXIST, MayFail, sentence)
}

fn irreversible(sentence: String) -> Found {
    ("not-reversible", NotReversible, sentence)
}

fn list(fields: &[FieldPath]) -> String {
    fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn altered(field: &str, conversion: &Conversion) -> Vec<Found> {
    let mut found = Vec::new();
    match conversion {
        Conversion::Type(kind) => {
            let narrowing = match kind {
                FieldType::Boolean => Some("Many values become the same boolean."),
                FieldType::Number => Some("BigInts beyond 2^53 are rounded or refused."),
                FieldType::Integer => Some("Fractions are not kept."),
                FieldType::Date => Some("Times are kept to the millisecond."),
                FieldType::String | FieldType::Bigint | FieldType::Bytes => None,
            };
            if let Some(sentence) = narrowing {
                found.push(("narrows-values", Destructive, format!("Field {field}: {sentence}")));
            }
            let sentence = format!("Values of {field} that mean nothing as the new type fail.");
            found.push(("conversion-may-fail", MayFail, sentence));
        }
        Conversion::Up(_) => {
            let sentence = format!("The expression can fail on values of {field}.");
            found.push(("conversion-may-fail", MayFail, sentence));
        }
    }
    found.push(irreversible(format!("What {field} was cannot be told afterwards for certain.")));
    found
}

/// Indexes whose field an operation takes away, or puts elsewhere.
fn blind_indexes(schema: &Database, operation: &Operation) -> Vec<Found> {
    let removed: Vec<_> = match operation {
        Operation::DropField(drop) => vec![&drop.field],
        Operation::RenameField(rename) => vec![&rename.field],
        Operation::MergeFields(_) | Operation::SplitField(_) => changed_fields(operation),
        _ => return Vec::new(),
    };
    let stores = schema.stores.iter().filter(|store| store.name == *operation.store());
    let indexes = stores.flat_map(|store| &store.indexes);
    indexes
        .filter(|index| removed.iter().any(|field| reads(&index.key_path, field)))
        .map(|index| {
            let sentence = format!(
                "Index {:?} reads a field that this changes: it can lose its entries.",
                index.name
            );
            ("index-loses-field", Destructive, sentence)
        })
        .collect()
}

/// What the site has to do while a lazy migration is under way.
fn both_forms(migration: &Migration) -> Option<Warning> {
    let changes = migration.operations.iter().any(|operation| !operation.is_of_schema());
    if migration.strategy != Strategy::Lazy || !changes {
        return None;
    }
    let (field, version) = (migration.version_field(), migration.version);
    Some(Warning {
        code: "both-forms",
        concern: MayFail,
        sentence: format!(
            "Until the migration ends, the site reads records of both forms; a record that it \
             writes in the new form must have the Number {version} in {field}, or it is upgraded \
             once more."
        ),
        pointer: Pointer::root().member("strategy"),
        operation: None,
        field: None,
    })
}

fn required_fields(
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
    Some(Warning {
        code: "required-field",
        concern: MayFail,
        sentence: format!("Records of store {store:?} without {} {outcome}.", names.join(", ")),
        pointer,
        operation: None,
        field: None,
    })
}

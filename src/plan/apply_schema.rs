//! What a migration makes of a database's schema.

use super::json::Pointer;
use super::key_fields::check_keys;
use super::key_path::{check_key_path, reads};
use super::model::{ChangeKeyPath, IndexDefinition, Migration, Operation, StoreCheck, Strategy};
use super::nearest::nearest;
use super::schema_problem::{SchemaProblem, SchemaTrouble};
use crate::schema::{Database, Index, Store};
use crate::value::{Text, compare_texts};

/// The schema that a database has after a migration. How many records there will be, and what
/// key generators will give next, it cannot tell: those numbers stay, and are 0 and 1 for new
/// stores.
///
/// # Errors
///
/// Everything that the schema does not allow, in the order of the operations. An operation that
/// is not allowed is left out when the ones behind it are looked at.
pub fn apply_schema(
    database: &Database,
    migration: &Migration,
) -> Result<Database, Vec<SchemaProblem>> {
    let mut schema = database.clone();
    let mut problems = Vec::new();
    if database.name != migration.database || database.version != migration.start() {
        problems.push(SchemaProblem {
            operation: None,
            pointer: Pointer::root(),
            trouble: SchemaTrouble::AnotherDatabase {
                expected: migration.database.clone(),
                from: migration.start(),
                found: database.name.clone(),
                version: database.version,
            },
        });
        return Err(problems);
    }
    check_stores(&schema, "before", migration.validate.before.iter(), &mut problems);
    for (index, operation) in migration.operations.iter().enumerate() {
        if let Err(trouble) = apply_operation(&mut schema, operation) {
            problems.push(SchemaProblem {
                operation: Some(index),
                pointer: operation_pointer(index, operation),
                trouble,
            });
        } else if let Some(trouble) = version_in_key(&schema, migration, operation)
            && !problems.iter().any(|problem| problem.trouble == trouble)
        {
            let pointer = Pointer::root().member("version_field");
            problems.push(SchemaProblem { operation: Some(index), pointer, trouble });
        }
    }
    check_stores(&schema, "after", migration.validate.after.iter(), &mut problems);
    schema.version = migration.version;
    if problems.is_empty() { Ok(schema) } else { Err(problems) }
}

/// Whether a lazy migration's operation would have the version of records in their keys.
fn version_in_key(
    schema: &Database,
    migration: &Migration,
    operation: &Operation,
) -> Option<SchemaTrouble> {
    if migration.strategy != Strategy::Lazy || operation.is_of_schema() {
        return None;
    }
    let store = schema.stores.iter().find(|store| store.name == *operation.store())?;
    let key_path = store.key_path.as_ref()?;
    let field = migration.version_field();
    reads(key_path, &field).then(|| SchemaTrouble::VersionInKey {
        store: store.name.clone(),
        field: field.to_string(),
        key_path: key_path.clone(),
    })
}

/// The pointer from the migration to what an operation says.
pub(super) fn operation_pointer(index: usize, operation: &Operation) -> Pointer {
    Pointer::root().member("operations").element(index).member(operation.name())
}

fn check_stores<'m>(
    schema: &Database,
    when: &'static str,
    checks: impl Iterator<Item = (&'m String, &'m StoreCheck)>,
    problems: &mut Vec<SchemaProblem>,
) {
    for (name, _) in checks {
        let store = Text::from(name.as_str());
        if !schema.stores.iter().any(|there| there.name == store) {
            let nearest = nearest_store(schema, &store);
            problems.push(SchemaProblem {
                operation: None,
                pointer: Pointer::root().member("validate").member(when).member(name),
                trouble: SchemaTrouble::NoStoreToValidate { store, when, nearest },
            });
        }
    }
}

/// Does to the schema what the operation does.
pub(super) fn apply_operation(
    schema: &mut Database,
    operation: &Operation,
) -> Result<(), SchemaTrouble> {
    match operation {
        Operation::CreateStore(create) => {
            check_free(schema, &create.store)?;
            check_key_path(create.key_path.as_ref(), create.auto_increment)?;
            let mut store = Store {
                name: create.store.clone(),
                key_path: create.key_path.clone(),
                auto_increment: create.auto_increment,
                next_key: create.auto_increment.then_some(1),
                indexes: Vec::new(),
                records: 0,
            };
            for definition in &create.indexes {
                add_index(&mut store, definition)?;
            }
            add_store(schema, store);
        }
        Operation::DropStore(drop) => {
            find_store(schema, &drop.store)?;
            schema.stores.retain(|store| store.name != drop.store);
        }
        Operation::RenameStore(rename) => {
            find_store(schema, &rename.store)?;
            check_free(schema, &rename.to)?;
            find_store(schema, &rename.store)?.name = rename.to.clone();
            schema.stores.sort_by(|one, two| compare_texts(&one.name, &two.name));
        }
        Operation::CopyStore(copy) => {
            let mut store = find_store(schema, &copy.store)?.clone();
            check_free(schema, &copy.to)?;
            store.name = copy.to.clone();
            add_store(schema, store);
        }
        Operation::ChangeKeyPath(change) => change_key_path(schema, change)?,
        Operation::CreateIndex(create) => {
            add_index(find_store(schema, &create.store)?, &create.definition)?;
        }
        Operation::DropIndex(drop) => {
            let store = find_store(schema, &drop.store)?;
            find_index(store, &drop.index)?;
            store.indexes.retain(|index| index.name != drop.index);
        }
        Operation::RenameIndex(rename) => {
            let store = find_store(schema, &rename.store)?;
            find_index(store, &rename.index)?;
            check_free_index(store, &rename.to)?;
            find_index(store, &rename.index)?.name = rename.to.clone();
            store.indexes.sort_by(|one, two| compare_texts(&one.name, &two.name));
        }
        _ => check_keys(find_store(schema, operation.store())?, operation)?,
    }
    Ok(())
}

fn change_key_path(schema: &mut Database, change: &ChangeKeyPath) -> Result<(), SchemaTrouble> {
    let store = find_store(schema, &change.store)?;
    let auto_increment = change.auto_increment.unwrap_or(store.auto_increment);
    check_key_path(change.key_path.as_ref(), auto_increment)?;
    if store.key_path == change.key_path && store.auto_increment == auto_increment {
        return Err(SchemaTrouble::KeyPathUnchanged { store: store.name.clone() });
    }
    store.key_path = change.key_path.clone();
    store.next_key = match (auto_increment, store.auto_increment) {
        (true, true) => store.next_key,
        (true, false) => Some(1),
        (false, _) => None,
    };
    store.auto_increment = auto_increment;
    Ok(())
}

fn add_store(schema: &mut Database, store: Store) {
    schema.stores.push(store);
    schema.stores.sort_by(|one, two| compare_texts(&one.name, &two.name));
}

fn add_index(store: &mut Store, definition: &IndexDefinition) -> Result<(), SchemaTrouble> {
    let IndexDefinition { index, key_path, unique, multi_entry } = definition.clone();
    check_free_index(store, &index)?;
    check_key_path(Some(&key_path), false)?;
    if multi_entry && matches!(key_path, crate::schema::KeyPath::Many(_)) {
        return Err(SchemaTrouble::NoMultiEntry { index });
    }
    store.indexes.push(Index { name: index, key_path, unique, multi_entry });
    store.indexes.sort_by(|one, two| compare_texts(&one.name, &two.name));
    Ok(())
}

fn find_store<'s>(schema: &'s mut Database, name: &Text) -> Result<&'s mut Store, SchemaTrouble> {
    // Looked for twice: the borrow checker does not see that a miss ends the first borrow.
    if !schema.stores.iter().any(|store| store.name == *name) {
        let nearest = nearest_store(schema, name);
        return Err(SchemaTrouble::NoStore { store: name.clone(), nearest });
    }
    schema
        .stores
        .iter_mut()
        .find(|store| store.name == *name)
        .ok_or_else(|| SchemaTrouble::NoStore { store: name.clone(), nearest: None })
}

fn nearest_store(schema: &Database, name: &Text) -> Option<String> {
    nearest(&name.to_string_lossy(), schema.stores.iter().filter_map(|store| store.name.as_str()))
}

fn find_index<'s>(store: &'s mut Store, name: &Text) -> Result<&'s mut Index, SchemaTrouble> {
    let nearest = nearest(
        &name.to_string_lossy(),
        store.indexes.iter().filter_map(|index| index.name.as_str()),
    );
    let missing =
        SchemaTrouble::NoIndex { store: store.name.clone(), index: name.clone(), nearest };
    store.indexes.iter_mut().find(|index| index.name == *name).ok_or(missing)
}

fn check_free(schema: &Database, name: &Text) -> Result<(), SchemaTrouble> {
    if schema.stores.iter().any(|store| store.name == *name) {
        return Err(SchemaTrouble::StoreExists { store: name.clone() });
    }
    Ok(())
}

fn check_free_index(store: &Store, name: &Text) -> Result<(), SchemaTrouble> {
    if store.indexes.iter().any(|index| index.name == *name) {
        let (store, index) = (store.name.clone(), name.clone());
        return Err(SchemaTrouble::IndexExists { store, index });
    }
    Ok(())
}

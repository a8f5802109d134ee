//! Why a database's schema does not allow a migration.

use super::drift::show_key_path;
use super::json::Pointer;
use super::problem::suggestion;
use crate::schema::KeyPath;
use crate::value::Text;

/// A part of a migration that the schema does not allow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at {pointer} of the migration: {trouble}")]
pub struct SchemaProblem {
    /// Which operation of the migration, from 0; none where it is none of them.
    pub operation: Option<usize>,
    /// The JSON Pointer from the migration.
    pub pointer: Pointer,
    /// What is wrong.
    pub trouble: SchemaTrouble,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchemaTrouble {
    /// There is no such store.
    #[error("there is no store {store:?}{}", suggestion(nearest))]
    NoStore {
        /// The store.
        store: Text,
        /// The store most like it.
        nearest: Option<String>,
    },
    /// There is a store of that name.
    #[error("there is a store {store:?} already")]
    StoreExists {
        /// The store.
        store: Text,
    },
    /// There is no such index.
    #[error("store {store:?} has no index {index:?}{}", suggestion(nearest))]
    NoIndex {
        /// The store.
        store: Text,
        /// The index.
        index: Text,
        /// The index most like it.
        nearest: Option<String>,
    },
    /// There is an index of that name.
    #[error("store {store:?} has an index {index:?} already")]
    IndexExists {
        /// The store.
        store: Text,
        /// The index.
        index: Text,
    },
    /// Something that is no [valid key path](https://w3c.github.io/IndexedDB/#valid-key-path).
    #[error(
        "{} is no valid key path: names are parted by dots, and are identifiers",
        show_key_path(Some(key_path))
    )]
    InvalidKeyPath {
        /// The key path.
        key_path: KeyPath,
    },
    /// A key generator needs a key path of one name at least, and one path only.
    #[error("a key generator cannot go with key path {}", show_key_path(Some(key_path)))]
    NoKeyGenerator {
        /// The key path.
        key_path: KeyPath,
    },
    /// An index with an entry for each element cannot be on several paths.
    #[error("index {index:?} cannot be multi_entry on an array of key paths")]
    NoMultiEntry {
        /// The index.
        index: Text,
    },
    /// The key path is the present one.
    #[error("store {store:?} has this key path already")]
    KeyPathUnchanged {
        /// The store.
        store: Text,
    },
    /// The operation would change the keys of records.
    #[error(
        "{field} is, holds or lies in the key of store {store:?} (key path {}); change_key_path \
         changes keys",
        show_key_path(Some(key_path))
    )]
    ChangesKey {
        /// The store.
        store: Text,
        /// The field.
        field: String,
        /// The store's key path.
        key_path: KeyPath,
    },
    /// The version of records would be part of their keys.
    #[error(
        "{field}, in which each record says which version it is of, is, holds or lies in the key \
         of store {store:?} (key path {}); give another \"version_field\"",
        show_key_path(Some(key_path))
    )]
    VersionInKey {
        /// The store.
        store: Text,
        /// The version's field.
        field: String,
        /// The store's key path.
        key_path: KeyPath,
    },
    /// Records of this store carry their keys in them.
    #[error(
        "store {store:?} has key path {}: a new record cannot have \"key\" beside it",
        show_key_path(Some(key_path))
    )]
    KeyInRecord {
        /// The store.
        store: Text,
        /// The store's key path.
        key_path: KeyPath,
    },
    /// Records of this store need a key.
    #[error(
        "store {store:?} has neither a key path nor a key generator: each new record needs \"key\""
    )]
    KeyNeeded {
        /// The store.
        store: Text,
    },
    /// The validation names a store that is not there then.
    #[error("there is no store {store:?} {when} the migration{}", suggestion(nearest))]
    NoStoreToValidate {
        /// The store.
        store: Text,
        /// `before` or `after`.
        when: &'static str,
        /// The store most like it.
        nearest: Option<String>,
    },
    /// The migration is for another database, or begins at another version.
    #[error(
        "the migration is for database {expected:?} at version {from}, not for {found:?} at \
         version {version}"
    )]
    AnotherDatabase {
        /// The database that it is for.
        expected: Text,
        /// The version at which it begins.
        from: u64,
        /// The database.
        found: Text,
        /// Its version.
        version: u64,
    },
}

impl SchemaTrouble {
    /// The code: stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoStore { .. } => "no-store",
            Self::StoreExists { .. } => "store-exists",
            Self::NoIndex { .. } => "no-index",
            Self::IndexExists { .. } => "index-exists",
            Self::InvalidKeyPath { .. } => "invalid-key-path",
            Self::NoKeyGenerator { .. } => "no-key-generator",
            Self::NoMultiEntry { .. } => "no-multi-entry",
            Self::KeyPathUnchanged { .. } => "key-path-unchanged",
            Self::ChangesKey { .. } => "changes-key",
            Self::VersionInKey { .. } => "version-in-key",
            Self::KeyInRecord { .. } => "key-in-record",
            Self::KeyNeeded { .. } => "key-needed",
            Self::NoStoreToValidate { .. } => "no-store-to-validate",
            Self::AnotherDatabase { .. } => "another-database",
        }
    }
}

//! What a database is made of: object stores, key paths, indexes.

mod reserved;

use serde::{Deserialize, Serialize};

use crate::value::Text;

pub use reserved::{Purpose, is_reserved, rehearsal_copies};

/// The schema of a database and the size of its stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// Its name, unique in the origin.
    pub name: Text,
    /// Its version, 1 or more.
    pub version: u64,
    /// Its object stores, in the browser's order (by name, as UTF-16 code units).
    pub stores: Vec<Store>,
}

/// The schema of an object store and its size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Its name, unique in the database.
    pub name: Text,
    /// The key path of stores with in-line keys.
    pub key_path: Option<KeyPath>,
    /// Whether it has a key generator.
    pub auto_increment: bool,
    /// The key that the generator gives next; absent without a generator, or where it has
    /// reached its end (2^53) and gives none.
    pub next_key: Option<u64>,
    /// Its indexes, in the browser's order.
    pub indexes: Vec<Index>,
    /// How many records it holds.
    pub records: u64,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// Its name, unique in the store.
    pub name: Text,
    /// What it indexes.
    pub key_path: KeyPath,
    /// Whether two records may not have the same index key.
    pub unique: bool,
    /// Whether each element of an array is a key of its own.
    pub multi_entry: bool,
}

/// A key path: one path, or several that make an array key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KeyPath {
    /// One path; the empty string is the value itself.
    One(Text),
    /// A sequence of paths.
    Many(Vec<Text>),
}

//! Operations on object stores and indexes.

use serde::Serialize;

use super::{Expression, is_default};
use crate::schema::KeyPath;
use crate::value::Text;

/// Makes an object store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateStore {
    /// Its name.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The key path; without one keys are given apart from the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<super::schema_of::KeyPath>"))]
    pub key_path: Option<KeyPath>,
    /// Whether it has a key generator.
    #[serde(default, skip_serializing_if = "is_default")]
    pub auto_increment: bool,
    /// Its indexes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indexes: Vec<IndexDefinition>,
}

/// An index to make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IndexDefinition {
    /// Its name.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub index: Text,
    /// What it indexes.
    #[cfg_attr(test, schemars(with = "super::schema_of::KeyPath"))]
    pub key_path: KeyPath,
    /// Whether two records may not have the same index key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub unique: bool,
    /// Whether each element of an array is a key of its own.
    #[serde(default, skip_serializing_if = "is_default")]
    pub multi_entry: bool,
}

/// Deletes an object store and its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DropStore {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
}

/// Gives an object store another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameStore {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// Its new name.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub to: Text,
}

/// Makes a store like another one, with its key path, key generator, indexes and records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CopyStore {
    /// The store that is copied.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The name of the copy.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub to: Text,
    /// Which records are copied; all where it is not given.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
}

/// Changes where the keys of a store come from. The store is made anew, and each record gets
/// the key that the new key path finds in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeKeyPath {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The new key path; `null` for keys apart from the records, which then keep those that
    /// they have.
    #[cfg_attr(test, schemars(required, with = "Option<super::schema_of::KeyPath>"))]
    pub key_path: Option<KeyPath>,
    /// Whether it has a key generator afterwards; as before where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_increment: Option<bool>,
}

/// Makes an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateIndex {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The index.
    #[serde(flatten)]
    pub definition: IndexDefinition,
}

/// Deletes an index. No record changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DropIndex {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The index.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub index: Text,
}

/// Gives an index another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameIndex {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The index.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub index: Text,
    /// Its new name.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub to: Text,
}

//! Plans and migrations.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Expression, Operation, is_default};
use crate::plan::FieldPath;
use crate::value::Text;

/// The format of plans that this version reads and writes.
pub const FORMAT: u64 = 1;

/// A plan: how databases are taken from version to version.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Where this schema is, for editors.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    pub schema_address: Option<String>,
    /// The format of the plan: 1.
    #[cfg_attr(test, schemars(range(min = 1, max = 1)))]
    pub format: u64,
    /// What the plan is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The migrations. Those of one database stand in the order of their versions.
    #[cfg_attr(test, schemars(length(min = 1, max = 1000)))]
    pub migrations: Vec<Migration>,
}

/// What takes one database from one version to a later one, usually the next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Migration {
    /// The name of the database.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub database: Text,
    /// The version at which it begins: one less than `version` where it is not given. 0 is a
    /// database that does not exist yet. Give it where versions are left out on purpose (Dexie
    /// counts in tens: 10 to 20).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(range(min = 0, max = 9_007_199_254_740_991_u64)))]
    pub from: Option<u64>,
    /// The version that the database has afterwards.
    #[cfg_attr(test, schemars(range(min = 1, max = 9_007_199_254_740_991_u64)))]
    pub version: u64,
    /// A name for the history; the version stands for it where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What it is for. Not part of what the history compares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it runs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub strategy: Strategy,
    /// For `lazy`: the field in which each record says which version it is of; `schemaVersion`
    /// where it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<super::schema_of::FieldPath>"))]
    pub version_field: Option<FieldPath>,
    /// What records have to be like.
    #[serde(default, skip_serializing_if = "is_default")]
    pub validate: Validation,
    /// What is done with a record that is not valid.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_invalid: OnInvalid,
    /// What is done, in order.
    #[cfg_attr(test, schemars(length(min = 1, max = 1000)))]
    pub operations: Vec<Operation>,
}

impl Migration {
    /// The version at which it begins.
    pub fn start(&self) -> u64 {
        self.from.unwrap_or_else(|| self.version.saturating_sub(1))
    }

    /// Its id in the history.
    pub fn history_id(&self) -> String {
        self.id.clone().unwrap_or_else(|| self.version.to_string())
    }

    /// The field in which records say which version they are of.
    pub fn version_field(&self) -> FieldPath {
        self.version_field.clone().unwrap_or_else(FieldPath::of_version)
    }
}

/// How a migration runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// In one versionchange transaction: all or nothing. The site cannot use the database
    /// meanwhile.
    #[default]
    Transactional,
    /// New stores are filled beside the old ones while the site runs, and take their place in
    /// a short transaction at the end.
    Parallel,
    /// Stores and indexes change in a short transaction; records carry their version, and are
    /// upgraded a few at a time while the site runs.
    Lazy,
}

/// What is done with a record that is not valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnInvalid {
    /// The migration ends, and nothing has changed.
    #[default]
    Halt,
    /// The record stays as it is.
    Skip,
    /// The record is moved to an archive of its own, from which it can be restored.
    Quarantine,
}

/// What records have to be like before and after the operations, by store.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Validation {
    /// Before: every record of these stores is checked before the first is changed. By the names
    /// that the stores have before the migration.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub before: BTreeMap<String, StoreCheck>,
    /// After: what the operations made of each record. By the names that the stores have
    /// afterwards.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub after: BTreeMap<String, StoreCheck>,
}

/// What the records of a store have to be like.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(extend("minProperties" = 1)))]
#[serde(deny_unknown_fields)]
pub struct StoreCheck {
    /// A [JSON Schema](https://json-schema.org/draft/2020-12): an object, or a boolean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<schemars::Schema>"))]
    pub schema: Option<serde_json::Value>,
    /// Rules, of which each must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// A rule that records have to keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// An expression that must be true.
    pub rule: Expression,
    /// What to say of a record for which it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

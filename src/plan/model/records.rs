//! Operations on whole records.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Expression, is_default};
use crate::plan::FieldPath;
use crate::value::Text;

/// Adds records.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Insert {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The records.
    #[cfg_attr(test, schemars(length(min = 1, max = 10000)))]
    pub records: Vec<NewRecord>,
    /// What is done where there is a record of the same key.
    #[serde(default, skip_serializing_if = "is_default")]
    pub on_conflict: OnConflict,
}

/// A record to add.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRecord {
    /// Its key, by an expression (`"7"` is the number, `"'7'"` the string): for stores without a
    /// key path, which must have one unless the store has a key generator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Expression>,
    /// What it holds.
    #[serde(flatten)]
    pub content: RecordContent,
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RecordContent {
    /// A JSON value, which stands for the JavaScript value that `JSON.parse` makes of it.
    Record(serde_json::Value),
    /// The value of an expression.
    Value(Expression),
}

/// What is done where there is a record of the same key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnConflict {
    /// It is an error.
    #[default]
    Halt,
    /// The record that is there stays.
    Skip,
    /// The new record takes its place.
    Replace,
}

/// Changes fields of records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Update {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// Which records; all where it is not given.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// The fields and their new values, by expressions that all see the record as it was.
    #[cfg_attr(test, schemars(with = "BTreeMap<String, Expression>", extend("minProperties" = 1)))]
    pub set: BTreeMap<FieldPath, Expression>,
}

/// Deletes records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Delete {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// Which records; `"true"` for all.
    #[serde(rename = "where")]
    pub condition: Expression,
}

//! Expressions in a plan.

use serde::Serialize;

use crate::expression;

/// The text of a [CEL](https://cel.dev) expression, as the plan has it. The reader of plans has
/// made sure that it is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Expression(#[cfg_attr(test, schemars(length(min = 1, max = 16384)))] pub String);

impl Expression {
    /// The greatest length, in bytes.
    pub const MAX_LENGTH: usize = expression::MAX_SOURCE;

    /// What an expression can refer to: the record and its key; the field that is being changed;
    /// the object in an array that has the field.
    pub const VARIABLES: [&str; 4] = ["record", "key", "value", "element"];

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

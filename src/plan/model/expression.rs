//! Expressions in a plan, unread.

use serde::Serialize;

/// The text of a [CEL](https://cel.dev) expression, as the plan has it. It is not empty; whether
/// it is an expression is for the expression module to say.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Expression(#[cfg_attr(test, schemars(length(min = 1, max = 65536)))] pub String);

impl Expression {
    /// The greatest length, in bytes.
    pub const MAX_LENGTH: usize = 1 << 16;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

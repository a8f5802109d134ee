//! What can be wrong with a schema.

use std::fmt;

/// How many problems of a schema are told.
pub const MAX_PROBLEMS: usize = 100;

/// Something wrong in a schema, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct SchemaProblem {
    /// The JSON Pointer from the schema.
    pub pointer: String,
    /// A sentence without its full stop.
    pub reason: String,
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the schema" } else { &self.pointer };
        write!(formatter, "{place}: {}", self.reason)
    }
}

/// The pointer one step deeper ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
pub fn deeper(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

//! How types that know nothing of JSON Schema stand in a plan.

use schemars::JsonSchema;

/// A name, as IndexedDB has it: any string. One with lone surrogates is given by its WTF-8 bytes
/// in hexadecimal.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only their shape matters")]
pub(super) enum Name {
    Plain(String),
    IllFormed(IllFormed),
}

/// The bytes of a string with lone surrogates.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only their shape matters")]
pub(super) struct IllFormed {
    /// Its WTF-8 in hexadecimal.
    wtf8: String,
}

/// A key path: one path, or several that make an array key.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "only their shape matters")]
pub(super) enum KeyPath {
    One(Name),
    Many(#[schemars(length(min = 1))] Vec<Name>),
}

/// A path to a field of a record: names parted by dots, `[]` for each element of an array, and
/// `'…'` around a name that holds a dot, a bracket or a quotation mark.
#[derive(JsonSchema)]
#[schemars(transparent)]
#[expect(dead_code, reason = "only their shape matters")]
pub(super) struct FieldPath(#[schemars(length(min = 1))] String);

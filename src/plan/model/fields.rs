//! Operations on fields.

use serde::Serialize;

use super::{Expression, is_default};
use crate::plan::FieldPath;
use crate::value::Text;

/// Adds a field to the records that do not have it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AddField {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The field.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
    /// Its value.
    #[serde(flatten)]
    pub filling: Filling,
}

/// The value of a new field.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Filling {
    /// The same for every record: a JSON value, which stands for the JavaScript value that
    /// `JSON.parse` makes of it.
    Default(serde_json::Value),
    /// The value of an expression.
    Value(Expression),
}

/// Removes a field from the records that have it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DropField {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The field.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
}

/// Gives a field another name, or another place in the record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenameField {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The field.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
    /// The whole path that it has afterwards, through the same arrays.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub to: FieldPath,
}

/// Changes the value of a field where there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlterField {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The field. It may end in `[]`: then each element of the array is changed.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
    /// What becomes of its value.
    #[serde(flatten)]
    pub conversion: Conversion,
}

/// What becomes of a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Conversion {
    /// It is converted to this type. A value that means nothing there is an error.
    Type(FieldType),
    /// It becomes the value of this expression, in which `value` is what it was.
    Up(Expression),
}

/// A type that values can be converted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A string.
    String,
    /// A Number, finite.
    Number,
    /// A Number, whole and of magnitude up to 2^53 − 1.
    Integer,
    /// A boolean.
    Boolean,
    /// A Date.
    Date,
    /// A BigInt.
    Bigint,
    /// A Uint8Array.
    Bytes,
}

/// Makes one field of several. Without `separator` and `value` it becomes an object of them, by
/// their last names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MergeFields {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The fields, in order.
    #[cfg_attr(test, schemars(with = "Vec<super::schema_of::FieldPath>", length(min = 1)))]
    pub fields: Vec<FieldPath>,
    /// The field that is made of them.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub to: FieldPath,
    /// How they are put together.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub combination: Option<Combination>,
    /// Whether the fields stay beside the new one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keep: bool,
}

/// How fields are put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Combination {
    /// As one string, with this between those that are there. Other values than strings are
    /// errors.
    Separator(String),
    /// By an expression.
    Value(Expression),
}

/// Makes several fields of one. Without `separator`, a part without `value` is what the object
/// in the field has by the part's last name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitField {
    /// The store.
    #[cfg_attr(test, schemars(with = "super::schema_of::Name"))]
    pub store: Text,
    /// The field.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
    /// What is made of it, in order.
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub into: Vec<Part>,
    /// The string at which the field's string is cut. The last part gets all that is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(length(min = 1)))]
    pub separator: Option<String>,
    /// Whether the field stays beside the new ones.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keep: bool,
}

/// A part of a field that is split.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The field that it becomes.
    #[cfg_attr(test, schemars(with = "super::schema_of::FieldPath"))]
    pub field: FieldPath,
    /// Its value, by an expression in which `value` is the value of the field that is split.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Expression>,
}

//! A schema that was read.

use std::collections::HashMap;

use regex::Regex;
use serde_json::Value as Json;

use super::definitions::Definition;
use crate::value::Text;

/// Which schema: its position among all.
pub type NodeId = usize;

/// A schema.
#[derive(Debug, Default)]
pub struct Node {
    /// What it asks, in the order in which it is looked at. Only `false` has [`Keyword::Never`].
    pub keywords: Vec<Keyword>,
    /// The schema resource that it is in.
    pub resource: usize,
}

/// One thing that a schema asks.
#[derive(Debug)]
pub enum Keyword {
    /// Nothing is allowed.
    Never,
    /// It is of one of these types.
    Types(Vec<Type>),
    /// It is a kind of JavaScript's values.
    Is(&'static Definition),
    /// It is one of these.
    Enum(Vec<Json>),
    /// It is this.
    Const(Json),
    /// It is a multiple of this, which is not 0.
    MultipleOf(f64),
    /// It is at most this.
    Maximum(f64),
    /// It is less than this.
    ExclusiveMaximum(f64),
    /// It is at least this.
    Minimum(f64),
    /// It is more than this.
    ExclusiveMinimum(f64),
    /// A string has at most so many characters.
    MaxLength(u64),
    /// A string has at least so many characters.
    MinLength(u64),
    /// A string matches it.
    Pattern(Regex, String),
    /// An array has at most so many elements.
    MaxItems(u64),
    /// An array has at least so many elements.
    MinItems(u64),
    /// No two elements of an array are equal.
    UniqueItems,
    /// An object has at most so many properties.
    MaxProperties(u64),
    /// An object has at least so many properties.
    MinProperties(u64),
    /// An object has these properties.
    Required(Vec<Text>),
    /// An object that has a property has others.
    DependentRequired(Vec<(Text, Vec<Text>)>),
    /// A Map, Set or something of bytes has at least so much.
    MinSize(u64),
    /// A Map, Set or something of bytes has at most so much.
    MaxSize(u64),
    /// A Date is not before.
    MinDate(i64, String),
    /// A Date is not after.
    MaxDate(i64, String),
    /// What another schema asks.
    Ref(NodeId),
    /// What the outermost schema with this dynamic anchor asks; that one, where there is none.
    DynamicRef(NodeId, Option<String>),
    /// What all of them ask.
    AllOf(Vec<NodeId>),
    /// What one of them asks, at least.
    AnyOf(Vec<NodeId>),
    /// What exactly one of them asks.
    OneOf(Vec<NodeId>),
    /// What it does not ask.
    Not(NodeId),
    /// What the second asks where the first holds, and else what the third does.
    If(NodeId, Option<NodeId>, Option<NodeId>),
    /// What they ask of an object that has a property.
    DependentSchemas(Vec<(Text, NodeId)>),
    /// What is asked of the values of an object's properties.
    Properties(Box<PropertySchemas>),
    /// What is asked of the names of an object's properties.
    PropertyNames(NodeId),
    /// What is asked of an array's first elements, and of those behind them.
    Elements(Vec<NodeId>, Option<NodeId>),
    /// How many elements of an array do what a schema asks.
    Contains(NodeId, u64, Option<u64>),
    /// What is asked of the elements that nothing was asked of.
    UnevaluatedItems(NodeId),
    /// What is asked of the properties that nothing was asked of.
    UnevaluatedProperties(NodeId),
    /// What is asked of the keys and of the values of a Map.
    Entries(Option<NodeId>, Option<NodeId>),
    /// What is asked of the members of a Set.
    Members(NodeId),
}

/// What is asked of the values of an object's properties.
#[derive(Debug, Default)]
pub struct PropertySchemas {
    /// Of those of a name.
    pub named: HashMap<Text, NodeId>,
    /// Of those whose names match.
    pub patterns: Vec<(Regex, NodeId)>,
    /// Of all others.
    pub additional: Option<NodeId>,
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    Null,
    Boolean,
    Object,
    Array,
    Number,
    String,
    Integer,
}

impl Type {
    /// Every type.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Object,
        Self::Array,
        Self::Number,
        Self::String,
        Self::Integer,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Object => "object",
            Self::Array => "array",
            Self::Number => "number",
            Self::String => "string",
            Self::Integer => "integer",
        }
    }
}

impl Keyword {
    /// The schemas that it asks of the very value, so that it must not lead back here by them.
    pub fn in_place(&self) -> Vec<NodeId> {
        match self {
            Self::Ref(node) | Self::Not(node) => vec![*node],
            Self::AllOf(nodes) | Self::AnyOf(nodes) | Self::OneOf(nodes) => nodes.clone(),
            Self::If(condition, then, otherwise) => {
                [Some(*condition), *then, *otherwise].into_iter().flatten().collect()
            }
            Self::DependentSchemas(schemas) => schemas.iter().map(|(_, node)| *node).collect(),
            _ => Vec::new(),
        }
    }
}

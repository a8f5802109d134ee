//! An expression, ready to be evaluated.

use std::sync::Arc;

use super::functions::Function;
use super::item::{Bytes, Item, Str};

/// A part of an expression: names are resolved, macros expanded.
#[derive(Debug)]
pub(super) enum Node {
    Literal(Literal),
    /// A variable of the scope, by its place among those declared.
    Variable(usize),
    /// A variable of a comprehension, by how many are declared around it.
    Local(usize),
    Field {
        of: Box<Node>,
        name: Box<str>,
        access: Access,
    },
    Index {
        of: Box<Node>,
        at: Box<Node>,
        access: Access,
    },
    Call {
        function: &'static Function,
        arguments: Vec<Node>,
    },
    And(Box<[Node; 2]>),
    Or(Box<[Node; 2]>),
    /// Condition, then, else.
    Conditional(Box<[Node; 3]>),
    List(Vec<Element>),
    Dictionary(Vec<Entry>),
    Comprehension(Box<Comprehension>),
}

/// What comes of a field or element that is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// An error.
    Required,
    /// The answer to `has`.
    Tested,
    /// The empty optional.
    Optional,
}

/// A value that stands in the expression.
#[derive(Clone, Debug)]
pub(super) enum Literal {
    Undefined,
    Null,
    Boolean(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Arc<str>),
    Bytes(Arc<[u8]>),
    Type(&'static str),
}

/// An element of a list literal.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) value: Node,
    /// Whether the value is an optional that adds nothing when it is empty.
    pub(super) optional: bool,
}

/// An entry of a map literal.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: Node,
    pub(super) value: Node,
    /// Whether the value is an optional that adds nothing when it is empty.
    pub(super) optional: bool,
}

/// One of the macros that go through a list.
#[derive(Debug)]
pub(super) struct Comprehension {
    pub(super) range: Node,
    pub(super) kind: ComprehensionKind,
}

/// What is done with each element, in whose scope the element is the innermost variable.
#[derive(Debug)]
pub(super) enum ComprehensionKind {
    /// Whether it holds of all.
    All(Node),
    /// Whether it holds of any.
    Exists(Node),
    /// Whether it holds of exactly one.
    ExistsOne(Node),
    /// A list of these, of the elements that pass the guard.
    Collect { guard: Option<Node>, element: Node },
}

impl Literal {
    pub(super) fn item<'v>(&self) -> Item<'v> {
        match self {
            Self::Undefined => Item::Undefined,
            Self::Null => Item::Null,
            Self::Boolean(boolean) => Item::Boolean(*boolean),
            Self::Int(int) => Item::Int(*int),
            Self::Uint(uint) => Item::Uint(*uint),
            Self::Double(double) => Item::Double(*double),
            Self::String(text) => Item::String(Str::Made(text.clone())),
            Self::Bytes(bytes) => Item::Bytes(Bytes::Made(bytes.clone())),
            Self::Type(name) => Item::Type(name),
        }
    }
}

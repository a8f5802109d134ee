//! An expression, ready to be evaluated.

use std::sync::Arc;

use super::functions::Function;
use super::item::{Bytes, Item, Str};

/// Where a part stands in the expression, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Span {
    /// From the beginning of one part to the end of another.
    pub(super) fn to(self, end: Self) -> Self {
        Self { start: self.start, end: end.end }
    }
}

/// A part of an expression.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    /// How many parts stand one in another, this one included.
    pub(super) height: usize,
    pub(super) kind: NodeKind,
}

/// What a part of an expression is: names are resolved, macros expanded.
#[derive(Debug)]
pub(super) enum NodeKind {
    Literal(Literal),
    /// A variable of the scope, by its place among those that the expression uses.
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
    /// Operands of `&&`: two or more.
    And(Vec<Node>),
    /// Operands of `||`: two or more.
    Or(Vec<Node>),
    /// Condition, then, else.
    Conditional(Box<[Node; 3]>),
    List(Vec<Element>),
    Dictionary(Vec<Entry>),
    Comprehension(Box<Comprehension>),
    /// A value, and what is evaluated with that value as the innermost variable.
    Bind(Box<[Node; 2]>),
}

impl NodeKind {
    /// How high the highest part of this one is.
    pub(super) fn highest_part(&self) -> usize {
        let highest = |nodes: &mut dyn Iterator<Item = &Node>| nodes.map(|node| node.height).max();
        match self {
            Self::Literal(_) | Self::Variable(_) | Self::Local(_) => None,
            Self::Field { of, .. } => Some(of.height),
            Self::Index { of, at, .. } => Some(of.height.max(at.height)),
            Self::Call { arguments, .. } => highest(&mut arguments.iter()),
            Self::And(operands) | Self::Or(operands) => highest(&mut operands.iter()),
            Self::Conditional(parts) => highest(&mut parts.iter()),
            Self::List(elements) => highest(&mut elements.iter().map(|element| &element.value)),
            Self::Dictionary(entries) => {
                highest(&mut entries.iter().flat_map(|entry| [&entry.key, &entry.value]))
            }
            Self::Comprehension(comprehension) => {
                let range = [&comprehension.range].into_iter();
                highest(&mut match &comprehension.kind {
                    ComprehensionKind::All(part)
                    | ComprehensionKind::Exists(part)
                    | ComprehensionKind::ExistsOne(part)
                    | ComprehensionKind::Filter(part) => {
                        range.chain([Some(part), None].into_iter().flatten())
                    }
                    ComprehensionKind::Map { guard, element } => {
                        range.chain([Some(element), guard.as_ref()].into_iter().flatten())
                    }
                })
            }
            Self::Bind(parts) => highest(&mut parts.iter()),
        }
        .unwrap_or_default()
    }
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
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Undefined,
    Null,
    Boolean(bool),
    Int(i64),
    /// The magnitude of the lowest int: only its negative is one.
    Lowest,
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
    /// The elements of which it holds.
    Filter(Node),
    /// A list of these, of the elements that pass the guard.
    Map { guard: Option<Node>, element: Node },
}

impl Literal {
    pub(super) fn item<'v>(&self) -> Item<'v> {
        match self {
            Self::Undefined => Item::Undefined,
            Self::Null => Item::Null,
            Self::Boolean(boolean) => Item::Boolean(*boolean),
            Self::Int(int) => Item::Int(*int),
            // The parser lets it stand only behind a minus.
            Self::Lowest => Item::Int(i64::MIN),
            Self::Uint(uint) => Item::Uint(*uint),
            Self::Double(double) => Item::Double(*double),
            Self::String(text) => Item::String(Str::Made(text.clone())),
            Self::Bytes(bytes) => Item::Bytes(Bytes::Made(bytes.clone())),
            Self::Type(name) => Item::Type(name),
        }
    }
}

//! What is wrong with an expression, and why it gave nothing.

use thiserror::Error;

use super::node::Span;

/// An expression that is not one.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} (line {line}, column {column})")]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// The column, in characters, from 1.
    pub column: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl ParseError {
    /// The error at this byte of the source.
    pub(super) fn at(source: &str, offset: usize, message: String) -> Self {
        let (line, column) = position(source, offset);
        Self { line, column, message }
    }
}

/// An expression that gave no value for a record.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{part}`: {kind} (line {line}, column {column})")]
pub struct EvaluationError {
    /// The innermost part of the expression that gave none, shortened where it is long.
    pub part: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The column at which it begins, in characters, from 1.
    pub column: usize,
    /// Why.
    pub kind: EvaluationErrorKind,
}

impl EvaluationError {
    pub(super) fn new(source: &str, span: Span, kind: EvaluationErrorKind) -> Self {
        let (line, column) = position(source, span.start);
        let part = source.get(span.start..span.end).unwrap_or_default();
        let part = match part.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", part.get(..end).unwrap_or_default()),
            None => part.to_owned(),
        };
        Self { part, line, column, kind }
    }

    /// A stable name for the reason, in snake case.
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }
}

/// The line and column of a byte, both from 1.
fn position(source: &str, offset: usize) -> (usize, usize) {
    let before = source.get(..offset).unwrap_or(source);
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}

/// Why an expression gave no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum EvaluationErrorKind {
    /// A variable that the scope gives no value.
    #[error("{name} has no value here")]
    Unbound {
        /// Its name.
        name: String,
    },
    /// A field that the object does not have.
    #[error("there is no field {field:?}{}", or_did_you_mean(.nearest.as_deref()))]
    NoSuchField {
        /// Its name.
        field: String,
        /// The nearest name that there is.
        nearest: Option<String>,
    },
    /// A key that the Map or map literal does not have.
    #[error("there is no key {key}")]
    NoSuchKey {
        /// The key.
        key: String,
    },
    /// A place that the list does not have.
    #[error("there is no element {index}: the size is {size}")]
    NoSuchElement {
        /// The place, from 0.
        index: String,
        /// How many elements there are.
        size: usize,
    },
    /// An operator or function that does not take values of these types.
    #[error("`{operation}` takes {expected}, not {given}")]
    Types {
        /// The operator or function.
        operation: String,
        /// What it takes.
        expected: String,
        /// The types that it was given.
        given: String,
    },
    /// A value that cannot become one of another type.
    #[error("{value} is not {wanted}")]
    Conversion {
        /// The value.
        value: String,
        /// What it should have been.
        wanted: &'static str,
    },
    /// A whole number that has no place where it is wanted.
    #[error("the result of `{operation}` is beyond {limit}")]
    Overflow {
        /// The operator or function.
        operation: &'static str,
        /// The limit.
        limit: &'static str,
    },
    /// A division of whole numbers by zero.
    #[error("a division by zero")]
    DivisionByZero,
    /// A regular expression that is not one.
    #[error("not a regular expression: {reason}")]
    Pattern {
        /// What is wrong with it.
        reason: String,
    },
    /// A key twice in a map literal.
    #[error("the key {key} occurs twice")]
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A `where` or rule that is neither true nor false.
    #[error("the result is {given}, not a bool")]
    NotBoolean {
        /// The type of the result.
        given: String,
    },
    /// A result that JavaScript has no value for.
    #[error("{what} cannot be stored{}", .hint)]
    NotStorable {
        /// What the result is, or holds.
        what: String,
        /// What to do instead.
        hint: &'static str,
    },
    /// A reference to no object of the record.
    #[error("the record refers to an object that it does not have")]
    DanglingReference,
    /// Values that nest more deeply than [`MAX_DEPTH`](crate::value::MAX_DEPTH).
    #[error("values nest more than 1000 levels deep")]
    TooDeep,
    /// More than [`MAX_STEPS`](super::MAX_STEPS).
    #[error("it takes more than 10 million steps")]
    TooManySteps,
    /// More than [`MAX_BYTES`](super::MAX_BYTES).
    #[error("it makes more than 64 MiB")]
    TooManyBytes,
}

impl EvaluationErrorKind {
    /// A stable name, in snake case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unbound { .. } => "unbound",
            Self::NoSuchField { .. } => "no_such_field",
            Self::NoSuchKey { .. } => "no_such_key",
            Self::NoSuchElement { .. } => "no_such_element",
            Self::Types { .. } => "types",
            Self::Conversion { .. } => "conversion",
            Self::Overflow { .. } => "overflow",
            Self::DivisionByZero => "division_by_zero",
            Self::Pattern { .. } => "pattern",
            Self::DuplicateKey { .. } => "duplicate_key",
            Self::NotBoolean { .. } => "not_boolean",
            Self::NotStorable { .. } => "not_storable",
            Self::DanglingReference => "dangling_reference",
            Self::TooDeep => "too_deep",
            Self::TooManySteps => "too_many_steps",
            Self::TooManyBytes => "too_many_bytes",
        }
    }

    /// Whether nothing was there to be read: what `has` and `.?` turn into an answer.
    pub(super) fn is_absence(&self) -> bool {
        matches!(
            self,
            Self::NoSuchField { .. } | Self::NoSuchKey { .. } | Self::NoSuchElement { .. }
        )
    }
}

/// A suggestion, if there is one, as the end of a sentence.
pub(super) fn or_did_you_mean(nearest: Option<&str>) -> String {
    nearest.map(|name| format!(": did you mean {name:?}?")).unwrap_or_default()
}

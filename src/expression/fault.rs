//! Why a call or a part of an expression gave nothing.

use super::error::EvaluationErrorKind;
use super::node::Span;

/// Why an operator or function gave nothing.
pub(super) enum Fault {
    /// It does not take arguments of these types: the caller says which it does.
    Types,
    /// Anything else.
    Kind(EvaluationErrorKind),
}

impl From<EvaluationErrorKind> for Fault {
    fn from(kind: EvaluationErrorKind) -> Self {
        Self::Kind(kind)
    }
}

/// Why a part of an expression gave nothing, and which: the innermost that did not.
#[derive(Debug, PartialEq)]
pub(super) struct Failure {
    pub(super) kind: Box<EvaluationErrorKind>,
    pub(super) span: Option<Span>,
}

impl Failure {
    /// The failure of this part, unless it is one of a part of that.
    pub(super) fn at(self, span: Span) -> Self {
        Self { span: self.span.or(Some(span)), ..self }
    }
}

impl From<EvaluationErrorKind> for Failure {
    fn from(kind: EvaluationErrorKind) -> Self {
        Self { kind: Box::new(kind), span: None }
    }
}

//! Why a call gave nothing.

use super::error::EvaluationErrorKind;

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

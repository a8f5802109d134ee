//! What is found of an operation, before it is known where that stands.

use super::code::Code;
use crate::plan::FieldPath;
use crate::schema::Index;

/// Something to beware of in an operation.
pub(super) struct Found {
    pub(super) code: Code,
    pub(super) sentence: String,
    /// The field that may not be there already.
    pub(super) field: Option<FieldPath>,
    /// The index that it is about, as it is before the operation.
    pub(super) index: Option<Index>,
}

impl Found {
    pub(super) fn new(code: Code, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into(), field: None, index: None }
    }

    pub(super) fn irreversible(sentence: impl Into<String>) -> Self {
        Self::new(Code::NotReversible, sentence)
    }

    pub(super) fn of_field(self, field: &FieldPath) -> Self {
        Self { field: Some(field.clone()), ..self }
    }

    pub(super) fn of_index(self, index: &Index) -> Self {
        Self { index: Some(index.clone()), ..self }
    }
}

/// Fields, one after another.
pub(super) fn list<'f>(fields: impl IntoIterator<Item = &'f FieldPath>) -> String {
    fields.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

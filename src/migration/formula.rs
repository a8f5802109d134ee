//! Expressions, as steps use them.

use super::fault::Fault;
use crate::value::{Key, Value};

/// What an expression can refer to.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'s> {
    /// The record's key.
    pub key: &'s Key,
    /// The record's value.
    pub record: &'s Value,
    /// The field that is being changed, as it is.
    pub value: Option<&'s Value>,
    /// The object in an array of the record that has the field.
    pub element: Option<&'s Value>,
}

/// An expression that gives a value.
pub trait Formula {
    /// Its source.
    fn text(&self) -> &str;

    /// What it gives.
    ///
    /// # Errors
    ///
    /// A sentence that says why it gives nothing.
    fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, String>;
}

/// What a record has to be like.
pub trait Check {
    /// What is wrong with a record; nothing where it is as it has to be.
    fn check(&self, scope: &Scope<'_>) -> Vec<Fault>;
}

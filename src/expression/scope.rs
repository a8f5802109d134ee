//! What an expression is evaluated with.

use std::borrow::Cow;

use crate::value::{Key, Value};

/// The variables of an evaluation and their values.
///
/// ```
/// use drydock::expression::{Expression, Scope};
/// use drydock::value::{Key, Value};
///
/// let expression = Expression::parse("record.age + 1")?;
/// let record = Value::Object(vec![("age".into(), Value::Number(41.into()))]);
/// let scope = Scope::new().with("record", &record).with_key("key", &Key::Number(7.into()));
/// assert_eq!(expression.evaluate(&scope)?, Value::Number(42.into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Scope<'v> {
    variables: Vec<(Cow<'v, str>, Variable<'v>)>,
}

/// A value, and the whole in which the references in it count.
#[derive(Clone, Debug)]
pub(super) struct Variable<'v> {
    pub(super) root: Cow<'v, Value>,
    /// Where it is not the whole.
    pub(super) part: Option<&'v Value>,
}

impl<'v> Scope<'v> {
    /// Without variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a variable more, or with another value for one: a whole value, such as the record.
    #[must_use]
    pub fn with(self, name: impl Into<Cow<'v, str>>, value: &'v Value) -> Self {
        self.and(name.into(), Variable { root: Cow::Borrowed(value), part: None })
    }

    /// With a variable that is part of a whole value, such as a field of the record.
    ///
    /// Objects that the part shares with the rest of the whole are found there. A part of
    /// something else has no references that can be followed: those give
    /// [`DanglingReference`](super::EvaluationErrorKind::DanglingReference) or a wrong object.
    #[must_use]
    pub fn with_part(
        self,
        name: impl Into<Cow<'v, str>>,
        whole: &'v Value,
        part: &'v Value,
    ) -> Self {
        self.and(name.into(), Variable { root: Cow::Borrowed(whole), part: Some(part) })
    }

    /// With a variable that is a key: what JavaScript has for it, an ArrayBuffer for a binary one.
    #[must_use]
    pub fn with_key(self, name: impl Into<Cow<'v, str>>, key: &Key) -> Self {
        self.and(name.into(), Variable { root: Cow::Owned(key.into()), part: None })
    }

    fn and(mut self, name: Cow<'v, str>, variable: Variable<'v>) -> Self {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, variable));
        self
    }

    pub(super) fn variable(&self, name: &str) -> Option<&Variable<'v>> {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, variable)| variable)
    }
}

//! Expressions, read once and evaluated many times.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::error::{EvaluationError, EvaluationErrorKind as Kind, ParseError};
use super::evaluate::Evaluator;
use super::fault::Failure;
use super::item::Item;
use super::limits::Work;
use super::names::is_variable_name;
use super::parser::{Parsed, parse};
use super::result::value_of;
use super::scope::Scope;
use crate::value::{SharedObjects, Value};

/// The variables of an expression that [`Expression::parse`] reads: the record's value, its key,
/// and the present value of the field in question.
pub const VARIABLES: [&str; 3] = ["record", "key", "value"];

/// An expression of the
/// [Common Expression Language](https://github.com/google/cel-spec/blob/master/doc/langdef.md).
///
/// A clone is cheap.
#[derive(Clone)]
pub struct Expression(Arc<Inner>);

struct Inner {
    source: String,
    parsed: Parsed,
}

impl Expression {
    /// Reads an expression over [`VARIABLES`].
    ///
    /// # Errors
    ///
    /// Where the text is no expression, or names a variable or function that there is not, or is
    /// longer than [`MAX_SOURCE`](super::MAX_SOURCE) or deeper than
    /// [`MAX_NESTING`](super::MAX_NESTING).
    pub fn parse(source: &str) -> Result<Self, ParseError> {
        Self::parse_with(source, &VARIABLES)
    }

    /// Reads an expression over these variables. One that is called like a constant
    /// (`undefined`, `NaN`, `Infinity`, a type) hides it.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse); also for a variable whose name no expression can contain.
    pub fn parse_with(source: &str, variables: &[&str]) -> Result<Self, ParseError> {
        if let Some(name) = variables.iter().find(|name| !is_variable_name(name)) {
            let message = format!("{name:?} cannot be the name of a variable");
            return Err(ParseError::at(source, 0, message));
        }
        let parsed = parse(source, variables)?;
        Ok(Self(Arc::new(Inner { source: source.to_owned(), parsed })))
    }

    /// The text of the expression.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The variables that it uses, in the order of their first use.
    pub fn variables(&self) -> &[String] {
        &self.0.parsed.variables
    }

    /// Its value, as a value of JavaScript.
    ///
    /// What it takes from a variable as it is, it gives as it is, down to the ordinals of
    /// attachments; objects that occur in the result more than once are shared in it.
    ///
    /// # Errors
    ///
    /// Where a part of it has no value: a field that is not there, an operator or function for
    /// other types, a limit that is exceeded, or a result that JavaScript has no value for.
    pub fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, EvaluationError> {
        self.run(scope, |item, work| Ok(value_of(item, work)?))
    }

    /// Whether it holds, as the condition of a `where` or as a rule.
    ///
    /// # Errors
    ///
    /// As [`evaluate`](Self::evaluate); also where it is neither true nor false.
    pub fn holds(&self, scope: &Scope<'_>) -> Result<bool, EvaluationError> {
        self.run(scope, |item, _| match item {
            Item::Boolean(holds) => Ok(*holds),
            other => Err(Kind::NotBoolean { given: other.described() }.into()),
        })
    }

    fn run<T>(
        &self,
        scope: &Scope<'_>,
        finish: impl FnOnce(&Item<'_>, &mut Work<'_>) -> Result<T, Failure>,
    ) -> Result<T, EvaluationError> {
        let Parsed { root, variables, patterns } = &self.0.parsed;
        let outcome = bound(variables, scope).and_then(|bound| {
            let shared: Vec<SharedObjects<'_>> =
                bound.iter().map(|(root, _)| SharedObjects::new(root)).collect();
            let mut items = Vec::with_capacity(bound.len());
            for ((_, value), shared) in bound.iter().zip(&shared) {
                items.push(Item::of(value, shared)?);
            }
            let mut evaluator = Evaluator::new(&items, Work::new(patterns));
            let item = evaluator.value(root)?;
            finish(&item, &mut evaluator.work)
        });
        outcome.map_err(|failure| {
            let span = failure.span.unwrap_or(root.span);
            EvaluationError::new(&self.0.source, span, *failure.kind)
        })
    }
}

/// The whole and the value of each of these variables.
fn bound<'s>(
    names: &[String],
    scope: &'s Scope<'_>,
) -> Result<Vec<(&'s Value, &'s Value)>, Failure> {
    let mut bound = Vec::with_capacity(names.len());
    for name in names {
        let Some(variable) = scope.variable(name) else {
            return Err(Kind::Unbound { name: name.clone() }.into());
        };
        let root: &Value = &variable.root;
        bound.push((root, variable.part.unwrap_or(root)));
    }
    Ok(bound)
}

impl FromStr for Expression {
    type Err = ParseError;

    fn from_str(source: &str) -> Result<Self, ParseError> {
        Self::parse(source)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.source())
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Expression").field(&self.source()).finish()
    }
}

/// Equal when the texts are.
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Expression {}

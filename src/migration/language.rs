//! The languages of plans: expressions, and rules of expressions.

use super::compile::Language;
use super::fault::{Fault, FaultCode, shown};
use super::formula::{Check, Formula, Scope};
use crate::expression;
use crate::expression::Expression;
use crate::plan::StoreCheck;
use crate::value::{Value, show_value};

/// What is said of a plan with a schema for records: they cannot be read yet.
pub const NO_SCHEMAS: &str = "a `schema` in `validate`";

/// The languages of plans.
pub struct Languages;

impl Language for Languages {
    fn expression(&self, text: &str) -> Result<Box<dyn Formula>, String> {
        Ok(Box::new(Cel::new(text)?))
    }

    fn check(&self, check: &StoreCheck) -> Result<Box<dyn Check>, String> {
        if check.schema.is_some() {
            return Err(NO_SCHEMAS.to_owned());
        }
        let rules = check
            .rules
            .iter()
            .map(|rule| Ok((Cel::new(rule.rule.as_str())?, rule.message.clone())))
            .collect::<Result<Vec<_>, String>>()?;
        Ok(Box::new(Rules(rules)))
    }
}

/// The names of what an expression can refer to.
const VARIABLES: [&str; 4] = ["record", "key", "value", "element"];

struct Cel(Expression);

impl Cel {
    fn new(text: &str) -> Result<Self, String> {
        Expression::parse_with(text, &VARIABLES)
            .map(Self)
            .map_err(|error| format!("the expression {text}: {error}"))
    }
}

impl Formula for Cel {
    fn text(&self) -> &str {
        self.0.source()
    }

    fn evaluate(&self, scope: &Scope<'_>) -> Result<Value, String> {
        let mut variables =
            expression::Scope::new().with("record", scope.record).with_key("key", scope.key);
        if let Some(value) = scope.value {
            variables = variables.with("value", value);
        }
        if let Some(element) = scope.element {
            variables = variables.with("element", element);
        }
        self.0.evaluate(&variables).map_err(|error| error.to_string())
    }
}

/// Rules, each of which must hold.
struct Rules(Vec<(Cel, Option<String>)>);

impl Check for Rules {
    fn check(&self, scope: &Scope<'_>) -> Vec<Fault> {
        let fault = |rule: &Cel, message: &Option<String>, actual: String| Fault {
            code: FaultCode::Invalid,
            pointer: String::new(),
            expected: message.clone().unwrap_or_else(|| rule.text().to_owned()),
            actual,
        };
        self.0
            .iter()
            .filter_map(|(rule, message)| match rule.evaluate(scope) {
                Ok(Value::Boolean(true)) => None,
                Ok(Value::Boolean(false)) => {
                    Some(fault(rule, message, shown(&show_value(scope.record))))
                }
                Ok(other) => Some(fault(rule, message, shown(&show_value(&other)))),
                Err(error) => Some(fault(rule, message, error)),
            })
            .collect()
    }
}

//! The languages of plans: expressions, and checks by JSON Schema and by rules of expressions.

use super::compile::Language;
use super::fault::{Fault, FaultCode, shown};
use super::formula::{Check, Formula, Scope};
use crate::expression;
use crate::expression::Expression;
use crate::plan::{self, StoreCheck};
use crate::validation::{Mismatch, Schema};
use crate::value::{Value, show_value};

/// The languages of plans.
pub struct Languages;

impl Language for Languages {
    fn expression(&self, text: &str) -> Result<Box<dyn Formula>, String> {
        Ok(Box::new(Cel::new(text)?))
    }

    fn check(&self, check: &StoreCheck) -> Result<Box<dyn Check>, String> {
        let schema = check.schema.as_ref().map(Schema::new).transpose().map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            format!("the schema: {}", problems.join("; "))
        })?;
        let rules = check
            .rules
            .iter()
            .map(|rule| Ok((Cel::new(rule.rule.as_str())?, rule.message.clone())))
            .collect::<Result<Vec<_>, String>>()?;
        Ok(Box::new(Checks { schema, rules }))
    }
}

struct Cel(Expression);

impl Cel {
    fn new(text: &str) -> Result<Self, String> {
        Expression::parse_with(text, &plan::Expression::VARIABLES)
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

/// A schema, and rules, each of which must hold.
struct Checks {
    schema: Option<Schema>,
    rules: Vec<(Cel, Option<String>)>,
}

impl Check for Checks {
    fn check(&self, scope: &Scope<'_>) -> Vec<Fault> {
        let found = self.schema.as_ref().map(|schema| schema.check(scope.record));
        let mut faults: Vec<Fault> =
            found.unwrap_or_default().into_iter().map(mismatched).collect();
        if !faults.is_empty() {
            // Rules are for records of the right shape: of others they would only say so again.
            return faults;
        }
        let fault = |rule: &Cel, message: &Option<String>, actual: String| Fault {
            code: FaultCode::Invalid,
            pointer: String::new(),
            expected: message.clone().unwrap_or_else(|| rule.text().to_owned()),
            actual,
        };
        faults.extend(self.rules.iter().filter_map(|(rule, message)| match rule.evaluate(scope) {
            Ok(Value::Boolean(true)) => None,
            Ok(Value::Boolean(false)) => {
                Some(fault(rule, message, shown(&show_value(scope.record))))
            }
            Ok(other) => Some(fault(rule, message, shown(&show_value(&other)))),
            Err(error) => Some(fault(rule, message, error)),
        }));
        faults
    }
}

fn mismatched(mismatch: Mismatch) -> Fault {
    let Mismatch { pointer, expected, actual } = mismatch;
    let (expected, actual) = (shown(&expected), shown(&actual));
    Fault { code: FaultCode::Invalid, pointer, expected, actual }
}

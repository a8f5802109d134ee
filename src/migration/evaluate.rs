//! Evaluating a plan's expressions on a record.

use super::fault::{Fault, FaultCode};
use super::formula::{Formula, Scope};
use super::working::Working;
use crate::value::Value;

/// What an expression gives for a record: for a field that has `value`, in `element`, an object in
/// an array of the record.
pub fn evaluate(
    formula: &dyn Formula,
    record: &Working,
    value: Option<&Value>,
    element: Option<&Value>,
    pointer: &str,
) -> Result<Value, Fault> {
    let whole = record.value()?;
    let scope = Scope { key: record.key(), record: &whole, value, element };
    formula.evaluate(&scope).map_err(|error| failed(formula, error, pointer))
}

/// Whether a condition holds for a record.
pub fn holds(condition: &dyn Formula, record: &Working) -> Result<bool, Fault> {
    match evaluate(condition, record, None, None, "")? {
        Value::Boolean(holds) => Ok(holds),
        other => Err(Fault::new(
            FaultCode::ExpressionFailed,
            "",
            format!("true or false from {}", condition.text()),
            &other,
        )),
    }
}

fn failed(formula: &dyn Formula, error: String, pointer: &str) -> Fault {
    Fault {
        code: FaultCode::ExpressionFailed,
        pointer: pointer.to_owned(),
        expected: format!("a value of {}", formula.text()),
        actual: error,
    }
}

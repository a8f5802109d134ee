//! What the plans' expressions and checks are written in.

use drydock::migration::{Check, Formula, Language};
use drydock::plan::StoreCheck;

/// What is said of a plan with an expression.
pub const NO_EXPRESSIONS: &str = "expressions";
/// What is said of a plan with a schema or rules for records.
pub const NO_CHECKS: &str = "`validate`";

/// The languages of plans: none yet, and plans that need one are refused before anything is done.
pub struct Languages;

impl Language for Languages {
    fn expression(&self, _: &str) -> Result<Box<dyn Formula>, String> {
        Err(NO_EXPRESSIONS.to_owned())
    }

    fn check(&self, _: &StoreCheck) -> Result<Box<dyn Check>, String> {
        Err(NO_CHECKS.to_owned())
    }
}

//! What the plans' expressions and checks are written in.

use drydock::migration::{Check, Formula, Language};
use drydock::plan::StoreCheck;

/// The languages of plans.
pub struct Languages;

impl Language for Languages {
    fn expression(&self, _: &str) -> Result<Box<dyn Formula>, String> {
        Err("expressions are not supported yet".to_owned())
    }

    fn check(&self, _: &StoreCheck) -> Result<Box<dyn Check>, String> {
        Err("validation is not supported yet".to_owned())
    }
}

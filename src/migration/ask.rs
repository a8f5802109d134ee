//! What the data can say of a warning.

use super::fault::FaultCode;
use super::program::Program;
use super::survey::{About, Question, place_of};
use crate::plan::{FieldPath, Migration, Step, Warning};

/// What one wants to know of the data for a warning about one of the migrations of a program,
/// which stands at a position among them; nothing where the data have no say.
pub fn question(
    warning: &Warning,
    migration: &Migration,
    position: usize,
    program: &Program,
) -> Option<Question> {
    let own = || program.operations.iter().enumerate().filter(|(_, o)| o.migration == position);
    let Some(operation) = warning.operation else {
        return of_check(warning, migration, own().map(|(at, _)| at));
    };
    let (operation, _) = own().find(|(_, named)| named.operation == Some(operation))?;
    let drops_store = program.dropped.iter().any(|dropped| dropped.operation == operation);
    let drops_index = program.dropped_indexes.iter().any(|dropped| dropped.operation == operation);
    let faults = |codes: &[FaultCode]| About::Faults(codes.to_vec(), Vec::new());
    let about = match warning.code {
        "drops-store" if drops_store => About::Dropped,
        "not-reversible" if drops_store => About::Dropped,
        "drops-index" if drops_index => About::Indexed,
        "drops-store" | "drops-index" => return None,
        "unique-index" | "key-may-exist" => faults(&[FaultCode::DuplicateKey]),
        "key-may-be-missing" => faults(&[FaultCode::NoKey, FaultCode::DuplicateKey]),
        "conversion-may-fail" => faults(&[
            FaultCode::NotConvertible,
            FaultCode::ExpressionFailed,
            FaultCode::NotAnObject,
        ]),
        "field-may-exist" => {
            let places = warning.field.iter().map(place).collect();
            About::Faults(vec![FaultCode::FieldExists], places)
        }
        "replaces-records" => About::Replaced,
        "drops-field" | "deletes-records" | "narrows-values" | "overwrites-field"
        | "index-loses-field" | "not-reversible" => About::Changed,
        _ => return None,
    };
    Some(Question { operation, about })
}

/// Of a check that requires fields. Checks are a program's operations in the order in which they
/// are made: first those before, then those after.
fn of_check(
    warning: &Warning,
    migration: &Migration,
    own: impl Iterator<Item = usize> + Clone,
) -> Option<Question> {
    if warning.code != "required-field" {
        return None;
    }
    let (before, after) = (&migration.validate.before, &migration.validate.after);
    let is_it = |when: &str, store: &str| warning.pointer == crate::plan::required_in(when, store);
    let first = before.keys().position(|store| is_it("before", store));
    let (operation, check) = match first {
        Some(at) => (own.clone().nth(at)?, before.values().nth(at)?),
        None => {
            let at = after.keys().position(|store| is_it("after", store))?;
            let all: Vec<usize> = own.collect();
            let from_end = after.len() - at;
            (*all.get(all.len().checked_sub(from_end)?)?, after.values().nth(at)?)
        }
    };
    let names = check.schema.as_ref()?.get("required")?.as_array()?;
    let pointer =
        |name: &serde_json::Value| Some(super::step::pointer_of("", &[name.as_str()?.into()]));
    let about = About::Missing(names.iter().filter_map(pointer).collect());
    Some(Question { operation, about })
}

/// The place of a field in a record, as faults name it.
fn place(field: &FieldPath) -> String {
    let part = |pointer: String, step: &Step| match step {
        Step::Each => format!("{pointer}/*"),
        Step::Field(name) => super::step::pointer_of(&pointer, &[name.as_str().into()]),
    };
    place_of(&field.steps().iter().fold(String::new(), part))
}

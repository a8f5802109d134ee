//! What the data can say of a warning.

use super::fault::FaultCode;
use super::program::Program;
use super::survey::{About, Question, place_of};
use crate::plan::{Code, FieldPath, Migration, Step, Warning};
use crate::value::Text;

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
        Code::DropsStore | Code::NotReversible if drops_store => About::Dropped,
        Code::DropsIndex if drops_index => About::Indexed,
        Code::DropsStore | Code::DropsIndex => return None,
        Code::DropsField
        | Code::DropsKeys
        | Code::DeletesRecords
        | Code::OverwritesField
        | Code::NarrowsValues
        | Code::NotReversible => About::Changed,
        Code::IndexLosesField => About::Unindexed(warning.index.clone()?),
        Code::ReplacesRecords => About::Replaced,
        Code::UniqueIndex => match &warning.index {
            Some(index) => colliding(program, operation, &index.name)?,
            None => faults(&[FaultCode::DuplicateKey]),
        },
        Code::KeyMayExist => faults(&[FaultCode::DuplicateKey]),
        Code::KeyMayBeMissing => faults(&[FaultCode::NoKey, FaultCode::DuplicateKey]),
        Code::FieldMayExist => {
            let places = warning.field.iter().map(place).collect();
            About::Faults(vec![FaultCode::FieldExists], places)
        }
        Code::PathMayBeBlocked => faults(&[FaultCode::NotAnObject]),
        Code::ConversionMayFail => faults(&[FaultCode::NotConvertible]),
        Code::ExpressionMayFail => faults(&[FaultCode::ExpressionFailed]),
        Code::RequiredField | Code::BothForms | Code::SiteMayRefuse => return None,
    };
    Some(Question { operation, about })
}

/// Of the unique index that has this name at an operation, in the end.
fn colliding(program: &Program, operation: usize, name: &Text) -> Option<About> {
    let stores = program.makers.iter().enumerate();
    let mut indexes = stores.flat_map(|(store, makers)| {
        makers.indexes.iter().enumerate().map(move |(index, makers)| (store, index, makers))
    });
    let is_it = |changer: &(usize, Text)| changer.0 == operation && changer.1 == *name;
    let (store, index, _) = indexes.find(|(.., makers)| makers.changers.iter().any(is_it))?;
    Some(About::Colliding(store, index))
}

/// Of a check that requires fields. Checks are a program's operations in the order in which they
/// are made: first those before, then those after.
fn of_check(
    warning: &Warning,
    migration: &Migration,
    own: impl Iterator<Item = usize> + Clone,
) -> Option<Question> {
    if warning.code != Code::RequiredField {
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

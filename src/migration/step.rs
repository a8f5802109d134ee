//! The steps that change a record.

use std::cmp::Reverse;

use super::convert::{Type, convert};
use super::evaluate::{evaluate, holds};
use super::fault::{Fault, FaultCode};
use super::fields::{Found, Segment, find, find_objects};
use super::formula::Formula;
use super::place::{Obstacle, deeper};
use super::working::Working;
use super::{merge, split};
use crate::value::{Text, Value};

/// A field of each of some objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The way through arrays to the objects; empty where that is the record itself.
    pub within: Vec<Segment>,
    /// The way on from there, through objects only.
    pub names: Vec<Text>,
}

/// What a field is given.
pub enum Given {
    /// A value, the same for all.
    Constant(Value),
    /// What an expression gives.
    Formula(Box<dyn Formula>),
}

/// A change of a record.
pub enum Step {
    /// Adds a field where it is absent.
    Add(Field, Given),
    /// Takes a field out.
    Drop(Field),
    /// Gives a field another name or place in the same object.
    Move(Field, Vec<Text>),
    /// Makes values another type, where there are any.
    Convert(Vec<Segment>, Type),
    /// Makes values what an expression gives, where there are any.
    Alter(Vec<Segment>, Box<dyn Formula>),
    /// Makes one field of several.
    Merge(merge::Merge),
    /// Makes several fields of one.
    Split(split::Split),
    /// Sets fields of the records for which a condition holds, or of all.
    Update(Option<Box<dyn Formula>>, Vec<(Field, Box<dyn Formula>)>),
    /// Deletes the records for which a condition holds.
    Delete(Box<dyn Formula>),
}

/// What a step did with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Unchanged,
    /// It changed it.
    Changed,
    /// The record is to be deleted.
    Deleted,
    /// The record is of the migration's version already: the rest of the migration is not for it.
    UpToDate,
    /// The record comes with a copy of its store, as it is.
    Copied,
    /// It does not.
    LeftOut,
}

impl Step {
    /// Does the step.
    ///
    /// # Errors
    ///
    /// Where it cannot be done. What the record is then does not matter: it is not written.
    pub fn apply(&self, record: &mut Working) -> Result<Effect, Fault> {
        let changed = match self {
            Self::Add(field, given) => add(record, field, given)?,
            Self::Drop(field) => {
                let mut changed = false;
                for found in field.held_objects(record) {
                    changed |= take(record, &found, &field.names).is_some();
                }
                changed
            }
            Self::Move(field, to) => rename(record, field, to)?,
            Self::Convert(path, to) => each(record, path, |_, value, pointer| {
                convert(value, *to)
                    .ok_or_else(|| Fault::new(FaultCode::NotConvertible, pointer, to.name(), value))
            })?,
            Self::Alter(path, formula) => each(record, path, |record, value, pointer| {
                evaluate(formula.as_ref(), record, Some(value), None, pointer)
            })?,
            Self::Merge(merge) => merge.apply(record)?,
            Self::Split(split) => split.apply(record)?,
            Self::Update(condition, set) => {
                if let Some(condition) = condition
                    && !holds(condition.as_ref(), record)?
                {
                    return Ok(Effect::Unchanged);
                }
                update(record, set)?
            }
            Self::Delete(condition) => {
                let deletes = holds(condition.as_ref(), record)?;
                return Ok(if deletes { Effect::Deleted } else { Effect::Unchanged });
            }
        };
        Ok(if changed { Effect::Changed } else { Effect::Unchanged })
    }
}

impl Field {
    /// The objects that may have the field.
    pub fn objects(&self, record: &Working) -> Vec<Found> {
        find_objects(record.graph(), &self.within)
    }

    /// The same, to change them one after another.
    pub fn held_objects(&self, record: &mut Working) -> Vec<Found> {
        record.hold_objects(&self.within)
    }

    /// The field's JSON Pointer, seen from one of the objects.
    pub fn pointer(&self, object: &Found) -> String {
        pointer_of(&object.pointer, &self.names)
    }
}

/// The JSON Pointer of what names lead to.
pub fn pointer_of(from: &str, names: &[Text]) -> String {
    names.iter().fold(from.to_owned(), |pointer, name| deeper(&pointer, name))
}

// All that an operation computes, it computes of the record as it was before: the objects of an
// array are changed only then. Where several of them share one, a field of that one is in each.

fn add(record: &mut Working, field: &Field, given: &Given) -> Result<bool, Fault> {
    let mut missing = Vec::new();
    for found in field.held_objects(record) {
        if found.place.field(record.graph(), &field.names).is_some() {
            continue;
        }
        let value = match given {
            Given::Constant(value) => value.clone(),
            Given::Formula(formula) => {
                let object = record.element(&found)?;
                let pointer = field.pointer(&found);
                evaluate(formula.as_ref(), record, None, object.as_ref(), &pointer)?
            }
        };
        missing.push((found, value));
    }
    let changed = !missing.is_empty();
    for (found, value) in missing {
        if found.place.field(record.graph(), &field.names).is_none() {
            set(record, &found, &field.names, value)?;
        }
    }
    Ok(changed)
}

fn rename(record: &mut Working, field: &Field, to: &[Text]) -> Result<bool, Fault> {
    let mut objects = field.held_objects(record);
    objects.retain(|found| found.place.field(record.graph(), &field.names).is_some());
    for found in &objects {
        require_free(record, found, to)?;
    }
    if let ([from], [to]) = (field.names.as_slice(), to) {
        for found in &objects {
            record.change(|graph| found.place.rename(graph, from, to));
        }
        return Ok(!objects.is_empty());
    }
    let mut values = Vec::new();
    for found in &objects {
        record.change(|graph| {
            values.push(found.place.shared_field(graph, &field.names));
            true
        });
    }
    for found in &objects {
        take(record, found, &field.names);
    }
    for (found, value) in objects.iter().zip(values) {
        if let Some(value) = value {
            make(record, found, to, value)?;
        }
    }
    Ok(!objects.is_empty())
}

fn update(record: &mut Working, set_to: &[(Field, Box<dyn Formula>)]) -> Result<bool, Fault> {
    let mut values = Vec::new();
    for (field, formula) in set_to {
        for found in field.held_objects(record) {
            let present = match found.place.field(record.graph(), &field.names) {
                Some(present) => Some(record.extract(present)?),
                None => None,
            };
            let object = record.element(&found)?;
            let pointer = field.pointer(&found);
            let value =
                evaluate(formula.as_ref(), record, present.as_ref(), object.as_ref(), &pointer)?;
            if present.as_ref() != Some(&value) {
                values.push((found, &field.names, value));
            }
        }
    }
    let changed = !values.is_empty();
    // A new field may stand before what leads to objects further in: those come first.
    values.sort_by_key(|(found, ..)| Reverse(found.depth()));
    for (found, names, value) in values {
        set(record, &found, names, value)?;
    }
    Ok(changed)
}

/// Replaces values wherever there are any.
fn each(
    record: &mut Working,
    path: &[Segment],
    new: impl Fn(&Working, &Value, &str) -> Result<Value, Fault>,
) -> Result<bool, Fault> {
    let mut replaced = Vec::new();
    for found in find(record.graph(), path) {
        let Some(present) = found.place.get(record.graph()) else { continue };
        let present = record.extract(present)?;
        let value = new(record, &present, &found.pointer)?;
        if value != present {
            replaced.push((found, value));
        }
    }
    let changed = !replaced.is_empty();
    // Where one holds another, that is replaced in what was there, not in what comes there.
    replaced.sort_by_key(|(found, _)| Reverse(found.depth()));
    for (found, value) in replaced {
        let value = record.adopt(value);
        record.change(|graph| {
            found.replace(graph, value);
            true
        });
    }
    Ok(changed)
}

/// Sets a field to a value of its own.
pub fn set(record: &mut Working, found: &Found, names: &[Text], value: Value) -> Result<(), Fault> {
    let value = record.adopt(value);
    place(record, found, names, value)
}

/// Makes a field of a part of the record itself, where there was none before the operation. In an
/// object that several share, it can be made for each of them only where it is the same for all.
pub fn make(
    record: &mut Working,
    found: &Found,
    names: &[Text],
    value: Value,
) -> Result<(), Fault> {
    if let Some(made) = found.place.field(record.graph(), names)
        && record.extract(made)? == record.extract(&value)?
    {
        return Ok(());
    }
    require_free(record, found, names)?;
    place(record, found, names, value)
}

/// Sets a field to a part of the record itself.
fn place(record: &mut Working, found: &Found, names: &[Text], value: Value) -> Result<(), Fault> {
    let mut result = Ok(());
    record.change(|graph| {
        result = found.place.set(graph, names, value);
        true
    });
    result.map_err(|obstacle| blocked(obstacle, &found.pointer))
}

/// Takes a field out, where it is there.
pub fn take(record: &mut Working, found: &Found, names: &[Text]) -> Option<Value> {
    let mut taken = None;
    record.change(|graph| {
        taken = found.place.take(graph, names);
        taken.is_some()
    });
    taken
}

/// Fails where there is a field already that is to be made.
pub fn require_free(record: &Working, found: &Found, names: &[Text]) -> Result<(), Fault> {
    match found.place.field(record.graph(), names) {
        None => Ok(()),
        Some(there) => {
            let pointer = pointer_of(&found.pointer, names);
            Err(Fault::new(FaultCode::FieldExists, &pointer, "no such field", there))
        }
    }
}

fn blocked(obstacle: Obstacle, from: &str) -> Fault {
    let Obstacle { pointer, found } = obstacle;
    Fault::new(FaultCode::NotAnObject, &format!("{from}{pointer}"), "an object", &found)
}

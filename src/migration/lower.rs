//! A plan's operations on records, as steps.

use std::rc::Rc;

use super::compile::Language;
use super::convert::Type;
use super::fields::Segment;
use super::formula::Formula;
use super::json::from_json;
use super::merge::{Combination, Merge};
use super::program::{OnConflict, Seed};
use super::split::Split;
use super::step::{Field, Given, Step};
use crate::plan;
use crate::plan::{FieldPath, FieldType, Filling, NewRecord, Operation, RecordContent};
use crate::value::Text;

/// The step that an operation on records is.
///
/// # Errors
///
/// Where an expression cannot be read, or a path leads where the operation cannot.
pub fn step(operation: &Operation, language: &dyn Language) -> Result<Step, String> {
    let expression = |text: &plan::Expression| language.expression(text.as_str());
    Ok(match operation {
        Operation::AddField(add) => {
            let given = match &add.filling {
                Filling::Default(value) => Given::Constant(from_json(value)),
                Filling::Value(text) => Given::Formula(expression(text)?),
            };
            Step::Add(field(&add.field)?, given)
        }
        Operation::DropField(drop) => Step::Drop(field(&drop.field)?),
        Operation::RenameField(rename) => {
            let from = field(&rename.field)?;
            let to = beside(&from, &rename.to)?;
            Step::Move(from, to)
        }
        Operation::AlterField(alter) => match &alter.conversion {
            plan::Conversion::Type(to) => Step::Convert(segments(&alter.field), type_of(*to)),
            plan::Conversion::Up(text) => Step::Alter(segments(&alter.field), expression(text)?),
        },
        Operation::MergeFields(merge) => {
            let to = field(&merge.to)?;
            let from = merge
                .fields
                .iter()
                .map(|from| beside(&to, from))
                .collect::<Result<Vec<Vec<Text>>, String>>()?;
            let how = match &merge.combination {
                None => Combination::Object,
                Some(plan::Combination::Separator(separator)) => {
                    Combination::Joined(separator.clone())
                }
                Some(plan::Combination::Value(text)) => Combination::Formula(expression(text)?),
            };
            Step::Merge(Merge { to, from, how, keep: merge.keep })
        }
        Operation::SplitField(split) => {
            let from = field(&split.field)?;
            let mut into = Vec::new();
            for part in &split.into {
                let formula = part.value.as_ref().map(expression).transpose()?;
                into.push((beside(&from, &part.field)?, formula));
            }
            let separator = split.separator.clone();
            Step::Split(Split { from, into, separator, keep: split.keep })
        }
        Operation::Update(update) => {
            let condition = update.condition.as_ref().map(expression).transpose()?;
            let mut set: Vec<(Field, Box<dyn Formula>)> = Vec::new();
            for (path, text) in &update.set {
                set.push((field(path)?, expression(text)?));
            }
            Step::Update(condition, set)
        }
        Operation::Delete(delete) => Step::Delete(expression(&delete.condition)?),
        other => return Err(format!("{} is no operation on records", other.name())),
    })
}

/// What a new record is made of.
///
/// # Errors
///
/// Where an expression cannot be read.
pub fn seed(
    record: &NewRecord,
    on_conflict: plan::OnConflict,
    operation: usize,
    language: &dyn Language,
) -> Result<Seed, String> {
    let content = match &record.content {
        RecordContent::Record(value) => Given::Constant(from_json(value)),
        RecordContent::Value(text) => Given::Formula(language.expression(text.as_str())?),
    };
    let key = record.key.as_ref().map(|text| language.expression(text.as_str())).transpose()?;
    let on_conflict = match on_conflict {
        plan::OnConflict::Halt => OnConflict::Halt,
        plan::OnConflict::Skip => OnConflict::Skip,
        plan::OnConflict::Replace => OnConflict::Replace,
    };
    let content = Rc::new(content);
    Ok(Seed {
        target: 0,
        key: key.map(Into::into),
        content,
        on_conflict,
        steps: Vec::new(),
        operation,
        copied: false,
    })
}

fn type_of(field_type: FieldType) -> Type {
    match field_type {
        FieldType::String => Type::String,
        FieldType::Number => Type::Number,
        FieldType::Integer => Type::Integer,
        FieldType::Boolean => Type::Boolean,
        FieldType::Date => Type::Date,
        FieldType::Bigint => Type::BigInt,
        FieldType::Bytes => Type::Uint8Array,
    }
}

fn segments(path: &FieldPath) -> Vec<Segment> {
    path.steps().iter().map(segment).collect()
}

fn segment(step: &plan::Step) -> Segment {
    match step {
        plan::Step::Each => Segment::Each,
        plan::Step::Field(name) => Segment::Field(name.as_str().into()),
    }
}

/// The field that a path leads to.
///
/// # Errors
///
/// Where it leads to the elements of an array.
pub fn field(path: &FieldPath) -> Result<Field, String> {
    let within = path.array_prefix();
    let rest = path.steps().get(within.len()..).unwrap_or_default();
    let names: Vec<Text> = rest.iter().filter_map(name).collect();
    if names.is_empty() {
        return Err(format!("{path} leads to the elements of an array, not to a field"));
    }
    Ok(Field { within: within.iter().map(segment).collect(), names })
}

fn name(step: &plan::Step) -> Option<Text> {
    match step {
        plan::Step::Each => None,
        plan::Step::Field(name) => Some(name.as_str().into()),
    }
}

/// The names that lead to a path from the same objects as another field's.
fn beside(one: &Field, path: &FieldPath) -> Result<Vec<Text>, String> {
    let other = field(path)?;
    if other.within != one.within {
        return Err(format!("{path} does not lead through the same arrays"));
    }
    Ok(other.names)
}

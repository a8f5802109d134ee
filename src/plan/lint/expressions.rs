//! Expressions whose value depends on the data.

use super::code::Code;
use super::found::Found;
use crate::expression;
use crate::plan::model::{Combination, Conversion, Expression, Filling, Operation};

/// The names of what an expression can refer to.
const VARIABLES: [&str; 4] = ["record", "key", "value", "element"];

pub(super) fn found(operation: &Operation) -> Option<Found> {
    let Expressions { condition, values } = Expressions::of(operation);
    let values: Vec<String> =
        values.into_iter().filter(|(_, text)| depends(text)).map(|(of, _)| of).collect();
    let mut sentences = Vec::new();
    if condition.is_some_and(depends) {
        sentences.push("A record for which \"where\" is neither true nor false fails.".to_owned());
    }
    if !values.is_empty() {
        let values = values.join(", ");
        sentences
            .push(format!("A record for which the expression of {values} has no value fails."));
    }
    let any = !sentences.is_empty();
    any.then(|| Found::new(Code::ExpressionMayFail, sentences.join(" ")))
}

/// Whether it can be another for another record. One that cannot be read is told of elsewhere.
fn depends(text: &Expression) -> bool {
    let read = expression::Expression::parse_with(text.as_str(), &VARIABLES);
    read.is_ok_and(|expression| !expression.variables().is_empty())
}

/// The expressions of an operation that are asked of records.
struct Expressions<'o> {
    condition: Option<&'o Expression>,
    /// Those that give values, with what they are for.
    values: Vec<(String, &'o Expression)>,
}

impl<'o> Expressions<'o> {
    fn of(operation: &'o Operation) -> Self {
        let mut condition = None;
        let mut values = Vec::new();
        match operation {
            Operation::CopyStore(copy) => condition = copy.condition.as_ref(),
            Operation::Delete(delete) => condition = Some(&delete.condition),
            Operation::Update(update) => {
                condition = update.condition.as_ref();
                values.extend(update.set.iter().map(|(field, text)| (field.to_string(), text)));
            }
            Operation::AddField(add) => {
                if let Filling::Value(text) = &add.filling {
                    values.push((add.field.to_string(), text));
                }
            }
            Operation::AlterField(alter) => {
                if let Conversion::Up(text) = &alter.conversion {
                    values.push((alter.field.to_string(), text));
                }
            }
            Operation::MergeFields(merge) => {
                if let Some(Combination::Value(text)) = &merge.combination {
                    values.push((merge.to.to_string(), text));
                }
            }
            Operation::SplitField(split) => {
                let parts = split.into.iter();
                values.extend(
                    parts.filter_map(|part| Some((part.field.to_string(), part.value.as_ref()?))),
                );
            }
            // What a new record is made of does not depend on those that are there.
            _ => {}
        }
        Self { condition, values }
    }
}

//! Functions on optional values
//! ([optionals](https://github.com/google/cel-spec/wiki/proposal-246)).

use super::conversions::only;
use super::lookup::{Form, Function, Outcome};
use crate::expression::error::EvaluationErrorKind as Kind;
use crate::expression::fault::Fault;
use crate::expression::item::Item;
use crate::expression::limits::Work;

const OPTIONAL: &str = "an optional value, such as record.?name";

const fn method(
    name: &'static str,
    count: usize,
    call: for<'v> fn(&[Item<'v>], &mut Work<'_>) -> Outcome<'v>,
) -> Function {
    Function::new(Form::Method, name, (count, count), OPTIONAL, call)
}

pub(super) const TABLE: &[Function] = &[
    Function::new(Form::Global, "optional.of", (1, 1), "any value", |items, _| {
        Ok(Item::optional(Some(only(items)?.clone())))
    }),
    Function::new(Form::Global, "optional.none", (0, 0), "nothing", |_, _| {
        Ok(Item::optional(None))
    }),
    method("hasValue", 1, |items, _| match items {
        [Item::Optional(value)] => Ok(Item::Boolean(value.is_some())),
        _ => Err(Fault::Types),
    }),
    method("value", 1, |items, _| match items {
        [Item::Optional(Some(value))] => Ok((**value).clone()),
        [Item::Optional(None)] => {
            Err(Kind::Conversion { value: "an empty optional".to_owned(), wanted: "a value" }
                .into())
        }
        _ => Err(Fault::Types),
    }),
    method("orValue", 2, |items, _| match items {
        [Item::Optional(Some(value)), _] => Ok((**value).clone()),
        [Item::Optional(None), otherwise] => Ok(otherwise.clone()),
        _ => Err(Fault::Types),
    }),
    method("or", 2, |items, _| match items {
        [first @ Item::Optional(Some(_)), Item::Optional(_)] => Ok(first.clone()),
        [Item::Optional(None), second @ Item::Optional(_)] => Ok(second.clone()),
        _ => Err(Fault::Types),
    }),
];

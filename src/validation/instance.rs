//! What a schema is asked of.

use super::elements::Elements;
use super::node::Type;
use crate::value::{Properties, Text, Value};

/// A value, or what stands for one.
#[derive(Clone, Copy, Debug)]
pub enum Instance<'v> {
    /// A value, without marks of sharing.
    Value(&'v Value),
    /// The name of a property: a string.
    Name(&'v Text),
    /// A hole of an array: what is read there is `undefined`.
    Hole,
}

impl<'v> Instance<'v> {
    /// Whether it is of a type of JSON. What JSON has not is of none.
    pub fn is(self, kind: Type) -> bool {
        let Self::Value(value) = self else {
            return kind == Type::String && matches!(self, Self::Name(_));
        };
        match (kind, value) {
            (Type::Null, Value::Null)
            | (Type::Boolean, Value::Boolean(_))
            | (Type::Object, Value::Object(_))
            | (Type::Array, Value::Array(_))
            | (Type::String, Value::String(_)) => true,
            (Type::Number, Value::Number(number)) => number.get().is_finite(),
            (Type::Integer, Value::Number(number)) => {
                let number = number.get();
                number.is_finite() && number.fract() == 0.0
            }
            _ => false,
        }
    }

    /// A Number.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Value(Value::Number(number)) => Some(number.get()),
            _ => None,
        }
    }

    /// A string.
    pub fn text(self) -> Option<&'v Text> {
        match self {
            Self::Value(Value::String(text)) | Self::Name(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn elements(self) -> Option<Elements<'v>> {
        match self {
            Self::Value(value) => Elements::of(value),
            _ => None,
        }
    }

    /// The properties of a plain object.
    pub fn properties(self) -> Option<&'v Properties> {
        match self {
            Self::Value(Value::Object(properties)) => Some(properties),
            _ => None,
        }
    }

    /// The value, where it is one.
    pub fn value(self) -> Option<&'v Value> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }
}

//! Making one field of several.

use super::evaluate::evaluate;
use super::fault::{Fault, FaultCode};
use super::fields::Found;
use super::formula::Formula;
use super::step::{Field, make, pointer_of, require_free, take};
use super::working::Working;
use crate::value::{Text, Value};

/// Several fields that become one.
pub struct Merge {
    /// The field that they become.
    pub to: Field,
    /// The fields, in the same objects.
    pub from: Vec<Vec<Text>>,
    /// How they are put together.
    pub how: Combination,
    /// Whether they stay.
    pub keep: bool,
}

/// How fields are put together.
pub enum Combination {
    /// As an object of them, by their last names.
    Object,
    /// As one string, with this between those that are there.
    Joined(String),
    /// By an expression.
    Formula(Box<dyn Formula>),
}

impl Merge {
    /// Does it in each of the objects that has one of the fields.
    pub fn apply(&self, record: &mut Working) -> Result<bool, Fault> {
        let mut merged = Vec::new();
        for found in self.to.held_objects(record) {
            let mut parts = Vec::new();
            for names in &self.from {
                if let Some(value) = found.place.field(record.graph(), names) {
                    parts.push((names, record.extract(value)?));
                }
            }
            if parts.is_empty() {
                continue;
            }
            let value = self.combined(record, &found, parts)?;
            merged.push((found, value));
        }
        if !self.keep {
            for (found, _) in &merged {
                for names in &self.from {
                    take(record, found, names);
                }
            }
        }
        for (found, _) in &merged {
            require_free(record, found, &self.to.names)?;
        }
        let changed = !merged.is_empty();
        for (found, value) in merged {
            let value = record.adopt(value);
            make(record, &found, &self.to.names, value)?;
        }
        Ok(changed)
    }

    fn combined(
        &self,
        record: &Working,
        found: &Found,
        parts: Vec<(&Vec<Text>, Value)>,
    ) -> Result<Value, Fault> {
        match &self.how {
            Combination::Object => {
                let mut object = Vec::new();
                for (names, value) in parts {
                    if let Some(name) = names.last() {
                        object.push((name.clone(), value));
                    }
                }
                Ok(own_properties(object))
            }
            Combination::Joined(separator) => {
                let mut texts = Vec::new();
                for (names, value) in parts {
                    let Value::String(text) = &value else {
                        let pointer = pointer_of(&found.pointer, names);
                        let expected = "a String";
                        return Err(Fault::new(
                            FaultCode::NotConvertible,
                            &pointer,
                            expected,
                            &value,
                        ));
                    };
                    texts.push(text.to_utf16());
                }
                let separator: Vec<u16> = separator.encode_utf16().collect();
                Ok(Value::String(Text::from_utf16(&texts.join(separator.as_slice()))))
            }
            Combination::Formula(formula) => {
                let object = record.element(found)?;
                let pointer = self.to.pointer(found);
                evaluate(formula.as_ref(), record, None, object.as_ref(), &pointer)
            }
        }
    }
}

/// An object of these properties, in the order in which JavaScript has them.
fn own_properties(properties: Vec<(Text, Value)>) -> Value {
    let mut object = Vec::new();
    for (name, value) in properties {
        super::place::insert(&mut object, name, value);
    }
    Value::Object(object)
}

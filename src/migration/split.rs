//! Making several fields of one.

use super::evaluate::evaluate;
use super::fault::{Fault, FaultCode};
use super::formula::Formula;
use super::step::{Field, make, pointer_of, require_free, take};
use super::working::{Working, too_deep};
use crate::value::{Graph, Text, Value};

/// A field that becomes several.
pub struct Split {
    /// The field.
    pub from: Field,
    /// The fields that it becomes, in the same objects, with the expressions for those that have
    /// one.
    pub into: Vec<Part>,
    /// The string at which the field's is cut, for those without an expression; without a
    /// separator, they are what the field's object has by their last names.
    pub separator: Option<String>,
    /// Whether the field stays.
    pub keep: bool,
}

/// The names of a field, and the expression that gives its value.
pub type Part = (Vec<Text>, Option<Box<dyn Formula>>);

impl Split {
    /// Does it in each of the objects that has the field.
    pub fn apply(&self, record: &mut Working) -> Result<bool, Fault> {
        let mut objects = Vec::new();
        for found in self.from.held_objects(record) {
            let Some(whole) = found.place.field(record.graph(), &self.from.names) else { continue };
            let whole = record.extract(whole)?;
            let pointer = self.from.pointer(&found);
            let element = record.element(&found)?;
            let mut cut = self.cut(&whole, &pointer)?.into_iter();
            let mut values = Vec::new();
            for (names, formula) in &self.into {
                let value = match formula {
                    Some(formula) => {
                        let pointer = pointer_of(&found.pointer, names);
                        let (value, element) = (Some(&whole), element.as_ref());
                        Some(evaluate(formula.as_ref(), record, value, element, &pointer)?)
                    }
                    None if self.separator.is_some() => cut.next(),
                    None => property(&whole, names, &pointer)?,
                };
                values.extend(value.map(|value| (names, value)));
            }
            objects.push((found, values));
        }
        if !self.keep {
            for (found, _) in &objects {
                take(record, found, &self.from.names);
            }
        }
        for (found, values) in &objects {
            for (names, _) in values {
                require_free(record, found, names)?;
            }
        }
        let changed = !objects.is_empty();
        for (found, values) in objects {
            for (names, value) in values {
                let value = record.adopt(value);
                make(record, &found, names, value)?;
            }
        }
        Ok(changed)
    }

    /// The pieces of a string; the last has all that is left.
    fn cut(&self, whole: &Value, pointer: &str) -> Result<Vec<Value>, Fault> {
        let Some(separator) = &self.separator else { return Ok(Vec::new()) };
        let pieces = self.into.iter().filter(|(_, formula)| formula.is_none()).count();
        if pieces == 0 {
            return Ok(Vec::new());
        }
        let Value::String(text) = whole else {
            return Err(Fault::new(FaultCode::NotConvertible, pointer, "a String", whole));
        };
        let units = text.to_utf16();
        let separator: Vec<u16> = separator.encode_utf16().collect();
        let mut rest = units.as_slice();
        let mut cut = Vec::new();
        while cut.len() + 1 < pieces {
            let Some(at) = rest.windows(separator.len()).position(|window| window == separator)
            else {
                break;
            };
            let (piece, after) = rest.split_at(at);
            cut.push(piece);
            rest = after.get(separator.len()..).unwrap_or_default();
        }
        cut.push(rest);
        Ok(cut.into_iter().map(|piece| Value::String(Text::from_utf16(piece))).collect())
    }
}

/// A property of an object. What it shares with the rest of the object becomes its own.
fn property(whole: &Value, names: &[Text], pointer: &str) -> Result<Option<Value>, Fault> {
    let mut graph = Graph::new(whole.clone());
    let Value::Object(properties) = graph.resolve(&graph.root) else {
        return Err(Fault::new(FaultCode::NotConvertible, pointer, "an object", whole));
    };
    let Some((_, value)) = properties.iter().find(|(name, _)| Some(name) == names.last()) else {
        return Ok(None);
    };
    graph.root = value.clone();
    graph.rebuild(None).map(|part| Some(part.value)).map_err(too_deep)
}

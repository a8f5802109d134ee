//! A record that steps are at work on.

use std::borrow::Cow;

use super::fault::{Fault, FaultCode};
use super::fields::{Found, Segment, hold_objects};
use crate::value::{Graph, Key, Record, Value};

/// A record between two steps.
#[derive(Clone, Debug)]
pub struct Working {
    key: Key,
    value: Graph,
}

impl From<Record> for Working {
    fn from(record: Record) -> Self {
        Self { key: record.key, value: Graph::new(record.value) }
    }
}

impl Working {
    /// Its key.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Gives it another key.
    pub fn set_key(&mut self, key: Key) {
        self.key = key;
    }

    /// Its value, to look for fields in.
    pub fn graph(&self) -> &Graph {
        &self.value
    }

    /// Its value as a whole, attachments numbered as they were.
    pub fn value(&self) -> Result<Cow<'_, Value>, Fault> {
        if self.value.shared.is_empty() {
            return Ok(Cow::Borrowed(&self.value.root));
        }
        self.value.clone().rebuild(None).map(|whole| Cow::Owned(whole.value)).map_err(too_deep)
    }

    /// A part of the value as a value of its own.
    pub fn extract(&self, part: &Value) -> Result<Value, Fault> {
        let part = Graph { root: part.clone(), shared: self.value.shared.clone() };
        part.rebuild(None).map(|whole| whole.value).map_err(too_deep)
    }

    /// The object that was found in an array of the record; none where it is the record itself.
    pub fn element(&self, found: &Found) -> Result<Option<Value>, Fault> {
        match found.place.get(&self.value) {
            Some(value) if !found.pointer.is_empty() => self.extract(value).map(Some),
            _ => Ok(None),
        }
    }

    /// The objects at the end of a path, to change them one after another.
    pub fn hold_objects(&mut self, path: &[Segment]) -> Vec<Found> {
        hold_objects(&mut self.value, path)
    }

    /// Takes a value in, to be put somewhere in the record.
    pub fn adopt(&mut self, value: Value) -> Value {
        self.value.adopt(value)
    }

    /// Changes the value, and says whether it did.
    pub fn change(&mut self, change: impl FnOnce(&mut Graph) -> bool) -> bool {
        change(&mut self.value)
    }
}

/// The value of a record would be nested too deep.
pub fn too_deep(_: crate::value::DecodeErrorKind) -> Fault {
    Fault {
        code: FaultCode::TooDeep,
        pointer: String::new(),
        expected: "at most 1,000 levels".to_owned(),
        actual: "more".to_owned(),
    }
}

//! The version that a lazily migrated record carries.

use super::fault::{Fault, FaultCode};
use super::step::{Effect, Field, set};
use super::working::Working;
use crate::value::Value;

/// Where the records of a store say which version they are of, and which one a migration makes of
/// them.
#[derive(Debug)]
pub struct VersionMark {
    /// The field; it leads through no array.
    pub field: Field,
    /// The version.
    pub version: u64,
}

impl VersionMark {
    /// Whether a record is of the version already, or of a later one.
    ///
    /// # Errors
    ///
    /// Where it has no fields, or something else than a Number in this one.
    pub fn is_on(&self, record: &Working) -> Result<bool, Fault> {
        let objects = self.field.objects(record);
        let Some(object) = objects.first() else {
            let value = record.value()?;
            return Err(Fault::new(FaultCode::NotAnObject, "", "an object", &value));
        };
        match object.place.field(record.graph(), &self.field.names) {
            None => Ok(false),
            Some(Value::Number(number)) if !number.get().is_nan() => {
                Ok(number.get() >= self.version as f64)
            }
            Some(there) => {
                let pointer = self.field.pointer(object);
                Err(Fault::new(FaultCode::NotAVersion, &pointer, "a Number, or nothing", there))
            }
        }
    }

    /// Writes the version into a record.
    ///
    /// # Errors
    ///
    /// Where something else than an object is on the way to the field.
    pub fn put(&self, record: &mut Working) -> Result<Effect, Fault> {
        for object in self.field.objects(record) {
            let version = Value::Number((self.version as f64).into());
            set(record, &object, &self.field.names, version)?;
        }
        Ok(Effect::Changed)
    }
}

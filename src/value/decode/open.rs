//! Values that have begun and hold others.

use super::collection::{OpenMap, OpenSet};
use super::decoder::ValueDecoder;
use super::object::{OpenError, OpenObject, OpenSparseArray};
use super::sharing::OpenShared;
use crate::value::{DecodeError, Value};

/// A value whose end has not come.
pub(super) enum Open<'b> {
    Array(OpenArray),
    Object(OpenObject<'b>),
    SparseArray(OpenSparseArray<'b>),
    Map(OpenMap<'b>),
    Set(OpenSet<'b>),
    Error(OpenError),
    Shared(OpenShared),
}

impl<'b> Open<'b> {
    /// Gets ready for the next value that it holds: whether there is one.
    pub(super) fn expects_more(
        &mut self,
        decoder: &mut ValueDecoder<'_, 'b>,
    ) -> Result<bool, DecodeError> {
        match self {
            Self::Array(array) => Ok(array.elements.len() < array.length),
            Self::Object(object) => object.expects_more(decoder),
            Self::SparseArray(array) => array.expects_more(decoder),
            Self::Map(map) => Ok(map.expects_more(decoder)),
            Self::Set(set) => Ok(set.expects_more(decoder)),
            Self::Error(error) => Ok(error.expects_cause()),
            Self::Shared(shared) => Ok(shared.expects_object()),
        }
    }

    /// Takes the value that it was ready for.
    pub(super) fn take(
        &mut self,
        value: Value,
        decoder: &mut ValueDecoder<'_, 'b>,
    ) -> Result<(), DecodeError> {
        match self {
            Self::Array(array) => array.elements.push(value),
            Self::Object(object) => object.take(value),
            Self::SparseArray(array) => array.object.take(value),
            Self::Map(map) => map.take(value, decoder)?,
            Self::Set(set) => set.take(value, decoder)?,
            Self::Error(error) => error.take(value),
            Self::Shared(shared) => shared.take(value),
        }
        Ok(())
    }

    /// The value, now that it has ended.
    pub(super) fn close(self, decoder: &mut ValueDecoder<'_, 'b>) -> Result<Value, DecodeError> {
        match self {
            Self::Array(array) => Ok(Value::Array(array.elements)),
            Self::Object(object) => Ok(Value::Object(object.properties)),
            Self::SparseArray(array) => array.close(),
            Self::Map(map) => map.close(),
            Self::Set(set) => Ok(Value::Set(set.members)),
            Self::Error(error) => Ok(Value::Error(error.error)),
            Self::Shared(shared) => Ok(shared.close(decoder)),
        }
    }

    /// By how much it nests what it holds.
    pub(super) fn level(&self) -> usize {
        match self {
            Self::Shared(_) => 0,
            _ => 1,
        }
    }
}

/// An array.
pub(super) struct OpenArray {
    /// Grown as they come: a length must not make room for what is not there.
    elements: Vec<Value>,
    length: usize,
}

impl<'b> ValueDecoder<'_, 'b> {
    pub(super) fn begin_array(&mut self) -> Result<Open<'b>, DecodeError> {
        Ok(Open::Array(OpenArray { length: self.reader.array()?, elements: Vec::new() }))
    }
}

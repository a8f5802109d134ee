//! Tags 28 and 29: objects that occur more than once.

use super::decoder::ValueDecoder;
use super::open::Open;
use crate::value::reader::Major;
use crate::value::{DecodeError, DecodeErrorKind as Kind, Value, tags};

/// An object that has begun with tag 28.
pub(super) struct SharedObject {
    start: usize,
    referenced: bool,
    kind: SharedKind,
}

/// What a shared object is, as far as somebody depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedKind {
    /// An ArrayBuffer.
    Buffer { length: u64, resizable: bool },
    /// A File.
    File,
    /// Something else, or something whose end has not come.
    Other,
}

impl SharedKind {
    fn of(object: &Value) -> Self {
        match object {
            Value::ArrayBuffer(buffer) => Self::Buffer {
                length: buffer.bytes.len() as u64,
                resizable: buffer.max_byte_length.is_some(),
            },
            Value::File(_) => Self::File,
            _ => Self::Other,
        }
    }
}

/// Tag 28, whose object has not ended.
pub(super) struct OpenShared {
    index: usize,
    object: Option<Value>,
}

impl OpenShared {
    pub(super) fn expects_object(&self) -> bool {
        self.object.is_none()
    }

    pub(super) fn take(&mut self, object: Value) {
        self.object = Some(object);
    }

    pub(super) fn close(self, decoder: &mut ValueDecoder<'_, '_>) -> Value {
        let object = self.object.unwrap_or_default();
        if let Some(shared) = decoder.shared_objects.get_mut(self.index) {
            shared.kind = SharedKind::of(&object);
        }
        Value::Shared(Box::new(object))
    }
}

impl<'b> ValueDecoder<'_, 'b> {
    /// What follows tag 28, up to the object.
    pub(super) fn begin_shared(&mut self, start: usize) -> Result<Open<'b>, DecodeError> {
        self.open_shared(start).map(Open::Shared)
    }

    fn open_shared(&mut self, start: usize) -> Result<OpenShared, DecodeError> {
        if self.primitive_follows()? || self.sharing_follows()? {
            return Err(self.reader.wrong(Kind::SharedPrimitive));
        }
        let index = self.shared_objects.len();
        self.shared_objects.push(SharedObject {
            start,
            referenced: false,
            kind: SharedKind::Other,
        });
        Ok(OpenShared { index, object: None })
    }

    fn sharing_follows(&mut self) -> Result<bool, DecodeError> {
        Ok(self.reader.major()? == Major::Tag
            && matches!(self.reader.peek_tag()?, tags::SHARED | tags::REFERENCE))
    }

    /// What follows tag 29.
    pub(super) fn reference(&mut self, start: usize) -> Result<Value, DecodeError> {
        let index = self.reader.unsigned()?;
        let shared = usize::try_from(index)
            .ok()
            .and_then(|index| self.shared_objects.get_mut(index))
            .ok_or(Kind::DanglingReference.at(start))?;
        shared.referenced = true;
        Ok(Value::Reference(index))
    }

    /// An object of the class with this tag, which holds no others; it may be shared. With it,
    /// its kind where it is.
    pub(super) fn possibly_shared(
        &mut self,
        class: u64,
        expected: &'static str,
    ) -> Result<(Value, Option<SharedKind>), DecodeError> {
        let start = self.reader.offset();
        if self.reader.major()? != Major::Tag {
            return Err(Kind::Expected(expected).at(start));
        }
        match self.reader.tag()? {
            tags::REFERENCE => {
                let reference = self.reference(start)?;
                let Value::Reference(index) = reference else {
                    return Ok((reference, None));
                };
                let kind = usize::try_from(index)
                    .ok()
                    .and_then(|index| self.shared_objects.get(index))
                    .map(|shared| shared.kind);
                Ok((reference, kind))
            }
            tags::SHARED => {
                let mut shared = self.open_shared(start)?;
                let start = self.reader.offset();
                if self.reader.major()? != Major::Tag || self.reader.tag()? != class {
                    return Err(Kind::Expected(expected).at(start));
                }
                let object = self.leaf(start, class)?;
                let kind = SharedKind::of(&object);
                shared.take(object);
                Ok((shared.close(self), Some(kind)))
            }
            tag if tag == class => Ok((self.leaf(start, tag)?, None)),
            _ => Err(Kind::Expected(expected).at(start)),
        }
    }

    /// The index of the shared object that begins next.
    pub(super) fn next_shared_index(&self) -> u64 {
        self.shared_objects.len() as u64
    }

    /// Fails when something is marked as shared that occurs once.
    pub(super) fn every_shared_is_referenced(&self) -> Result<(), DecodeError> {
        match self.shared_objects.iter().find(|shared| !shared.referenced) {
            Some(shared) => Err(Kind::NeverReferenced.at(shared.start)),
            None => Ok(()),
        }
    }
}

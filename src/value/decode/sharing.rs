//! Tags 28 and 29: objects that occur more than once.

use super::decoder::ValueDecoder;
use crate::value::reader::Major;
use crate::value::{DecodeError, DecodeErrorKind as Kind, Value, tags};

/// An object that has begun with tag 28.
pub(super) struct SharedObject {
    start: usize,
    referenced: bool,
    pub(super) kind: SharedKind,
}

/// What a shared object is, as far as somebody depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum SharedKind {
    /// Its end has not come yet.
    Open,
    /// An ArrayBuffer.
    Buffer { length: u64, resizable: bool },
    /// A File.
    File,
    /// Something else.
    Other,
}

impl ValueDecoder<'_, '_> {
    /// What follows tag 28.
    #[inline(never)]
    pub(super) fn shared(&mut self, start: usize, depth: usize) -> Result<Value, DecodeError> {
        let index = self.shared_objects.len();
        self.shared_objects.push(SharedObject {
            start,
            referenced: false,
            kind: SharedKind::Open,
        });
        if self.primitive_follows()? || self.sharing_follows()? {
            return Err(self.reader.wrong(Kind::SharedPrimitive));
        }
        let object = Box::new(self.value_at(depth)?);
        let kind = match &*object {
            Value::ArrayBuffer(buffer) => SharedKind::Buffer {
                length: buffer.bytes.len() as u64,
                resizable: buffer.max_byte_length.is_some(),
            },
            Value::File(_) => SharedKind::File,
            _ => SharedKind::Other,
        };
        if let Some(shared) = self.shared_objects.get_mut(index) {
            shared.kind = kind;
        }
        Ok(Value::Shared(object))
    }

    fn sharing_follows(&mut self) -> Result<bool, DecodeError> {
        Ok(self.reader.major()? == Major::Tag
            && matches!(self.reader.peek_tag()?, tags::SHARED | tags::REFERENCE))
    }

    /// An object of the class with this tag, or a shared one, or a reference that may be to one.
    #[inline(never)]
    pub(super) fn possibly_shared(
        &mut self,
        class: u64,
        expected: &'static str,
    ) -> Result<Value, DecodeError> {
        let start = self.reader.offset();
        let tag = match self.reader.major()? {
            Major::Tag => self.reader.tag()?,
            _ => return Err(Kind::Expected(expected).at(start)),
        };
        match tag {
            tags::REFERENCE => self.reference(start),
            tags::SHARED if self.reader.major()? == Major::Tag => {
                if self.reader.peek_tag()? != class {
                    return Err(self.reader.wrong(Kind::Expected(expected)));
                }
                self.shared(start, 0)
            }
            tag if tag == class => self.leaf(start, tag),
            _ => Err(Kind::Expected(expected).at(start)),
        }
    }

    /// What follows tag 29.
    #[inline(never)]
    pub(super) fn reference(&mut self, start: usize) -> Result<Value, DecodeError> {
        let index = self.reader.unsigned()?;
        self.shared_object(index)
            .ok_or(Kind::DanglingReference.at(start))?
            .referenced = true;
        Ok(Value::Reference(index))
    }

    /// The kind of the object that a value is or refers to, where the value is shared.
    pub(super) fn shared_kind(&mut self, value: &Value, begun: usize) -> Option<SharedKind> {
        let index = match value {
            Value::Shared(_) => begun as u64,
            Value::Reference(index) => *index,
            _ => return None,
        };
        self.shared_object(index).map(|shared| shared.kind)
    }

    /// How many shared objects have begun: the index of the next one.
    pub(super) fn shared_begun(&self) -> usize {
        self.shared_objects.len()
    }

    /// Fails when something is marked as shared that occurs once.
    pub(super) fn every_shared_is_referenced(&self) -> Result<(), DecodeError> {
        match self.shared_objects.iter().find(|shared| !shared.referenced) {
            Some(shared) => Err(Kind::NeverReferenced.at(shared.start)),
            None => Ok(()),
        }
    }

    fn shared_object(&mut self, index: u64) -> Option<&mut SharedObject> {
        self.shared_objects.get_mut(usize::try_from(index).ok()?)
    }
}

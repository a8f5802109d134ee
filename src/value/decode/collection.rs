//! Maps, Sets and FileLists.

use super::decoder::ValueDecoder;
use super::distinct::Distinct;
use super::sharing::SharedKind;
use crate::value::{DecodeError, DecodeErrorKind as Kind, Number, Value, tags};

/// What makes two keys of a Map, or two members of a Set, the same
/// ([SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero)).
#[derive(PartialEq, Eq, Hash)]
enum Identity<'b> {
    /// The bytes of a primitive: there is one encoding of each.
    Primitive(&'b [u8]),
    /// The index of a shared object.
    Shared(u64),
}

impl<'b> ValueDecoder<'_, 'b> {
    /// What follows tag 259.
    #[inline(never)]
    pub(super) fn primitive_keyed_map(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let mut entries = Vec::new();
        let mut seen = Distinct::new();
        for _ in 0..self.reader.map()? {
            let start = self.reader.offset();
            let key = self.member(&mut seen, depth)?;
            if !key.is_primitive() {
                return Err(Kind::WrongMapForm.at(start));
            }
            entries.push((key, self.value_at(depth)?));
        }
        Ok(Value::Map(entries))
    }

    /// What follows private tag 23.
    #[inline(never)]
    pub(super) fn object_keyed_map(
        &mut self,
        start: usize,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let mut entries = Vec::new();
        let mut seen = Distinct::new();
        let length = self.reader.array()?;
        if !length.is_multiple_of(2) {
            return Err(Kind::Expected("keys and values by turns").at(start));
        }
        for _ in 0..length / 2 {
            let key = self.member(&mut seen, depth)?;
            entries.push((key, self.value_at(depth)?));
        }
        if entries.iter().all(|(key, _)| key.is_primitive()) {
            return Err(Kind::WrongMapForm.at(start));
        }
        Ok(Value::Map(entries))
    }

    /// What follows tag 258.
    #[inline(never)]
    pub(super) fn set(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let mut members = Vec::new();
        let mut seen = Distinct::new();
        for _ in 0..self.reader.array()? {
            members.push(self.member(&mut seen, depth)?);
        }
        Ok(Value::Set(members))
    }

    /// A Map's key or a Set's member.
    #[inline(never)]
    fn member(
        &mut self,
        seen: &mut Distinct<Identity<'b>>,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        let start = self.reader.offset();
        let begun = self.shared_begun() as u64;
        let member = self.value_at(depth)?;
        if member == Value::Number(Number::from(-0.0)) {
            return Err(Kind::NegativeZeroMember.at(start));
        }
        let identity = match &member {
            Value::Shared(_) => Identity::Shared(begun),
            Value::Reference(index) => Identity::Shared(*index),
            primitive if primitive.is_primitive() => Identity::Primitive(self.reader.since(start)),
            // An object that occurs nowhere else.
            _ => return Ok(member),
        };
        if !seen.insert(identity) {
            return Err(Kind::DuplicateMember.at(start));
        }
        Ok(member)
    }

    /// What follows private tag 2.
    #[inline(never)]
    pub(super) fn file_list(&mut self) -> Result<Value, DecodeError> {
        let mut files = Vec::new();
        for _ in 0..self.reader.array()? {
            let start = self.reader.offset();
            let begun = self.shared_begun();
            let file = self.possibly_shared(tags::FILE, "a File")?;
            let is_file = matches!(file, Value::File(_))
                || self.shared_kind(&file, begun) == Some(SharedKind::File);
            if !is_file {
                return Err(Kind::Expected("a File").at(start));
            }
            files.push(file);
        }
        Ok(Value::FileList(files))
    }
}

//! Maps and Sets.

use super::decoder::ValueDecoder;
use super::distinct::Distinct;
use super::open::Open;
use crate::value::{DecodeError, DecodeErrorKind as Kind, Number, Value};

/// What makes two keys of a Map, or two members of a Set, the same
/// ([SameValueZero](https://tc39.es/ecma262/#sec-samevaluezero)).
#[derive(PartialEq, Eq, Hash)]
enum Identity<'b> {
    /// The bytes of a primitive: there is one encoding of each.
    Primitive(&'b [u8]),
    /// The index of a shared object.
    Shared(u64),
}

/// The keys of a Map, or the members of a Set, so far.
struct Members<'b> {
    seen: Distinct<Identity<'b>>,
    /// Where the next one begins.
    start: usize,
    /// The index that it has if it is shared.
    index: u64,
}

impl<'b> Members<'b> {
    fn new() -> Self {
        Self { seen: Distinct::new(), start: 0, index: 0 }
    }

    fn expect(&mut self, decoder: &ValueDecoder<'_, 'b>) {
        self.start = decoder.reader.offset();
        self.index = decoder.next_shared_index();
    }

    /// Fails unless this may be the next one.
    fn check(&mut self, member: &Value, decoder: &ValueDecoder<'_, 'b>) -> Result<(), DecodeError> {
        if *member == Value::Number(Number::from(-0.0)) {
            return Err(Kind::NegativeZeroMember.at(self.start));
        }
        let identity = match member {
            Value::Shared(_) => Identity::Shared(self.index),
            Value::Reference(index) => Identity::Shared(*index),
            primitive if primitive.is_primitive() => {
                Identity::Primitive(decoder.reader.since(self.start))
            }
            // An object that occurs nowhere else.
            _ => return Ok(()),
        };
        if !self.seen.insert(identity) {
            return Err(Kind::DuplicateMember.at(self.start));
        }
        Ok(())
    }
}

/// A Map.
pub(super) struct OpenMap<'b> {
    entries: Vec<(Value, Value)>,
    length: usize,
    keys: Members<'b>,
    /// The key whose value comes next.
    key: Option<Value>,
    form: MapForm,
}

/// The two ways to write a Map.
#[derive(Clone, Copy)]
enum MapForm {
    /// Tag 259: every key is a primitive.
    PrimitiveKeys,
    /// Private tag 23, which began here: some are objects.
    ObjectKeys(usize),
}

impl<'b> OpenMap<'b> {
    fn new(length: usize, form: MapForm) -> Self {
        Self { entries: Vec::new(), length, keys: Members::new(), key: None, form }
    }

    pub(super) fn expects_more(&mut self, decoder: &ValueDecoder<'_, 'b>) -> bool {
        if self.key.is_none() {
            self.keys.expect(decoder);
        }
        self.entries.len() < self.length
    }

    pub(super) fn take(
        &mut self,
        value: Value,
        decoder: &ValueDecoder<'_, 'b>,
    ) -> Result<(), DecodeError> {
        if let Some(key) = self.key.take() {
            self.entries.push((key, value));
            return Ok(());
        }
        self.keys.check(&value, decoder)?;
        if matches!(self.form, MapForm::PrimitiveKeys) && !value.is_primitive() {
            return Err(Kind::WrongMapForm.at(self.keys.start));
        }
        self.key = Some(value);
        Ok(())
    }

    pub(super) fn close(self) -> Result<Value, DecodeError> {
        if let MapForm::ObjectKeys(start) = self.form
            && self.entries.iter().all(|(key, _)| key.is_primitive())
        {
            return Err(Kind::WrongMapForm.at(start));
        }
        Ok(Value::Map(self.entries))
    }
}

/// A Set.
pub(super) struct OpenSet<'b> {
    pub(super) members: Vec<Value>,
    length: usize,
    seen: Members<'b>,
}

impl<'b> OpenSet<'b> {
    pub(super) fn expects_more(&mut self, decoder: &ValueDecoder<'_, 'b>) -> bool {
        self.seen.expect(decoder);
        self.members.len() < self.length
    }

    pub(super) fn take(
        &mut self,
        value: Value,
        decoder: &ValueDecoder<'_, 'b>,
    ) -> Result<(), DecodeError> {
        self.seen.check(&value, decoder)?;
        self.members.push(value);
        Ok(())
    }
}

impl<'b> ValueDecoder<'_, 'b> {
    /// What follows tag 259.
    pub(super) fn begin_primitive_keyed_map(&mut self) -> Result<Open<'b>, DecodeError> {
        let length = self.reader.map()?;
        Ok(Open::Map(OpenMap::new(length, MapForm::PrimitiveKeys)))
    }

    /// What follows private tag 23.
    pub(super) fn begin_object_keyed_map(&mut self, start: usize) -> Result<Open<'b>, DecodeError> {
        let items = self.reader.array()?;
        if !items.is_multiple_of(2) {
            return Err(Kind::Expected("keys and values by turns").at(start));
        }
        Ok(Open::Map(OpenMap::new(items / 2, MapForm::ObjectKeys(start))))
    }

    /// What follows tag 258.
    pub(super) fn begin_set(&mut self) -> Result<Open<'b>, DecodeError> {
        Ok(Open::Set(OpenSet {
            members: Vec::new(),
            length: self.reader.array()?,
            seen: Members::new(),
        }))
    }
}

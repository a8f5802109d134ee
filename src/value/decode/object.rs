//! Plain objects, sparse arrays and Errors.

use super::decoder::ValueDecoder;
use super::distinct::Distinct;
use super::open::Open;
use crate::value::{
    DecodeError, DecodeErrorKind as Kind, ErrorClass, ErrorObject, Properties, SparseArray, Text,
    Value,
};

/// A plain object, or the properties of a sparse array.
pub(super) struct OpenObject<'b> {
    pub(super) properties: Properties,
    length: usize,
    names: Names<'b>,
    /// The name of the property whose value comes next.
    name: Text,
}

impl<'b> OpenObject<'b> {
    fn new(length: usize) -> Self {
        Self { properties: Vec::new(), length, names: Names::new(), name: Text::default() }
    }

    pub(super) fn expects_more(
        &mut self,
        decoder: &mut ValueDecoder<'_, 'b>,
    ) -> Result<bool, DecodeError> {
        if self.properties.len() == self.length {
            return Ok(false);
        }
        let reader = &mut decoder.reader;
        let start = reader.offset();
        self.name = reader.text()?;
        if !self.names.distinct.insert(reader.since(start)) {
            return Err(Kind::DuplicateProperty.at(start));
        }
        if !self.names.in_order(array_index(&self.name)) {
            return Err(Kind::PropertyOrder.at(start));
        }
        Ok(true)
    }

    pub(super) fn take(&mut self, value: Value) {
        self.properties.push((std::mem::take(&mut self.name), value));
    }
}

/// An array with holes or named properties.
pub(super) struct OpenSparseArray<'b> {
    start: usize,
    length: u32,
    pub(super) object: OpenObject<'b>,
}

impl<'b> OpenSparseArray<'b> {
    pub(super) fn expects_more(
        &mut self,
        decoder: &mut ValueDecoder<'_, 'b>,
    ) -> Result<bool, DecodeError> {
        let start = decoder.reader.offset();
        if !self.object.expects_more(decoder)? {
            return Ok(false);
        }
        let name = &self.object.name;
        let beyond = array_index(name).is_some_and(|index| index >= self.length);
        if beyond || name.as_wtf8() == b"length" {
            return Err(Kind::InvalidArrayProperty.at(start));
        }
        Ok(true)
    }

    pub(super) fn close(self) -> Result<Value, DecodeError> {
        let names = &self.object.names;
        if names.indexes == u64::from(self.length) && !names.named {
            return Err(Kind::NotSparse.at(self.start));
        }
        Ok(Value::SparseArray(Box::new(SparseArray {
            length: self.length,
            properties: self.object.properties,
        })))
    }
}

/// An Error, of which only the cause may be missing.
pub(super) struct OpenError {
    pub(super) error: Box<ErrorObject>,
    with_cause: bool,
}

impl OpenError {
    pub(super) fn expects_cause(&self) -> bool {
        self.with_cause && self.error.cause.is_none()
    }

    pub(super) fn take(&mut self, cause: Value) {
        self.error.cause = Some(cause);
    }
}

impl<'b> ValueDecoder<'_, 'b> {
    pub(super) fn begin_object(&mut self) -> Result<Open<'b>, DecodeError> {
        self.reader.map().map(OpenObject::new).map(Open::Object)
    }

    /// What follows private tag 20.
    pub(super) fn begin_sparse_array(&mut self, start: usize) -> Result<Open<'b>, DecodeError> {
        self.reader.array_of(2)?;
        let length_start = self.reader.offset();
        let length = u32::try_from(self.reader.unsigned()?)
            .map_err(|_| Kind::InvalidArrayProperty.at(length_start))?;
        Ok(Open::SparseArray(OpenSparseArray {
            start,
            length,
            object: OpenObject::new(self.reader.map()?),
        }))
    }

    /// What follows private tag 18.
    pub(super) fn begin_error(&mut self) -> Result<Open<'b>, DecodeError> {
        self.reader.array_of(2)?;
        let start = self.reader.offset();
        let class = ErrorClass::from_name(self.reader.name()?);
        let mut error = Box::new(ErrorObject {
            class: class.ok_or(Kind::UnknownClass.at(start))?,
            message: None,
            stack: None,
            cause: None,
        });
        let mut with_cause = false;
        let entries = self.reader.map()?;
        for entry in 1..=entries {
            let start = self.reader.offset();
            match self.reader.name()? {
                "message" if error.message.is_none() && error.stack.is_none() => {
                    error.message = Some(self.reader.text()?);
                }
                "stack" if error.stack.is_none() => error.stack = Some(self.reader.text()?),
                "cause" if entry == entries => with_cause = true,
                "message" | "stack" | "cause" => return Err(Kind::PropertyOrder.at(start)),
                _ => return Err(Kind::Expected("message, stack or cause").at(start)),
            }
        }
        Ok(Open::Error(OpenError { error, with_cause }))
    }
}

/// The property names of one object so far.
struct Names<'b> {
    distinct: Distinct<&'b [u8]>,
    /// How many are array indexes.
    indexes: u64,
    last_index: Option<u32>,
    /// Whether one is not an array index.
    named: bool,
}

impl Names<'_> {
    fn new() -> Self {
        Self { distinct: Distinct::new(), indexes: 0, last_index: None, named: false }
    }

    /// Takes the next name, which may be an array index: whether it may come here.
    fn in_order(&mut self, index: Option<u32>) -> bool {
        let Some(index) = index else {
            self.named = true;
            return true;
        };
        let ascending = self.last_index.is_none_or(|last| last < index);
        self.indexes += 1;
        self.last_index = Some(index);
        ascending && !self.named
    }
}

/// The [array index](https://tc39.es/ecma262/#array-index) that this property name is, if any.
pub(crate) fn array_index(name: &Text) -> Option<u32> {
    let digits = name.as_wtf8();
    let canonical = match digits {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if !canonical {
        return None;
    }
    let index: u32 = name.as_str()?.parse().ok()?;
    // 2^32 − 1 is no index: the length could not be one more.
    (index < u32::MAX).then_some(index)
}

#[cfg(test)]
mod tests {
    use super::array_index;

    #[test]
    fn array_indexes_are_canonical_and_fit_a_length() {
        for (name, index) in [
            ("0", Some(0)),
            ("10", Some(10)),
            ("4294967294", Some(4_294_967_294)),
            ("4294967295", None),
            ("99999999999", None),
            ("01", None),
            ("-1", None),
            ("", None),
            ("1a", None),
        ] {
            assert_eq!(array_index(&name.into()), index, "{name}");
        }
    }
}

//! Arrays, plain objects and Errors.

use super::decoder::ValueDecoder;
use super::distinct::Distinct;
use crate::value::{
    DecodeError, DecodeErrorKind as Kind, ErrorClass, ErrorObject, SparseArray, Text, Value,
};

impl<'b> ValueDecoder<'_, 'b> {
    #[inline(never)]
    pub(super) fn array(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let length = self.reader.array()?;
        self.values(length, depth).map(Value::Array)
    }

    /// So many values, one after another.
    #[inline(never)]
    pub(super) fn values(
        &mut self,
        length: usize,
        depth: usize,
    ) -> Result<Vec<Value>, DecodeError> {
        // Grown as they come: a nested length must not make room for what is not there.
        let mut values = Vec::new();
        for _ in 0..length {
            values.push(self.value_at(depth)?);
        }
        Ok(values)
    }

    #[inline(never)]
    pub(super) fn object(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let mut properties = Vec::new();
        let mut names = Names::new();
        for _ in 0..self.reader.map()? {
            let name = self.property_name(&mut names)?;
            properties.push((name, self.value_at(depth)?));
        }
        Ok(Value::Object(properties))
    }

    /// What follows private tag 20.
    #[inline(never)]
    pub(super) fn sparse_array(
        &mut self,
        start: usize,
        depth: usize,
    ) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let length = self.sparse_length()?;
        let mut properties = Vec::new();
        let mut names = Names::new();
        for _ in 0..self.reader.map()? {
            let name = self.array_property_name(&mut names, length)?;
            properties.push((name, self.value_at(depth)?));
        }
        if names.indexes == u64::from(length) && !names.named {
            return Err(Kind::NotSparse.at(start));
        }
        Ok(Value::SparseArray(Box::new(SparseArray {
            length,
            properties,
        })))
    }

    #[inline(never)]
    fn sparse_length(&mut self) -> Result<u32, DecodeError> {
        self.reader.array_of(2)?;
        let start = self.reader.offset();
        let length = self.reader.unsigned()?;
        u32::try_from(length).map_err(|_| Kind::InvalidArrayProperty.at(start))
    }

    #[inline(never)]
    fn property_name(&mut self, names: &mut Names<'b>) -> Result<Text, DecodeError> {
        let start = self.reader.offset();
        let name = self.reader.text()?;
        if !names.distinct.insert(self.reader.since(start)) {
            return Err(Kind::DuplicateProperty.at(start));
        }
        if !names.in_order(array_index(&name)) {
            return Err(Kind::PropertyOrder.at(start));
        }
        Ok(name)
    }

    #[inline(never)]
    fn array_property_name(
        &mut self,
        names: &mut Names<'b>,
        length: u32,
    ) -> Result<Text, DecodeError> {
        let start = self.reader.offset();
        let name = self.property_name(names)?;
        let beyond = array_index(&name).is_some_and(|index| index >= length);
        if beyond || name.as_wtf8() == b"length" {
            return Err(Kind::InvalidArrayProperty.at(start));
        }
        Ok(name)
    }

    /// What follows private tag 18.
    #[inline(never)]
    pub(super) fn error(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let depth = self.deeper(depth)?;
        let (mut error, with_cause) = self.error_head()?;
        if with_cause {
            error.cause = Some(self.value_at(depth)?);
        }
        Ok(Value::Error(error))
    }

    /// An Error but for its cause, and whether that follows.
    #[inline(never)]
    fn error_head(&mut self) -> Result<(Box<ErrorObject>, bool), DecodeError> {
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
        Ok((error, with_cause))
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
        Self {
            distinct: Distinct::new(),
            indexes: 0,
            last_index: None,
            named: false,
        }
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
fn array_index(name: &Text) -> Option<u32> {
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

//! ArrayBuffers and the views over them.

use super::decoder::ValueDecoder;
use super::sharing::SharedKind;
use crate::value::reader::Major;
use crate::value::{
    ArrayBuffer, DecodeError, DecodeErrorKind as Kind, TypedArray, Value, View, ViewKind, tags,
};

/// A view's buffer, as far as the view depends on it.
struct Extent {
    length: u64,
    resizable: bool,
    shared: bool,
}

impl ValueDecoder<'_, '_> {
    /// What follows private tag 21.
    pub(super) fn array_buffer(&mut self, start: usize) -> Result<Value, DecodeError> {
        let resizable = self.reader.major()? == Major::Array;
        if resizable {
            self.reader.array_of(2)?;
        }
        let bytes = self.reader.bytes()?.to_vec();
        let mut max_byte_length = None;
        if resizable {
            let max = self.reader.unsigned()?;
            if max < bytes.len() as u64 {
                return Err(Kind::InvalidMaxByteLength.at(start));
            }
            max_byte_length = Some(max);
        }
        Ok(Value::ArrayBuffer(Box::new(ArrayBuffer { bytes, max_byte_length })))
    }

    /// What follows a tag of RFC 8746.
    pub(super) fn typed_array(
        &mut self,
        start: usize,
        kind: ViewKind,
    ) -> Result<Value, DecodeError> {
        let bytes = self.reader.bytes()?.to_vec();
        if !(bytes.len() as u64).is_multiple_of(kind.element_size()) {
            return Err(Kind::PartialElement.at(start));
        }
        Ok(Value::TypedArray(Box::new(TypedArray { kind, bytes })))
    }

    /// What follows private tag 22.
    pub(super) fn view(&mut self, start: usize) -> Result<Value, DecodeError> {
        self.reader.array_of(4)?;
        let class = self.reader.offset();
        let kind = ViewKind::from_name(self.reader.name()?).ok_or(Kind::UnknownClass.at(class))?;
        let (buffer, extent) = self.view_buffer()?;
        let byte_offset = self.reader.unsigned()?;
        let length = if self.reader.is_null()? {
            self.reader.null()?;
            None
        } else {
            Some(self.reader.unsigned()?)
        };
        if !fits(&extent, kind, byte_offset, length) {
            return Err(Kind::InvalidView.at(start));
        }
        let whole = byte_offset == 0
            && length.map(|elements| elements * kind.element_size()) == Some(extent.length);
        if whole && !extent.shared && !extent.resizable && kind != ViewKind::DataView {
            return Err(Kind::WholeBufferView.at(start));
        }
        Ok(Value::View(Box::new(View { kind, buffer, byte_offset, length })))
    }

    fn view_buffer(&mut self) -> Result<(Value, Extent), DecodeError> {
        let start = self.reader.offset();
        let (buffer, kind) = self.possibly_shared(tags::ARRAY_BUFFER, "an ArrayBuffer")?;
        let extent = match (&buffer, kind) {
            (Value::ArrayBuffer(buffer), _) => Extent {
                length: buffer.bytes.len() as u64,
                resizable: buffer.max_byte_length.is_some(),
                shared: false,
            },
            (_, Some(SharedKind::Buffer { length, resizable })) => {
                Extent { length, resizable, shared: true }
            }
            _ => return Err(Kind::Expected("an ArrayBuffer").at(start)),
        };
        Ok((buffer, extent))
    }
}

/// Whether such a view of such a buffer can be made, and is not out of bounds.
fn fits(buffer: &Extent, kind: ViewKind, byte_offset: u64, length: Option<u64>) -> bool {
    let size = kind.element_size();
    let end = match length {
        Some(length) => length.checked_mul(size).and_then(|bytes| bytes.checked_add(byte_offset)),
        None => buffer.resizable.then_some(byte_offset),
    };
    byte_offset.is_multiple_of(size) && end.is_some_and(|end| end <= buffer.length)
}

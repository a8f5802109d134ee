//! Objects of the web platform that the record holds whole.

use super::decoder::ValueDecoder;
use crate::value::{
    DecodeError, DecodeErrorKind as Kind, DomException, Geometry, GeometryKind, ImageData, Number,
    Text, Value,
};

impl ValueDecoder<'_, '_> {
    /// What follows private tag 19.
    pub(super) fn dom_exception(&mut self) -> Result<Value, DecodeError> {
        self.reader.array_of(2)?;
        Ok(Value::DomException(Box::new(DomException {
            name: self.reader.text()?,
            message: self.reader.text()?,
        })))
    }

    /// What follows private tag 32.
    pub(super) fn image_data(&mut self, start: usize) -> Result<Value, DecodeError> {
        self.reader.array_of(5)?;
        let width = self.side()?;
        let height = self.side()?;
        let color_space = self.reader.text()?;
        let pixel_format = if self.reader.is_null()? {
            self.reader.null()?;
            None
        } else {
            Some(self.reader.text()?)
        };
        let data = self.reader.bytes()?.to_vec();
        let pixels = u64::from(width) * u64::from(height);
        let size = match pixel_format.as_ref().and_then(Text::as_str) {
            Some("rgba-float16") => 8,
            _ => 4,
        };
        if pixels.checked_mul(size) != Some(data.len() as u64) {
            return Err(Kind::InvalidImageData.at(start));
        }
        Ok(Value::ImageData(Box::new(ImageData { width, height, color_space, pixel_format, data })))
    }

    /// A width or a height in pixels.
    fn side(&mut self) -> Result<u32, DecodeError> {
        let start = self.reader.offset();
        match u32::try_from(self.reader.unsigned()?) {
            Ok(side) if side > 0 => Ok(side),
            _ => Err(Kind::InvalidImageData.at(start)),
        }
    }

    /// What follows private tags 33 to 39.
    pub(super) fn geometry(&mut self, kind: GeometryKind) -> Result<Value, DecodeError> {
        let mut numbers = Vec::new();
        match kind {
            GeometryKind::Quad => {
                self.reader.array_of(4)?;
                for _ in 0..4 {
                    self.reader.array_of(4)?;
                    self.numbers(4, &mut numbers)?;
                }
            }
            GeometryKind::Matrix | GeometryKind::MatrixReadOnly => {
                let start = self.reader.offset();
                let length = self.reader.array()?;
                if length != 6 && length != 16 {
                    return Err(Kind::Expected("6 or 16 numbers").at(start));
                }
                self.numbers(length, &mut numbers)?;
            }
            _ => {
                self.reader.array_of(4)?;
                self.numbers(4, &mut numbers)?;
            }
        }
        Ok(Value::Geometry(Box::new(Geometry { kind, numbers })))
    }

    fn numbers(&mut self, length: usize, numbers: &mut Vec<Number>) -> Result<(), DecodeError> {
        for _ in 0..length {
            numbers.push(self.reader.number()?);
        }
        Ok(())
    }
}

//! One value and what it holds.

use super::sharing::SharedObject;
use crate::value::model::MAX_DEPTH;
use crate::value::reader::{Major, Reader};
use crate::value::{DecodeError, DecodeErrorKind as Kind, GeometryKind, Value, ViewKind, tags};

/// Reads one value.
///
/// It calls itself for what a value holds, up to [`MAX_DEPTH`] times. So that this fits a small
/// stack, the methods on that path are kept apart (`inline(never)`) and have few variables.
pub(super) struct ValueDecoder<'r, 'b> {
    pub(super) reader: &'r mut Reader<'b>,
    pub(super) shared_objects: Vec<SharedObject>,
    /// The ordinal that the next attachment must have, once there was one.
    pub(super) next_ordinal: Option<u64>,
}

impl<'r, 'b> ValueDecoder<'r, 'b> {
    pub(super) fn new(reader: &'r mut Reader<'b>) -> Self {
        Self {
            reader,
            shared_objects: Vec::new(),
            next_ordinal: None,
        }
    }

    /// The whole value.
    pub(super) fn value(mut self) -> Result<Value, DecodeError> {
        let value = self.value_at(0)?;
        self.every_shared_is_referenced()?;
        Ok(value)
    }

    /// A value that stands in so many others.
    #[inline(never)]
    pub(super) fn value_at(&mut self, depth: usize) -> Result<Value, DecodeError> {
        match self.reader.major()? {
            Major::Unsigned | Major::Negative => self.reader.number().map(Value::Number),
            Major::Bytes => Err(self.reader.wrong(Kind::Expected("a value"))),
            Major::Text => self.reader.text().map(Value::String),
            Major::Array => self.array(depth),
            Major::Map => self.object(depth),
            Major::Tag => self.tagged(depth),
            Major::Simple => self.simple(),
        }
    }

    /// Fails where a value in so many others may hold none itself.
    pub(super) fn deeper(&self, depth: usize) -> Result<usize, DecodeError> {
        if depth >= MAX_DEPTH {
            return Err(self.reader.wrong(Kind::TooDeep));
        }
        Ok(depth + 1)
    }

    #[inline(never)]
    fn simple(&mut self) -> Result<Value, DecodeError> {
        let value = match self.reader.first()? {
            0xf4 => Value::Boolean(false),
            0xf5 => Value::Boolean(true),
            0xf6 => Value::Null,
            0xf7 => Value::Undefined,
            0xf9..=0xfb => return self.reader.number().map(Value::Number),
            0xfc..=0xfe => return Err(self.reader.wrong(Kind::ReservedHead)),
            0xff => return Err(self.reader.wrong(Kind::IndefiniteLength)),
            _ => return Err(self.reader.wrong(Kind::UnknownSimple)),
        };
        self.reader.skip_byte();
        Ok(value)
    }

    #[inline(never)]
    fn tagged(&mut self, depth: usize) -> Result<Value, DecodeError> {
        let start = self.reader.offset();
        let tag = self.reader.tag()?;
        match tag {
            tags::SHARED => self.shared(start, depth),
            tags::REFERENCE => self.reference(start),
            tags::SPARSE_ARRAY => self.sparse_array(start, depth),
            tags::MAP => self.primitive_keyed_map(depth),
            tags::OBJECT_KEYED_MAP => self.object_keyed_map(start, depth),
            tags::SET => self.set(depth),
            tags::ERROR => self.error(depth),
            tags::VIEW => self.view(start),
            tags::FILE_LIST => self.file_list(),
            _ => self.leaf(start, tag),
        }
    }

    /// What follows a tag of something that holds no other objects.
    #[inline(never)]
    pub(super) fn leaf(&mut self, start: usize, tag: u64) -> Result<Value, DecodeError> {
        match tag {
            tags::EPOCH_DATE | tags::EXTENDED_DATE => self.date(start, tag),
            tags::INVALID_DATE => self.invalid_date(),
            tags::BIGINT => self.bigint(false),
            tags::NEGATIVE_BIGINT => self.bigint(true),
            tags::WTF8 => self.reader.lone_surrogates(start).map(Value::String),
            tags::REGEXP => self.regexp(),
            tags::BOXED => self.boxed(),
            tags::ARRAY_BUFFER => self.array_buffer(start),
            tags::DOM_EXCEPTION => self.dom_exception(),
            tags::BLOB => self.blob(),
            tags::FILE => self.file(),
            tags::CRYPTO_KEY => self.crypto_key(),
            tags::OPAQUE => self.opaque(),
            tags::IMAGE_DATA => self.image_data(start),
            tags::POINT => self.geometry(GeometryKind::Point),
            tags::POINT_READ_ONLY => self.geometry(GeometryKind::PointReadOnly),
            tags::RECT => self.geometry(GeometryKind::Rect),
            tags::RECT_READ_ONLY => self.geometry(GeometryKind::RectReadOnly),
            tags::QUAD => self.geometry(GeometryKind::Quad),
            tags::MATRIX => self.geometry(GeometryKind::Matrix),
            tags::MATRIX_READ_ONLY => self.geometry(GeometryKind::MatrixReadOnly),
            _ => match ViewKind::from_tag(tag) {
                Some(kind) => self.typed_array(start, kind),
                None => Err(Kind::UnknownTag(tag).at(start)),
            },
        }
    }
}

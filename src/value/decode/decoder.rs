//! One value and what it holds.

use super::open::Open;
use super::sharing::SharedObject;
use crate::value::model::MAX_DEPTH;
use crate::value::reader::{Major, Reader};
use crate::value::{DecodeError, DecodeErrorKind as Kind, GeometryKind, Value, ViewKind, tags};

/// Reads one value.
///
/// It keeps what has begun and not ended in a list and does not call itself, so that deep values
/// take no more stack than flat ones.
pub(super) struct ValueDecoder<'r, 'b> {
    pub(super) reader: &'r mut Reader<'b>,
    pub(super) shared_objects: Vec<SharedObject>,
    /// The ordinal that the next attachment must have, once there was one.
    pub(super) next_ordinal: Option<u64>,
}

/// What an item begins.
pub(super) enum Begun<'b> {
    /// A value, to its end.
    Whole(Value),
    /// Something that holds values, which follow.
    Open(Open<'b>),
}

impl<'r, 'b> ValueDecoder<'r, 'b> {
    pub(super) fn new(reader: &'r mut Reader<'b>) -> Self {
        Self { reader, shared_objects: Vec::new(), next_ordinal: None }
    }

    /// The whole value.
    pub(super) fn value(mut self) -> Result<Value, DecodeError> {
        let value = self.nested()?;
        self.every_shared_is_referenced()?;
        Ok(value)
    }

    fn nested(&mut self) -> Result<Value, DecodeError> {
        let mut around: Vec<Open<'b>> = Vec::new();
        let mut depth = 0;
        loop {
            let mut value = match self.begin(depth)? {
                Begun::Whole(value) => value,
                Begun::Open(mut open) => {
                    let level = open.level();
                    if open.expects_more(self)? {
                        depth += level;
                        around.push(open);
                        continue;
                    }
                    open.close(self)?
                }
            };
            // A value has ended, and with it perhaps what it was the last of.
            loop {
                let Some(open) = around.last_mut() else {
                    return Ok(value);
                };
                open.take(value, self)?;
                if open.expects_more(self)? {
                    break;
                }
                // Always there: it is what just took the value.
                let Some(open) = around.pop() else {
                    break;
                };
                depth -= open.level();
                value = open.close(self)?;
            }
        }
    }

    /// Reads a value up to the first that it holds.
    fn begin(&mut self, depth: usize) -> Result<Begun<'b>, DecodeError> {
        let start = self.reader.offset();
        let open = match self.reader.major()? {
            Major::Unsigned | Major::Negative | Major::Bytes | Major::Text | Major::Simple => {
                return self.primitive().map(Begun::Whole);
            }
            Major::Array => self.begin_array()?,
            Major::Map => self.begin_object()?,
            Major::Tag => match self.reader.tag()? {
                tags::SHARED => self.begin_shared(start)?,
                tags::SPARSE_ARRAY => self.begin_sparse_array(start)?,
                tags::MAP => self.begin_primitive_keyed_map()?,
                tags::OBJECT_KEYED_MAP => self.begin_object_keyed_map(start)?,
                tags::SET => self.begin_set()?,
                tags::ERROR => self.begin_error()?,
                tag => return self.leaf(start, tag).map(Begun::Whole),
            },
        };
        if depth + open.level() > MAX_DEPTH {
            return Err(Kind::TooDeep.at(start));
        }
        Ok(Begun::Open(open))
    }

    /// A primitive without a tag.
    pub(super) fn primitive(&mut self) -> Result<Value, DecodeError> {
        match self.reader.major()? {
            Major::Unsigned | Major::Negative => self.reader.number().map(Value::Number),
            Major::Text => self.reader.text().map(Value::String),
            Major::Simple => self.simple(),
            _ => Err(self.reader.wrong(Kind::Expected("a value"))),
        }
    }

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

    /// What follows a tag of something that needs no others to be open.
    pub(super) fn leaf(&mut self, start: usize, tag: u64) -> Result<Value, DecodeError> {
        match tag {
            tags::REFERENCE => self.reference(start),
            tags::EPOCH_DATE | tags::EXTENDED_DATE => self.date(start, tag),
            tags::INVALID_DATE => self.invalid_date(),
            tags::BIGINT => self.bigint(false),
            tags::NEGATIVE_BIGINT => self.bigint(true),
            tags::WTF8 => self.reader.lone_surrogates(start).map(Value::String),
            tags::REGEXP => self.regexp(),
            tags::BOXED => self.boxed(),
            tags::ARRAY_BUFFER => self.array_buffer(start),
            tags::VIEW => self.view(start),
            tags::DOM_EXCEPTION => self.dom_exception(),
            tags::BLOB => self.blob(),
            tags::FILE => self.file(),
            tags::FILE_LIST => self.file_list(),
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

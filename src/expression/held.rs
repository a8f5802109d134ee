//! What stands in the record.

use std::sync::Arc;

use super::error::EvaluationErrorKind as Kind;
use super::item::{Bytes, Item, Str};
use super::limits::Work;
use super::nearest::nearest;
use crate::value::{Properties, SharedObjects, Text, Value, ViewKind, show_value};

/// The longest sparse array that is gone through as a list.
const MAX_SPARSE: u32 = 1_000_000;

/// A value of the record that has not been converted: not a mark of sharing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held<'v> {
    pub(super) value: &'v Value,
    pub(super) shared: &'v SharedObjects<'v>,
}

impl<'v> Item<'v> {
    /// What this value of the record is to an expression.
    pub(super) fn of(value: &'v Value, shared: &'v SharedObjects<'v>) -> Result<Self, Kind> {
        let value = shared.resolve(value).ok_or(Kind::DanglingReference)?;
        Ok(match value {
            Value::Undefined => Self::Undefined,
            Value::Null => Self::Null,
            Value::Boolean(boolean) => Self::Boolean(*boolean),
            Value::Number(number) => Self::Double(number.get()),
            Value::BigInt(bigint) => Self::BigInt(Arc::new(bigint.clone())),
            Value::String(text) => match text.as_str() {
                Some(text) => Self::String(Str::Held(text)),
                None => Self::Held(Held { value, shared }),
            },
            Value::Date(Some(milliseconds)) => Self::Timestamp(*milliseconds),
            Value::TypedArray(array) if array.kind == ViewKind::Uint8Array => {
                Self::Bytes(Bytes::Held(&array.bytes))
            }
            _ => Self::Held(Held { value, shared }),
        })
    }
}

impl<'v> Held<'v> {
    /// Something else of the same record.
    pub(super) fn item(self, value: &'v Value) -> Result<Item<'v>, Kind> {
        Item::of(value, self.shared)
    }

    pub(super) fn described(self) -> String {
        match self.value {
            Value::Array(_) => "list".to_owned(),
            Value::String(_) => "string with lone surrogates".to_owned(),
            Value::Date(_) => "invalid Date".to_owned(),
            Value::SparseArray(_) => "sparse Array".to_owned(),
            Value::Boxed(_) => format!("{} object", self.value.type_name()),
            other => other.type_name().into_owned(),
        }
    }

    pub(super) fn type_constant(self) -> &'static str {
        match self.value {
            Value::Array(_) => "list",
            Value::Object(_) => "map",
            Value::Map(_) => "Map",
            Value::Set(_) => "Set",
            Value::ArrayBuffer(_) => "ArrayBuffer",
            _ => "opaque",
        }
    }

    /// The own property of this name, of a plain object or an array; of objects with a fixed set
    /// of fields, such as Errors and Files, one of those.
    pub(super) fn field(self, name: &str) -> Option<Result<Item<'v>, Kind>> {
        let text = |text: &'v Text| match text.as_str() {
            Some(text) => Ok(Item::String(Str::Held(text))),
            None => Err(not_text(text)),
        };
        let optional = |found: &'v Option<Text>| match found {
            Some(found) => text(found),
            None => Err(absent(name, &[])),
        };
        Some(match (self.value, name) {
            (Value::Object(properties), _) => self.property(properties, name),
            (Value::SparseArray(array), _) => self.property(&array.properties, name),
            (Value::Error(error), "name") => Ok(Item::text(error.class.name())),
            (Value::Error(error), "message") => optional(&error.message),
            (Value::Error(error), "stack") => optional(&error.stack),
            (Value::Error(error), "cause") => match &error.cause {
                Some(cause) => self.item(cause),
                None => Err(absent(name, &[])),
            },
            (Value::DomException(exception), "name") => text(&exception.name),
            (Value::DomException(exception), "message") => text(&exception.message),
            (Value::Blob(blob), "type") => text(&blob.media_type),
            (Value::File(file), "type") => text(&file.media_type),
            (Value::File(file), "name") => text(&file.name),
            (Value::File(file), "lastModified") => Ok(Item::Double(file.last_modified.get())),
            (Value::RegExp(regexp), "source") => text(&regexp.source),
            (Value::RegExp(regexp), "flags") => text(&regexp.flags),
            (Value::ImageData(image), "width") => Ok(Item::Double(image.width.into())),
            (Value::ImageData(image), "height") => Ok(Item::Double(image.height.into())),
            (
                Value::Error(_)
                | Value::DomException(_)
                | Value::Blob(_)
                | Value::File(_)
                | Value::RegExp(_)
                | Value::ImageData(_),
                _,
            ) => Err(absent(name, &[])),
            _ => return None,
        })
    }

    fn property(self, properties: &'v Properties, name: &str) -> Result<Item<'v>, Kind> {
        match properties.iter().find(|(found, _)| found.as_wtf8() == name.as_bytes()) {
            Some((_, value)) => self.item(value),
            None => Err(absent(name, properties)),
        }
    }

    /// How many elements, entries or properties it has.
    pub(super) fn size(self) -> Option<usize> {
        match self.value {
            Value::Array(elements) | Value::Set(elements) | Value::FileList(elements) => {
                Some(elements.len())
            }
            Value::SparseArray(array) => usize::try_from(array.length).ok(),
            Value::Object(properties) => Some(properties.len()),
            Value::Map(entries) => Some(entries.len()),
            Value::TypedArray(array) => {
                let size = usize::try_from(array.kind.element_size()).ok()?;
                Some(array.bytes.len() / size)
            }
            Value::ArrayBuffer(buffer) => Some(buffer.bytes.len()),
            _ => None,
        }
    }

    /// The element at a place, of what is a list.
    pub(super) fn element(self, index: usize) -> Option<Result<Item<'v>, Kind>> {
        let absent = || {
            let size = self.size().unwrap_or_default();
            Err(Kind::NoSuchElement { index: index.to_string(), size })
        };
        match self.value {
            Value::Array(elements) | Value::FileList(elements) => {
                Some(elements.get(index).map_or_else(absent, |element| self.item(element)))
            }
            Value::SparseArray(array) if (index as u64) < u64::from(array.length) => {
                let name = index.to_string();
                let found =
                    array.properties.iter().find(|(found, _)| found.as_wtf8() == name.as_bytes());
                Some(found.map_or(Ok(Item::Undefined), |(_, value)| self.item(value)))
            }
            Value::SparseArray(_) => Some(absent()),
            Value::TypedArray(array) => {
                Some(super::elements::element(array, index).map_or_else(absent, Ok))
            }
            _ => None,
        }
    }

    /// The elements of what is a list or Set, for going through them.
    pub(super) fn elements(self, work: &mut Work<'_>) -> Result<Option<Vec<Item<'v>>>, Kind> {
        work.step(self.size().unwrap_or_default() as u64)?;
        Ok(match self.value {
            Value::Array(elements) | Value::Set(elements) | Value::FileList(elements) => {
                let items: Result<_, _> =
                    elements.iter().map(|element| self.item(element)).collect();
                Some(items?)
            }
            Value::SparseArray(array) if array.length <= MAX_SPARSE => {
                let mut items = vec![Item::Undefined; array.length as usize];
                for (name, value) in &array.properties {
                    let index = name.as_str().and_then(|name| name.parse::<usize>().ok());
                    if let Some(place) = index.and_then(|index| items.get_mut(index)) {
                        *place = self.item(value)?;
                    }
                }
                Some(items)
            }
            Value::TypedArray(array) => {
                let size = self.size().unwrap_or_default();
                Some((0..size).filter_map(|index| super::elements::element(array, index)).collect())
            }
            _ => None,
        })
    }

    /// The bytes of an ArrayBuffer, or of what a view of bytes shows.
    pub(super) fn bytes(self) -> Option<&'v [u8]> {
        match self.value {
            Value::ArrayBuffer(buffer) => Some(&buffer.bytes),
            Value::TypedArray(array) if array.kind.element_size() == 1 => Some(&array.bytes),
            Value::View(view) if view.kind.element_size() == 1 => {
                let Some(Value::ArrayBuffer(buffer)) = self.shared.resolve(&view.buffer) else {
                    return None;
                };
                let from = usize::try_from(view.byte_offset).ok()?;
                let bytes = buffer.bytes.get(from..)?;
                match view.length {
                    Some(length) => bytes.get(..usize::try_from(length).ok()?),
                    None => Some(bytes),
                }
            }
            _ => None,
        }
    }

    /// The value in a short readable line.
    pub(super) fn shown(self) -> String {
        let line = show_value(self.value);
        match line.char_indices().nth(60) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }
}

fn absent(name: &str, properties: &[(Text, Value)]) -> Kind {
    let names = properties.iter().filter_map(|(name, _)| name.as_str());
    let nearest = nearest(name, names).map(str::to_owned);
    Kind::NoSuchField { field: name.to_owned(), nearest }
}

fn not_text(text: &Text) -> Kind {
    Kind::Conversion {
        value: show_value(&Value::String(text.clone())),
        wanted: "a string without lone surrogates",
    }
}

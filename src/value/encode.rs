//! Values, keys and records to bytes.

use super::model::{ErrorObject, Properties};
use super::writer::Writer;
use super::{ArrayBuffer, File, Geometry, GeometryKind, ImageData, Key, Record, Value, View, tags};

/// The bytes of a record, as they stand in a store's payload (`docs/record-encoding.md`).
///
/// What the model can express but JavaScript cannot make (a name twice in an object, a reference
/// to nothing) gives bytes that [`decode_record`](super::decode_record) refuses.
pub fn encode_record(record: &Record) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.array(2);
    write_key(&mut writer, &record.key);
    write_value(&mut writer, &record.value);
    writer.into_bytes()
}

/// The bytes of a value. See [`encode_record`].
pub fn encode_value(value: &Value) -> Vec<u8> {
    let mut writer = Writer::new();
    write_value(&mut writer, value);
    writer.into_bytes()
}

/// The bytes of a key.
pub fn encode_key(key: &Key) -> Vec<u8> {
    let mut writer = Writer::new();
    write_key(&mut writer, key);
    writer.into_bytes()
}

fn write_key(writer: &mut Writer, key: &Key) {
    match key {
        Key::Number(number) => writer.number(*number),
        Key::Date(milliseconds) => writer.date(*milliseconds),
        Key::String(text) => writer.text(text),
        Key::Binary(bytes) => {
            writer.tag(tags::ARRAY_BUFFER);
            writer.bytes(bytes);
        }
        Key::Array(keys) => {
            writer.array(keys.len());
            for key in keys {
                write_key(writer, key);
            }
        }
    }
}

fn write_value(writer: &mut Writer, value: &Value) {
    match value {
        Value::Undefined => writer.undefined(),
        Value::Null => writer.null(),
        Value::Boolean(boolean) => writer.boolean(*boolean),
        Value::Number(number) => writer.number(*number),
        Value::BigInt(bigint) => {
            writer.tag(if bigint.is_negative() { tags::NEGATIVE_BIGINT } else { tags::BIGINT });
            writer.bytes(bigint.magnitude());
        }
        Value::String(text) => writer.text(text),
        Value::Array(elements) => write_array(writer, elements),
        Value::SparseArray(array) => {
            writer.tag(tags::SPARSE_ARRAY);
            writer.array(2);
            writer.unsigned(array.length.into());
            write_properties(writer, &array.properties);
        }
        Value::Object(properties) => write_properties(writer, properties),
        Value::Map(entries) => write_map(writer, entries),
        Value::Set(members) => {
            writer.tag(tags::SET);
            write_array(writer, members);
        }
        Value::Date(Some(milliseconds)) => writer.date(*milliseconds),
        Value::Date(None) => {
            writer.tag(tags::INVALID_DATE);
            writer.null();
        }
        Value::RegExp(regexp) => {
            writer.tag(tags::REGEXP);
            writer.array(2);
            writer.text(&regexp.source);
            writer.text(&regexp.flags);
        }
        Value::Boxed(primitive) => {
            writer.tag(tags::BOXED);
            write_value(writer, primitive);
        }
        Value::ArrayBuffer(buffer) => write_buffer(writer, buffer),
        Value::TypedArray(array) => {
            // A DataView has no tag of its own; the model rules it out here.
            writer.tag(array.kind.tag().unwrap_or(tags::VIEW));
            writer.bytes(&array.bytes);
        }
        Value::View(view) => write_view(writer, view),
        Value::Error(error) => write_error(writer, error),
        Value::DomException(exception) => {
            writer.tag(tags::DOM_EXCEPTION);
            writer.array(2);
            writer.text(&exception.name);
            writer.text(&exception.message);
        }
        Value::Blob(blob) => {
            writer.tag(tags::BLOB);
            writer.array(2);
            writer.unsigned(blob.ordinal);
            writer.text(&blob.media_type);
        }
        Value::File(file) => write_file(writer, file),
        Value::FileList(files) => {
            writer.tag(tags::FILE_LIST);
            write_array(writer, files);
        }
        Value::CryptoKey(ordinal) => {
            writer.tag(tags::CRYPTO_KEY);
            writer.unsigned(*ordinal);
        }
        Value::Opaque(opaque) => {
            writer.tag(tags::OPAQUE);
            writer.array(2);
            writer.unsigned(opaque.ordinal);
            writer.text(&opaque.class);
        }
        Value::ImageData(image) => write_image(writer, image),
        Value::Geometry(geometry) => write_geometry(writer, geometry),
        Value::Shared(object) => {
            writer.tag(tags::SHARED);
            write_value(writer, object);
        }
        Value::Reference(index) => {
            writer.tag(tags::REFERENCE);
            writer.unsigned(*index);
        }
    }
}

fn write_array(writer: &mut Writer, elements: &[Value]) {
    writer.array(elements.len());
    for element in elements {
        write_value(writer, element);
    }
}

fn write_properties(writer: &mut Writer, properties: &Properties) {
    writer.map(properties.len());
    for (name, value) in properties {
        writer.text(name);
        write_value(writer, value);
    }
}

fn write_map(writer: &mut Writer, entries: &[(Value, Value)]) {
    if entries.iter().all(|(key, _)| key.is_primitive()) {
        writer.tag(tags::MAP);
        writer.map(entries.len());
    } else {
        writer.tag(tags::OBJECT_KEYED_MAP);
        writer.array(2 * entries.len());
    }
    for (key, value) in entries {
        write_value(writer, key);
        write_value(writer, value);
    }
}

fn write_buffer(writer: &mut Writer, buffer: &ArrayBuffer) {
    writer.tag(tags::ARRAY_BUFFER);
    if let Some(max_byte_length) = buffer.max_byte_length {
        writer.array(2);
        writer.bytes(&buffer.bytes);
        writer.unsigned(max_byte_length);
    } else {
        writer.bytes(&buffer.bytes);
    }
}

fn write_view(writer: &mut Writer, view: &View) {
    writer.tag(tags::VIEW);
    writer.array(4);
    writer.name(view.kind.name());
    write_value(writer, &view.buffer);
    writer.unsigned(view.byte_offset);
    match view.length {
        Some(length) => writer.unsigned(length),
        None => writer.null(),
    }
}

fn write_error(writer: &mut Writer, error: &ErrorObject) {
    writer.tag(tags::ERROR);
    writer.array(2);
    writer.name(error.class.name());
    let texts = [("message", &error.message), ("stack", &error.stack)];
    let present = texts.iter().filter(|(_, text)| text.is_some()).count();
    writer.map(present + usize::from(error.cause.is_some()));
    for (name, text) in texts {
        if let Some(text) = text {
            writer.name(name);
            writer.text(text);
        }
    }
    if let Some(cause) = &error.cause {
        writer.name("cause");
        write_value(writer, cause);
    }
}

fn write_file(writer: &mut Writer, file: &File) {
    writer.tag(tags::FILE);
    writer.array(4);
    writer.unsigned(file.ordinal);
    writer.text(&file.media_type);
    writer.text(&file.name);
    writer.number(file.last_modified);
}

fn write_image(writer: &mut Writer, image: &ImageData) {
    writer.tag(tags::IMAGE_DATA);
    writer.array(5);
    writer.unsigned(image.width.into());
    writer.unsigned(image.height.into());
    writer.text(&image.color_space);
    match &image.pixel_format {
        Some(format) => writer.text(format),
        None => writer.null(),
    }
    writer.bytes(&image.data);
}

fn write_geometry(writer: &mut Writer, geometry: &Geometry) {
    writer.tag(match geometry.kind {
        GeometryKind::Point => tags::POINT,
        GeometryKind::PointReadOnly => tags::POINT_READ_ONLY,
        GeometryKind::Rect => tags::RECT,
        GeometryKind::RectReadOnly => tags::RECT_READ_ONLY,
        GeometryKind::Quad => tags::QUAD,
        GeometryKind::Matrix => tags::MATRIX,
        GeometryKind::MatrixReadOnly => tags::MATRIX_READ_ONLY,
    });
    if geometry.kind == GeometryKind::Quad {
        let points = geometry.numbers.chunks(4);
        writer.array(points.len());
        for point in points {
            writer.array(point.len());
            for number in point {
                writer.number(*number);
            }
        }
    } else {
        writer.array(geometry.numbers.len());
        for number in &geometry.numbers {
            writer.number(*number);
        }
    }
}

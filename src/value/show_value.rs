//! Values as people read them.

use super::show::{show_date, show_number, write_text};
use super::{ErrorObject, Properties, Text, Value};

/// How many bytes of a buffer are shown.
const SHOWN_BYTES: usize = 32;

/// A value in one readable line, much like its JavaScript source: `{"a": [1, Date 2020-…]}`.
///
/// Shared objects are marked `#0`, `#1`, … where they begin, and are that where they occur
/// again. Of long buffers the beginning is shown. The line is for people: it cannot be read back.
pub fn show_value(value: &Value) -> String {
    let mut shower = Shower { line: String::new(), shared: 0 };
    shower.value(value);
    shower.line
}

struct Shower {
    line: String,
    /// How many shared objects have begun.
    shared: u64,
}

impl Shower {
    /// Calls itself for what the value holds. What makes strings to show is elsewhere, so that
    /// the deepest value fits a small stack.
    fn value(&mut self, value: &Value) {
        match value {
            Value::Array(elements) => self.list("[", elements, "]"),
            Value::Object(properties) => self.properties(properties),
            Value::SparseArray(array) => {
                self.number("Array(", array.length.into(), ") ");
                self.properties(&array.properties);
            }
            Value::Map(entries) => self.map(entries),
            Value::Set(members) => self.list("Set {", members, "}"),
            Value::FileList(files) => self.list("FileList [", files, "]"),
            Value::Boxed(primitive) => {
                self.push("Object(");
                self.value(primitive);
                self.push(")");
            }
            Value::Error(error) => {
                self.error_head(error);
                if let Some(cause) = &error.cause {
                    self.push(" caused by ");
                    self.value(cause);
                }
            }
            Value::View(view) => {
                self.push(view.kind.name());
                self.push("(");
                self.value(&view.buffer);
                self.number(", ", view.byte_offset, "");
                if let Some(length) = view.length {
                    self.number(", ", length, "");
                }
                self.push(")");
            }
            Value::Shared(object) => {
                self.number("#", self.shared, " ");
                self.shared += 1;
                self.value(object);
            }
            _ => self.leaf(value),
        }
    }

    fn error_head(&mut self, error: &ErrorObject) {
        self.push(error.class.name());
        if let Some(message) = &error.message {
            self.texts(" ", &[message]);
        }
    }

    /// What holds no other values.
    fn leaf(&mut self, value: &Value) {
        match value {
            Value::Undefined => self.push("undefined"),
            Value::Null => self.push("null"),
            Value::Boolean(boolean) => self.push(if *boolean { "true" } else { "false" }),
            Value::Number(number) => self.push(&show_number(*number)),
            Value::BigInt(bigint) => self.push(&bigint.to_string()),
            Value::String(text) => write_text(&mut self.line, text),
            Value::Reference(index) => self.number("#", *index, ""),
            Value::Date(Some(milliseconds)) => {
                self.push(&format!("Date {}", show_date(*milliseconds)));
            }
            Value::Date(None) => self.push("Invalid Date"),
            Value::RegExp(regexp) => {
                self.texts("RegExp ", &[&regexp.source, &regexp.flags]);
            }
            Value::ArrayBuffer(buffer) => self.bytes("ArrayBuffer", &buffer.bytes),
            Value::TypedArray(array) => self.bytes(array.kind.name(), &array.bytes),
            Value::DomException(exception) => {
                self.texts("DOMException ", &[&exception.name, &exception.message]);
            }
            Value::Blob(blob) => {
                self.texts(&format!("Blob {} ", blob.ordinal), &[&blob.media_type])
            }
            Value::File(file) => {
                let head = format!("File {} ", file.ordinal);
                self.texts(&head, &[&file.name, &file.media_type]);
            }
            Value::CryptoKey(ordinal) => self.number("CryptoKey ", *ordinal, ""),
            Value::Opaque(opaque) => {
                self.texts(&format!("Object {} ", opaque.ordinal), &[&opaque.class]);
            }
            Value::ImageData(image) => {
                self.push(&format!("ImageData {}×{} ", image.width, image.height));
                self.bytes("", &image.data);
            }
            Value::Geometry(geometry) => {
                self.push(geometry.kind.name());
                let numbers: Vec<String> =
                    geometry.numbers.iter().map(|number| show_number(*number)).collect();
                self.push(&format!(" [{}]", numbers.join(", ")));
            }
            // `value` has shown the others.
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        self.line.push_str(text);
    }

    fn number(&mut self, before: &str, number: u64, after: &str) {
        self.push(before);
        self.push(&number.to_string());
        self.push(after);
    }

    fn separate(&mut self, position: usize) {
        if position > 0 {
            self.push(", ");
        }
    }

    fn list(&mut self, open: &str, values: &[Value], close: &str) {
        self.push(open);
        for (position, value) in values.iter().enumerate() {
            self.separate(position);
            self.value(value);
        }
        self.push(close);
    }

    fn properties(&mut self, properties: &Properties) {
        self.push("{");
        for (position, (name, value)) in properties.iter().enumerate() {
            self.separate(position);
            write_text(&mut self.line, name);
            self.push(": ");
            self.value(value);
        }
        self.push("}");
    }

    fn map(&mut self, entries: &[(Value, Value)]) {
        self.push("Map {");
        for (position, (key, value)) in entries.iter().enumerate() {
            self.separate(position);
            self.value(key);
            self.push(" => ");
            self.value(value);
        }
        self.push("}");
    }

    fn texts(&mut self, head: &str, texts: &[&Text]) {
        self.push(head);
        for (position, text) in texts.iter().enumerate() {
            self.separate(position);
            write_text(&mut self.line, text);
        }
    }

    fn bytes(&mut self, head: &str, bytes: &[u8]) {
        let shown = bytes.get(..SHOWN_BYTES).unwrap_or(bytes);
        let more = if shown.len() < bytes.len() { "…" } else { "" };
        let digits = hex::encode(shown);
        self.push(&format!("{head}({}) 0x{digits}{more}", bytes.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::show_value;
    use crate::value::decode_value;

    #[test]
    fn values_are_readable() {
        for (digits, line) in [
            ("a2616101616282f6f7", r#"{"a": 1, "b": [null, undefined]}"#),
            ("d90103a16161fb3ff8000000000000", r#"Map {"a" => 1.5}"#),
            ("d9010281c24101", "Set {1n}"),
            ("c100", "Date 1970-01-01T00:00:00.000Z"),
            ("d81c81d81d00", "#0 [#0]"),
            ("d840420102", "Uint8Array(2) 0x0102"),
            ("da647279148203a1613100", r#"Array(3) {"1": 0}"#),
            ("da6472790082056161", r#"Blob 5 "a""#),
            ("d9524a8261616167", r#"RegExp "a", "g""#),
        ] {
            let value = decode_value(&hex::decode(digits).unwrap()).unwrap();
            assert_eq!(show_value(&value), line);
        }
    }

    #[test]
    fn long_buffers_are_shown_in_part() {
        let bytes = [&[0xd8, 0x40, 0x58, 40][..], &[7; 40]].concat();
        let line = show_value(&decode_value(&bytes).unwrap());
        assert_eq!(line, format!("Uint8Array(40) 0x{}…", "07".repeat(32)));
    }
}

//! Random values of every kind, all of which an encoder can write.

use std::collections::HashSet;

use drydock::value::{
    ArrayBuffer, BigInt, Blob, DomException, ErrorClass, ErrorObject, File, Geometry, GeometryKind,
    ImageData, Key, Number, Opaque, Properties, RegExp, SparseArray, Text, TypedArray, Value, View,
    ViewKind, encode_value,
};

use crate::entropy::Entropy;
use crate::scalars::{bytes, milliseconds, number, property_name, text};
use crate::settle::settle;

/// Which kinds of values to make.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kinds {
    /// Every kind.
    All,
    /// Those that JavaScript has without a browser.
    Language,
}

/// A random value.
pub fn value(entropy: &mut Entropy, kinds: Kinds) -> Value {
    let mut maker = Maker { entropy, kinds, shared: Vec::new(), budget: 60 };
    let value = maker.value(0);
    settle(value, entropy.below(1000))
}

/// A random key.
pub fn key(entropy: &mut Entropy) -> Key {
    key_at(entropy, 0)
}

fn key_at(entropy: &mut Entropy, depth: u64) -> Key {
    match entropy.below(if depth < 3 { 5 } else { 4 }) {
        0 => {
            let number = number(entropy);
            Key::Number(if number.get().is_nan() { Number::from(-0.0) } else { number })
        }
        1 => Key::Date(milliseconds(entropy)),
        2 => Key::String(text(entropy)),
        3 => Key::Binary(bytes(entropy, 20)),
        _ => {
            let length = entropy.below(4);
            Key::Array((0..length).map(|_| key_at(entropy, depth + 1)).collect())
        }
    }
}

/// What a shared object is, for those who may refer to it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sharable {
    Open,
    Buffer { length: u64, largest: Option<u64> },
    File,
    Other,
}

struct Maker<'e> {
    entropy: &'e mut Entropy,
    kinds: Kinds,
    shared: Vec<Sharable>,
    /// How many more values may begin.
    budget: u64,
}

impl Maker<'_> {
    fn value(&mut self, depth: u64) -> Value {
        self.budget = self.budget.saturating_sub(1);
        match self.entropy.below(12) {
            0..=3 => self.primitive(),
            4 if !self.shared.is_empty() => {
                Value::Reference(self.entropy.below(self.shared.len() as u64))
            }
            5 | 6 => self.shared(depth),
            _ => self.object(depth),
        }
    }

    fn shared(&mut self, depth: u64) -> Value {
        let index = self.shared.len();
        self.shared.push(Sharable::Open);
        let object = self.object(depth);
        self.shared[index] = match &object {
            Value::ArrayBuffer(buffer) => sharable_buffer(buffer),
            Value::File(_) => Sharable::File,
            _ => Sharable::Other,
        };
        Value::Shared(Box::new(object))
    }

    fn primitive(&mut self) -> Value {
        match self.entropy.below(7) {
            0 => Value::Undefined,
            1 => Value::Null,
            _ => self.boxable(),
        }
    }

    fn boxable(&mut self) -> Value {
        match self.entropy.below(4) {
            0 => Value::Boolean(self.entropy.flip()),
            1 => Value::Number(number(self.entropy)),
            2 => {
                let negative = self.entropy.flip();
                Value::BigInt(BigInt::new(negative, &bytes(self.entropy, 20)))
            }
            _ => Value::String(text(self.entropy)),
        }
    }

    /// Something with identity.
    fn object(&mut self, depth: u64) -> Value {
        let nests = self.budget > 0 && depth < 12;
        let leaves = if self.kinds == Kinds::All { 16 } else { 8 };
        if nests && self.entropy.flip() {
            return self.container(depth + 1);
        }
        match self.entropy.below(leaves) {
            0 => Value::Date(self.entropy.flip().then(|| milliseconds(self.entropy))),
            1 => Value::RegExp(Box::new(self.regexp())),
            2 => Value::Boxed(Box::new(self.boxable())),
            3 => Value::ArrayBuffer(Box::new(self.buffer())),
            4 => self.typed_array(),
            5 | 6 => self.view(),
            7 => self.error(None),
            8 => Value::DomException(Box::new(DomException {
                name: text(self.entropy),
                message: text(self.entropy),
            })),
            9 => Value::Blob(Box::new(Blob { ordinal: 0, media_type: text(self.entropy) })),
            10 => self.file(),
            11 => self.file_list(),
            12 => Value::CryptoKey(0),
            13 => Value::Opaque(Box::new(Opaque { ordinal: 0, class: text(self.entropy) })),
            14 => self.image(),
            _ => self.geometry(),
        }
    }

    fn container(&mut self, depth: u64) -> Value {
        match self.entropy.below(7) {
            0 => {
                let length = self.entropy.below(5);
                Value::Array((0..length).map(|_| self.value(depth)).collect())
            }
            1 => Value::Object(self.properties(depth)),
            2 => self.sparse_array(depth),
            3 => self.map(depth),
            4 => self.set(depth),
            5 => {
                let cause = self.value(depth);
                self.error(Some(cause))
            }
            _ => {
                let names = self.names(0);
                Value::Object(self.valued(names, depth))
            }
        }
    }

    fn properties(&mut self, depth: u64) -> Properties {
        let names = self.names(u32::MAX);
        self.valued(names, depth)
    }

    fn valued(&mut self, names: Vec<Text>, depth: u64) -> Properties {
        names.into_iter().map(|name| (name, self.value(depth))).collect()
    }

    /// Names of properties, with array indexes below `indexes` first.
    fn names(&mut self, indexes: u32) -> Vec<Text> {
        let mut names: Vec<Text> = Vec::new();
        if indexes > 0 {
            let mut chosen: Vec<u64> = (0..self.entropy.below(4))
                .map(|_| {
                    let limit = if self.entropy.flip() { 8 } else { u32::MAX.into() };
                    self.entropy.below(limit.min(indexes.into()))
                })
                .collect();
            chosen.sort_unstable();
            chosen.dedup();
            names.extend(chosen.iter().map(|index| index.to_string().into()));
        }
        for _ in 0..self.entropy.below(4) {
            let name = property_name(self.entropy);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn sparse_array(&mut self, depth: u64) -> Value {
        let length = match self.entropy.below(4) {
            0 => 0,
            1 => u32::MAX,
            2 => 10,
            _ => self.entropy.below(1 << 32) as u32,
        };
        let mut names = self.names(length);
        names.retain(|name| name.as_wtf8() != b"length");
        let index = |name: &Text| {
            let index = name.as_str()?.parse::<u32>().ok()?;
            (index.to_string().as_bytes() == name.as_wtf8() && index < u32::MAX).then_some(index)
        };
        if names.len() as u64 == u64::from(length) && names.iter().all(|name| index(name).is_some())
        {
            names.push("named".into());
        }
        let properties = self.valued(names, depth);
        Value::SparseArray(Box::new(SparseArray { length, properties }))
    }

    fn map(&mut self, depth: u64) -> Value {
        let mut seen = HashSet::new();
        let mut entries = Vec::new();
        for _ in 0..self.entropy.below(6) {
            if let Some(key) = self.member(&mut seen, depth) {
                entries.push((key, self.value(depth)));
            }
        }
        Value::Map(entries)
    }

    fn set(&mut self, depth: u64) -> Value {
        let mut seen = HashSet::new();
        let mut members = Vec::new();
        for _ in 0..self.entropy.below(6) {
            members.extend(self.member(&mut seen, depth));
        }
        Value::Set(members)
    }

    /// A value that is none of those seen, and not −0.
    fn member(&mut self, seen: &mut HashSet<Vec<u8>>, depth: u64) -> Option<Value> {
        let begun = self.shared.len() as u64;
        let member = self.value(depth);
        let identity = match &member {
            Value::Shared(_) => Value::Reference(begun),
            Value::Number(number) if number.get() == 0.0 => Value::Number(Number::from(0)),
            other if other.is_primitive() || matches!(other, Value::Reference(_)) => other.clone(),
            _ => return Some(member),
        };
        let minus_zero = member == Value::Number(Number::from(-0.0));
        let new = !minus_zero && seen.insert(encode_value(&identity));
        // What is shared is always new: it is only now there to refer to.
        new.then_some(member)
    }

    fn regexp(&mut self) -> RegExp {
        let sources = ["(?:)", "a+b?", "\\/x", "[\\u{1f600}]", "(?<year>\\d{4})"];
        let all = if self.entropy.flip() { "dgimsuy" } else { "dgimsvy" };
        let flags: String = all.chars().filter(|_| self.entropy.flip()).collect();
        RegExp { source: self.entropy.pick(&sources).into(), flags: flags.as_str().into() }
    }

    fn buffer(&mut self) -> ArrayBuffer {
        let bytes = bytes(self.entropy, 40);
        let spare = self.entropy.below(100);
        ArrayBuffer {
            max_byte_length: self.entropy.flip().then_some(bytes.len() as u64 + spare),
            bytes,
        }
    }

    fn view_kind(&mut self) -> ViewKind {
        loop {
            let kind = self.entropy.pick(&ViewKind::ALL);
            // Not every JavaScript has it yet.
            if kind != ViewKind::Float16Array || self.kinds == Kinds::All {
                return kind;
            }
        }
    }

    fn typed_array(&mut self) -> Value {
        let kind = self.view_kind();
        if kind == ViewKind::DataView {
            return self.view();
        }
        let elements = self.entropy.below(5);
        let bytes =
            (0..elements * kind.element_size()).map(|_| self.entropy.below(256) as u8).collect();
        Value::TypedArray(Box::new(TypedArray { kind, bytes }))
    }

    fn view(&mut self) -> Value {
        let kind = self.view_kind();
        let buffers: Vec<usize> = (0..self.shared.len())
            .filter(|&index| matches!(self.shared[index], Sharable::Buffer { .. }))
            .collect();
        let (buffer, sharable) = match self.entropy.below(3) {
            0 if !buffers.is_empty() => {
                let index = self.entropy.pick(&buffers);
                (Value::Reference(index as u64), self.shared[index])
            }
            1 => {
                let buffer = self.buffer();
                let sharable = sharable_buffer(&buffer);
                (Value::ArrayBuffer(Box::new(buffer)), sharable)
            }
            _ => {
                let buffer = self.buffer();
                let sharable = sharable_buffer(&buffer);
                self.shared.push(sharable);
                let buffer = Value::ArrayBuffer(Box::new(buffer));
                (Value::Shared(Box::new(buffer)), sharable)
            }
        };
        let Sharable::Buffer { length, largest } = sharable else {
            unreachable!("only buffers were chosen");
        };
        let size = kind.element_size();
        let first = self.entropy.below(length / size + 1);
        let room = length / size - first;
        // A view that can never hold an element does not show whether it follows its buffer.
        let shows = largest.is_some_and(|largest| (first + 1) * size <= largest);
        // Node 20 refuses to follow a buffer that ends within an element; browsers do not.
        let can_follow = shows && (length % size == 0 || self.kinds == Kinds::All);
        let elements = if can_follow && self.entropy.flip() {
            None
        } else if self.entropy.flip() {
            Some(room)
        } else {
            Some(self.entropy.below(room + 1))
        };
        Value::View(Box::new(View { kind, buffer, byte_offset: first * size, length: elements }))
    }

    fn error(&mut self, cause: Option<Value>) -> Value {
        Value::Error(Box::new(ErrorObject {
            class: self.entropy.pick(&ErrorClass::ALL),
            message: self.entropy.flip().then(|| text(self.entropy)),
            stack: self.entropy.flip().then(|| text(self.entropy)),
            cause,
        }))
    }

    fn file(&mut self) -> Value {
        let milliseconds = milliseconds(self.entropy) as f64;
        Value::File(Box::new(File {
            ordinal: 0,
            media_type: text(self.entropy),
            name: text(self.entropy),
            last_modified: Number::from(milliseconds),
        }))
    }

    fn file_list(&mut self) -> Value {
        let mut files = Vec::new();
        for _ in 0..self.entropy.below(4) {
            let shared: Vec<usize> = (0..self.shared.len())
                .filter(|&index| self.shared[index] == Sharable::File)
                .collect();
            files.push(match self.entropy.below(3) {
                0 if !shared.is_empty() => Value::Reference(self.entropy.pick(&shared) as u64),
                1 => {
                    self.shared.push(Sharable::File);
                    Value::Shared(Box::new(self.file()))
                }
                _ => self.file(),
            });
        }
        Value::FileList(files)
    }

    fn image(&mut self) -> Value {
        let width = self.entropy.below(3) as u32 + 1;
        let height = self.entropy.below(3) as u32 + 1;
        let formats = [None, Some("rgba-unorm8"), Some("rgba-float16")];
        let format = self.entropy.pick(&formats);
        let size = if format == Some("rgba-float16") { 8 } else { 4 };
        Value::ImageData(Box::new(ImageData {
            width,
            height,
            color_space: self.entropy.pick(&["srgb", "display-p3"]).into(),
            pixel_format: format.map(Text::from),
            data: (0..width * height * size).map(|_| self.entropy.below(256) as u8).collect(),
        }))
    }

    fn geometry(&mut self) -> Value {
        let (kind, count) = self.entropy.pick(&[
            (GeometryKind::Point, 4),
            (GeometryKind::PointReadOnly, 4),
            (GeometryKind::Rect, 4),
            (GeometryKind::RectReadOnly, 4),
            (GeometryKind::Quad, 16),
            (GeometryKind::Matrix, 6),
            (GeometryKind::Matrix, 16),
            (GeometryKind::MatrixReadOnly, 6),
            (GeometryKind::MatrixReadOnly, 16),
        ]);
        let numbers = (0..count).map(|_| number(self.entropy)).collect();
        Value::Geometry(Box::new(Geometry { kind, numbers }))
    }
}

fn sharable_buffer(buffer: &ArrayBuffer) -> Sharable {
    Sharable::Buffer { length: buffer.bytes.len() as u64, largest: buffer.max_byte_length }
}

//! Making what was put together at random what an encoder would write.

use std::mem;

use drydock::value::{ErrorObject, TypedArray, Value, View, ViewKind};

/// Takes the marks of sharing off what occurs once, counts the others anew, numbers the
/// attachments, and gives views that are alone on their buffer the form of typed arrays.
pub fn settle(mut value: Value, first_ordinal: u64) -> Value {
    let mut settler = Settler {
        references: Vec::new(),
        begun: 0,
        new_indexes: Vec::new(),
        kept: 0,
        next_ordinal: first_ordinal,
    };
    settler.count(&mut value);
    settler.settle(&mut value);
    value
}

struct Settler {
    references: Vec<u64>,
    begun: usize,
    new_indexes: Vec<u64>,
    kept: u64,
    next_ordinal: u64,
}

impl Settler {
    fn count(&mut self, value: &mut Value) {
        if let Value::Reference(index) = value {
            let index = *index as usize;
            self.references.resize(self.references.len().max(index + 1), 0);
            self.references[index] += 1;
        }
        held(value, &mut |child| self.count(child));
    }

    fn settle(&mut self, value: &mut Value) {
        match value {
            Value::Shared(object) => {
                let references = self.references.get(self.begun).copied().unwrap_or(0);
                self.begun += 1;
                self.new_indexes.push(self.kept);
                if references > 0 {
                    self.kept += 1;
                    self.settle(object);
                } else {
                    let mut object = mem::take(&mut **object);
                    self.settle(&mut object);
                    *value = object;
                }
                return;
            }
            Value::Reference(index) => *index = self.new_indexes[*index as usize],
            Value::Blob(blob) => blob.ordinal = self.ordinal(),
            Value::File(file) => file.ordinal = self.ordinal(),
            Value::CryptoKey(ordinal) => *ordinal = self.ordinal(),
            Value::Opaque(opaque) => opaque.ordinal = self.ordinal(),
            _ => {}
        }
        held(value, &mut |child| self.settle(child));
        if let Value::View(view) = value
            && let Some(array) = whole(view)
        {
            *value = Value::TypedArray(Box::new(array));
        }
    }

    fn ordinal(&mut self) -> u64 {
        self.next_ordinal += 1;
        self.next_ordinal - 1
    }
}

fn whole(view: &View) -> Option<TypedArray> {
    let Value::ArrayBuffer(buffer) = &view.buffer else {
        return None;
    };
    let bytes = buffer.bytes.clone();
    let whole = view.byte_offset == 0
        && view.length? * view.kind.element_size() == bytes.len() as u64
        && buffer.max_byte_length.is_none()
        && view.kind != ViewKind::DataView;
    whole.then_some(TypedArray { kind: view.kind, bytes })
}

/// Visits what a value holds, in the order of the bytes.
fn held(value: &mut Value, visit: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(values) | Value::Set(values) | Value::FileList(values) => {
            values.iter_mut().for_each(visit);
        }
        Value::Object(properties) => properties.iter_mut().for_each(|(_, value)| visit(value)),
        Value::SparseArray(array) => {
            array.properties.iter_mut().for_each(|(_, value)| visit(value))
        }
        Value::Map(entries) => entries.iter_mut().for_each(|(key, value)| {
            visit(key);
            visit(value);
        }),
        Value::View(view) => visit(&mut view.buffer),
        Value::Error(error) => {
            let ErrorObject { cause, .. } = &mut **error;
            cause.iter_mut().for_each(visit);
        }
        Value::Shared(object) => visit(object),
        _ => {}
    }
}

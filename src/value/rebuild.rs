//! A value again, from one with its shared objects set apart.

use std::mem;

use super::graph::Graph;
use crate::value::model::MAX_DEPTH;
use crate::value::{DecodeErrorKind, TypedArray, Value, ViewKind};

/// A value that was put together again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// The value.
    pub value: Value,
    /// The former ordinals of its attachments, in the order in which they occur.
    pub ordinals: Vec<u64>,
}

impl Graph {
    /// Puts the shared objects back: where they occur first, and shared only where they occur
    /// again. Attachments are numbered on from `first_ordinal`; without one, they stay as they are.
    ///
    /// # Errors
    ///
    /// Where objects that have moved now nest too deep.
    pub fn rebuild(self, first_ordinal: Option<u64>) -> Result<Rebuilt, DecodeErrorKind> {
        let occurrences = self.occurrences();
        let mut value = self.root;
        let mut rebuilder = Rebuilder {
            objects: self.shared.into_iter().map(Some).collect(),
            new_indexes: vec![0; occurrences.len()],
            occurrences,
            next_index: 0,
            next_ordinal: first_ordinal,
            ordinals: Vec::new(),
            too_deep: false,
        };
        rebuilder.place(&mut value, 0);
        if rebuilder.too_deep {
            return Err(DecodeErrorKind::TooDeep);
        }
        Ok(Rebuilt { value, ordinals: rebuilder.ordinals })
    }
}

struct Rebuilder {
    /// The shared objects that have not been placed.
    objects: Vec<Option<Value>>,
    occurrences: Vec<u64>,
    new_indexes: Vec<u64>,
    next_index: u64,
    next_ordinal: Option<u64>,
    ordinals: Vec<u64>,
    too_deep: bool,
}

impl Rebuilder {
    fn place(&mut self, value: &mut Value, depth: usize) {
        let Value::Reference(index) = value else {
            self.place_within(value, depth);
            return;
        };
        let index = usize::try_from(*index).unwrap_or(usize::MAX);
        let Some(mut object) = self.objects.get_mut(index).and_then(Option::take) else {
            *value = Value::Reference(self.new_indexes.get(index).copied().unwrap_or_default());
            return;
        };
        let again = self.occurrences.get(index).is_some_and(|&count| count > 1);
        if again && let Some(new_index) = self.new_indexes.get_mut(index) {
            *new_index = self.next_index;
            self.next_index += 1;
        }
        self.place_within(&mut object, depth);
        *value = if again { Value::Shared(Box::new(object)) } else { object };
    }

    fn place_within(&mut self, value: &mut Value, depth: usize) {
        self.number(value);
        let nests = matches!(
            value,
            Value::Array(_)
                | Value::SparseArray(_)
                | Value::Object(_)
                | Value::Map(_)
                | Value::Set(_)
                | Value::Error(_)
        );
        if nests && depth >= MAX_DEPTH {
            self.too_deep = true;
            return;
        }
        let depth = depth + usize::from(nests);
        value.children_mut(&mut |child| self.place(child, depth));
        own_its_buffer(value);
    }

    fn number(&mut self, value: &mut Value) {
        let ordinal = match value {
            Value::Blob(blob) => &mut blob.ordinal,
            Value::File(file) => &mut file.ordinal,
            Value::CryptoKey(ordinal) => ordinal,
            Value::Opaque(opaque) => &mut opaque.ordinal,
            _ => return,
        };
        self.ordinals.push(*ordinal);
        if let Some(next) = &mut self.next_ordinal {
            *ordinal = *next;
            *next += 1;
        }
    }
}

/// Makes a view that is now alone in covering its buffer a typed array of its own.
fn own_its_buffer(value: &mut Value) {
    let Value::View(view) = value else {
        return;
    };
    let (kind, length) = (view.kind, view.length);
    let Value::ArrayBuffer(buffer) = &mut view.buffer else {
        return;
    };
    let covers = view.byte_offset == 0
        && length.map(|elements| elements * kind.element_size()) == Some(buffer.bytes.len() as u64);
    if covers && buffer.max_byte_length.is_none() && kind != ViewKind::DataView {
        let bytes = mem::take(&mut buffer.bytes);
        *value = Value::TypedArray(Box::new(TypedArray { kind, bytes }));
    }
}

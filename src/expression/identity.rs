//! Which objects of a record occur in a result more than once.

use std::collections::HashMap;
use std::ptr;

use super::error::EvaluationErrorKind as Kind;
use crate::value::{
    ErrorObject, MAX_DEPTH, Properties, SharedObjects, SparseArray, Text, TypedArray, Value, View,
    ViewKind,
};

/// The objects of a record that a result consists of.
#[derive(Default)]
pub(super) struct Identities {
    objects: HashMap<*const Value, Object>,
    /// How many shared objects of the result have begun.
    begun: u64,
}

struct Object {
    occurs_again: bool,
    /// Its index among the shared objects of the result.
    index: Option<u64>,
}

impl Identities {
    /// Takes note of an object, and of those within it.
    pub(super) fn count<'v>(
        &mut self,
        value: &'v Value,
        shared: &'v SharedObjects<'v>,
    ) -> Result<(), Kind> {
        let mut left = vec![value];
        while let Some(value) = left.pop() {
            let value = shared.resolve(value).ok_or(Kind::DanglingReference)?;
            if value.is_primitive() {
                continue;
            }
            if let Some(object) = self.objects.get_mut(&ptr::from_ref(value)) {
                object.occurs_again = true;
                continue;
            }
            self.objects.insert(value, Object { occurs_again: false, index: None });
            value.children(&mut |child| left.push(child));
        }
        Ok(())
    }

    /// The object in the result, with the marks of sharing that it has there.
    pub(super) fn value<'v>(
        &mut self,
        value: &'v Value,
        shared: &'v SharedObjects<'v>,
        depth: usize,
    ) -> Result<Value, Kind> {
        let mut maker = Maker { identities: self, shared, failure: None };
        let made = maker.value(value, depth);
        maker.failure.map_or(Ok(made), Err)
    }

    /// Takes note that an object begins, unless its place is before.
    fn begin(&mut self, value: &Value) -> Mark {
        match self.objects.get_mut(&ptr::from_ref(value)) {
            Some(Object { index: Some(index), .. }) => Mark::Reference(*index),
            Some(object) if object.occurs_again => {
                object.index = Some(self.begun);
                self.begun += 1;
                Mark::Shared
            }
            _ => Mark::None,
        }
    }
}

enum Mark {
    Reference(u64),
    Shared,
    None,
}

/// Makes an object anew. A failure is set aside, and what each step makes is small, so that the
/// deepest value fits a small stack.
struct Maker<'i, 'v> {
    identities: &'i mut Identities,
    shared: &'v SharedObjects<'v>,
    failure: Option<Kind>,
}

impl<'v> Maker<'_, 'v> {
    fn value(&mut self, value: &'v Value, depth: usize) -> Value {
        let Some(value) = self.shared.resolve(value) else {
            self.failure = Some(Kind::DanglingReference);
            return Value::Undefined;
        };
        if value.is_primitive() {
            return value.clone();
        }
        let depth = depth + usize::from(is_level(value));
        if depth > MAX_DEPTH {
            self.failure = Some(Kind::TooDeep);
        }
        if self.failure.is_some() {
            return Value::Undefined;
        }
        match self.identities.begin(value) {
            Mark::Reference(index) => Value::Reference(index),
            Mark::Shared => Value::Shared(self.content(value, depth)),
            Mark::None => *self.content(value, depth),
        }
    }

    /// The object without marks.
    fn content(&mut self, value: &'v Value, depth: usize) -> Box<Value> {
        match value {
            Value::Array(values) => array(self.list(values, depth)),
            Value::Set(values) => set(self.list(values, depth)),
            Value::FileList(values) => file_list(self.list(values, depth)),
            Value::Object(properties) => object(self.properties(properties, depth)),
            Value::SparseArray(array) => {
                sparse(array.length, self.properties(&array.properties, depth))
            }
            Value::Map(entries) => self.entries(entries, depth),
            Value::Error(error) => match &error.cause {
                Some(cause) => caused(error, self.value(cause, depth)),
                None => same(value),
            },
            Value::View(view) => over(view, self.value(&view.buffer, depth)),
            // What holds no objects that could occur again: a boxed value is a primitive.
            other => same(other),
        }
    }

    fn list(&mut self, values: &'v [Value], depth: usize) -> Vec<Value> {
        let mut made = Vec::with_capacity(values.len());
        for value in values {
            made.push(self.value(value, depth));
        }
        made
    }

    fn properties(&mut self, properties: &'v [(Text, Value)], depth: usize) -> Properties {
        let mut made = Vec::with_capacity(properties.len());
        for (name, value) in properties {
            made.push((name.clone(), self.value(value, depth)));
        }
        made
    }

    fn entries(&mut self, entries: &'v [(Value, Value)], depth: usize) -> Box<Value> {
        let mut made = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key = self.value(key, depth);
            made.push((key, self.value(value, depth)));
        }
        Box::new(Value::Map(made))
    }
}

fn same(value: &Value) -> Box<Value> {
    Box::new(value.clone())
}

fn array(values: Vec<Value>) -> Box<Value> {
    Box::new(Value::Array(values))
}

fn set(values: Vec<Value>) -> Box<Value> {
    Box::new(Value::Set(values))
}

fn file_list(values: Vec<Value>) -> Box<Value> {
    Box::new(Value::FileList(values))
}

fn object(properties: Properties) -> Box<Value> {
    Box::new(Value::Object(properties))
}

fn sparse(length: u32, properties: Properties) -> Box<Value> {
    Box::new(Value::SparseArray(Box::new(SparseArray { length, properties })))
}

fn caused(error: &ErrorObject, cause: Value) -> Box<Value> {
    let (message, stack) = (error.message.clone(), error.stack.clone());
    let error = ErrorObject { class: error.class, message, stack, cause: Some(cause) };
    Box::new(Value::Error(Box::new(error)))
}

fn over(view: &View, buffer: Value) -> Box<Value> {
    let View { kind, byte_offset, length, .. } = *view;
    Box::new(of_whole_buffer(View { kind, buffer, byte_offset, length }))
}

/// Whether it counts among the levels that a value has at most.
fn is_level(value: &Value) -> bool {
    matches!(
        value,
        Value::Array(_)
            | Value::Set(_)
            | Value::Object(_)
            | Value::SparseArray(_)
            | Value::Map(_)
            | Value::Error(_)
    )
}

/// A view that is alone on a buffer that it shows all of has a form of its own.
fn of_whole_buffer(view: View) -> Value {
    let size = view.kind.element_size();
    let View { kind, buffer: Value::ArrayBuffer(buffer), byte_offset: 0, length: Some(length) } =
        &view
    else {
        return Value::View(Box::new(view));
    };
    let is_whole = length.checked_mul(size) == Some(buffer.bytes.len() as u64);
    if *kind == ViewKind::DataView || buffer.max_byte_length.is_some() || !is_whole {
        return Value::View(Box::new(view));
    }
    Value::TypedArray(Box::new(TypedArray { kind: *kind, bytes: buffer.bytes.clone() }))
}

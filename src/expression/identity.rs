//! Which objects of a record occur in a result more than once.

use std::collections::HashMap;
use std::ptr;

use super::error::EvaluationErrorKind as Kind;
use crate::value::{
    ErrorObject, MAX_DEPTH, SharedObjects, SparseArray, TypedArray, Value, View, ViewKind,
};

/// The objects of a record that a result consists of.
#[derive(Default)]
pub(super) struct Identities<'v> {
    objects: HashMap<*const Value, Object<'v>>,
    /// How many shared objects of the result have begun.
    begun: u64,
}

struct Object<'v> {
    value: &'v Value,
    occurs_again: bool,
    /// Its index among the shared objects of the result.
    index: Option<u64>,
}

impl<'v> Identities<'v> {
    /// Takes note of an object, and of those within it.
    pub(super) fn count(
        &mut self,
        value: &'v Value,
        shared: &'v SharedObjects<'v>,
        depth: usize,
    ) -> Result<(), Kind> {
        let value = shared.resolve(value).ok_or(Kind::DanglingReference)?;
        if value.is_primitive() {
            return Ok(());
        }
        if depth > MAX_DEPTH + 2 {
            return Err(Kind::TooDeep);
        }
        if let Some(object) = self.objects.get_mut(&ptr::from_ref(value)) {
            object.occurs_again = true;
            return Ok(());
        }
        let object = Object { value, occurs_again: false, index: None };
        self.objects.insert(value, object);
        let mut outcome = Ok(());
        value.children(&mut |child| {
            if outcome.is_ok() {
                outcome = self.count(child, shared, depth + 1);
            }
        });
        outcome
    }

    /// The object in the result, with the marks of sharing that it has there.
    pub(super) fn value(
        &mut self,
        value: &'v Value,
        shared: &'v SharedObjects<'v>,
        depth: usize,
    ) -> Result<Value, Kind> {
        let value = shared.resolve(value).ok_or(Kind::DanglingReference)?;
        let Some(object) = self.objects.get_mut(&ptr::from_ref(value)) else {
            return Ok(value.clone());
        };
        if let Some(index) = object.index {
            return Ok(Value::Reference(index));
        }
        let occurs_again = object.occurs_again;
        let value = object.value;
        if occurs_again {
            object.index = Some(self.begun);
            self.begun += 1;
        }
        let is_level = !matches!(value, Value::View(_) | Value::Boxed(_) | Value::FileList(_));
        let depth = depth + usize::from(is_level);
        if depth > MAX_DEPTH && holds_others(value) {
            return Err(Kind::TooDeep);
        }
        let made = self.content(value, shared, depth)?;
        Ok(if occurs_again { Value::Shared(Box::new(made)) } else { made })
    }

    fn content(
        &mut self,
        value: &'v Value,
        shared: &'v SharedObjects<'v>,
        depth: usize,
    ) -> Result<Value, Kind> {
        let list = |identities: &mut Self, values: &'v [Value]| -> Result<Vec<Value>, Kind> {
            values.iter().map(|value| identities.value(value, shared, depth)).collect()
        };
        Ok(match value {
            Value::Array(values) => Value::Array(list(self, values)?),
            Value::Set(values) => Value::Set(list(self, values)?),
            Value::FileList(values) => Value::FileList(list(self, values)?),
            Value::Object(properties) => {
                let mut made = Vec::with_capacity(properties.len());
                for (name, value) in properties {
                    made.push((name.clone(), self.value(value, shared, depth)?));
                }
                Value::Object(made)
            }
            Value::SparseArray(array) => {
                let mut properties = Vec::with_capacity(array.properties.len());
                for (name, value) in &array.properties {
                    properties.push((name.clone(), self.value(value, shared, depth)?));
                }
                Value::SparseArray(Box::new(SparseArray { length: array.length, properties }))
            }
            Value::Map(entries) => {
                let mut made = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = self.value(key, shared, depth)?;
                    made.push((key, self.value(value, shared, depth)?));
                }
                Value::Map(made)
            }
            Value::Error(error) => {
                let cause = error.cause.as_ref();
                let cause = cause.map(|cause| self.value(cause, shared, depth)).transpose()?;
                let (message, stack) = (error.message.clone(), error.stack.clone());
                Value::Error(Box::new(ErrorObject { class: error.class, message, stack, cause }))
            }
            Value::View(view) => {
                let buffer = self.value(&view.buffer, shared, depth)?;
                of_whole_buffer(View {
                    kind: view.kind,
                    buffer,
                    byte_offset: view.byte_offset,
                    length: view.length,
                })
            }
            // What holds no objects that could occur again: a boxed value is a primitive.
            other => other.clone(),
        })
    }
}

fn holds_others(value: &Value) -> bool {
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

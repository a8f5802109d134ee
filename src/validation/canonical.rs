//! Bytes that are the same for equal values, so that a long array's elements can be compared.

use std::collections::HashMap;

use crate::value::{Properties, SharedObjects, Text, Value, encode_value};

/// What is left to be written.
enum Task<'v> {
    Value(&'v Value),
    Bytes(Vec<u8>),
    /// An object that others refer to has ended.
    Close(*const Value),
}

/// The bytes of a value. Equal are: numbers that amount to the same (−0 is 0), objects whatever
/// the order of their properties, and whatever is shared. `steps` is how much work may be done,
/// and what is left of it; none where that is not enough.
pub fn canonical<'v>(
    value: &'v Value,
    shared: &SharedObjects<'v>,
    steps: &mut u64,
) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut left = vec![Task::Value(value)];
    let mut open: HashMap<*const Value, usize> = HashMap::new();
    while let Some(task) = left.pop() {
        *steps = steps.checked_sub(1)?;
        let value = match task {
            Task::Bytes(own) => {
                bytes.extend(own);
                continue;
            }
            Task::Close(object) => {
                open.remove(&object);
                continue;
            }
            Task::Value(value) => value,
        };
        let object = shared.resolve(value)?;
        if matches!(value, Value::Shared(_) | Value::Reference(_)) {
            // One that holds itself is told by how far out it began.
            if let Some(level) = open.get(&std::ptr::from_ref(object)) {
                bytes.push(b'^');
                bytes.extend(level.to_be_bytes());
                continue;
            }
            open.insert(object, open.len());
            left.push(Task::Close(object));
        }
        let begun = left.len();
        begin(object, &mut bytes, &mut left);
        // The last is taken first.
        if let Some(own) = left.get_mut(begun..) {
            own.reverse();
        }
    }
    Some(bytes)
}

/// Writes what a value is; what it holds comes next.
fn begin<'v>(value: &'v Value, bytes: &mut Vec<u8>, left: &mut Vec<Task<'v>>) {
    match value {
        Value::Number(number) => {
            bytes.push(b'n');
            bytes.extend((number.get() + 0.0).to_bits().to_be_bytes());
        }
        Value::Array(values) => list(b'a', values, bytes, left),
        Value::Set(values) => list(b's', values, bytes, left),
        Value::FileList(values) => list(b'f', values, bytes, left),
        Value::Object(own) => properties(own, bytes, left),
        Value::SparseArray(array) => {
            bytes.push(b'h');
            bytes.extend(array.length.to_be_bytes());
            properties(&array.properties, bytes, left);
        }
        Value::Map(entries) => {
            count(b'm', entries.len(), bytes);
            left.extend(entries.iter().flat_map(|(key, value)| [key, value]).map(Task::Value));
        }
        Value::Boxed(primitive) => {
            bytes.push(b'b');
            left.push(Task::Value(primitive));
        }
        Value::View(view) => {
            let (offset, length) = (view.byte_offset, view.length);
            bytes.extend(format!("v{} {offset} {length:?} ", view.kind.name()).into_bytes());
            left.push(Task::Value(&view.buffer));
        }
        Value::Error(error) => {
            let texts = [&error.message, &error.stack];
            bytes
                .extend(format!("e{} {} ", error.class.name(), error.cause.is_some()).into_bytes());
            for own in texts {
                bytes.push(own.is_some().into());
                text(own.as_ref().unwrap_or(&Text::default()), bytes);
            }
            left.extend(error.cause.iter().map(Task::Value));
        }
        leaf => {
            let own = encode_value(leaf);
            count(b'l', own.len(), bytes);
            bytes.extend(own);
        }
    }
}

fn list<'v>(tag: u8, values: &'v [Value], bytes: &mut Vec<u8>, left: &mut Vec<Task<'v>>) {
    count(tag, values.len(), bytes);
    left.extend(values.iter().map(Task::Value));
}

fn properties<'v>(own: &'v Properties, bytes: &mut Vec<u8>, left: &mut Vec<Task<'v>>) {
    count(b'o', own.len(), bytes);
    let mut sorted: Vec<&(Text, Value)> = own.iter().collect();
    sorted.sort_by_key(|(name, _)| name);
    for (name, value) in sorted {
        let mut head = Vec::new();
        text(name, &mut head);
        left.push(Task::Bytes(head));
        left.push(Task::Value(value));
    }
}

fn count(tag: u8, count: usize, bytes: &mut Vec<u8>) {
    bytes.push(tag);
    bytes.extend((count as u64).to_be_bytes());
}

fn text(text: &Text, bytes: &mut Vec<u8>) {
    bytes.extend((text.as_wtf8().len() as u64).to_be_bytes());
    bytes.extend(text.as_wtf8());
}

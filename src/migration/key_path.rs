//! The keys that IndexedDB takes from a record's value.

use crate::schema::{Index, KeyPath};
use crate::value::{Graph, Key, Number, Text, Value, View, ViewKind, compare};

/// What evaluating a key path needs beside the value.
pub struct Sizes<'s>(
    /// The size in bytes of the Blob or File with this ordinal.
    pub &'s dyn Fn(u64) -> Option<u64>,
);

/// The key at a key path, if there is a valid one
/// ([extract a key](https://w3c.github.io/IndexedDB/#extract-key-from-value)).
pub fn extract(graph: &Graph, path: &KeyPath, sizes: &Sizes<'_>) -> Option<Key> {
    match path {
        KeyPath::One(path) => to_key(graph, &at_path(graph, path, sizes)?),
        KeyPath::Many(paths) => paths
            .iter()
            .map(|path| to_key(graph, &at_path(graph, path, sizes)?))
            .collect::<Option<Vec<Key>>>()
            .map(Key::Array),
    }
}

/// The keys under which an index has a record. Without a valid key, the index does not have it.
pub fn index_keys(graph: &Graph, index: &Index, sizes: &Sizes<'_>) -> Vec<Key> {
    let KeyPath::One(path) = &index.key_path else {
        return extract(graph, &index.key_path, sizes).into_iter().collect();
    };
    let Some(value) = at_path(graph, path, sizes) else { return Vec::new() };
    match (&value, index.multi_entry) {
        (Value::Array(elements), true) => distinct(graph, elements.iter()),
        (Value::SparseArray(array), true) => {
            // Only its elements: a hole has no key, and other properties are no elements.
            let elements = array.properties.iter().filter(|(name, _)| is_element(name));
            distinct(graph, elements.map(|(_, value)| value))
        }
        _ => to_key(graph, &value).into_iter().collect(),
    }
}

fn distinct<'v>(graph: &Graph, elements: impl Iterator<Item = &'v Value>) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for element in elements {
        if let Some(key) = to_key(graph, graph.resolve(element))
            && !keys.iter().any(|other| compare(other, &key).is_eq())
        {
            keys.push(key);
        }
    }
    keys
}

fn is_element(name: &Text) -> bool {
    name.as_str().is_some_and(|name| {
        name.parse::<u32>().is_ok_and(|index| index < u32::MAX && index.to_string() == name)
    })
}

/// [Evaluates a key path](https://w3c.github.io/IndexedDB/#evaluate-a-key-path-on-a-value).
fn at_path(graph: &Graph, path: &Text, sizes: &Sizes<'_>) -> Option<Value> {
    let mut value = graph.resolve(&graph.root).clone();
    if path.as_wtf8().is_empty() {
        return Some(value);
    }
    for name in path.as_wtf8().split(|byte| *byte == b'.') {
        let inner = property(&value, name, sizes)?;
        value = graph.resolve(&inner).clone();
    }
    Some(value)
}

fn property(value: &Value, name: &[u8], sizes: &Sizes<'_>) -> Option<Value> {
    let count = |count: usize| Value::Number(Number::from(count as f64));
    match (value, name) {
        (Value::String(text), b"length") => Some(count(text.to_utf16().len())),
        (Value::Array(elements), b"length") => Some(count(elements.len())),
        (Value::SparseArray(array), b"length") => {
            Some(Value::Number(Number::from(f64::from(array.length))))
        }
        (Value::Array(elements), name) => {
            let name = std::str::from_utf8(name).ok()?;
            let at: usize = name.parse().ok()?;
            (at.to_string() == name).then(|| elements.get(at).cloned())?
        }
        (Value::Blob(blob), b"size") => size(sizes, blob.ordinal),
        (Value::Blob(blob), b"type") => Some(Value::String(blob.media_type.clone())),
        (Value::File(file), b"size") => size(sizes, file.ordinal),
        (Value::File(file), b"type") => Some(Value::String(file.media_type.clone())),
        (Value::File(file), b"name") => Some(Value::String(file.name.clone())),
        (Value::File(file), b"lastModified") => Some(Value::Number(file.last_modified)),
        (Value::Object(properties), name) => own(properties, name),
        (Value::SparseArray(array), name) => own(&array.properties, name),
        _ => None,
    }
}

fn own(properties: &[(Text, Value)], name: &[u8]) -> Option<Value> {
    let (_, value) = properties.iter().find(|(own, _)| own.as_wtf8() == name)?;
    Some(value.clone())
}

fn size(sizes: &Sizes<'_>, ordinal: u64) -> Option<Value> {
    (sizes.0)(ordinal).map(|size| Value::Number(Number::from(size as f64)))
}

/// [Converts a value to a key](https://w3c.github.io/IndexedDB/#convert-value-to-key); none where
/// it is not valid.
pub fn to_key(graph: &Graph, value: &Value) -> Option<Key> {
    key_of(graph, value, &mut Vec::new())
}

/// `within` are the shared arrays that this value is in: one that holds itself is no key.
fn key_of(graph: &Graph, value: &Value, within: &mut Vec<u64>) -> Option<Key> {
    match value {
        Value::Number(number) if number.get().is_nan() => None,
        // As IndexedDB compares them, which is how a key is looked for.
        Value::Number(number) if number.get() == 0.0 => Some(Key::Number(Number::from(0.0))),
        Value::Number(number) => Some(Key::Number(*number)),
        Value::Date(milliseconds) => milliseconds.map(Key::Date),
        Value::String(text) => Some(Key::String(text.clone())),
        Value::ArrayBuffer(buffer) => Some(Key::Binary(buffer.bytes.clone())),
        Value::TypedArray(array) => Some(Key::Binary(array.bytes.clone())),
        Value::View(view) => bytes_of(graph, view).map(Key::Binary),
        Value::Array(elements) => elements
            .iter()
            .map(|element| key_of(graph, element, within))
            .collect::<Option<Vec<Key>>>()
            .map(Key::Array),
        Value::Reference(index) => {
            if within.contains(index) {
                return None;
            }
            within.push(*index);
            let object = graph.resolve(value);
            let key = if matches!(object, Value::Reference(_)) {
                None
            } else {
                key_of(graph, object, within)
            };
            within.pop();
            key
        }
        _ => None,
    }
}

/// The bytes that a view shows; none of one that is out of bounds.
fn bytes_of(graph: &Graph, view: &View) -> Option<Vec<u8>> {
    let Value::ArrayBuffer(buffer) = graph.resolve(&view.buffer) else { return None };
    let begin = usize::try_from(view.byte_offset).ok()?;
    let element = match view.kind {
        ViewKind::DataView => 1,
        kind => kind.element_size(),
    };
    let end = match view.length {
        Some(length) => begin.checked_add(usize::try_from(length.checked_mul(element)?).ok()?)?,
        None => {
            let rest = buffer.bytes.len().checked_sub(begin)?;
            begin + rest - rest % usize::try_from(element).ok()?
        }
    };
    buffer.bytes.get(begin..end).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use super::{Sizes, extract, index_keys};
    use crate::schema::{Index, KeyPath};
    use crate::value::{Blob, Graph, Key, Text, Value};

    fn number(number: f64) -> Value {
        Value::Number(number.into())
    }

    fn text(text: &str) -> Value {
        Value::String(text.into())
    }

    fn record(properties: Vec<(&str, Value)>) -> Graph {
        let properties = properties.into_iter().map(|(name, value)| (Text::from(name), value));
        Graph::new(Value::Object(properties.collect()))
    }

    fn one(path: &str) -> KeyPath {
        KeyPath::One(path.into())
    }

    fn key(graph: &Graph, path: &KeyPath) -> Option<Key> {
        extract(graph, path, &Sizes(&|_| Some(7)))
    }

    #[test]
    fn key_paths_lead_into_objects_texts_arrays_and_blobs() {
        let blob = Value::Blob(Box::new(Blob { ordinal: 0, media_type: "a/b".into() }));
        let address = vec![(Text::from("city"), text("Oslo"))];
        let graph = record(vec![
            ("address", Value::Object(address)),
            ("list", Value::Array(vec![number(-0.0), text("x")])),
            ("blob", blob),
        ]);
        let zero = Key::Number(0.0.into());
        assert_eq!(key(&graph, &one("address.city")), Some(Key::String("Oslo".into())));
        assert_eq!(key(&graph, &one("address.city.length")), Some(Key::Number(4.0.into())));
        assert_eq!(key(&graph, &one("list.length")), Some(Key::Number(2.0.into())));
        assert_eq!(key(&graph, &one("list.0")), Some(zero.clone()));
        assert_eq!(key(&graph, &one("blob.size")), Some(Key::Number(7.0.into())));
        assert_eq!(key(&graph, &one("blob.type")), Some(Key::String("a/b".into())));
        assert_eq!(key(&graph, &one("address")), None);
        assert_eq!(key(&graph, &one("none.at.all")), None);
        let both = KeyPath::Many(vec!["list.0".into(), "blob.type".into()]);
        assert_eq!(key(&graph, &both), Some(Key::Array(vec![zero, Key::String("a/b".into())])));
        let half = KeyPath::Many(vec!["list.0".into(), "none".into()]);
        assert_eq!(key(&graph, &half), None);
        assert_eq!(key(&Graph::new(number(3.0)), &one("")), Some(Key::Number(3.0.into())));
    }

    #[test]
    fn what_is_no_key_is_none() {
        let cyclic = Value::Shared(Box::new(Value::Array(vec![Value::Reference(0)])));
        let date = Value::Date(None);
        for value in [number(f64::NAN), Value::Boolean(true), Value::Null, date, cyclic] {
            let graph = record(vec![("k", value.clone())]);
            assert_eq!(key(&graph, &one("k")), None, "{value:?}");
        }
        // An array that occurs twice holds itself nowhere.
        let pair = vec![Value::Shared(Box::new(Value::Array(vec![]))), Value::Reference(0)];
        let graph = record(vec![("k", Value::Array(pair))]);
        let empty = Key::Array(vec![]);
        assert_eq!(key(&graph, &one("k")), Some(Key::Array(vec![empty.clone(), empty])));
    }

    #[test]
    fn a_multi_entry_index_has_each_element_once() {
        let elements = vec![number(1.0), Value::Null, text("a"), number(1.0)];
        let graph = record(vec![("tags", Value::Array(elements))]);
        let index = |multi_entry| Index {
            name: "by tag".into(),
            key_path: one("tags"),
            unique: false,
            multi_entry,
        };
        let keys = index_keys(&graph, &index(true), &Sizes(&|_| None));
        assert_eq!(keys, [Key::Number(1.0.into()), Key::String("a".into())]);
        assert!(index_keys(&graph, &index(false), &Sizes(&|_| None)).is_empty());
    }
}

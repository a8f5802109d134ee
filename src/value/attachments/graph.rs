//! A value with its shared objects set apart, so that parts of it can be taken out.

use std::mem;

use crate::value::Value;

/// A value in which every occurrence of a shared object is a reference.
pub(super) struct Graph {
    pub(super) root: Value,
    /// The shared objects, by index.
    pub(super) shared: Vec<Value>,
}

impl Graph {
    /// Sets the shared objects of a value apart.
    pub(super) fn new(mut root: Value) -> Self {
        let mut shared = Vec::new();
        set_apart(&mut root, &mut shared);
        Self { root, shared }
    }

    /// How often each shared object occurs in what can be reached from the root.
    pub(super) fn occurrences(&self) -> Vec<u64> {
        let mut occurrences = vec![0; self.shared.len()];
        let mut to_visit = vec![&self.root];
        while let Some(value) = to_visit.pop() {
            value.walk(&mut |value| {
                let Value::Reference(index) = value else {
                    return;
                };
                let index = usize::try_from(*index).unwrap_or(usize::MAX);
                let (Some(count), Some(object)) =
                    (occurrences.get_mut(index), self.shared.get(index))
                else {
                    return;
                };
                if *count == 0 {
                    to_visit.push(object);
                }
                *count += 1;
            });
        }
        occurrences
    }
}

fn set_apart(value: &mut Value, shared: &mut Vec<Value>) {
    let Value::Shared(object) = value else {
        value.children_mut(&mut |child| set_apart(child, shared));
        return;
    };
    let mut object = mem::take(&mut **object);
    let index = shared.len();
    *value = Value::Reference(index as u64);
    shared.push(Value::Undefined);
    object.children_mut(&mut |child| set_apart(child, shared));
    if let Some(place) = shared.get_mut(index) {
        *place = object;
    }
}

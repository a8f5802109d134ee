//! A value with its shared objects set apart, so that parts of it can be taken out.

use std::mem;

use crate::value::Value;

/// A value in which every occurrence of a shared object is a reference.
///
/// In a [`Value`], such an object stands where it occurs first, so taking that place out would
/// take the object from all others too. Here all its places are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    /// The value.
    pub root: Value,
    /// The shared objects, by the index that a [`Value::Reference`] has.
    pub shared: Vec<Value>,
}

impl Graph {
    /// Sets the shared objects of a value apart.
    pub fn new(mut root: Value) -> Self {
        let mut shared = Vec::new();
        set_apart(&mut root, 0, &mut shared);
        Self { root, shared }
    }

    /// Takes a value in, to be put somewhere in this one. What it shares, it shares within itself.
    pub fn adopt(&mut self, mut value: Value) -> Value {
        let first = self.shared.len() as u64;
        set_apart(&mut value, first, &mut self.shared);
        value
    }

    /// The object that a reference stands for; any other value is itself.
    pub fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        match value {
            Value::Reference(index) => {
                usize::try_from(*index).ok().and_then(|at| self.shared.get(at)).unwrap_or(value)
            }
            value => value,
        }
    }

    /// How often each shared object occurs in what can be reached from the root.
    pub(crate) fn occurrences(&self) -> Vec<u64> {
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

/// `first` is the index that the value's own shared object 0 gets.
fn set_apart(value: &mut Value, first: u64, shared: &mut Vec<Value>) {
    let Value::Shared(object) = value else {
        if let Value::Reference(index) = value {
            *index += first;
        }
        value.children_mut(&mut |child| set_apart(child, first, shared));
        return;
    };
    let mut object = mem::take(&mut **object);
    let index = shared.len();
    *value = Value::Reference(index as u64);
    shared.push(Value::Undefined);
    object.children_mut(&mut |child| set_apart(child, first, shared));
    if let Some(place) = shared.get_mut(index) {
        *place = object;
    }
}

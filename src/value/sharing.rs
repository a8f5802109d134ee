//! Finding the objects that a value refers to more than once.

use std::sync::OnceLock;

use super::Value;

/// A value's shared objects, looked up where a [`Value::Reference`] stands for one.
///
/// The value is gone through at the first reference that is followed, and only then.
#[derive(Debug)]
pub struct SharedObjects<'v> {
    root: &'v Value,
    objects: OnceLock<Vec<&'v Value>>,
}

impl<'v> SharedObjects<'v> {
    /// Those of a whole value, in which every reference counts from.
    pub fn new(root: &'v Value) -> Self {
        Self { root, objects: OnceLock::new() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.objects().is_empty()
    }

    fn objects(&self) -> &[&'v Value] {
        self.objects.get_or_init(|| {
            let mut objects = Vec::new();
            collect(self.root, &mut objects);
            objects
        })
    }

    /// The value itself, without marks of sharing, where `value` is part of the root; `None` for
    /// a reference to nothing, which no decoder gives.
    pub fn resolve(&self, value: &'v Value) -> Option<&'v Value> {
        match value {
            Value::Shared(object) => Some(object),
            Value::Reference(index) => self.objects().get(usize::try_from(*index).ok()?).copied(),
            value => Some(value),
        }
    }
}

/// In the order in which they begin.
fn collect<'v>(root: &'v Value, objects: &mut Vec<&'v Value>) {
    let mut left = vec![root];
    while let Some(value) = left.pop() {
        if let Value::Shared(object) = value {
            objects.push(object);
        }
        // The last is taken first.
        let others = left.len();
        value.children(&mut |child| left.push(child));
        if let Some(children) = left.get_mut(others..) {
            children.reverse();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SharedObjects;
    use crate::value::Value;

    #[test]
    fn references_lead_to_objects_in_the_order_in_which_they_begin() {
        let inner = Value::Shared(Box::new(Value::Array(vec![Value::Reference(0)])));
        let outer = vec![inner, Value::Reference(1), Value::Reference(2)];
        let root = Value::Shared(Box::new(Value::Array(outer)));
        let shared = SharedObjects::new(&root);

        let Some(Value::Array(elements)) = shared.resolve(&root) else {
            panic!("the array itself");
        };
        let inner = shared.resolve(&elements[0]).unwrap();
        assert!(std::ptr::eq(shared.resolve(&elements[1]).unwrap(), inner));
        assert_eq!(shared.resolve(&elements[2]), None);
        let Value::Array(elements) = inner else {
            panic!("the inner array itself");
        };
        assert_eq!(shared.resolve(&elements[0]), shared.resolve(&root));
    }
}

//! Finding fields of a record.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::place::{Place, array_index, deeper, properties, properties_mut};
use crate::value::{Graph, Text, Value};

/// One step on the way to a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into the property of this name.
    Field(Text),
    /// Into each element of an array.
    Each,
}

/// A found value, with the way to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub place: Place,
    /// Its JSON Pointer.
    pub pointer: String,
    /// Where what holds it is, and which of its children it is; none for the root.
    slot: Option<(Place, usize)>,
}

/// The values at the end of a path: all of them, where the path goes through arrays. Where a part of
/// the path is not there, or is no object or no array, there is nothing to find. A property or
/// element of an object that occurs several times is found once.
pub fn find(graph: &Graph, path: &[Segment]) -> Vec<Found> {
    let mut search = Search { graph, seen: HashSet::new(), found: Vec::new() };
    let root = Place { object: None, steps: Vec::new() };
    search.follow(&graph.root, root, String::new(), None, path);
    search.found
}

/// The objects at the end of a path, as [`find`] does. One that occurs several times is found once.
pub fn find_objects(graph: &Graph, path: &[Segment]) -> Vec<Found> {
    let mut seen = HashSet::new();
    let mut objects = find(graph, path);
    objects.retain(|found| {
        matches!(found.place.get(graph), Some(Value::Object(_))) && seen.insert(found.place.clone())
    });
    objects
}

/// The objects at the end of a path, as [`find_objects`] does, in places that stay theirs when
/// fields of the others come and go.
pub fn hold_objects(graph: &mut Graph, path: &[Segment]) -> Vec<Found> {
    let mut objects = find_objects(graph, path);
    let mut within: Vec<&mut Found> =
        objects.iter_mut().filter(|found| found.place.is_within_shared()).collect();
    // What stands within another of them is set apart before it: the way to it ends there then.
    within.sort_by_key(|found| Reverse(found.place.steps.len()));
    for found in within {
        found.place = found.place.set_apart(graph);
    }
    objects
}

struct Search<'g> {
    graph: &'g Graph,
    /// The shared objects from which it went on, each with how far the end of the path was.
    seen: HashSet<(u64, usize)>,
    found: Vec<Found>,
}

impl<'g> Search<'g> {
    fn follow(
        &mut self,
        value: &'g Value,
        place: Place,
        pointer: String,
        slot: Option<(Place, usize)>,
        path: &[Segment],
    ) {
        let (value, place) = match value {
            Value::Reference(index) => {
                // The same way on from the same object leads to the same places once more.
                if !path.is_empty() && !self.seen.insert((*index, path.len())) {
                    return;
                }
                let object = usize::try_from(*index).ok();
                (self.graph.resolve(value), Place { object, steps: Vec::new() })
            }
            value => (value, place),
        };
        let Some((segment, rest)) = path.split_first() else {
            self.found.push(Found { place, pointer, slot });
            return;
        };
        let mut inner = |at: usize, name: &Text, value: &'g Value| {
            let slot = Some((place.clone(), at));
            self.follow(value, place.child(at), deeper(&pointer, name), slot, rest);
        };
        match (segment, value) {
            (Segment::Field(name), value) => {
                let properties = properties(value).into_iter().flatten().enumerate();
                for (at, (own, value)) in properties {
                    if own == name {
                        inner(at, own, value);
                    }
                }
            }
            (Segment::Each, Value::Array(elements)) => {
                for (at, element) in elements.iter().enumerate() {
                    inner(at, &at.to_string().as_str().into(), element);
                }
            }
            (Segment::Each, Value::SparseArray(array)) => {
                for (at, (name, element)) in array.properties.iter().enumerate() {
                    if array_index(name).is_some() {
                        inner(at, name, element);
                    }
                }
            }
            (Segment::Each, _) => {}
        }
    }
}

impl Found {
    /// How deep it stands in what is not shared around it.
    pub fn depth(&self) -> usize {
        self.slot.as_ref().map_or(0, |(holder, _)| holder.steps.len() + 1)
    }

    /// Puts another value where this one stands, and nowhere else.
    pub fn replace(&self, graph: &mut Graph, value: Value) {
        let place = match &self.slot {
            None => Some(&mut graph.root),
            Some((holder, at)) => holder.get_mut(graph).and_then(|holder| match holder {
                Value::Array(elements) => elements.get_mut(*at),
                holder => properties_mut(holder)?.get_mut(*at).map(|(_, value)| value),
            }),
        };
        if let Some(place) = place {
            *place = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Segment, find, find_objects};
    use crate::value::{Graph, Text, Value};

    fn number(number: f64) -> Value {
        Value::Number(number.into())
    }

    fn object(properties: &[(&str, Value)]) -> Value {
        let property = |(name, value): &(&str, Value)| (Text::from(*name), value.clone());
        Value::Object(properties.iter().map(property).collect())
    }

    fn field(name: &str) -> Segment {
        Segment::Field(name.into())
    }

    fn pointers(found: &[Found]) -> Vec<&str> {
        found.iter().map(|found| found.pointer.as_str()).collect()
    }

    #[test]
    fn objects_are_found_in_objects_and_in_arrays() {
        let item = |price| object(&[("price", number(price))]);
        let items = Value::Array(vec![item(1.0), Value::Null, item(2.0)]);
        let graph = Graph::new(object(&[("a/b", object(&[("items", items)]))]));
        let path = [field("a/b"), field("items"), Segment::Each];
        let found = find_objects(&graph, &path);
        assert_eq!(pointers(&found), ["/a~1b/items/0", "/a~1b/items/2"]);
        let price = found[1].place.field(&graph, &["price".into()]);
        assert_eq!(price, Some(&number(2.0)));
        assert!(find(&graph, &[field("none"), Segment::Each]).is_empty());
    }

    #[test]
    fn what_is_no_object_has_no_fields() {
        let graph = Graph::new(object(&[("a", number(1.0)), ("b", object(&[]))]));
        assert!(find(&graph, &[field("a"), field("b")]).is_empty());
        assert!(find(&graph, &[field("b"), Segment::Each]).is_empty());
        assert!(find_objects(&graph, &[field("a")]).is_empty());
    }

    #[test]
    fn an_object_in_two_places_is_changed_once() {
        let shared = Value::Shared(Box::new(object(&[("x", number(1.0))])));
        let value = Value::Array(vec![shared, Value::Reference(0)]);
        let mut graph = Graph::new(value);
        let found = find_objects(&graph, &[Segment::Each]);
        assert_eq!(pointers(&found), ["/0"]);
        found[0].place.set(&mut graph, &["x".into()], number(2.0)).unwrap();
        let shared = Value::Shared(Box::new(object(&[("x", number(2.0))])));
        assert_eq!(
            graph.rebuild(None).unwrap().value,
            Value::Array(vec![shared, Value::Reference(0)])
        );
    }

    #[test]
    fn fields_stand_in_the_order_of_javascript() {
        let mut graph =
            Graph::new(object(&[("2", Value::Null), ("b", Value::Null), ("a", Value::Null)]));
        let place = find_objects(&graph, &[]).remove(0).place;
        for name in ["10", "1", "01"] {
            place.set(&mut graph, &[name.into()], Value::Null).unwrap();
        }
        assert!(place.rename(&mut graph, &"b".into(), &"c".into()));
        assert!(place.rename(&mut graph, &"a".into(), &"3".into()));
        assert!(!place.rename(&mut graph, &"none".into(), &"d".into()));
        assert_eq!(place.take(&mut graph, &["10".into()]), Some(Value::Null));
        assert_eq!(place.take(&mut graph, &["10".into()]), None);
        let names = ["1", "2", "3", "c", "01"].map(|name| (name, Value::Null));
        assert_eq!(graph.rebuild(None).unwrap().value, object(&names));
    }

    #[test]
    fn one_place_of_an_object_is_replaced_alone() {
        let shared = Value::Shared(Box::new(Value::Date(Some(0))));
        let mut graph = Graph::new(Value::Array(vec![shared, Value::Reference(0)]));
        let found = find(&graph, &[Segment::Each]);
        found[0].replace(&mut graph, number(0.0));
        let expected = Value::Array(vec![number(0.0), Value::Date(Some(0))]);
        assert_eq!(graph.rebuild(None).unwrap().value, expected);
    }

    #[test]
    fn objects_on_the_way_to_a_new_field_are_made() {
        let mut graph = Graph::new(object(&[("n", Value::Null)]));
        let place = find_objects(&graph, &[]).remove(0).place;
        let names = ["a".into(), "b".into(), "c".into()];
        assert_eq!(place.take(&mut graph, &names), None);
        place.set(&mut graph, &names, number(1.0)).unwrap();
        assert_eq!(place.field(&graph, &names), Some(&number(1.0)));
        let obstacle = place.set(&mut graph, &["n".into(), "b".into()], number(1.0)).unwrap_err();
        assert_eq!((obstacle.pointer.as_str(), obstacle.found), ("/n", Value::Null));
        let inner = object(&[("b", object(&[("c", number(1.0))]))]);
        let expected = object(&[("n", Value::Null), ("a", inner)]);
        assert_eq!(graph.rebuild(None).unwrap().value, expected);
    }
}

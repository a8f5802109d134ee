//! Finding, reading and changing fields of a record.

use std::collections::HashSet;

use crate::value::{Graph, Properties, Text, Value};

/// One step on the way to a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into the property of this name.
    Field(Text),
    /// Into each element of an array.
    Each,
}

/// Where an object stands in a [`Graph`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which object of the table it is in; none for the root.
    object: Option<usize>,
    /// Which child to take at each level from there.
    steps: Vec<usize>,
}

/// What stands in the way of a new field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The JSON Pointer of what is no object.
    pub pointer: String,
    /// What is there.
    pub found: Value,
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
/// the path is not there, or is no object or no array, there is nothing to find.
pub fn find(graph: &Graph, path: &[Segment]) -> Vec<Found> {
    let mut search = Search { graph, found: Vec::new() };
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

struct Search<'g> {
    graph: &'g Graph,
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

/// The JSON Pointer of a property ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
pub fn deeper(pointer: &str, name: &Text) -> String {
    let name = name.to_string_lossy().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{name}")
}

impl Place {
    fn child(&self, at: usize) -> Self {
        let mut steps = self.steps.clone();
        steps.push(at);
        Self { object: self.object, steps }
    }

    /// What is there.
    pub fn get<'l>(&self, graph: &'l Graph) -> Option<&'l Value> {
        let mut value = match self.object {
            Some(object) => graph.shared.get(object)?,
            None => &graph.root,
        };
        for step in &self.steps {
            value = match value {
                Value::Array(elements) => elements.get(*step)?,
                value => &properties(value)?.get(*step)?.1,
            };
        }
        Some(value)
    }

    /// What is there, to be changed.
    fn get_mut<'l>(&self, graph: &'l mut Graph) -> Option<&'l mut Value> {
        let mut value = match self.object {
            Some(object) => graph.shared.get_mut(object)?,
            None => &mut graph.root,
        };
        for step in &self.steps {
            value = match value {
                Value::Array(elements) => elements.get_mut(*step)?,
                value => &mut properties_mut(value)?.get_mut(*step)?.1,
            };
        }
        Some(value)
    }

    /// The object to which all but the last of these names lead from the one that is here. Those
    /// that are not there are made, where `making`.
    ///
    /// # Errors
    ///
    /// Where something else than an object is in the way of `making` them.
    fn holder(
        &self,
        graph: &mut Graph,
        names: &[Text],
        making: bool,
    ) -> Result<Option<Self>, Obstacle> {
        let way = names.split_last().map_or(&[][..], |(_, way)| way);
        let mut place = self.clone();
        let mut pointer = String::new();
        for name in way {
            pointer = deeper(&pointer, name);
            if making && place.own(graph, name).is_none_or(|value| *value == Value::Undefined) {
                place.put(graph, name, Value::Object(Vec::new()));
            }
            let Some((at, value)) = place.child_named(graph, name) else { return Ok(None) };
            place = match value {
                Value::Reference(index) => {
                    Self { object: usize::try_from(*index).ok(), steps: Vec::new() }
                }
                _ => place.child(at),
            };
            match place.get(graph) {
                Some(Value::Object(_)) => {}
                Some(found) if making => {
                    return Err(Obstacle { pointer, found: found.clone() });
                }
                _ => return Ok(None),
            }
        }
        Ok(Some(place))
    }

    fn child_named<'g>(&self, graph: &'g Graph, name: &Text) -> Option<(usize, &'g Value)> {
        let properties = properties(self.get(graph)?)?;
        let at = properties.iter().position(|(own, _)| own == name)?;
        properties.get(at).map(|(_, value)| (at, value))
    }

    fn own<'g>(&self, graph: &'g Graph, name: &Text) -> Option<&'g Value> {
        self.child_named(graph, name).map(|(_, value)| graph.resolve(value))
    }

    /// What these names lead to from the object that is here.
    pub fn field<'g>(&self, graph: &'g Graph, names: &[Text]) -> Option<&'g Value> {
        let (first, rest) = names.split_first()?;
        let mut value = self.own(graph, first)?;
        for name in rest {
            let (_, inner) = properties(value)?.iter().find(|(own, _)| own == name)?;
            value = graph.resolve(inner);
        }
        Some(value)
    }

    /// Sets what these names lead to. Objects on the way are made where they are absent, and a new
    /// field stands where JavaScript would put it.
    ///
    /// # Errors
    ///
    /// Where something else than an object is in the way.
    pub fn set(&self, graph: &mut Graph, names: &[Text], value: Value) -> Result<(), Obstacle> {
        if let (Some(holder), Some(name)) = (self.holder(graph, names, true)?, names.last()) {
            holder.put(graph, name, value);
        }
        Ok(())
    }

    fn put(&self, graph: &mut Graph, name: &Text, value: Value) {
        let Some(properties) = self.get_mut(graph).and_then(properties_mut) else { return };
        match properties.iter_mut().find(|(own, _)| own == name) {
            Some((_, present)) => *present = value,
            None => insert(properties, name.clone(), value),
        }
    }

    /// Takes a field out. Gives what it was, unresolved.
    pub fn take(&self, graph: &mut Graph, names: &[Text]) -> Option<Value> {
        let holder = self.holder(graph, names, false).ok().flatten()?;
        let properties = holder.get_mut(graph).and_then(properties_mut)?;
        let at = properties.iter().position(|(own, _)| Some(own) == names.last())?;
        Some(properties.remove(at).1)
    }

    /// Gives a field of the object that is here another name. It keeps its place among the others,
    /// unless one of the names is an array index. Says whether it was there.
    pub fn rename(&self, graph: &mut Graph, from: &Text, to: &Text) -> bool {
        let Some(properties) = self.get_mut(graph).and_then(properties_mut) else { return false };
        let Some(at) = properties.iter().position(|(own, _)| own == from) else { return false };
        if array_index(from).is_none() && array_index(to).is_none() {
            if let Some((name, _)) = properties.get_mut(at) {
                *name = to.clone();
            }
        } else {
            let (_, value) = properties.remove(at);
            insert(properties, to.clone(), value);
        }
        true
    }
}

/// The own properties of what a path may lead through.
fn properties(value: &Value) -> Option<&Properties> {
    match value {
        Value::Object(properties) => Some(properties),
        Value::SparseArray(array) => Some(&array.properties),
        _ => None,
    }
}

fn properties_mut(value: &mut Value) -> Option<&mut Properties> {
    match value {
        Value::Object(properties) => Some(properties),
        Value::SparseArray(array) => Some(&mut array.properties),
        _ => None,
    }
}

/// Adds a property in the order of
/// [OrdinaryOwnPropertyKeys](https://tc39.es/ecma262/#sec-ordinaryownpropertykeys).
pub fn insert(properties: &mut Properties, name: Text, value: Value) {
    let at = match array_index(&name) {
        None => properties.len(),
        Some(index) => properties
            .iter()
            .position(|(own, _)| array_index(own).is_none_or(|own| own > index))
            .unwrap_or(properties.len()),
    };
    properties.insert(at, (name, value));
}

/// The [array index](https://tc39.es/ecma262/#array-index) that a property name is.
fn array_index(name: &Text) -> Option<u32> {
    let name = name.as_str()?;
    let index: u32 = name.parse().ok()?;
    (index < u32::MAX && index.to_string() == name).then_some(index)
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

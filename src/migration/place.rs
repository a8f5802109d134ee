//! Places in a record, and changing what is there.

use std::mem;

use crate::value::{Graph, Properties, Text, Value};

/// Where an object stands in a [`Graph`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Which object of the table it is in; none for the root.
    pub(super) object: Option<usize>,
    /// Which child to take at each level from there.
    pub(super) steps: Vec<usize>,
}

/// What stands in the way of a new field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The JSON Pointer of what is no object.
    pub pointer: String,
    /// What is there.
    pub found: Value,
}

/// The JSON Pointer of a property ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
pub fn deeper(pointer: &str, name: &Text) -> String {
    let name = name.to_string_lossy().replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{name}")
}

impl Place {
    /// One of its children, by its position.
    pub(super) fn child(&self, at: usize) -> Self {
        let mut steps = self.steps.clone();
        steps.push(at);
        Self { object: self.object, steps }
    }

    /// Whether it is a part of an object that others share.
    pub(super) fn is_within_shared(&self) -> bool {
        self.object.is_some() && !self.steps.is_empty()
    }

    /// Makes the object that is here a shared one, and gives the place that it then has: that
    /// does not depend on anything around it. What it is in the end not shared with, it stands in
    /// as before. What has no identity stays.
    pub(super) fn set_apart(&self, graph: &mut Graph) -> Self {
        let next = graph.shared.len();
        let Some(here) = self.get_mut(graph) else { return self.clone() };
        let index = match here {
            Value::Reference(index) => *index,
            here if here.is_primitive() => return self.clone(),
            here => {
                let object = mem::replace(here, Value::Reference(next as u64));
                graph.shared.push(object);
                next as u64
            }
        };
        Self { object: usize::try_from(index).ok(), steps: Vec::new() }
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
    pub(super) fn get_mut<'l>(&self, graph: &'l mut Graph) -> Option<&'l mut Value> {
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

    /// The value of a field, as one that can stand in several places.
    pub fn shared_field(&self, graph: &mut Graph, names: &[Text]) -> Option<Value> {
        let holder = self.holder(graph, names, false).ok().flatten()?;
        let (at, _) = holder.child_named(graph, names.last()?)?;
        let place = holder.child(at);
        place.set_apart(graph);
        place.get(graph).cloned()
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
pub fn properties(value: &Value) -> Option<&Properties> {
    match value {
        Value::Object(properties) => Some(properties),
        Value::SparseArray(array) => Some(&array.properties),
        _ => None,
    }
}

pub fn properties_mut(value: &mut Value) -> Option<&mut Properties> {
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
pub fn array_index(name: &Text) -> Option<u32> {
    let name = name.as_str()?;
    let index: u32 = name.parse().ok()?;
    (index < u32::MAX && index.to_string() == name).then_some(index)
}

//! What a keyword has to know of other schemas.

use super::frame::{Frame, Role, Step, Sub};
use super::instance::Instance;
use super::node::{Keyword, NodeId, PropertySchemas};
use crate::value::{SharedObjects, Value};

/// Puts into the queue what a keyword has to know at its position, and moves that on. Says
/// whether there may be more.
pub fn fill<'s, 'v>(
    keyword: &'s Keyword,
    frame: &mut Frame<'s, 'v>,
    shared: &SharedObjects<'v>,
) -> bool {
    let position = frame.position;
    frame.position += 1;
    let instance = frame.sub.instance;
    let same = |node: NodeId, role| Sub::same(node, instance, role);
    match keyword {
        Keyword::Ref(node) => once(frame, position, same(*node, Role::Whole)),
        Keyword::Not(node) => once(frame, position, same(*node, Role::Not)),
        Keyword::AllOf(nodes) => each(frame, nodes.get(position), Role::Whole),
        Keyword::AnyOf(nodes) | Keyword::OneOf(nodes) => {
            each(frame, nodes.get(position), Role::Branch)
        }
        Keyword::If(condition, then, otherwise) => match position {
            0 => once(frame, 0, same(*condition, Role::Condition)),
            1 => {
                let next = if frame.found > 0 { then } else { otherwise };
                frame.queue.extend(next.map(|node| same(node, Role::Whole)));
                true
            }
            _ => false,
        },
        Keyword::DependentSchemas(schemas) => {
            let Some((name, node)) = schemas.get(position) else { return false };
            let has = |(own, _): &(_, Value)| own == name;
            if instance.properties().is_some_and(|properties| properties.iter().any(has)) {
                frame.queue.push_back(same(*node, Role::Whole));
            }
            true
        }
        Keyword::Properties(schemas) => properties(schemas, frame, position, shared),
        Keyword::PropertyNames(node) => {
            let name = instance.properties().and_then(|properties| properties.get(position));
            let Some((name, _)) = name else { return false };
            let (instance, step) = (Instance::Name(name), Step::Name(name));
            frame.queue.push_back(Sub {
                node: *node,
                instance,
                step,
                object: None,
                role: Role::Part,
            });
            true
        }
        Keyword::Elements(first, items) => elements(first, *items, frame, position, shared),
        Keyword::Contains(node, ..) => contains(*node, frame, position, shared),
        Keyword::UnevaluatedItems(node) => unevaluated_items(*node, frame, position, shared),
        Keyword::UnevaluatedProperties(node) => {
            let property = instance.properties().and_then(|properties| properties.get(position));
            let Some((name, value)) = property else { return false };
            if !frame.evaluated.has_property(position) {
                let role = Role::Property(position);
                frame.queue.push_back(Sub::part(*node, value, Step::Name(name), role, shared));
            }
            true
        }
        Keyword::Entries(keys, values) => {
            let Instance::Value(Value::Map(entries)) = instance else { return false };
            let Some((key, value)) = entries.get(position) else { return false };
            for (side, node, part) in [(0, keys, key), (1, values, value)] {
                let step = Step::Entry(position as u64, side);
                let sub = node.map(|node| Sub::part(node, part, step, Role::Part, shared));
                frame.queue.extend(sub);
            }
            true
        }
        Keyword::Members(node) => {
            let Instance::Value(Value::Set(members)) = instance else { return false };
            let Some(member) = members.get(position) else { return false };
            let step = Step::Index(position as u64);
            frame.queue.push_back(Sub::part(*node, member, step, Role::Part, shared));
            true
        }
        // A reference that is dynamic was resolved; the others ask nothing of other schemas.
        _ => false,
    }
}

fn once<'v>(frame: &mut Frame<'_, 'v>, position: usize, sub: Sub<'v>) -> bool {
    if position == 0 {
        frame.queue.push_back(sub);
    }
    position == 0
}

fn each(frame: &mut Frame<'_, '_>, node: Option<&NodeId>, role: Role) -> bool {
    let instance = frame.sub.instance;
    frame.queue.extend(node.map(|node| Sub::same(*node, instance, role)));
    node.is_some()
}

fn properties<'v>(
    schemas: &PropertySchemas,
    frame: &mut Frame<'_, 'v>,
    position: usize,
    shared: &SharedObjects<'v>,
) -> bool {
    let properties = frame.sub.instance.properties();
    let Some((name, value)) = properties.and_then(|properties| properties.get(position)) else {
        return false;
    };
    let begun = frame.queue.len();
    let mut ask = |node| {
        let role = Role::Property(position);
        frame.queue.push_back(Sub::part(node, value, Step::Name(name), role, shared));
    };
    schemas.named.get(name).into_iter().for_each(|node| ask(*node));
    if !schemas.patterns.is_empty() {
        let text = name.to_string_lossy();
        let matching = schemas.patterns.iter().filter(|(pattern, _)| pattern.is_match(&text));
        matching.for_each(|(_, node)| ask(*node));
    }
    if frame.queue.len() == begun
        && let Some(node) = schemas.additional
    {
        let role = Role::Property(position);
        frame.queue.push_back(Sub::part(node, value, Step::Name(name), role, shared));
    }
    true
}

fn elements<'v>(
    first: &[NodeId],
    items: Option<NodeId>,
    frame: &mut Frame<'_, 'v>,
    position: usize,
    shared: &SharedObjects<'v>,
) -> bool {
    let Some(elements) = frame.sub.instance.elements() else { return false };
    let part = |node, at, value| Sub::part(node, value, Step::Index(at), Role::Part, shared);
    if let Some(node) = first.get(position) {
        let at = position as u64;
        if at >= elements.length() {
            return false;
        }
        frame.queue.push_back(match elements.get(at) {
            Some(value) => part(*node, at, value),
            None => Sub::hole(*node, at, Role::Part),
        });
        return true;
    }
    let Some(node) = items else { return false };
    let begin = first.len() as u64;
    let place = elements.place_of(begin) + (position - first.len());
    if let Some((at, value)) = elements.at(place) {
        frame.queue.push_back(part(node, at, value));
        return true;
    }
    if place == elements.own()
        && let Some(hole) = elements.hole(begin)
    {
        // One stands for all: what is read from each is the same.
        frame.queue.push_back(Sub::hole(node, hole, Role::Part));
        return true;
    }
    false
}

fn contains<'v>(
    node: NodeId,
    frame: &mut Frame<'_, 'v>,
    position: usize,
    shared: &SharedObjects<'v>,
) -> bool {
    let Some(elements) = frame.sub.instance.elements() else { return false };
    if let Some((at, value)) = elements.at(position) {
        let role = Role::Contained(Some(at));
        frame.queue.push_back(Sub::part(node, value, Step::Index(at), role, shared));
        return true;
    }
    if position == elements.own()
        && let Some(hole) = elements.hole(0)
    {
        frame.queue.push_back(Sub::hole(node, hole, Role::Contained(None)));
        return true;
    }
    false
}

fn unevaluated_items<'v>(
    node: NodeId,
    frame: &mut Frame<'_, 'v>,
    position: usize,
    shared: &SharedObjects<'v>,
) -> bool {
    let Some(elements) = frame.sub.instance.elements() else { return false };
    if let Some((at, value)) = elements.at(position) {
        if !frame.evaluated.has_item(at) {
            frame.queue.push_back(Sub::part(node, value, Step::Index(at), Role::Part, shared));
        }
        return true;
    }
    if position == elements.own()
        && !frame.evaluated.holes
        && let Some(hole) = elements.hole(frame.evaluated.items_before)
    {
        frame.queue.push_back(Sub::hole(node, hole, Role::Part));
        return true;
    }
    false
}

//! Schemas that are being looked at, each within the one before it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::evaluated::Evaluated;
use super::expected::RawFault;
use super::instance::Instance;
use super::node::NodeId;
use crate::value::{SharedObjects, Text, Value};

/// How a part of a value is reached.
#[derive(Clone, Copy, Debug)]
pub enum Step<'v> {
    /// It is the value itself.
    Same,
    /// The property of this name.
    Name(&'v Text),
    /// The element of this index, or the member at this place.
    Index(u64),
    /// The key (0) or the value (1) of a Map's entry at this place.
    Entry(u64, u8),
}

/// What the outcome means to the schema that asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It must hold, and asks of the same value.
    Whole,
    /// It is one of several of which some must hold.
    Branch,
    /// It must not hold.
    Not,
    /// It decides which of two is asked.
    Condition,
    /// It must hold for a property.
    Property(usize),
    /// It must hold for a part.
    Part,
    /// It is counted for an element; none for all the holes.
    Contained(Option<u64>),
}

/// Something that a schema has to know.
#[derive(Clone, Debug)]
pub struct Sub<'v> {
    /// Which schema is asked …
    pub node: NodeId,
    /// … of what.
    pub instance: Instance<'v>,
    /// The way there.
    pub step: Step<'v>,
    /// Where the object is that others refer to, if it is one: such values can hold themselves.
    pub object: Option<*const Value>,
    /// What it is for.
    pub role: Role,
}

impl<'v> Sub<'v> {
    /// Another schema for the same value.
    pub fn same(node: NodeId, instance: Instance<'v>, role: Role) -> Self {
        Self { node, instance, step: Step::Same, object: None, role }
    }

    /// A schema for a part of the value.
    pub fn part(
        node: NodeId,
        value: &'v Value,
        step: Step<'v>,
        role: Role,
        shared: &SharedObjects<'v>,
    ) -> Self {
        let own = shared.resolve(value).unwrap_or(value);
        let marked = matches!(value, Value::Shared(_) | Value::Reference(_));
        let object = marked.then_some(std::ptr::from_ref(own));
        Self { node, instance: Instance::Value(own), step, object, role }
    }

    /// A schema for what is read from a hole.
    pub fn hole(node: NodeId, at: u64, role: Role) -> Self {
        Self { node, instance: Instance::Hole, step: Step::Index(at), object: None, role }
    }
}

/// A schema that is asked of an object that others refer to.
pub type Open = (NodeId, *const Value, usize);

/// A schema that is being looked at.
pub struct Frame<'s, 'v> {
    /// What was asked for.
    pub sub: Sub<'v>,
    /// The schema resources around, outermost first.
    pub scope: Rc<Vec<usize>>,
    /// How many schemas ask of this very value.
    pub in_place: usize,
    /// That it is being looked at.
    pub open: Option<Open>,
    /// How many faults are wanted.
    pub most: usize,
    /// Which of its keywords is next.
    pub keyword: usize,
    /// How far that is.
    pub position: usize,
    /// What it still has to know at this position.
    pub queue: VecDeque<Sub<'v>>,
    /// How many of what it asks hold.
    pub found: u64,
    /// Why those that do not, do not.
    pub branches: Vec<RawFault<'s, 'v>>,
    /// Whether all holds so far.
    pub valid: bool,
    /// What is wrong.
    pub faults: Vec<RawFault<'s, 'v>>,
    /// Which parts something was asked of.
    pub evaluated: Evaluated,
}

impl<'s, 'v> Frame<'s, 'v> {
    /// One at the beginning.
    pub fn new(sub: Sub<'v>, scope: Rc<Vec<usize>>, in_place: usize, most: usize) -> Self {
        Self {
            sub,
            scope,
            in_place,
            open: None,
            most,
            keyword: 0,
            position: 0,
            queue: VecDeque::new(),
            found: 0,
            branches: Vec::new(),
            valid: true,
            faults: Vec::new(),
            evaluated: Evaluated::default(),
        }
    }

    /// Something is wrong.
    pub fn fail(&mut self, faults: impl IntoIterator<Item = RawFault<'s, 'v>>) {
        self.valid = false;
        let room = self.most.saturating_sub(self.faults.len());
        self.faults.extend(faults.into_iter().take(room));
    }

    /// Whether nothing more need be known.
    pub fn is_settled(&self) -> bool {
        !self.valid && self.faults.len() >= self.most
    }

    /// Goes on to the next keyword.
    pub fn next_keyword(&mut self) {
        self.keyword += 1;
        self.position = 0;
        self.found = 0;
        self.branches.clear();
    }
}

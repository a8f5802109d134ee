//! Where the reading of a plan is, and what it found wrong.

use crate::plan::json::{Kind, Member, Node, Pointer, Position};
use crate::plan::problem::{MAX_PROBLEMS, Problem, Trouble};

/// A value of the plan and the way to it. The pointer is only made where a problem needs it.
pub(super) struct Cursor<'c> {
    pub(super) node: &'c Node,
    way: Option<(&'c Cursor<'c>, Step<'c>)>,
}

enum Step<'c> {
    Member(&'c str),
    Element(usize),
}

impl<'c> Cursor<'c> {
    pub(super) fn root(node: &'c Node) -> Self {
        Self { node, way: None }
    }

    pub(super) fn member(&'c self, member: &'c Member) -> Self {
        Self { node: &member.value, way: Some((self, Step::Member(&member.name))) }
    }

    pub(super) fn element(&'c self, index: usize, node: &'c Node) -> Self {
        Self { node, way: Some((self, Step::Element(index))) }
    }

    /// The member of this name, where this is an object that has one.
    pub(super) fn get(&'c self, name: &str) -> Option<Self> {
        match &self.node.kind {
            Kind::Object(members) => {
                members.iter().find(|member| member.name == name).map(|member| self.member(member))
            }
            _ => None,
        }
    }

    /// Goes where a JSON Pointer leads from here, or as far on the way as there is something.
    pub(super) fn follow(&self, pointer: &str, then: &mut dyn FnMut(&Cursor<'_>)) {
        let mut steps = pointer.splitn(3, '/').skip(1);
        let Some(step) = steps.next() else { return then(self) };
        let rest = steps.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        let name = step.replace("~1", "/").replace("~0", "~");
        let next = match name.parse::<usize>() {
            Ok(index) if matches!(self.node.kind, Kind::Array(_)) => self.elements().nth(index),
            _ => self.get(&name),
        };
        match next {
            Some(next) => next.follow(&rest, then),
            None => then(self),
        }
    }

    /// The elements, where this is an array.
    pub(super) fn elements(&'c self) -> impl Iterator<Item = Self> {
        let elements = match &self.node.kind {
            Kind::Array(elements) => elements.as_slice(),
            _ => &[],
        };
        elements.iter().enumerate().map(|(index, node)| self.element(index, node))
    }

    pub(super) fn pointer(&self) -> Pointer {
        match &self.way {
            None => Pointer::root(),
            Some((parent, Step::Member(name))) => parent.pointer().member(name),
            Some((parent, Step::Element(index))) => parent.pointer().element(*index),
        }
    }

    /// That something else was needed here.
    pub(super) fn wrong_type(&self, expected: &str, problems: &mut Problems) {
        let found = self.node.kind.noun().to_owned();
        problems.add(self, Trouble::WrongType { expected: expected.to_owned(), found });
    }
}

/// The problems found so far.
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn new(found: Vec<Problem>) -> Self {
        Self(found)
    }

    /// A problem with this value.
    pub(super) fn add(&mut self, cursor: &Cursor<'_>, trouble: Trouble) {
        self.add_at(cursor, cursor.node.position, trouble);
    }

    /// A problem with the key of this value, or another place of it.
    pub(super) fn add_at(&mut self, cursor: &Cursor<'_>, position: Position, trouble: Trouble) {
        if self.0.len() < MAX_PROBLEMS {
            let pointer = cursor.pointer();
            self.0.push(Problem { trouble, pointer, position: Some(position) });
        }
    }

    /// All of them, in the order of the text.
    pub(super) fn end(mut self) -> Vec<Problem> {
        self.0.sort_by_key(|problem| problem.position);
        self.0
    }
}

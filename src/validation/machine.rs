//! Asking a schema of a value: without calling itself, so that no depth of either matters.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::asserts::{Found, assert};
use super::deliver::Verdict;
use super::expected::{RawFault, Wanted};
use super::fill::fill;
use super::frame::{Frame, Open, Role, Step, Sub};
use super::instance::Instance;
use super::node::{Keyword, Node, NodeId};
use super::problem::deeper;
use crate::value::{SharedObjects, Value};

/// How much may be done for one value: each schema that is asked of a part of it is one step.
pub const MAX_STEPS: u64 = 10_000_000;

/// How many schemas may be asked one within another.
const MAX_FRAMES: usize = 100_000;

/// How many schemas may be asked of one part of a value, one within another.
const MAX_IN_PLACE: usize = 10_000;

/// How many faults of a value are told.
pub const MOST_FAULTS: usize = 20;

/// A part of a value that is not as a schema asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Where, as a JSON Pointer. A Map's entry has its position, and behind that 0 for its key and
    /// 1 for its value; a Set's member has its position.
    pub pointer: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

/// Why the asking stopped short.
type Limit = &'static str;

/// A schema being asked.
pub struct Machine<'s, 'v> {
    nodes: &'s [Node],
    dynamic: &'s [HashMap<String, NodeId>],
    shared: SharedObjects<'v>,
    frames: Vec<Frame<'s, 'v>>,
    open: HashSet<Open>,
    steps: u64,
}

impl<'s, 'v> Machine<'s, 'v> {
    /// Asks the first schema of a value.
    pub fn run(
        nodes: &'s [Node],
        dynamic: &'s [HashMap<String, NodeId>],
        value: &'v Value,
        most: usize,
    ) -> (bool, Vec<Mismatch>) {
        let mut machine = Self {
            nodes,
            dynamic,
            shared: SharedObjects::new(value),
            frames: Vec::new(),
            open: HashSet::new(),
            steps: MAX_STEPS,
        };
        let root = Sub::part(0, value, Step::Same, Role::Whole, &machine.shared);
        let (valid, faults) = match machine.ask(root, most) {
            Ok(verdict) => (verdict.valid, verdict.faults),
            Err(limit) => {
                let (wanted, actual) = (Wanted::Limit(limit), Some(Instance::Value(value)));
                (false, vec![RawFault { pointer: String::new(), wanted, actual }])
            }
        };
        (valid, faults.iter().map(RawFault::told).collect())
    }

    fn ask(&mut self, root: Sub<'v>, most: usize) -> Result<Verdict<'s, 'v>, Limit> {
        let mut verdict = self.enter(root, most)?;
        loop {
            if let Some(done) = verdict.take() {
                let pointer = if done.role == Role::Not && done.valid {
                    pointer(&self.frames)
                } else {
                    String::new()
                };
                let nodes = self.nodes;
                let Some(asking) = self.frames.last_mut() else { return Ok(done) };
                let keyword =
                    nodes.get(asking.sub.node).and_then(|n| n.keywords.get(asking.keyword));
                if let Some(keyword) = keyword {
                    asking.deliver(done, keyword, &|| pointer.clone());
                }
            }
            verdict = self.advance()?;
        }
    }

    /// Goes on with the innermost schema. Gives what came of it, or of one that it asks, once
    /// that is known.
    fn advance(&mut self) -> Result<Option<Verdict<'s, 'v>>, Limit> {
        let nodes = self.nodes;
        loop {
            let Some(frame) = self.frames.last_mut() else { return Ok(None) };
            if frame.is_settled() {
                return Ok(self.leave());
            }
            if let Some(sub) = frame.queue.pop_front() {
                let left = frame.most.saturating_sub(frame.faults.len());
                let most = match sub.role {
                    Role::Branch => left.min(1),
                    Role::Not | Role::Condition | Role::Contained(_) => 0,
                    Role::Whole | Role::Property(_) | Role::Part => left,
                };
                if let Some(verdict) = self.enter(sub, most)? {
                    return Ok(Some(verdict));
                }
                continue;
            }
            let node = nodes.get(frame.sub.node);
            let Some(keyword) = node.and_then(|node| node.keywords.get(frame.keyword)) else {
                return Ok(self.leave());
            };
            self.keyword(keyword)?;
        }
    }

    /// Goes on with a keyword of the innermost schema.
    fn keyword(&mut self, keyword: &'s Keyword) -> Result<(), Limit> {
        if let Keyword::DynamicRef(initial, anchor) = keyword {
            let target = self.dynamic_target(*initial, anchor.as_deref());
            let Some(frame) = self.frames.last_mut() else { return Ok(()) };
            if frame.position == 0 {
                frame.position = 1;
                frame.queue.push_back(Sub::same(target, frame.sub.instance, Role::Whole));
            } else {
                frame.next_keyword();
            }
            return Ok(());
        }
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        if fill(keyword, frame, &self.shared) {
            return Ok(());
        }
        let (instance, number) = (frame.sub.instance, frame.found);
        let frames = &self.frames;
        let found = assert(keyword, instance, &self.shared, &mut self.steps, &|| pointer(frames));
        // Only where something is wrong is the place needed again.
        let here = match &found {
            Found::Right if is_fine(keyword, number) => String::new(),
            _ => pointer(frames),
        };
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let here = || here.clone();
        match found {
            Found::Right => frame.finish(keyword, &here),
            Found::Wrong => {
                let wanted = match (keyword, frame.sub.step) {
                    (Keyword::Never, Step::Name(_)) => Wanted::NoProperty,
                    (Keyword::Never, Step::Index(_)) => Wanted::NoElement,
                    _ => Wanted::Keyword(keyword),
                };
                let fault = frame.fault(wanted, &here);
                frame.fail(fault);
            }
            Found::Parts(faults) => frame.fail(faults),
            Found::TooMuch => return Err(TOO_MUCH),
        }
        frame.next_keyword();
        Ok(())
    }

    /// Begins with a schema. Gives the outcome at once where that need not be found out.
    fn enter(&mut self, sub: Sub<'v>, most: usize) -> Result<Option<Verdict<'s, 'v>>, Limit> {
        self.steps = self.steps.checked_sub(1).ok_or(TOO_MUCH)?;
        let around = self.frames.last();
        let resource = self.nodes.get(sub.node).map_or(0, |node| node.resource);
        let scope = match around {
            Some(frame) if frame.scope.contains(&resource) => frame.scope.clone(),
            Some(frame) => {
                Rc::new(frame.scope.iter().copied().chain([resource]).collect::<Vec<_>>())
            }
            None => Rc::new(vec![resource]),
        };
        let in_place = match (around, sub.step) {
            (Some(frame), Step::Same) => frame.in_place + 1,
            _ => 0,
        };
        if in_place > MAX_IN_PLACE {
            return Err("a schema that does not refer to itself without end");
        }
        if self.frames.len() >= MAX_FRAMES {
            return Err("a value that is not nested so deep");
        }
        let open = sub.object.map(|object| (sub.node, object, scope.len()));
        if let Some(open) = open
            && !self.open.insert(open)
        {
            // A value that holds itself: what is being found out need not be found out again.
            let (faults, evaluated) = (Vec::new(), super::evaluated::Evaluated::default());
            return Ok(Some(Verdict { role: sub.role, valid: true, faults, evaluated }));
        }
        let mut frame = Frame::new(sub, scope, in_place, most);
        frame.open = open;
        self.frames.push(frame);
        Ok(None)
    }

    /// Ends the innermost schema.
    fn leave(&mut self) -> Option<Verdict<'s, 'v>> {
        let Frame { sub, open, valid, faults, evaluated, .. } = self.frames.pop()?;
        if let Some(open) = open {
            self.open.remove(&open);
        }
        Some(Verdict { role: sub.role, valid, faults, evaluated })
    }

    /// What a dynamic reference leads to
    /// ([dynamic scope](https://json-schema.org/draft/2020-12/json-schema-core#section-7.1)).
    fn dynamic_target(&self, initial: NodeId, anchor: Option<&str>) -> NodeId {
        let Some((anchor, frame)) = anchor.zip(self.frames.last()) else { return initial };
        let named = |resource: &usize| self.dynamic.get(*resource)?.get(anchor).copied();
        frame.scope.iter().find_map(named).unwrap_or(initial)
    }
}

const TOO_MUCH: Limit = "a value that can be checked in 10,000,000 steps";

/// Whether a keyword finds nothing wrong, where so many of what it had to know hold.
fn is_fine(keyword: &Keyword, found: u64) -> bool {
    match keyword {
        Keyword::AnyOf(_) => found > 0,
        Keyword::OneOf(_) => found == 1,
        Keyword::Contains(..) => false,
        _ => true,
    }
}

/// The place of what the innermost schema is asked of.
fn pointer(frames: &[Frame<'_, '_>]) -> String {
    let mut pointer = String::new();
    for frame in frames {
        match frame.sub.step {
            Step::Same => {}
            Step::Name(name) => pointer.push_str(&deeper("", &name.to_string_lossy())),
            Step::Index(at) => pointer.push_str(&format!("/{at}")),
            Step::Entry(at, side) => pointer.push_str(&format!("/{at}/{side}")),
        }
    }
    pointer
}

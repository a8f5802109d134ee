//! What a run finds of what one wants to know beforehand: how many records, and which first.

use super::fault::{Fault, FaultCode};
use crate::schema::Index;
use crate::validation::MISSING;
use crate::value::{Key, encode_key, shorten, show_key};

/// How many keys are named.
const NAMED: usize = 5;

/// How many characters of each.
const LONGEST: usize = 200;

/// Something that one wants to know of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The operation's position in [`Program::operations`](super::Program::operations).
    pub operation: usize,
    /// What one wants to know.
    pub about: About,
}

/// What one wants to know of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Records that it changes, adds, copies or deletes.
    Changed,
    /// Records with these faults; only at these places, where there are any. An array's elements
    /// are `*` in these JSON Pointers.
    Faults(Vec<FaultCode>, Vec<String>),
    /// Records without these properties, which a schema requires.
    Missing(Vec<String>),
    /// Records in whose place it puts others.
    Replaced,
    /// Records of the store that it drops.
    Dropped,
    /// Records that are in the index that it drops.
    Indexed,
    /// Records that have fewer entries in this index after it than before.
    Unindexed(Index),
    /// Records whose key in a unique index another has too, in the end: the positions of the
    /// target's store and of the index in it.
    Colliding(usize, usize),
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// How many records.
    pub count: u64,
    /// The keys of the first.
    pub keys: Vec<String>,
    /// The last one: a record counts once.
    last: Vec<u8>,
}

impl Seen {
    /// Counts a record in.
    pub(super) fn add(&mut self, key: &Key) {
        let encoded = encode_key(key);
        if self.count > 0 && self.last == encoded {
            return;
        }
        self.count += 1;
        self.last = encoded;
        if self.keys.len() < NAMED {
            self.keys.push(shorten(&show_key(key), LONGEST).to_string());
        }
    }
}

/// Questions, with what is known of the answers.
#[derive(Clone, Debug, Default)]
pub struct Survey(Vec<(Question, Seen)>);

impl Survey {
    /// One without answers.
    pub(super) fn new(questions: Vec<Question>) -> Self {
        Self(questions.into_iter().map(|question| (question, Seen::default())).collect())
    }

    /// Counts a record in where an operation and what one wants to know of it fit.
    pub(super) fn see(&mut self, operation: usize, key: &Key, fits: impl Fn(&About) -> bool) {
        for (question, seen) in &mut self.0 {
            if question.operation == operation && fits(&question.about) {
                seen.add(key);
            }
        }
    }

    /// Counts a record in that has a fault.
    pub(super) fn see_fault(&mut self, operation: usize, key: &Key, fault: &Fault) {
        self.see(operation, key, |about| match about {
            About::Faults(codes, places) => {
                codes.contains(&fault.code)
                    && (places.is_empty() || places.contains(&place_of(&fault.pointer)))
            }
            About::Missing(names) => {
                fault.code == FaultCode::Invalid
                    && fault.actual == MISSING
                    && names.contains(&fault.pointer)
            }
            _ => false,
        });
    }

    /// Counts records in that collide, also those that are not listed.
    pub(super) fn see_more(&mut self, operation: usize, code: FaultCode, more: u64) {
        for (question, seen) in &mut self.0 {
            let fits = matches!(&question.about, About::Faults(codes, _) if codes.contains(&code));
            if question.operation == operation && fits {
                seen.count += more;
            }
        }
    }

    /// Counts a record in whose key in an index another has too.
    pub(super) fn see_collision(&mut self, store: usize, index: Option<usize>, key: &Key) {
        self.colliding(store, index).for_each(|seen| seen.add(key));
    }

    /// Counts such records in that are not listed.
    pub(super) fn see_more_collisions(&mut self, store: usize, index: Option<usize>, more: u64) {
        self.colliding(store, index).for_each(|seen| seen.count += more);
    }

    fn colliding(&mut self, store: usize, index: Option<usize>) -> impl Iterator<Item = &mut Seen> {
        let about = index.map(|index| About::Colliding(store, index));
        let own = self.0.iter_mut().filter(move |(asked, _)| Some(&asked.about) == about.as_ref());
        own.map(|(_, seen)| seen)
    }

    /// The indexes of which one wants to know what an operation takes out of them.
    pub(super) fn indexes(&self, operation: usize) -> Vec<Index> {
        let own = self.0.iter().filter(|(asked, _)| asked.operation == operation);
        own.filter_map(|(asked, _)| match &asked.about {
            About::Unindexed(index) => Some(index.clone()),
            _ => None,
        })
        .collect()
    }

    /// Whether a question is asked.
    pub(super) fn asks(&self, operation: usize, about: &About) -> bool {
        self.0.iter().any(|(asked, _)| asked.operation == operation && asked.about == *about)
    }

    /// The answers, in the order of the questions.
    pub(super) fn into_answers(self) -> Vec<Seen> {
        self.0.into_iter().map(|(_, seen)| seen).collect()
    }
}

/// A JSON Pointer with `*` for the positions in arrays.
pub fn place_of(pointer: &str) -> String {
    let general = |part: &str| {
        let is_position = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if is_position { "*".to_owned() } else { part.to_owned() }
    };
    pointer.split('/').map(general).collect::<Vec<_>>().join("/")
}

//! How much an expression may do.

use std::collections::HashMap;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use super::error::EvaluationErrorKind;
use super::fault::Fault;
use super::item::Item;

/// The longest source of an expression, in bytes.
pub const MAX_SOURCE: usize = 16 * 1024;

/// How deep an expression may nest: operators, calls, lists, fields of fields.
pub const MAX_NESTING: usize = 64;

/// How many steps one evaluation may take: each operator, call, field and element is one.
pub const MAX_STEPS: u64 = 10_000_000;

/// How many bytes of strings, binary data, lists and results one evaluation may make.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How large a compiled regular expression may be, in bytes.
const MAX_PATTERN: usize = 256 * 1024;

/// The regular expressions that stand in an expression, compiled.
#[derive(Debug, Default)]
pub(super) struct Patterns(HashMap<String, Arc<Regex>>);

impl Patterns {
    /// Compiles one more.
    pub(super) fn add(&mut self, source: &str) -> Result<(), EvaluationErrorKind> {
        let pattern = compile(source)?;
        self.0.insert(source.to_owned(), Arc::new(pattern));
        Ok(())
    }
}

/// What is left to one evaluation.
pub(super) struct Work<'e> {
    steps: u64,
    bytes: u64,
    known: &'e Patterns,
    /// The pattern of a call that is not written in the expression, from the last time.
    last: Option<(String, Arc<Regex>)>,
}

impl<'e> Work<'e> {
    pub(super) fn new(known: &'e Patterns) -> Self {
        Self { steps: MAX_STEPS, bytes: MAX_BYTES, known, last: None }
    }

    /// Takes so many steps. Once there are too few left, there are none.
    pub(super) fn step(&mut self, steps: u64) -> Result<(), EvaluationErrorKind> {
        let left = self.steps.checked_sub(steps);
        self.steps = left.unwrap_or_default();
        left.map(|_| ()).ok_or(EvaluationErrorKind::TooManySteps)
    }

    /// Makes so many bytes.
    pub(super) fn make(&mut self, bytes: usize) -> Result<(), EvaluationErrorKind> {
        let left = self.bytes.checked_sub(bytes as u64);
        self.bytes = left.ok_or(EvaluationErrorKind::TooManyBytes)?;
        Ok(())
    }

    /// Makes room for so many values.
    pub(super) fn make_items(&mut self, items: usize) -> Result<(), EvaluationErrorKind> {
        self.make(items.saturating_mul(size_of::<Item<'_>>()))
    }

    /// Gives up the room for so many values.
    pub(super) fn release_items(&mut self, items: usize) {
        let bytes = items.saturating_mul(size_of::<Item<'_>>()) as u64;
        self.bytes = self.bytes.saturating_add(bytes).min(MAX_BYTES);
    }

    /// The compiled form of a regular expression
    /// ([syntax](https://docs.rs/regex/latest/regex/#syntax)).
    pub(super) fn pattern(&mut self, source: &str) -> Result<Arc<Regex>, Fault> {
        if let Some(pattern) = self.known.0.get(source) {
            return Ok(pattern.clone());
        }
        if let Some((last, pattern)) = &self.last
            && last == source
        {
            return Ok(pattern.clone());
        }
        // Compiling takes about as long as a thousand steps for each hundred bytes.
        self.step(1000 + 10 * source.len() as u64)?;
        let pattern = Arc::new(compile(source)?);
        self.last = Some((source.to_owned(), pattern.clone()));
        Ok(pattern)
    }
}

fn compile(source: &str) -> Result<Regex, EvaluationErrorKind> {
    RegexBuilder::new(source)
        .size_limit(MAX_PATTERN)
        .dfa_size_limit(MAX_PATTERN)
        .build()
        .map_err(|error| EvaluationErrorKind::Pattern { reason: error.to_string() })
}

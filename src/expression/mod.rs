//! Expressions over records, in the
//! [Common Expression Language](https://github.com/google/cel-spec/blob/master/doc/langdef.md).
//!
//! `docs/expressions.md` describes what they can do, with the types of JavaScript. The values of
//! a record have types that no implementation of CEL knows, and pass through as they are: so the
//! evaluator is one of our own. So is the parser, which gives the place of each part.

mod arithmetic;
mod calendar;
mod elements;
mod entries;
mod equality;
mod error;
mod evaluate;
#[expect(clippy::module_inception, reason = "the folder is about expressions, the file is one")]
mod expression;
mod fault;
mod functions;
mod held;
mod identity;
mod item;
mod lexer;
mod limits;
mod lists;
mod literal;
mod names;
pub(crate) mod nearest;
mod node;
mod numbers;
mod parser;
mod result;
mod scope;

pub use error::{EvaluationError, EvaluationErrorKind, ParseError};
pub use expression::{Expression, VARIABLES};
pub use limits::{MAX_BYTES, MAX_NESTING, MAX_SOURCE, MAX_STEPS};
pub use scope::Scope;

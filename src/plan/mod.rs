//! Migration plans: what they say, reading them, what they make of a database's schema, which
//! of their migrations run, and what to beware of. Pure: the background worker carries them out.
//!
//! `docs/plan.md` describes plans for those who write them.

mod field_path;
mod json;
mod model;
mod nearest;
mod parse;
mod problem;

pub use field_path::{FieldPath, FieldPathError, MAX_STEPS, Step};
pub use json::{MAX_DEPTH, MAX_LENGTH, Pointer, Position};
pub use model::*;
pub use parse::{ParsedPlan, PlanError, parse};
pub use problem::{MAX_PROBLEMS, Problem, Trouble};

//! Migration plans: what they say, reading them, what they make of a database's schema, which
//! of their migrations run, and what to beware of. Pure: the background worker carries them out.
//!
//! `docs/plan.md` describes plans for those who write them.

mod apply_schema;
mod baseline;
mod canonical;
mod drift;
mod field_path;
mod history;
mod json;
#[cfg(test)]
mod json_schema;
mod key_fields;
mod key_path;
mod lint;
mod model;
mod nearest;
mod parse;
mod pending;
mod problem;
mod repair;
mod schema_problem;
mod segments;
mod standing;
#[cfg(test)]
mod tests;

pub use apply_schema::apply_schema;
pub use baseline::{BaselineError, baseline};
pub use canonical::{canonical, digest};
pub use drift::{Difference, differences};
pub use field_path::{FieldPath, FieldPathError, MAX_STEPS, Step};
pub use history::{
    Counts, HistoryEntry, HistoryProblem, MigrationState, check_history, recorded, undone,
};
pub use json::{MAX_DEPTH, MAX_LENGTH, Pointer, Position};
pub use lint::{Code, Concern, Warning, lint, lint_version, required_in};
pub use model::*;
pub use parse::{ParsedPlan, PlanError, parse};
pub use pending::{PendingError, pending};
pub use problem::{MAX_PROBLEMS, Problem, Trouble};
pub use repair::{Repair, RepairChange, repair};
pub use schema_problem::{SchemaProblem, SchemaTrouble};
pub use segments::{Segment, segments};
pub use standing::{Planned, Standing, standings};

//! Deciding how a backup is put back: what happens to each database, from which source, and in
//! which kind of transaction. Pure: the background worker carries it out.

mod choice;
mod journal;
mod plan;
mod put_beside;

pub use choice::{Choice, ChoiceError, choose};
pub use journal::{Journal, Stage};
pub use plan::{DatabasePlan, Method, RestorePlan, Source, as_backed_up, numbered_as_new, plan};
pub use put_beside::{DoesNotFit, beside, numeric};

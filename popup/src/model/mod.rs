//! What the pages show, decided without a browser.

mod activity;
mod choice;
mod counts;
mod course;
mod effects;
mod hidden;
mod library;
mod outcome;
mod pattern;
mod plan_text;
mod request;
mod scale;
mod scope;
mod undoing;
mod warnings;

pub use activity::{Activity, Answer, Asked, Ended, Running, activity};
pub use choice::{LeftOut, Share};
pub use counts::{Counts, counted, counts};
pub use course::{Coming, Course, Leg, can_run, courses, strategies};
pub use effects::{Effect, effects};
pub use hidden::hidden;
pub use library::{Group, by_origin, newest, of_origin};
pub use outcome::{Deed, Outcome, Totals, kept, outcome, totals, was_done};
pub use pattern::pattern;
pub use plan_text::{PlanProblem, Reading, file_text, offset, reading, sentence};
pub use request::{is_work_of, kind_of, without_loss};
pub use scale::{Unit, byte_unit, fraction, time_unit};
pub use scope::Scope;
pub use undoing::{Undo, undoable};
pub use warnings::{Concern, by_concern};

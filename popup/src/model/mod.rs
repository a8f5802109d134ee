//! What the pages show, decided without a browser.

mod activity;
mod choice;
mod hidden;
mod library;
mod pattern;
mod scale;

pub use activity::{
    Activity, Answer, Asked, Ended, Running, Scope, activity, kind_of, without_loss,
};
pub use choice::{Effect, choice, effects};
pub use hidden::hidden;
pub use library::{Group, by_origin, newest, of_origin};
pub use pattern::pattern;
pub use scale::{Unit, byte_unit, fraction, time_unit};

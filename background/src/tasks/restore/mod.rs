//! Putting backups back.

mod apply;
mod check;
mod contents;
mod feed;
mod losses;
mod replace;
mod request;
mod undo;
mod workplace;

pub use apply::{Applying, from_anything};
pub use contents::Contents;
pub use request::{RestoreRequest, chosen, restore};
pub use undo::undo;
pub use workplace::Workplace;

//! Putting backups back.

mod apply;
mod beside;
mod check;
mod contents;
mod feed;
mod keyed;
mod known;
mod losses;
mod replace;
mod request;
mod take_away;
mod undo;
mod workplace;

pub use apply::{Applying, found_and_kept, from_anything};
pub use beside::plan_beside;
pub use contents::Contents;
pub use keyed::{Keyed, Records};
pub use replace::{There, replace};
pub use request::{
    RestoreRequest, chosen, require_nothing_left, restore, restore_telling, undock_after, undone,
    undone_by,
};
pub use undo::{delete_again, put_database_back, undo};
pub use workplace::Workplace;

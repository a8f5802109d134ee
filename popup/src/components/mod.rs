//! The parts of the pages.

mod backup_list;
mod backup_table;
mod choices;
mod confirm;
mod databases;
mod ended;
mod failure;
mod import;
pub mod migrate;
mod modal;
mod places;
mod progress;
mod restore_choices;
mod restore_effects;
mod restoring;
mod status;

pub use backup_list::BackupList;
pub use backup_table::BackupTable;
pub use confirm::{Confirm, Destinations, Question};
pub use databases::{Databases, SiteAccess};
pub use import::Import;
pub use progress::ProgressBar;
pub use status::Status;

//! What the extension keeps on disk: backups, journals, and the history of migrations.

mod backups;
mod history;
mod journals;

pub use backups::{Backups, ClosedBackup, NewBackup};
pub use history::History;
pub use journals::Journals;

//! What the extension keeps on disk: backups, journals, the history of migrations, and
//! those under way.

mod backups;
mod file_name;
mod history;
mod journals;
mod under_way;

pub use backups::{Backups, ClosedBackup, NewBackup};
pub use history::History;
pub use journals::Journals;
pub use under_way::UnderWays;

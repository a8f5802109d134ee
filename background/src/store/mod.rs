//! What the extension keeps on disk: backups, journals, the history of migrations, those under
//! way, and what operations make for their own use.

mod backups;
mod entry;
mod file_name;
mod history;
mod journals;
mod scaffolds;
mod under_way;

pub use backups::{Backups, ClosedBackup, NewBackup};
pub use entry::entry_of;
pub use history::History;
pub use journals::Journals;
pub use scaffolds::Scaffolds;
pub use under_way::UnderWays;

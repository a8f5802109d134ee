//! What the extension keeps on disk: backups and journals.

mod backups;
mod journals;

pub use backups::{Backups, ClosedBackup, NewBackup};
pub use journals::Journals;

//! What the requests ask for, one module each.

mod archives;
mod backup;
mod inventory;
mod library;
mod migrate;
mod recover;
mod restore;
mod run;
mod scaffold;

pub use backup::backup;
pub use inventory::inventory;
pub use library::{contents, delete, export, import, verify};
pub use migrate::{
    abandon, baseline, dry_run, lint, migrate, rehearse, repair, report, resume, status,
    undo_migration,
};
use recover::in_some_page;
pub use recover::{page_docked, recover_all};
pub use restore::{RestoreRequest, restore};
pub use scaffold::sweep;

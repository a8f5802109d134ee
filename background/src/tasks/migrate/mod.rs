//! Migrating databases by a plan, and trying to.

mod attached;
mod chosen;
mod dry_run;
mod journal;
mod lint;
mod pump;
mod recover;
mod rehearse;
mod request;
mod status;
mod trial;
mod undo;
mod verify;

pub use dry_run::dry_run;
pub use lint::lint;
pub use recover::resolve;
pub use rehearse::rehearse;
pub use request::migrate;
pub use status::status;
pub use undo::undo_migration;

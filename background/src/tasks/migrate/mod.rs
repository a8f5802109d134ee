//! Migrating databases by a plan, and trying to.

mod abandon;
mod attached;
mod baseline;
mod chain;
mod chosen;
mod dry_run;
mod journal;
mod lazy;
mod lint;
mod pump;
mod quarantine;
mod recover;
mod rehearse;
mod repair;
mod report;
mod request;
mod resume;
mod status;
mod survey;
mod trial;
mod under_way;
mod undo;
mod verify;

pub use abandon::abandon;
pub use baseline::baseline;
pub use dry_run::dry_run;
pub use lint::lint;
pub use recover::resolve;
pub use rehearse::rehearse;
pub use repair::repair;
pub use report::report;
pub use request::migrate;
pub use resume::resume;
pub use status::status;
pub use under_way::require_nothing_under_way;
pub use undo::undo_migration;

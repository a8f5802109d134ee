//! Migrating lazily: the schema in dry dock, then the records, a few at a time, while the site runs.

mod begin;
mod collecting;
mod end;
mod live;
mod page;
mod pass;
mod portion;
mod record;
mod removing;
mod upgrade;

pub use begin::{in_dry_dock, only_lazy, reached, records_follow};
pub use end::{abandon, remaining};

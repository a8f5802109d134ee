//! Where the migrations of a plan stand with a database.

use serde::{Deserialize, Serialize};

use super::canonical::digest;
use super::history::{Counting, HistoryEntry, MigrationState};
use super::model::{Migration, Plan};
use crate::value::Text;

/// Where a migration stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It will run.
    Pending,
    /// It runs, or did when the browser ended.
    Running,
    /// It is done.
    Applied,
    /// It was ended with some records migrated and some not.
    Abandoned,
    /// It failed, and left the database as it was: it will run.
    Failed,
    /// It was undone: it will run.
    RolledBack,
    /// It could not be undone.
    RollbackFailed,
    /// It was not done, and a later one was.
    OutOfOrder,
    /// What was done is another one than that of the plan.
    ChangedSinceApplied,
    /// The database was recorded at its version or a later one.
    BeforeBaseline,
    /// The database is beyond its version, and nothing is known of how it got there.
    Unrecorded,
}

/// A migration of a plan, and where it stands.
#[derive(Clone, Debug)]
pub struct Planned<'p> {
    /// The migration.
    pub migration: &'p Migration,
    /// Where it stands.
    pub standing: Standing,
    /// The SHA-256 of its canonical form.
    pub digest: String,
    /// That of what was done, where that is another.
    pub applied: Option<String>,
}

/// Where the migrations of a plan for a database stand, in their order. Version 0 is a database
/// that does not exist.
pub fn standings<'p>(
    plan: &'p Plan,
    database: &Text,
    version: u64,
    history: &[HistoryEntry],
) -> Vec<Planned<'p>> {
    let counting = Counting::of(version, history);
    let own = plan.migrations.iter().filter(|migration| migration.database == *database);
    own.map(|migration| {
        let planned = digest(migration);
        let at = migration.version;
        let entry = counting.entry(at);
        let applied = counting.applied(at).filter(|entry| entry.digest != planned);
        let standing = match entry.map(|entry| entry.state) {
            Some(MigrationState::Running) => Standing::Running,
            Some(MigrationState::RollbackFailed) => Standing::RollbackFailed,
            Some(MigrationState::Abandoned) if at <= version => Standing::Abandoned,
            Some(MigrationState::Failed) if at > version => Standing::Failed,
            Some(MigrationState::RolledBack) if at > version => Standing::RolledBack,
            _ if at > version => Standing::Pending,
            _ if applied.is_some() => Standing::ChangedSinceApplied,
            _ if counting.applied(at).is_some() => Standing::Applied,
            _ if counting.baseline().is_some_and(|baseline| at > baseline)
                && counting.later(at).is_some() =>
            {
                Standing::OutOfOrder
            }
            _ if counting.is_recorded_since(at) => Standing::BeforeBaseline,
            _ => Standing::Unrecorded,
        };
        let applied = applied.map(|entry| entry.digest.clone());
        Planned { migration, standing, digest: planned, applied }
    })
    .collect()
}

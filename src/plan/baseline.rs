//! Recording a database as it is.

use super::history::{Counts, HistoryEntry, MigrationState};
use crate::schema::Database;

/// Why a database cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// It is at another version than was said.
    #[error("database {database:?} is at version {found}, not at version {said}")]
    WrongVersion {
        /// The database.
        database: String,
        /// The version that was said.
        said: u64,
        /// The version that it is at.
        found: u64,
    },
    /// Migrations were done on it: they say what it is like.
    #[error("database {database:?} was migrated to version {version}: its history has it already")]
    Migrated {
        /// The database.
        database: String,
        /// The version that it was migrated to.
        version: u64,
    },
}

/// A history that has a database as it is. Migrations up to its version do not count as missing
/// then, and a schema that changes without the version is found.
///
/// # Errors
///
/// Where the database is at another version, or was migrated.
pub fn baseline(
    history: Vec<HistoryEntry>,
    present: &Database,
    version: u64,
    time: u64,
) -> Result<Vec<HistoryEntry>, BaselineError> {
    let database = || present.name.to_string_lossy().into_owned();
    if present.version != version {
        let found = present.version;
        return Err(BaselineError::WrongVersion { database: database(), said: version, found });
    }
    let is_there = |entry: &&HistoryEntry| match entry.state {
        MigrationState::Applied => entry.version <= version,
        MigrationState::Running | MigrationState::RollbackFailed => true,
        _ => false,
    };
    if let Some(migrated) = history.iter().find(is_there) {
        return Err(BaselineError::Migrated { database: database(), version: migrated.version });
    }
    let mut entries = history;
    // One that was recorded before is no longer so.
    entries.retain(|entry| entry.state != MigrationState::Baseline);
    entries.push(HistoryEntry {
        id: "baseline".to_owned(),
        version,
        digest: String::new(),
        state: MigrationState::Baseline,
        counts: Counts::default(),
        backup: None,
        time,
        schema: Some(present.clone()),
    });
    Ok(entries)
}

//! What was done to a database, and what that means for a plan.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::canonical::digest;
use super::model::{Migration, Plan};
use crate::schema::Database;
use crate::value::Text;

/// A migration that was begun on a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// The migration's id.
    pub id: String,
    /// The version that it ends at.
    pub version: u64,
    /// The SHA-256 of its canonical form, in hexadecimal.
    pub digest: String,
    /// How far it got.
    pub state: MigrationState,
    /// What became of the records.
    pub counts: Counts,
    /// The backup that was taken before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<String>,
    /// When the state was reached, in milliseconds since 1970 (UTC).
    pub time: u64,
    /// The schema afterwards, where it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Database>,
}

/// How far a migration got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MigrationState {
    /// It will run.
    Pending,
    /// It runs, or did when the browser ended.
    Running,
    /// It is done.
    Applied,
    /// It failed, and left the database as it was.
    Failed,
    /// The former state was put back.
    RolledBack,
    /// The former state could not be put back.
    RollbackFailed,
}

/// What became of the records of a migration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many were read.
    pub scanned: u64,
    /// How many were changed, added or deleted.
    pub changed: u64,
    /// How many were left as they were, being invalid.
    pub skipped: u64,
    /// How many were moved to quarantine.
    pub quarantined: u64,
    /// How many failed.
    pub failed: u64,
}

/// Where a plan and what was done do not agree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryProblem {
    /// A migration is another one than that which was applied.
    #[error(
        "migration {id:?} to version {version} was changed since it was applied: then \
         {applied}, now {planned}"
    )]
    ChangedSinceApplied {
        /// Its id.
        id: String,
        /// The version that it ends at.
        version: u64,
        /// The digest of what was applied.
        applied: String,
        /// The digest of what the plan says.
        planned: String,
    },
    /// A migration was not applied, and a later one was.
    #[error(
        "migration {id:?} to version {version} was not applied, but version {later} was: it is \
         out of order"
    )]
    OutOfOrder {
        /// Its id.
        id: String,
        /// The version that it ends at.
        version: u64,
        /// The later version that was applied.
        later: u64,
    },
    /// A migration was begun and not ended.
    #[error("migration {id:?} to version {version} was begun and not ended")]
    Unfinished {
        /// Its id.
        id: String,
        /// The version that it ends at.
        version: u64,
    },
    /// The state before a migration could not be put back.
    #[error("the state before migration {id:?} to version {version} could not be put back")]
    NotRolledBack {
        /// Its id.
        id: String,
        /// The version that it ends at.
        version: u64,
    },
}

impl HistoryProblem {
    /// The code: stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ChangedSinceApplied { .. } => "changed-since-applied",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::Unfinished { .. } => "unfinished",
            Self::NotRolledBack { .. } => "rollback-failed",
        }
    }
}

/// Where the plan for a database and its history, oldest first, do not agree.
///
/// What counts of a version is its last entry. A database that was never migrated has no
/// history, and a history that begins later than the plan says nothing of what was before: a
/// baseline.
pub fn check_history(
    plan: &Plan,
    database: &Text,
    history: &[HistoryEntry],
) -> Vec<HistoryProblem> {
    let last: HashMap<u64, &HistoryEntry> =
        history.iter().map(|entry| (entry.version, entry)).collect();
    let applied =
        |version: u64| last.get(&version).filter(|entry| entry.state == MigrationState::Applied);
    let baseline = last
        .values()
        .filter(|entry| entry.state == MigrationState::Applied)
        .map(|entry| entry.version)
        .min();
    let mut problems = Vec::new();
    for migration in plan.migrations.iter().filter(|migration| migration.database == *database) {
        let version = migration.version;
        if let Some(entry) = applied(version) {
            problems.extend(changed(migration, entry));
            continue;
        }
        let later = last
            .values()
            .filter(|entry| entry.state == MigrationState::Applied && entry.version > version)
            .map(|entry| entry.version)
            .min();
        if let (Some(later), Some(baseline)) = (later, baseline)
            && version > baseline
        {
            problems.push(HistoryProblem::OutOfOrder {
                id: migration.history_id(),
                version,
                later,
            });
        }
    }
    let mut ends: Vec<&HistoryEntry> = last.into_values().collect();
    ends.sort_by_key(|entry| entry.version);
    for HistoryEntry { id, version, state, .. } in ends {
        let (id, version) = (id.clone(), *version);
        match state {
            MigrationState::Running => problems.push(HistoryProblem::Unfinished { id, version }),
            MigrationState::RollbackFailed => {
                problems.push(HistoryProblem::NotRolledBack { id, version });
            }
            _ => {}
        }
    }
    problems
}

fn changed(migration: &Migration, entry: &HistoryEntry) -> Option<HistoryProblem> {
    let planned = digest(migration);
    (planned != entry.digest).then(|| HistoryProblem::ChangedSinceApplied {
        id: entry.id.clone(),
        version: entry.version,
        applied: entry.digest.clone(),
        planned,
    })
}

//! What was done to a database, and what that means for a plan.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::canonical::digest;
use super::model::{Migration, Plan};
use crate::schema::Database;
use crate::value::Text;

/// A migration that was begun on a database, or a database that was recorded.
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
    /// The schema afterwards, where it was applied or recorded.
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
    /// No migration: the database was recorded as it was.
    Baseline,
    /// It failed, and left the database as it was.
    Failed,
    /// It was ended before all records were upgraded: some are, some are not.
    Abandoned,
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
    /// The version at which the migration ends.
    pub fn version(&self) -> u64 {
        match self {
            Self::ChangedSinceApplied { version, .. }
            | Self::OutOfOrder { version, .. }
            | Self::Unfinished { version, .. }
            | Self::NotRolledBack { version, .. } => *version,
        }
    }

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

/// What counts of a history: the last entry of each version, the lowest first. What was applied
/// beyond the version that the database has now, it has not.
pub(super) struct Counting<'h> {
    last: BTreeMap<u64, &'h HistoryEntry>,
    version: u64,
}

impl<'h> Counting<'h> {
    pub(super) fn of(version: u64, history: &'h [HistoryEntry]) -> Self {
        Self { last: history.iter().map(|entry| (entry.version, entry)).collect(), version }
    }

    /// The last entry of a version.
    pub(super) fn entry(&self, version: u64) -> Option<&'h HistoryEntry> {
        self.last.get(&version).copied()
    }

    /// What was applied to reach a version.
    pub(super) fn applied(&self, version: u64) -> Option<&'h HistoryEntry> {
        let counts = |entry: &&HistoryEntry| {
            entry.state == MigrationState::Applied && version <= self.version
        };
        self.entry(version).filter(counts)
    }

    /// The version below which nothing has to be there: the recorded one, or the first that was
    /// reached by a migration.
    pub(super) fn baseline(&self) -> Option<u64> {
        let recorded = self.last.values().filter(|entry| entry.state == MigrationState::Baseline);
        let recorded = recorded.map(|entry| entry.version).max();
        recorded.or_else(|| self.last.keys().copied().find(|at| self.applied(*at).is_some()))
    }

    /// Whether the database was recorded at a version or a later one.
    pub(super) fn is_recorded_since(&self, version: u64) -> bool {
        let mut since = self.last.range(version..).map(|(_, entry)| entry.state);
        since.any(|state| state == MigrationState::Baseline)
    }

    /// The first version above another that was reached by a migration.
    pub(super) fn later(&self, version: u64) -> Option<u64> {
        let above = self.last.range(version.saturating_add(1)..);
        above.map(|(at, _)| *at).find(|at| self.applied(*at).is_some())
    }

    fn entries(&self) -> impl Iterator<Item = &'h HistoryEntry> + '_ {
        self.last.values().copied()
    }
}

/// Where the plan for a database at a version and its history, oldest first, do not agree.
///
/// What counts of a version is its last entry. A database that was never migrated has no
/// history, and a history that begins later than the plan says nothing of what was before: a
/// baseline.
pub fn check_history(
    plan: &Plan,
    database: &Text,
    version: u64,
    history: &[HistoryEntry],
) -> Vec<HistoryProblem> {
    let counting = Counting::of(version, history);
    let mut problems = Vec::new();
    for migration in plan.migrations.iter().filter(|migration| migration.database == *database) {
        let (id, version) = (migration.history_id(), migration.version);
        if let Some(entry) = counting.applied(version) {
            problems.extend(changed(migration, entry));
        } else if counting.baseline().is_some_and(|baseline| version > baseline)
            && let Some(later) = counting.later(version)
        {
            problems.push(HistoryProblem::OutOfOrder { id, version, later });
        }
    }
    for HistoryEntry { id, version, state, .. } in counting.entries() {
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

/// The schema that a database had when its present version was last reached by a migration, or
/// recorded.
pub fn recorded(version: u64, history: &[HistoryEntry]) -> Option<&Database> {
    let is_known = |entry: &&HistoryEntry| {
        matches!(entry.state, MigrationState::Applied | MigrationState::Baseline)
    };
    let known = history.iter().rev().filter(is_known);
    known.filter_map(|entry| entry.schema.as_ref()).find(|schema| schema.version == version)
}

/// Writes down what became of the migrations that took a backup: it was restored (`RolledBack`),
/// and with them those that were done later are undone; or it could not be (`RollbackFailed`).
/// Says whether anything is otherwise than before.
pub fn undone(
    history: &mut [HistoryEntry],
    backup: &str,
    state: MigrationState,
    time: u64,
) -> bool {
    let is_done = |entry: &HistoryEntry| {
        matches!(
            entry.state,
            MigrationState::Applied | MigrationState::Abandoned | MigrationState::RollbackFailed
        )
    };
    let is_own = |entry: &HistoryEntry| entry.backup.as_deref() == Some(backup);
    let first = history.iter().position(|entry| is_done(entry) && is_own(entry));
    let mut changed = false;
    for entry in history.iter_mut().skip(first.unwrap_or(usize::MAX)) {
        let concerned = state == MigrationState::RolledBack || is_own(entry);
        if concerned && is_done(entry) && entry.state != state {
            entry.state = state;
            entry.time = time;
            changed = true;
        }
    }
    changed
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

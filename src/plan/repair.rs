//! Making a history agree with what is there.

use serde::{Deserialize, Serialize};

use super::canonical::digest;
use super::drift::differences;
use super::history::{Counts, HistoryEntry, HistoryProblem, MigrationState, check_history};
use super::model::Plan;
use crate::schema::Database;
use crate::value::Text;

/// Something that was changed in a history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Repair {
    /// What was done.
    pub change: RepairChange,
    /// The migration's id.
    pub id: String,
    /// The version that it leads to.
    pub version: u64,
    /// What it was about, in sentences or digests.
    pub detail: Vec<String>,
}

/// What can be changed in a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairChange {
    /// An entry of a migration that the database has not was taken out.
    Removed,
    /// A migration that had not ended is there: it counts as applied.
    Resolved,
    /// The migration as it stands in the plan counts as the one that was applied.
    PlanAccepted,
    /// A migration of the plan that was not done, although a later one was, counts as not needed.
    LeftOutAccepted,
    /// The schema as it is counts as what the migration left.
    SchemaAccepted,
}

/// Makes the history of a database agree with the database as it is, and with a plan where there
/// is one. Nothing of it may be under way. Says what was changed. `time` is now, in milliseconds
/// since 1970.
pub fn repair(
    history: Vec<HistoryEntry>,
    database: &Text,
    present: Option<&Database>,
    plan: Option<&Plan>,
    time: u64,
) -> (Vec<HistoryEntry>, Vec<Repair>) {
    let version = present.map_or(0, |present| present.version);
    let mut repairs = Vec::new();
    let mut note = |change, entry: &HistoryEntry, detail: Vec<String>| {
        repairs.push(Repair { change, id: entry.id.clone(), version: entry.version, detail });
    };
    let mut entries = Vec::new();
    for mut entry in history {
        let there = entry.version <= version;
        let state = match entry.state {
            MigrationState::Failed => "It failed.",
            MigrationState::RolledBack => "It was undone.",
            MigrationState::Pending => "It was not begun.",
            MigrationState::Running => "It was begun and not ended.",
            MigrationState::RollbackFailed => "It could not be undone.",
            MigrationState::Applied | MigrationState::Abandoned | MigrationState::Baseline => {
                entries.push(entry);
                continue;
            }
        };
        let has_not_ended =
            matches!(entry.state, MigrationState::Running | MigrationState::RollbackFailed);
        let mut detail = vec![state.to_owned()];
        if has_not_ended {
            detail.push(format!("The database is at version {version}."));
        }
        if has_not_ended && there {
            entry.state = MigrationState::Applied;
            note(RepairChange::Resolved, &entry, detail);
            entries.push(entry);
        } else {
            note(RepairChange::Removed, &entry, detail);
        }
    }
    let planned = plan.into_iter().flat_map(|plan| &plan.migrations);
    for migration in planned.filter(|migration| migration.database == *database) {
        let digest = digest(migration);
        let own = |entry: &&mut HistoryEntry| {
            entry.version == migration.version && entry.state == MigrationState::Applied
        };
        let Some(entry) = entries.iter_mut().rev().find(own) else { continue };
        if entry.digest != digest {
            let detail = vec![entry.digest.clone(), digest.clone()];
            entry.digest = digest;
            entry.id = migration.history_id();
            note(RepairChange::PlanAccepted, entry, detail);
        }
    }
    let left_out = plan.map(|plan| check_history(plan, database, version, &entries));
    for problem in left_out.into_iter().flatten() {
        let HistoryProblem::OutOfOrder { id, version, later } = problem else { continue };
        let entry = HistoryEntry {
            id,
            version,
            digest: String::new(),
            // What it would have done is there, or is not wanted: so much was seen by a person.
            state: MigrationState::Baseline,
            counts: Counts::default(),
            backup: None,
            time,
            schema: None,
        };
        let detail = vec![format!("Version {later} was reached without it.")];
        note(RepairChange::LeftOutAccepted, &entry, detail);
        entries.push(entry);
    }
    if let Some(present) = present
        && let Some(entry) = entries.iter_mut().rev().find(|entry| entry.version == version)
    {
        let detail: Vec<String> = match &entry.schema {
            Some(schema) => differences(schema, present).iter().map(ToString::to_string).collect(),
            None => vec!["It was not known.".to_owned()],
        };
        if !detail.is_empty() {
            entry.schema = Some(present.clone());
            note(RepairChange::SchemaAccepted, entry, detail);
        }
    }
    (entries, repairs)
}

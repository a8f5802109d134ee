//! What a migration found and did.

use serde::{Deserialize, Serialize};

/// How many failures are listed in full; all are counted.
pub const LISTED_FAILURES: usize = 100;
/// How many changed records an operation shows.
pub const SAMPLES: usize = 5;
/// How many characters all samples of a report may have, before further ones are shown in short.
pub const SAMPLED: usize = 4_000_000;
/// How many characters of a value that is.
pub const SHORT: usize = 200;

/// What migrations did, or would do, to a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MigrationReport {
    /// The database's name.
    pub database: String,
    /// The version that it was at.
    pub from: u64,
    /// The version that it is brought to.
    pub to: u64,
    /// What came of it.
    #[serde(default)]
    pub outcome: MigrationOutcome,
    /// The migrations, in order, by the versions that they lead to.
    pub versions: Vec<VersionReport>,
    /// The operations, in order.
    pub operations: Vec<OperationReport>,
    /// The first failures.
    pub failures: Vec<RecordFailure>,
    /// How many failures there are in all.
    pub failed: u64,
    /// How many of them are such that nothing may be migrated.
    pub halting: u64,
    /// Records read.
    pub scanned: u64,
    /// Records that are written otherwise than they were, or newly.
    pub written: u64,
    /// Records that are deleted.
    pub deleted: u64,
    /// Records that stay as they are because they could not be migrated.
    pub skipped: u64,
    /// Records that are moved to an archive of their own.
    pub quarantined: u64,
    /// That archive's id: a backup. None where nothing was moved, and where it was only tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine_backup_id: Option<String>,
    /// The ids of further ones: a lazy migration may make several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_quarantine_backup_ids: Vec<String>,
    /// Time taken, in milliseconds.
    pub milliseconds: u64,
}

/// What came of migrations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MigrationOutcome {
    /// They were tried, on a backup or on a copy: the database itself is as it was.
    #[default]
    Tried,
    /// The schema is the new one; records become so while the site uses them.
    UnderWay,
    /// It was ended with some records migrated and some not.
    Abandoned,
    /// They are done, and what came of them was read back and compared.
    Applied,
    /// Records cannot be migrated: the database is as it was.
    Refused,
    /// Something else went wrong: the database is as it was.
    Failed,
}

/// What one migration did. A record counts once, however many of its operations look at it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VersionReport {
    /// The version that it leads to.
    pub version: u64,
    /// Records that its operations and checks looked at.
    pub scanned: u64,
    /// Records that it changed, added, copied or deleted.
    pub changed: u64,
    /// Records that stay as they were before it.
    pub skipped: u64,
    /// Records that are moved to an archive of their own.
    pub quarantined: u64,
    /// Records for which nothing is migrated.
    pub failed: u64,
    /// What its operations and checks took when it was tried, in milliseconds.
    pub milliseconds: u64,
}

/// What an operation did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationReport {
    /// The version that its migration leads to.
    pub version: u64,
    /// Its position in the migration, from 0; none for the checks before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<usize>,
    /// What it does.
    pub name: String,
    /// The store.
    pub store: String,
    /// Records that it looked at.
    pub scanned: u64,
    /// Records that it changed, added, copied or deleted.
    pub changed: u64,
    /// Records that it could not be done on, which stay as they are.
    pub skipped: u64,
    /// Records that it could not be done on, which are moved to an archive of their own.
    pub quarantined: u64,
    /// Records that it could not be done on, for which nothing is migrated.
    pub failed: u64,
    /// What it took on all records when it was tried, in milliseconds: without reading and
    /// writing, which all operations share.
    pub milliseconds: u64,
    /// The first records that it changed or added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<Sample>,
}

/// A record before and after an operation, as people read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sample {
    /// Its key.
    pub key: String,
    /// Its value before; none where it was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// Its value after; none where it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// A record that cannot be migrated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecordFailure {
    /// The kind of failure; stable.
    pub code: String,
    /// The database.
    pub database: String,
    /// The store, by the name that it has when the operation's turn comes.
    pub store: String,
    /// The record's key.
    pub key: String,
    /// The version that the migration leads to.
    pub version: u64,
    /// The operation's position in the migration; none for the checks before and after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<usize>,
    /// Where in the record, as a JSON Pointer.
    pub pointer: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

//! What the background worker reports: progress, inventories, results.

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// A database as an inventory lists it, or the contents of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseSummary {
    /// Its name.
    pub name: Text,
    /// Its version.
    pub version: u64,
    /// Its object stores, by name.
    pub stores: Vec<StoreSummary>,
}

/// An object store as an inventory lists it, or the contents of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoreSummary {
    /// Its name.
    pub name: Text,
    /// How many records it holds.
    pub records: u64,
}

/// A stored backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BackupEntry {
    /// Its id: the archive's file name without `.zip`.
    pub id: String,
    /// The origin it was taken from.
    pub origin: String,
    /// When, in RFC 3339, UTC.
    pub created: String,
    /// The person's own text.
    pub label: Option<String>,
    /// The archive's size in bytes.
    pub bytes: u64,
    /// How many records it holds.
    pub records: u64,
    /// The names of the databases it holds; lone surrogates shown as U+FFFD.
    pub databases: Vec<String>,
    /// Whether Drydock took it by itself before a restore.
    pub safety: bool,
    /// Whether it holds records that a migration took out of their stores.
    #[serde(default)]
    pub quarantine: bool,
}

/// A database that was migrated before what followed failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Migrated {
    /// The backup that was taken before.
    pub backup_id: String,
    /// What was done.
    pub report: crate::migration::MigrationReport,
}

/// What a running operation is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Connecting to the page.
    Connecting,
    /// Reading the archive and comparing every checksum.
    Verifying,
    /// Reloading the origin's tabs into dry dock.
    Docking,
    /// Waiting for a connection that something else (a service worker) still holds.
    WaitingForConnections,
    /// Reading records from the page.
    Reading,
    /// Writing the contents of Blobs into the archive.
    Blobs,
    /// Taking the safety backup.
    SafetyBackup,
    /// Trying a migration on every record.
    Trying,
    /// Writing records into the page's databases.
    Writing,
    /// Reading the result back and comparing digests.
    Checking,
    /// Making what the database becomes, beside it.
    Copying,
    /// Bringing that up to what the site wrote meanwhile.
    CatchingUp,
    /// Putting it in the database's place.
    Switching,
    /// Upgrading records while the site uses them.
    Upgrading,
    /// Putting back what was there before, after a failure.
    Undoing,
    /// Letting the site run again.
    Undocking,
    /// Looking whether the site can open what was migrated.
    LookingOn,
}

/// How far an operation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Records done in this phase.
    pub records: u64,
    /// Records there are in this phase, where that is known.
    pub total_records: Option<u64>,
    /// Bytes done in this phase.
    pub bytes: u64,
    /// Bytes there are in this phase, where that is known.
    pub total_bytes: Option<u64>,
}

/// A running or ended operation, as pages show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationState {
    /// Its id, for `cancel`.
    pub operation_id: String,
    /// The request's kind: `backup`, `restore`, `verify`, `import`, `recover`.
    pub kind: String,
    /// The origin it works on; empty where there is none.
    pub origin: String,
    /// How far it is.
    pub progress: Progress,
    /// The answer, once it has ended.
    pub result: Option<super::Reply>,
}

/// What a restore did to one database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseReport {
    /// The database's name.
    pub name: String,
    /// Records of the backup that were written.
    pub records: u64,
    /// Records of a quarantine that were not written, because there is one of their key.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub kept: u64,
    /// Bytes of records and Blobs of the backup that were written.
    pub bytes: u64,
    /// Time taken, in milliseconds.
    pub milliseconds: u64,
}

/// What a restore did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreReport {
    /// Each database that was replaced.
    pub databases: Vec<DatabaseReport>,
    /// The names of the databases that were deleted (`exact`).
    pub deleted: Vec<String>,
    /// Values that could not be brought back, allowed by `allowLoss`.
    pub lost: Vec<super::Location>,
}

/// Something to beware of in a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanWarning {
    /// The kind of warning; stable.
    pub code: String,
    /// `destructive`, `may_fail` or `not_reversible`.
    pub concern: String,
    /// What a person should know.
    pub sentence: String,
    /// The database.
    pub database: String,
    /// The version that the migration leads to.
    pub version: u64,
    /// Where in the plan, as a JSON Pointer.
    pub pointer: String,
    /// How many records it concerns, where the records were read and have a say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The keys of the first of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<Vec<String>>,
}

/// What was done to a database by migrations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DatabaseStatus {
    /// The database.
    pub database: String,
    /// Its version now; none where it is not there.
    pub version: Option<u64>,
    /// The migrations, oldest first.
    pub history: Vec<MigrationStatus>,
    /// The migrations that a plan has for it, in their order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Vec<PlannedStatus>>,
    /// Why the plan cannot take it from its version to the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misfit: Option<String>,
    /// What the schema has now that it did not have after the last migration, or the other way
    /// round, although the version is the same.
    pub drift: Vec<String>,
    /// The migration that is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<UnderWayStatus>,
}

/// A migration that is under way: what goes on with it is `resume`, what ends it `abandon`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnderWayStatus {
    /// The database.
    pub database: String,
    /// How it runs.
    pub strategy: crate::plan::Strategy,
    /// The version that it leads to.
    pub version: u64,
    /// What is being done, or was when it stopped.
    pub phase: String,
    /// How many records are left to be upgraded by a lazy migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
}

/// What an abandoned migration leaves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Abandoned {
    /// The database.
    pub database: String,
    /// The version that it stays at.
    pub version: u64,
    /// How many records are as the migration makes them.
    pub upgraded: u64,
    /// How many are as they were before.
    pub remaining: u64,
}

impl From<&crate::migration::UnderWay> for UnderWayStatus {
    fn from(under_way: &crate::migration::UnderWay) -> Self {
        Self {
            database: under_way.database.to_string_lossy().into_owned(),
            strategy: under_way.course.strategy(),
            version: under_way.to,
            phase: under_way.course.phase().to_owned(),
            remaining: None,
        }
    }
}

/// Where a migration of a plan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStatus {
    /// Its id.
    pub id: String,
    /// The version that it leads to.
    pub version: u64,
    /// Where it stands.
    pub state: crate::plan::Standing,
    /// The SHA-256 of its canonical form.
    pub digest: String,
    /// That of what was applied, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied_digest: Option<String>,
}

/// What is known of a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MigrationStatus {
    /// Its id.
    pub id: String,
    /// The version that it leads to.
    pub version: u64,
    /// The SHA-256 of its canonical form.
    pub digest: String,
    /// How far it got.
    pub state: crate::plan::MigrationState,
    /// What became of the records, once it was applied.
    #[serde(default)]
    pub counts: crate::plan::Counts,
    /// The backup that was taken before.
    pub backup_id: Option<String>,
    /// When, in milliseconds since 1970.
    pub time: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

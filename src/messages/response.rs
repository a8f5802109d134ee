//! What the background worker answers: `{ok: true, …}` or `{ok: false, error}`.

use serde::{Deserialize, Serialize};

use super::{BackupEntry, DatabaseSummary, OperationState, RestoreReport};

/// The answer to a request. `ok` tells success from failure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Reply {
    /// The request failed, and nothing was changed unless the error says otherwise.
    Failed {
        /// Always false.
        ok: bool,
        /// Why.
        error: Box<Failure>,
    },
    /// The request succeeded.
    Done(Box<Success>),
}

/// The fields of a successful answer; each kind fills those that `docs/automation.md` lists.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Success {
    /// Always true.
    pub ok: bool,
    /// The origin of the tab.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The databases of the tab's origin, or of a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub databases: Option<Vec<DatabaseSummary>>,
    /// The backup that was written, imported, verified or restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_id: Option<String>,
    /// The stored backup that was written, imported or verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup: Option<BackupEntry>,
    /// The stored backups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backups: Option<Vec<BackupEntry>>,
    /// The safety backup that a restore took first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety_backup_id: Option<String>,
    /// What a restore did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<RestoreReport>,
    /// What migrations did, or would do, to each database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrations: Option<Vec<crate::migration::MigrationReport>>,
    /// Which of the migrated databases the site's code was refused afterwards; absent where it
    /// was not looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site_refuses: Option<Vec<crate::migration::SiteRefusal>>,
    /// What a person can do next, where something is left to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// The report that is kept beside a backup.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration_report: Option<super::StoredReport>,
    /// What to beware of in a plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<super::PlanWarning>>,
    /// What was changed in a database's history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<Vec<crate::plan::Repair>>,
    /// What was done to each database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Vec<super::DatabaseStatus>>,
    /// The migration that was left under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<super::UnderWayStatus>,
    /// What the migration that was abandoned leaves, where that is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub abandoned: Option<super::Abandoned>,
    /// Why an interrupted restore was undone, where it was not finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<String>,
    /// Values that a backup had to leave out, allowed by `allowLoss`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Vec<Location>>,
    /// The operations that run or ended last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<OperationState>>,
}

impl Reply {
    /// A success, to be filled.
    pub fn done(success: Success) -> Self {
        Self::Done(Box::new(Success { ok: true, ..success }))
    }

    /// A failure.
    pub fn failed(error: Failure) -> Self {
        Self::Failed { ok: false, error: Box::new(error) }
    }
}

/// A failure: what went wrong, where, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// The code, stable across versions.
    pub code: ErrorCode,
    /// A sentence for a person.
    pub message: String,
    /// What the person can do next.
    pub next_step: String,
    /// The DOMException or the library's own words, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<Box<Location>>,
    /// Every place concerned, where there are several (values that cannot be carried).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Location>,
    /// What a migration found, where it was refused for its records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Box<crate::migration::MigrationReport>>,
    /// The backup that a migration took before; beside it is the whole report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety_backup_id: Option<Box<str>>,
    /// What was migrated before, and stays so: each database is migrated by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub migrated: Vec<super::Migrated>,
}

/// A place in a site's storage or in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// The database's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub database: Option<String>,
    /// The object store's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The record's key, written as a JavaScript expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What stands there: `CryptoKey`, `FileSystemFileHandle`, ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<String>,
    /// The archive's entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
}

/// The codes of failures. `docs/automation.md` lists them with their meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is not one of those documented.
    BadRequest,
    /// There is no such tab.
    NoSuchTab,
    /// The tab shows a page on which extensions cannot work.
    UnsupportedPage,
    /// The page has no IndexedDB (an opaque origin, or the browser denies it).
    NoIndexedDb,
    /// The extension may not work on this origin yet.
    PermissionNeeded,
    /// The page, or its tab, went away.
    PageGone,
    /// Another operation works on the same origin.
    Busy,
    /// The person cancelled it.
    Cancelled,
    /// There is no such operation.
    NoSuchOperation,
    /// There is no such backup.
    NoSuchBackup,
    /// There is no such database, or no such store in it.
    NoSuchDatabase,
    /// A database was deleted or its version changed while it was being read.
    DatabaseChanged,
    /// A connection that the site holds did not close.
    Blocked,
    /// Some values can be kept neither in the archive nor in the vault.
    NotCarried,
    /// Some values of the backup cannot be brought back here.
    NotRestorable,
    /// A value is nested too deeply.
    TooDeep,
    /// A value or a database that the browser could not read.
    ReadFailed,
    /// The browser refused a write.
    WriteFailed,
    /// The origin's storage quota is used up.
    QuotaExceeded,
    /// There is no room to store the backup.
    BackupQuotaExceeded,
    /// The file is not a zip archive.
    NotAZip,
    /// The file is a zip archive, but not one of Drydock's.
    NotABackup,
    /// The archive is not as it was written.
    Damaged,
    /// The archive's end is missing.
    Truncated,
    /// Two entries of the archive have the same name.
    DuplicateEntry,
    /// An entry of the archive has a name that leads out of its folder.
    UnsafePath,
    /// An entry of the archive inflates to more than its size.
    OversizedEntry,
    /// The archive needs a feature that this version does not know.
    UnknownFeature,
    /// The archive's format is newer than this version.
    FormatTooNew,
    /// The restored data, read back, is not what the backup holds.
    CheckFailed,
    /// The records of a quarantine do not fit what is there.
    QuarantineDoesNotFit,
    /// The plan cannot be read.
    PlanInvalid,
    /// The plan does not fit the database: its version, its history or its schema.
    PlanDoesNotFit,
    /// Records cannot be migrated.
    RecordsRefused,
    /// No migration took this backup.
    NoSuchReport,
    /// A database is at another version than was said.
    WrongVersion,
    /// The database was migrated already.
    AlreadyMigrated,
    /// The site keeps writing records of the form that a lazy migration upgrades.
    OldRecordsWritten,
    /// There is no migration to undo.
    NothingToUndo,
    /// There is no migration to resume or to abandon.
    NothingUnderWay,
    /// The operation failed, and putting the former state back failed too.
    UndoFailed,
    /// A bug in Drydock.
    Internal,
}

//! The messages between the extension's pages, automation scripts and the background worker.
//!
//! `docs/automation.md` documents them for their users.

#[cfg(test)]
mod documented;
mod failure;
mod migrated;
mod report;
mod request;
mod response;
mod stored_report;

pub use report::{
    Abandoned, BackupEntry, DatabaseReport, DatabaseStatus, DatabaseSummary, Migrated,
    MigrationStatus, OperationState, Phase, PlanWarning, PlannedStatus, Progress, RestoreReport,
    StoreSummary, UnderWayStatus,
};
pub use request::{DatabaseChoice, PlanSource, Request};
pub use response::{ErrorCode, Failure, Location, Reply, Success};
pub use stored_report::StoredReport;

//! The messages between the extension's pages, automation scripts and the background worker.
//!
//! `docs/automation.md` documents them for their users.

mod failure;
mod report;
mod request;
mod response;

pub use report::{
    BackupEntry, DatabaseReport, DatabaseSummary, OperationState, Phase, Progress, RestoreReport,
    StoreSummary,
};
pub use request::{DatabaseChoice, Request};
pub use response::{ErrorCode, Failure, Location, Reply, Success};

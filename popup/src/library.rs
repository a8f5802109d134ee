//! The stored backups, read from the background worker.

use drydock::messages::{BackupEntry, DatabaseSummary, Failure, Reply, Request};
use sycamore::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::requests;
use crate::together::Together;

/// The stored backups, newest first. Copies are the same library.
#[derive(Clone, Copy)]
pub struct Library {
    /// The backups; `None` until they are known.
    pub backups: Signal<Option<Vec<BackupEntry>>>,
    /// Why they cannot be listed.
    pub failure: Signal<Option<Failure>>,
    together: Together,
}

impl Library {
    /// An empty one, to be loaded.
    pub fn new() -> Self {
        Self {
            backups: create_signal(None),
            failure: create_signal(None),
            together: Together::here(),
        }
    }

    /// Lists the backups again.
    pub fn reload(self) {
        spawn_local(async move {
            match requests::send(&Request::Backups {}, None).await.reply {
                Reply::Done(success) => self.together.change(|| {
                    self.failure.set(None);
                    if self.backups.with_untracked(|shown| *shown != success.backups) {
                        self.backups.set(success.backups);
                    }
                }),
                Reply::Failed { error, .. } => self.failure.set(Some(*error)),
            }
        });
    }

    /// The backups that are known.
    pub fn known(self) -> Vec<BackupEntry> {
        self.backups.get_clone().unwrap_or_default()
    }
}

/// The databases that a backup holds.
///
/// # Errors
///
/// Those of the request `contents`.
pub async fn contents(backup_id: &str) -> Result<Vec<DatabaseSummary>, Failure> {
    let request = Request::Contents { backup_id: backup_id.to_owned() };
    match requests::send(&request, None).await.reply {
        Reply::Done(success) => Ok(success.databases.unwrap_or_default()),
        Reply::Failed { error, .. } => Err(*error),
    }
}

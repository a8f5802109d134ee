//! The journals of restores and migrations under way.

use drydock::messages::{ErrorCode, Failure};
use drydock::migration::MigrationJournal;
use drydock::restore::Journal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use crate::failure::{Outcome, storing};
use crate::opfs::Directory;

/// A directory of journals: one file for each operation that has not ended.
#[derive(Clone)]
pub struct Journals {
    restores: Directory,
    migrations: Directory,
}

impl Journals {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        let open = async |name| Directory::open(name).await.map_err(|error| storing(&error));
        Ok(Self { restores: open("journals").await?, migrations: open("migrations").await? })
    }

    /// Writes a journal, whole or not at all, before what it announces is done.
    pub async fn write(&self, journal: &Journal) -> Outcome<()> {
        write(&self.restores, &journal.operation_id, journal).await
    }

    /// Removes the journal of a restore that has ended.
    pub async fn remove(&self, operation_id: &str) -> Outcome<()> {
        remove(&self.restores, operation_id).await
    }

    /// The journals of restores that are there.
    pub async fn all(&self) -> Outcome<Vec<Journal>> {
        all(&self.restores).await
    }

    /// Writes a migration's journal, before its transaction begins.
    pub async fn write_migration(&self, journal: &MigrationJournal) -> Outcome<()> {
        write(&self.migrations, &journal.operation_id, journal).await
    }

    /// Removes the journal of a migration that has ended.
    pub async fn remove_migration(&self, operation_id: &str) -> Outcome<()> {
        remove(&self.migrations, operation_id).await
    }

    /// The journals of migrations that are there.
    pub async fn migrations(&self) -> Outcome<Vec<MigrationJournal>> {
        all(&self.migrations).await
    }

    /// Whether something that has not ended needs a backup.
    pub async fn need(&self, backup_id: &str) -> Outcome<bool> {
        let is_it = |id: &str| id == backup_id;
        Ok(self.all().await?.iter().any(|j| is_it(&j.backup_id) || is_it(&j.safety_backup_id))
            || self.migrations().await?.iter().any(|journal| {
                is_it(&journal.safety_backup_id)
                    || journal.quarantine_backup_id.as_deref().is_some_and(is_it)
            }))
    }

    /// Whether an origin has to stay in dry dock: what was begun on it and has not ended is ended
    /// there. Where that cannot be read either, the next start of the worker finds out.
    pub async fn hold(&self, origin: &str) -> bool {
        self.has_any(origin).await.unwrap_or(true)
    }

    /// Whether something was begun on an origin and has not ended.
    pub async fn has_any(&self, origin: &str) -> Outcome<bool> {
        Ok(self.all().await?.iter().any(|journal| journal.origin == origin)
            || self.migrations().await?.iter().any(|journal| journal.origin == origin))
    }
}

async fn write(directory: &Directory, id: &str, journal: &impl Serialize) -> Outcome<()> {
    let text = serde_json::to_string(journal)
        .map_err(|error| storing(&JsValue::from_str(&error.to_string())))?;
    directory.write_text(&file_name(id), &text).await.map_err(|error| no_note(&error))
}

/// It is not written down, and so not done.
fn no_note(error: &JsValue) -> Failure {
    let failure = storing(error);
    if failure.code != ErrorCode::BackupQuotaExceeded {
        return failure;
    }
    Failure {
        message: "There is no room to write down what is done next, so it was not done.".to_owned(),
        ..failure
    }
}

async fn remove(directory: &Directory, id: &str) -> Outcome<()> {
    directory.remove(&file_name(id)).await.map_err(|error| storing(&error))
}

async fn all<J: DeserializeOwned>(directory: &Directory) -> Outcome<Vec<J>> {
    let names = directory.names().await.map_err(|error| storing(&error))?;
    let mut journals = Vec::new();
    for name in names {
        let json = directory.read(&name).await.map_err(|error| storing(&error))?;
        // What was never closed announced nothing: nothing had been done yet.
        let Some(json) = json else { continue };
        // A journal that cannot be read must not pass for none.
        journals.push(serde_json::from_slice(&json).map_err(|error| unreadable(&error))?);
    }
    Ok(journals)
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::new(
        ErrorCode::Internal,
        "What an interrupted operation had written down cannot be read, so it can be neither \
         finished nor undone.",
    )
    .detailed(error.to_string())
    .then("Install the version of Drydock that began it; it goes on when it starts.")
}

fn file_name(operation_id: &str) -> String {
    format!("{operation_id}.json")
}

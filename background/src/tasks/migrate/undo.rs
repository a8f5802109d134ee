//! Undoing a database's last migration: its backup, restored.

use drydock::messages::{DatabaseChoice, ErrorCode, Failure, Success};
use drydock::plan::MigrationState;
use drydock::value::Text;

use super::journal::rolled_back;
use crate::agent::page_of;
use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::restore::{RestoreRequest, restore};

/// Puts a database back to what it was before the migrations that ran last.
pub async fn undo_migration(app: &App, tab: i32, database: &str) -> Outcome<Success> {
    let page = page_of(tab).await?;
    let name = Text::from(database);
    let history = app.history.of(&page.origin, &name).await?;
    let last = history.iter().rev().find(|entry| entry.state == MigrationState::Applied);
    let Some(backup) = last.and_then(|entry| entry.backup.clone()) else {
        return Err(Failure::new(
            ErrorCode::NothingToUndo,
            format!("Drydock has migrated no database {database:?} of this site."),
        ));
    };
    let (entry, _) = app.backups.get(&backup).await?;
    if !entry.databases.iter().any(|known| known == database) {
        return Err(Failure::new(
            ErrorCode::NothingToUndo,
            format!("The migration made the database {database:?}: there is nothing before it."),
        )
        .then("Delete the database with the browser's developer tools."));
    }
    let request = RestoreRequest {
        tab,
        backup_id: backup.clone(),
        databases: Some(vec![DatabaseChoice::Whole(database.to_owned())]),
        exact: false,
        allow_loss: false,
    };
    let success = restore(app, request).await?;
    rolled_back(app, &page.origin, &name, &backup).await?;
    Ok(success)
}

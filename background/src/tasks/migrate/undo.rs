//! Undoing a database's last migration: its backup, restored.

use drydock::messages::{DatabaseChoice, ErrorCode, Failure, RestoreReport, Success};
use drydock::plan::{HistoryEntry, MigrationState};
use drydock::value::Text;

use super::under_way::require_nothing_under_way;
use crate::agent::{Page, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::tasks::archives::open_verified;
use crate::tasks::backup::{Order, Selection, take};
use crate::tasks::restore::{
    Contents, RestoreRequest, Workplace, put_database_back, require_nothing_left, restore,
    undock_after,
};
use crate::tasks::run::run;

/// Puts a database back to what it was before the migrations that ran last; one that they made is
/// deleted.
pub async fn undo_migration(app: &App, tab: i32, database: &str) -> Outcome<Success> {
    let page = page_of(tab).await?;
    let name = Text::from(database);
    require_nothing_under_way(app, &page.origin, |under_way| *under_way == name).await?;
    let history = app.history.of(&page.origin, &name).await?;
    let Some(backup) = last_backup(&history) else {
        return Err(Failure::new(
            ErrorCode::NothingToUndo,
            format!("Drydock has migrated no database {database:?} of this site."),
        ));
    };
    let (entry, _) = app.backups.get(&backup).await?;
    let undone = if entry.databases.iter().any(|known| known == database) {
        let request = RestoreRequest {
            tab,
            backup_id: backup.clone(),
            databases: Some(vec![DatabaseChoice::Whole(database.into())]),
            exact: false,
            allow_loss: false,
        };
        restore(app, request).await
    } else {
        take_away(app, &page, &name, &backup).await
    };
    if let Err(failure) = &undone
        && was_begun(failure.code)
    {
        let state = MigrationState::RollbackFailed;
        app.history.undone(&page.origin, &name, &backup, state).await?;
    }
    undone
}

/// The backup that was taken before the migrations that ran last, and are not undone.
fn last_backup(history: &[HistoryEntry]) -> Option<String> {
    let is_done = |entry: &&HistoryEntry| {
        matches!(
            entry.state,
            MigrationState::Applied | MigrationState::Abandoned | MigrationState::RollbackFailed
        )
    };
    history.iter().rev().find(is_done)?.backup.clone()
}

/// Whether a failure is one of undoing itself, and not of what has to be there for it: where the
/// page went away, what was there before was put back.
fn was_begun(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::Busy
            | ErrorCode::Cancelled
            | ErrorCode::PageGone
            | ErrorCode::PermissionNeeded
            | ErrorCode::NoSuchBackup
            | ErrorCode::NotRestorable
            | ErrorCode::NotCarried
            | ErrorCode::BackupQuotaExceeded
    )
}

/// Deletes a database that migrations made: before them there was none.
async fn take_away(app: &App, page: &Page, name: &Text, backup: &str) -> Outcome<Success> {
    require_nothing_left(app, &page.origin).await?;
    require_nothing_under_way(app, &page.origin, |other| other == name).await?;
    run(app, "undo", &page.origin, async |operation| {
        let (_, file) = app.backups.get(backup).await?;
        let former = Contents::new(app, open_verified(FileSource::new(file), operation).await?);
        let taken_away = match Workplace::enter(app, page, operation).await {
            Ok(workplace) => {
                let taken_away =
                    in_dock(app, page, &workplace, name, backup, &former, operation).await;
                workplace.leave().await;
                taken_away
            }
            Err(failure) => Err(failure),
        };
        undock_after(app, &page.origin, &taken_away, operation).await?;
        taken_away
    })
    .await
}

async fn in_dock(
    app: &App,
    page: &Page,
    workplace: &Workplace,
    name: &Text,
    backup: &str,
    former: &Contents,
    operation: &Operation,
) -> Outcome<Success> {
    // What the site wrote since is in no other backup.
    let order = Order {
        selection: Selection::Among(vec![name.clone()]),
        label: None,
        allow_loss: false,
        safety: true,
    };
    let taken = take(app, workplace.page(), operation, order).await?;
    operation.check()?;
    let present = Contents::taken(app, &taken.entry.id).await?;
    put_database_back(app, operation, page, (former, backup), &[&present], name).await?;
    let deleted = vec![name.to_string_lossy().into_owned()];
    Ok(Success {
        origin: Some(page.origin.clone()),
        backup_id: Some(backup.to_owned()),
        safety_backup_id: Some(taken.entry.id),
        report: Some(RestoreReport { deleted, ..RestoreReport::default() }),
        ..Success::default()
    })
}

//! Undoing a database's last migration: its backup, restored.

use std::cell::Cell;

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
    Contents, RestoreRequest, Workplace, delete_again, require_nothing_left, restore_telling,
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
    let changes = Cell::default();
    let undone = if entry.databases.iter().any(|known| known == database) {
        let request = RestoreRequest {
            tab,
            backup_id: backup.clone(),
            databases: Some(vec![DatabaseChoice::Whole(database.into())]),
            exact: false,
            allow_loss: false,
        };
        restore_telling(app, request, &changes).await
    } else {
        take_away(app, &page, &name, &backup, &changes).await
    };
    match undone {
        Err(failure) if changes.get() && !was_given_up(failure.code) => {
            let state = MigrationState::RollbackFailed;
            let noted = app.history.undone(&page.origin, &name, &backup, state).await;
            let Err(not_noted) = noted else { return Err(failure) };
            let message = format!(
                "{} Nor could that be written into the history: {}",
                failure.message, not_noted.message
            );
            Err(Failure { message, ..failure })
        }
        undone => undone,
    }
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

/// Whether undoing was ended from outside: then what was there before was put back, and nothing is
/// the matter with it.
fn was_given_up(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Cancelled | ErrorCode::PageGone)
}

/// Deletes a database that migrations made: before them there was none.
async fn take_away(
    app: &App,
    page: &Page,
    name: &Text,
    backup: &str,
    changes: &Cell<bool>,
) -> Outcome<Success> {
    require_nothing_left(app, &page.origin).await?;
    require_nothing_under_way(app, &page.origin, |other| other == name).await?;
    run(app, "undo", &page.origin, async |operation| {
        let (_, file) = app.backups.get(backup).await?;
        let former = Contents::new(app, open_verified(FileSource::new(file), operation).await?);
        let taken_away = match Workplace::enter(app, page, operation).await {
            Ok(workplace) => {
                let order = Deleting { app, page, name, backup, former: &former, changes };
                let taken_away = order.run(&workplace, operation).await;
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

/// A deletion in a docked page.
struct Deleting<'a> {
    app: &'a App,
    page: &'a Page,
    name: &'a Text,
    backup: &'a str,
    /// What that backup holds.
    former: &'a Contents,
    changes: &'a Cell<bool>,
}

impl Deleting<'_> {
    async fn run(&self, workplace: &Workplace, operation: &Operation) -> Outcome<Success> {
        let Self { app, page, name, backup, former, changes } = *self;
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
        let kept = [&present];
        delete_again(app, operation, page, (former, backup), &kept, name, changes).await?;
        let deleted = vec![name.to_string_lossy().into_owned()];
        Ok(Success {
            origin: Some(page.origin.clone()),
            backup_id: Some(backup.to_owned()),
            safety_backup_id: Some(taken.entry.id),
            report: Some(RestoreReport { deleted, ..RestoreReport::default() }),
            ..Success::default()
        })
    }
}

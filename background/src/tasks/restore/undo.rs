//! Putting back what a failed restore may have changed.

use std::cell::Cell;

use drydock::messages::{ErrorCode, Failure, Phase};
use drydock::restore::{DatabasePlan, Journal, Method, Source, Stage};
use drydock::value::Text;

use super::check::check;
use super::replace::{There, replace};
use super::request::undone;
use super::take_away::Rescue;
use super::{Contents, Workplace};
use crate::agent::Page;
use crate::app::App;
use crate::failure::{Outcome, unchanged};
use crate::operations::Operation;
use crate::tasks::archives::databases_of;

/// Puts the databases that the journal names as touched back as the safety backup has them, and
/// reads them back. What is found in their place and is in neither backup is backed up first; says
/// whether there was such. Cannot be cancelled.
///
/// # Errors
///
/// `undo_failed`: then the journal stays, and the next start of the worker tries again.
pub async fn undo(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    kept: &[&Contents],
    journal: &mut Journal,
) -> Outcome<bool> {
    operation.commit();
    if journal.touched.is_empty() {
        return Ok(false);
    }
    let changes = Cell::default();
    let undone = run(app, operation, page, safety, kept, journal, &changes).await;
    undone.map_err(|failure| {
        not_yet("The restore failed, and what was there before could not be put back yet:", failure)
    })
}

/// What was begun is not ended, and is tried again.
fn not_yet(words: &str, failure: Failure) -> Failure {
    Failure::new(ErrorCode::UndoFailed, format!("{words} {}", failure.message))
        .detailed(failure.detail.unwrap_or_default())
}

async fn run(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    kept: &[&Contents],
    journal: &mut Journal,
    changes: &Cell<bool>,
) -> Outcome<bool> {
    // Not the workplace from before: its tab may be what went away.
    let workplace = Workplace::enter(app, page, operation).await?;
    let kept = kept.iter().copied().chain([safety]).collect();
    let rescue = Rescue { app, operation, workplace: &workplace, kept, changes: Cell::default() };
    let undone = put_back(&rescue, safety, journal).await;
    changes.set(rescue.changes.get());
    workplace.leave().await;
    undone
}

async fn put_back(rescue: &Rescue<'_>, safety: &Contents, journal: &mut Journal) -> Outcome<bool> {
    let Rescue { app, operation, workplace, .. } = *rescue;
    operation.enter(Phase::Undoing, None, None);
    let former = databases_of(safety.bag().backup());
    let left: Vec<Text> =
        journal.touched.iter().filter(|name| !journal.done.contains(name)).cloned().collect();
    let mut kept = false;
    // All before the first is put back, so that there is room for it.
    for name in &left {
        kept |= rescue.clear_away(name).await?;
    }
    operation.enter(Phase::Undoing, None, None);
    for name in left {
        if let Some(position) = former.iter().position(|database| database.name == name)
            && let Some(database) = former.get(position)
        {
            let sources = (0..database.stores.len())
                .map(|store| Source::Safety { database: position, store })
                .collect();
            let plan = DatabasePlan { target: database.clone(), sources, method: Method::Recreate };
            let mut session = workplace.connect(operation).await?;
            let there = There::Anything(rescue);
            let fed = replace(&mut session, &plan, safety, safety, there)
                .await
                .map_err(|not_replaced| not_replaced.failure)?;
            check(&mut session, &plan, &fed, safety).await?;
        }
        journal.done.push(name);
        // One of which that is not written down is only put back once more.
        let _ = app.journals.write(journal).await;
    }
    Ok(kept)
}

/// Puts one database back to what a safety backup holds of it, with a journal of its own. `kept`
/// are other backups that may hold what is there now.
pub async fn put_database_back(
    app: &App,
    operation: &Operation,
    page: &Page,
    (safety, safety_backup_id): (&Contents, &str),
    kept: &[&Contents],
    name: &Text,
) -> Outcome<()> {
    let mut journal = undoing(operation, page, safety_backup_id, name);
    app.journals.write(&journal).await?;
    undo(app, operation, page, safety, kept, &mut journal).await?;
    undone(app, &page.origin, std::slice::from_ref(name), safety_backup_id).await?;
    app.journals.remove(&journal.operation_id).await
}

/// Deletes a database that a backup does not hold: it was made since. Cannot be cancelled.
/// `changes` becomes true where anything was changed.
///
/// # Errors
///
/// Where nothing was changed, whatever kept it from being so, and no journal is left. Else
/// `undo_failed`: then the journal stays, and the next start of the worker tries again.
pub async fn delete_again(
    app: &App,
    operation: &Operation,
    page: &Page,
    (former, former_id): (&Contents, &str),
    kept: &[&Contents],
    name: &Text,
    changes: &Cell<bool>,
) -> Outcome<()> {
    let mut journal = undoing(operation, page, former_id, name);
    app.journals.write(&journal).await?;
    operation.commit();
    match run(app, operation, page, former, kept, &mut journal, changes).await {
        Ok(_) => {
            undone(app, &page.origin, std::slice::from_ref(name), former_id).await?;
            app.journals.remove(&journal.operation_id).await
        }
        Err(failure) if changes.get() => {
            Err(not_yet("The database could not be deleted yet:", failure))
        }
        Err(failure) => {
            app.journals.remove(&journal.operation_id).await?;
            Err(unchanged(failure))
        }
    }
}

/// The journal by which a database becomes again what a backup has.
fn undoing(operation: &Operation, page: &Page, backup_id: &str, name: &Text) -> Journal {
    Journal {
        operation_id: operation.id(),
        origin: page.origin.clone(),
        url: page.url.clone(),
        backup_id: backup_id.to_owned(),
        safety_backup_id: backup_id.to_owned(),
        databases: None,
        exact: false,
        allow_loss: false,
        stage: Stage::Undoing,
        touched: vec![name.clone()],
        done: Vec::new(),
    }
}

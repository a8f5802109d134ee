//! Putting back what a failed restore may have changed.

use drydock::messages::{ErrorCode, Failure, Phase};
use drydock::restore::{DatabasePlan, Journal, Method, Source, Stage};
use drydock::value::Text;

use super::check::check;
use super::replace::replace;
use super::request::undone;
use super::{Contents, Workplace};
use crate::agent::{Page, delete};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::archives::databases_of;

/// Puts the databases that the journal names as touched back as the safety backup has them, and
/// reads them back. Cannot be cancelled.
///
/// # Errors
///
/// `undo_failed`: then the journal stays, and the next start of the worker tries again.
pub async fn undo(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    journal: &mut Journal,
) -> Outcome<()> {
    operation.commit();
    if journal.touched.is_empty() {
        return Ok(());
    }
    run(app, operation, page, safety, journal).await.map_err(|failure| {
        Failure::new(
            ErrorCode::UndoFailed,
            format!(
                "The restore failed, and what was there before could not be put back yet: {}",
                failure.message
            ),
        )
        .detailed(failure.detail.unwrap_or_default())
    })
}

async fn run(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    journal: &mut Journal,
) -> Outcome<()> {
    // Not the workplace from before: its tab may be what went away.
    let workplace = Workplace::enter(app, page, operation).await?;
    let undone = put_back(app, operation, &workplace, safety, journal).await;
    workplace.leave().await;
    undone
}

async fn put_back(
    app: &App,
    operation: &Operation,
    workplace: &Workplace,
    safety: &Contents,
    journal: &mut Journal,
) -> Outcome<()> {
    operation.enter(Phase::Undoing, None, None);
    let former = databases_of(safety.bag().backup());
    let left: Vec<Text> =
        journal.touched.iter().filter(|name| !journal.done.contains(name)).cloned().collect();
    // All before the first is put back, so that there is room for it.
    for name in &left {
        let mut session = workplace.connect(operation).await?;
        delete(&mut session, name).await?;
    }
    for name in left {
        if let Some(position) = former.iter().position(|database| database.name == name)
            && let Some(database) = former.get(position)
        {
            let sources = (0..database.stores.len())
                .map(|store| Source::Safety { database: position, store })
                .collect();
            let plan = DatabasePlan { target: database.clone(), sources, method: Method::Recreate };
            let mut session = workplace.connect(operation).await?;
            let fed = replace(&mut session, &plan, safety, safety)
                .await
                .map_err(|not_replaced| not_replaced.failure)?;
            check(&mut session, &plan, &fed, safety).await?;
        }
        journal.done.push(name);
        app.journals.write(journal).await?;
    }
    Ok(())
}

/// Puts one database back to what a safety backup holds of it, with a journal of its own.
pub async fn put_database_back(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    safety_backup_id: &str,
    name: &Text,
) -> Outcome<()> {
    let mut journal = Journal {
        operation_id: operation.id(),
        origin: page.origin.clone(),
        url: page.url.clone(),
        backup_id: safety_backup_id.to_owned(),
        safety_backup_id: safety_backup_id.to_owned(),
        databases: None,
        exact: false,
        allow_loss: false,
        stage: Stage::Undoing,
        touched: vec![name.clone()],
        done: Vec::new(),
    };
    app.journals.write(&journal).await?;
    undo(app, operation, page, safety, &mut journal).await?;
    undone(app, &page.origin, std::slice::from_ref(name), safety_backup_id).await?;
    app.journals.remove(&journal.operation_id).await
}

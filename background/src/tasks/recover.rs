//! Finishing or undoing what a worker that was ended had begun.

use drydock::messages::{ErrorCode, Phase, Success};
use drydock::migration::MigrationJournal;
use drydock::restore::{Journal, Stage, plan};
use wasm_bindgen::JsValue;
use webext::Port;

use crate::agent::Page;
use crate::app::App;
use crate::dock::origin_of;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::reflect;
use crate::tasks::archives::{databases_of, reopen_verified};
use crate::tasks::migrate::resolve;
use crate::tasks::restore::{
    Applying, Contents, Workplace, chosen, found_and_kept, from_anything, plan_beside, undo,
    undone, undone_by,
};
use crate::tasks::run::run;

/// How many pages may go away under the work.
const PAGES: usize = 3;

/// No tab: one that shows the site is looked for, or opened.
const NO_TAB: i32 = -1;

/// Ends every restore and migration that was interrupted, and lets origins out of dry dock that are in it
/// for nothing.
pub async fn recover_all(app: App) {
    // What fails here is tried again at the next start.
    let Ok(journals) = app.journals.all().await else { return };
    let Ok(docked) = app.docks.remember().await else { return };
    let Ok(migrations) = app.journals.migrations().await else { return };
    for origin in docked {
        let is_left = journals.iter().any(|journal| journal.origin == origin)
            || migrations.iter().any(|journal| journal.origin == origin);
        if !is_left {
            let _ = app.docks.undock(&origin).await;
        }
    }
    for journal in journals {
        recover(&app, journal).await;
    }
    for journal in migrations {
        recover_migration(&app, journal).await;
    }
}

/// A page is docked: where a restore of its origin was interrupted, there is now a page to finish
/// it in.
pub fn page_docked(app: &App, port: &Port) {
    let sender = port.sender().map(JsValue::from).unwrap_or_default();
    let Some(origin) = reflect::string(&sender, "url").and_then(|url| origin_of(&url)) else {
        return;
    };
    let app = app.clone();
    wasm_bindgen_futures::spawn_local(async move {
        if app.operations.is_busy(&origin) {
            return;
        }
        let Ok(journals) = app.journals.all().await else { return };
        if let Some(journal) = journals.into_iter().find(|journal| journal.origin == origin) {
            recover(&app, journal).await;
        }
        let Ok(migrations) = app.journals.migrations().await else { return };
        if let Some(journal) = migrations.into_iter().find(|journal| journal.origin == origin) {
            recover_migration(&app, journal).await;
        }
    });
}

/// Finishes or undoes one restore. The outcome is shown as an operation's.
async fn recover(app: &App, journal: Journal) {
    let origin = journal.origin.clone();
    let _ = run(app, "recover", &origin, async |operation| {
        operation.enter(Phase::Verifying, None, None);
        let recovered = match app.docks.keep(&origin).await {
            Ok(()) => in_some_page(async || resume(app, operation, journal.clone()).await).await,
            Err(failure) => Err(failure),
        };
        // Neither after a failure nor where it was for a migration, which is ended next, may the
        // site run in between.
        if !app.journals.hold(&origin).await {
            app.docks.undock(&origin).await?;
        }
        recovered
    })
    .await;
}

/// Works on in another page when the one that it worked in goes away: the person may close or
/// reload it, and nothing else would take up the work before the next visit.
pub async fn in_some_page(work: impl AsyncFn() -> Outcome<Success>) -> Outcome<Success> {
    for _ in 1..PAGES {
        match work().await {
            Err(failure) if failure.code == ErrorCode::PageGone => {}
            outcome => return outcome,
        }
    }
    work().await
}

/// Ends one migration. The outcome is shown as an operation's.
async fn recover_migration(app: &App, journal: MigrationJournal) {
    let origin = journal.origin.clone();
    let _ = run(app, "recover", &origin, async |operation| {
        operation.enter(Phase::Verifying, None, None);
        let resolved = in_some_page(async || resolve(app, operation, &journal).await).await;
        if !app.journals.hold(&origin).await {
            app.docks.undock(&origin).await?;
        }
        resolved
    })
    .await;
}

async fn resume(app: &App, operation: &Operation, mut journal: Journal) -> Outcome<Success> {
    // Half a restore is worse than waiting for the whole.
    operation.commit();
    let page = Page { tab: NO_TAB, url: journal.url.clone(), origin: journal.origin.clone() };
    let safety = open(app, &journal.safety_backup_id, operation).await?;
    let mut finished = None;
    let mut why = None;
    let mut kept = false;
    if journal.stage == Stage::Applying {
        match finish(app, operation, &page, &safety, &mut journal).await {
            Ok(success) => finished = Some(success),
            Err(failure) => {
                why = Some(failure);
                journal = journal.undoing();
                app.journals.write(&journal).await?;
            }
        }
    }
    if finished.is_none() {
        // What it put there may be found there. Where it cannot be read, it is backed up once more.
        let backup = open(app, &journal.backup_id, operation).await.ok();
        let others: Vec<&Contents> = backup.iter().collect();
        kept = undo(app, operation, &page, &safety, &others, &mut journal).await?;
        if journal.backup_id == journal.safety_backup_id {
            // Putting back was all that it was for.
            undone(app, &journal.origin, &journal.touched, &journal.backup_id).await?;
        }
    }
    app.journals.remove(&journal.operation_id).await?;
    Ok(finished.unwrap_or_else(|| Success {
        origin: Some(journal.origin.clone()),
        safety_backup_id: Some(journal.safety_backup_id.clone()),
        undone: Some(found_and_kept(
            why.map_or_else(
                || "A restore had failed before Drydock was interrupted.".to_owned(),
                |failure| failure.message,
            ),
            kept,
        )),
        ..Success::default()
    }))
}

/// Carries the interrupted plan out to its end.
async fn finish(
    app: &App,
    operation: &Operation,
    page: &Page,
    safety: &Contents,
    journal: &mut Journal,
) -> Outcome<Success> {
    let backup = open(app, &journal.backup_id, operation).await?;
    let databases = databases_of(backup.bag().backup());
    let choices = chosen(&databases, journal.databases.as_deref())?;
    let present = databases_of(safety.bag().backup());
    let plan = if backup.bag().backup().is_quarantine() {
        plan_beside(&backup, safety, (&present, &databases), &choices).await?
    } else {
        plan(&present, &databases, &choices, journal.exact)
    };
    // What was done before, nobody has read back: it is done once more, and read.
    let plan = from_anything(plan, &journal.touched);
    let workplace = Workplace::enter(app, page, operation).await?;
    let applying =
        Applying { app, operation, workplace: &workplace, plan: &plan, backup: &backup, safety };
    let applied = applying.apply(journal).await;
    workplace.leave().await;
    if applied.is_ok() {
        let former = undone_by(&backup, &databases, &choices, &plan);
        undone(app, &journal.origin, &former, &journal.backup_id).await?;
    }
    Ok(Success {
        origin: Some(journal.origin.clone()),
        backup_id: Some(journal.backup_id.clone()),
        safety_backup_id: Some(journal.safety_backup_id.clone()),
        report: Some(applied?),
        ..Success::default()
    })
}

async fn open(app: &App, id: &str, operation: &Operation) -> Outcome<Contents> {
    let (_, file) = app.backups.get(id).await?;
    let bag = reopen_verified(FileSource::new(file), operation).await?;
    Ok(Contents::new(app, bag))
}

//! Ending a migration whose worker was ended.

use drydock::messages::{ErrorCode, Phase, StoredReport, Success};
use drydock::migration::{Course, MigrationJournal, MigrationOutcome, MigrationReport};
use drydock::value::Text;

use super::chosen::{between, read};
use super::journal::{applied, failed, interrupted, now};
use super::lazy::{in_dry_dock, only_lazy, reached, records_follow};
use super::parallel::contract;
use super::quarantine::forget_quarantined;
use super::report::{keep, kept};
use super::request::{present_in, version_of};
use super::trial::trial;
use super::verify::verify;
use crate::agent::Page;
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::opfs::FileSource;
use crate::tasks::archives::{databases_of, reopen_verified};
use crate::tasks::inventory::list;
use crate::tasks::restore::{Contents, Workplace, put_database_back};

/// No tab: one that shows the site is looked for, or opened.
const NO_TAB: i32 = -1;

/// Finds out which version the database is at. At the former one, it is as it was: the
/// transaction fell back with the worker. At the new one, it is read and compared with what it
/// must have become.
pub async fn resolve(
    app: &App,
    operation: &Operation,
    journal: &MigrationJournal,
) -> Outcome<Success> {
    operation.commit();
    let page = Page { tab: NO_TAB, url: journal.url.clone(), origin: journal.origin.clone() };
    let id = journal.safety_backup_id.as_str();
    let known = kept(app, id).await?;
    let mut stored = known.unwrap_or_else(|| StoredReport::new(&journal.origin, id, now()));
    let workplace = Workplace::enter(app, &page, operation).await?;
    let resolved = resolve_in(app, operation, journal, &page, &workplace, &mut stored).await;
    workplace.leave().await;
    let (undone, report) = resolved?;
    let under_way = app.under_way.of(&journal.origin, &journal.database).await?;
    app.journals.remove_migration(&journal.operation_id).await?;
    let own = Success {
        origin: Some(journal.origin.clone()),
        safety_backup_id: Some(journal.safety_backup_id.clone()),
        undone,
        migrations: report.map(|report| vec![report]),
        under_way: under_way.as_ref().map(Into::into),
        ..Success::default()
    };
    Ok(stored.tell_of_others(&journal.database.to_string_lossy(), own))
}

/// Why the migration was not done, or, where it was, its report. What came of it is in the report
/// that is kept as well.
async fn resolve_in(
    app: &App,
    operation: &Operation,
    journal: &MigrationJournal,
    page: &Page,
    workplace: &Workplace,
    stored: &mut StoredReport,
) -> Outcome<(Option<String>, Option<MigrationReport>)> {
    let name: &Text = &journal.database;
    let mut session = workplace.connect(operation).await?;
    let present = list(&mut session).await?;
    drop(session);
    let record = interrupted(app, &journal.origin, name).await?;
    let under_way = app.under_way.of(&journal.origin, name).await?;
    let parallel = under_way.filter(|state| matches!(state.course, Course::Parallel(_)));
    if version_of(&present, name) == journal.from {
        let why = format!(
            "The migration was interrupted. Database {:?} is at version {} as before.",
            name.to_string_lossy(),
            journal.from
        );
        // The records are all where they were.
        forget_quarantined(app, journal.quarantine_backup_id.as_deref()).await?;
        if parallel.is_some() {
            let left = "It is still under way: go on with it by `resume`, or end it by `abandon`.";
            return Ok((Some(format!("{why} {left}")), None));
        }
        stored.set_outcome(&name.to_string_lossy(), MigrationOutcome::Failed);
        keep(app, stored).await?;
        failed(app, record).await?;
        return Ok((Some(why), None));
    }
    let (_, file) = app.backups.get(&journal.safety_backup_id).await?;
    let safety = Contents::new(app, reopen_verified(FileSource::new(file), operation).await?);
    let (position, before) = present_in(&databases_of(safety.bag().backup()), name);
    let parsed = read(&journal.plan)?;
    let migrations = between(&parsed, name, journal.from, journal.to);
    let program = in_dry_dock(&parsed, &before, &migrations)?;
    operation.enter(Phase::Checking, None, None);
    let trial = trial(&program, &safety, position, operation).await?;
    let mut session = workplace.connect(operation).await?;
    let verified = verify(&mut session, name, &program, &trial, &safety, position).await;
    drop(session);
    let resolved = match verified {
        Ok(()) if only_lazy(&migrations).is_some() => {
            let outcome = reached(&migrations);
            let report = MigrationReport { outcome, ..trial.finished.report };
            stored.put(report.clone());
            keep(app, stored).await?;
            records_follow(app, journal, &before, false).await?;
            (None, Some(report))
        }
        Ok(()) => {
            let outcome = MigrationOutcome::Applied;
            let quarantine_backup_id = journal.quarantine_backup_id.clone();
            let report = MigrationReport { outcome, quarantine_backup_id, ..trial.finished.report };
            stored.put(report.clone());
            keep(app, stored).await?;
            applied(app, record, &report, &trial.finished.target).await?;
            (None, Some(report))
        }
        // It was not read to its end: that says nothing about it.
        Err(failure) if failure.code == ErrorCode::PageGone => return Err(failure),
        Err(failure) => {
            put_database_back(
                app,
                operation,
                page,
                (&safety, &journal.safety_backup_id),
                &[],
                name,
            )
            .await?;
            stored.fail(&failure);
            stored.put(MigrationReport {
                outcome: MigrationOutcome::Failed,
                ..trial.finished.report
            });
            keep(app, stored).await?;
            failed(app, record).await?;
            forget_quarantined(app, journal.quarantine_backup_id.as_deref()).await?;
            if parallel.is_none() {
                // What a lazy migration wrote down already follows no more.
                app.under_way.remove(&journal.origin, name).await?;
            }
            let why = format!(
                "{} Database {:?} is at version {} as before.",
                failure.message,
                name.to_string_lossy(),
                journal.from
            );
            (Some(why), None)
        }
    };
    if let Some(state) = parallel {
        contract(app, workplace.page(), &state, operation).await?;
    }
    Ok(resolved)
}

//! The migration that a person asked for.

use drydock::messages::{ErrorCode, Failure, Migrated, Phase, StoredReport, Success};
use drydock::migration::{
    MigrationJournal, MigrationOutcome, MigrationReport, Program, SiteRefusal,
};
use drydock::plan::{Migration, ParsedPlan};
use drydock::schema::Database;
use drydock::value::Text;

use super::chain::Chain;
use super::chosen::{chosen, names, program, read, require_as_recorded};
use super::journal::{applied, failed, now, running};
use super::lazy::{in_dry_dock, only_lazy, reached, records_follow};
use super::pump::Pump;
use super::quarantine::{forget_quarantined, keep_quarantined};
use super::recover::resolve;
use super::report::keep;
use super::trial::{Trial, accept, trial};
use super::under_way::require_nothing_under_way;
use super::verify::verify;
use crate::agent::{Page, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::{Operation, milliseconds};
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{Order, Selection, take};
use crate::tasks::in_some_page;
use crate::tasks::restore::{Contents, Workplace, put_database_back, require_nothing_left};
use crate::tasks::run::run;

/// Migrates the databases of a tab's origin that a plan is for. Each part is done whole or not at
/// all; after the first that fails or is left under way, no other is begun.
pub async fn migrate(
    app: &App,
    tab: i32,
    text: &str,
    allow_loss: bool,
    hold: bool,
) -> Outcome<Success> {
    let parsed = read(text)?;
    let page = page_of(tab).await?;
    require_nothing_left(app, &page.origin).await?;
    let names = names(&parsed.plan);
    require_nothing_under_way(app, &page.origin, |name| names.contains(name)).await?;
    run(app, "migrate", &page.origin, async |operation| {
        // What cannot be run is told before the site is disturbed.
        operation.enter(Phase::Connecting, None, None);
        let chain = Chain { app, page: &page, plan: &parsed, text, allow_loss, hold };
        let parts = chain.parts(&names, operation).await?;
        chain.carry_out(chain.nothing_done(), parts, operation).await
    })
    .await
}

impl Chain<'_> {
    /// Migrates databases in dry dock, each to a version.
    pub async fn transactional(
        &self,
        wanted: Vec<(Text, u64)>,
        operation: &Operation,
    ) -> Outcome<Success> {
        let Self { app, page, plan, text, allow_loss, .. } = *self;
        let entered = Workplace::enter(app, page, operation).await;
        let migrated = match entered {
            Ok(workplace) => {
                let order = Migrating { app, page, plan, text, allow_loss };
                let migrated = order.run(&workplace, wanted, operation).await;
                workplace.leave().await;
                migrated
            }
            Err(failure) => Err(failure),
        };
        self.let_out(migrated, operation).await
    }

    /// Lets the site out of dry dock after a migration, and looks whether its code can open what
    /// was migrated. A site of which a journal is left stays.
    pub async fn let_out(
        &self,
        migrated: Outcome<Success>,
        operation: &Operation,
    ) -> Outcome<Success> {
        let Self { app, page, .. } = *self;
        if migrated.is_err() && app.journals.hold(&page.origin).await {
            return migrated;
        }
        let looks = migrated.is_ok() && app.lookouts.begin(&page.origin).await;
        operation.switch(Phase::Undocking);
        let undocked = app.docks.undock(&page.origin).await;
        let seen = match &migrated {
            Ok(success) if looks && undocked.is_ok() => {
                operation.switch(Phase::LookingOn);
                app.lookouts.look(&page.origin, page.tab, &versions(success)).await
            }
            _ => None,
        };
        if looks {
            app.lookouts.end(&page.origin).await;
        }
        undocked?;
        migrated.map(|success| seen_from(success, seen))
    }
}

/// The databases that were migrated, with the versions that they have now.
fn versions(success: &Success) -> Vec<(String, u64)> {
    let reports = success.migrations.iter().flatten();
    reports.map(|report| (report.database.clone(), report.to)).collect()
}

/// The answer, with what was seen of the site afterwards.
fn seen_from(success: Success, seen: Option<Vec<SiteRefusal>>) -> Success {
    let next_step = seen.as_ref().filter(|refusals| !refusals.is_empty()).map(|_| {
        "The site's code asks for a version that the database no longer has: load code that asks \
         for the new one, or for none; or undo the migration."
    });
    Success { next_step: next_step.map(str::to_owned), site_refuses: seen, ..success }
}

/// The version of a database; 0 where it is not there.
pub fn version_of(present: &[Database], name: &Text) -> u64 {
    present.iter().find(|database| database.name == *name).map_or(0, |database| database.version)
}

/// A database with the position that it has in an archive; one without stores where it is not
/// there.
pub fn present_in(databases: &[Database], name: &Text) -> (usize, Database) {
    match databases.iter().enumerate().find(|(_, database)| database.name == *name) {
        Some((position, database)) => (position, database.clone()),
        None => (usize::MAX, Database { name: name.clone(), version: 0, stores: Vec::new() }),
    }
}

/// A migration in a docked page.
struct Migrating<'a> {
    app: &'a App,
    page: &'a Page,
    plan: &'a ParsedPlan,
    text: &'a str,
    allow_loss: bool,
}

impl Migrating<'_> {
    async fn run(
        &self,
        workplace: &Workplace,
        wanted: Vec<(Text, u64)>,
        operation: &Operation,
    ) -> Outcome<Success> {
        let order = Order {
            selection: Selection::Among(wanted.iter().map(|(name, _)| name.clone()).collect()),
            label: None,
            allow_loss: self.allow_loss,
            safety: true,
        };
        let taken = take(self.app, workplace.page(), operation, order).await?;
        let safety = Contents::taken(self.app, &taken.entry.id).await?;
        let databases = databases_of(safety.bag().backup());
        let mut stored = StoredReport::new(&self.page.origin, &taken.entry.id, now());
        let mut prepared = Vec::new();
        let total = databases.iter().flat_map(|database| &database.stores).map(|s| s.records).sum();
        operation.enter(Phase::Trying, Some(total), None);
        for (name, to) in &wanted {
            let (position, present) = present_in(&databases, name);
            let history = self.app.history.of(&self.page.origin, name).await?;
            require_as_recorded(&present, &history)?;
            let mut migrations = chosen(self.plan, name, present.version, &history)?;
            migrations.retain(|migration| migration.version <= *to);
            let tried = Tried { app: self.app, safety: &safety, position, operation };
            if only_lazy(&migrations).is_some() {
                // What its records will be is tried before its schema changes.
                tried.accepted(&program(self.plan, &present, &migrations)?, &mut stored).await?;
            }
            let program = in_dry_dock(self.plan, &present, &migrations)?;
            let trial = tried.accepted(&program, &mut stored).await?;
            stored.put(trial.finished.report.clone());
            prepared.push(Prepared { position, migrations, program, trial });
        }
        // What a worker that is ended now leaves, the next completes.
        keep(self.app, &stored).await?;
        operation.check()?;
        // Cancelling would leave some of several databases migrated, and others not.
        operation.commit();
        let mut reports: Vec<MigrationReport> = Vec::new();
        let backup_id = taken.entry.id.as_str();
        for prepared in prepared {
            match self.one(workplace, &safety, &mut stored, prepared, operation).await {
                Ok(report) => reports.push(report),
                Err(failure) => {
                    // Each database has a transaction of its own: what is complete stays.
                    let migrated = reports
                        .into_iter()
                        .map(|report| Migrated { backup_id: backup_id.to_owned(), report });
                    return Err(failure.backed_up(backup_id).having_migrated(migrated.collect()));
                }
            }
        }
        Ok(Success {
            origin: Some(self.page.origin.clone()),
            safety_backup_id: Some(taken.entry.id),
            migrations: Some(reports),
            ..Success::default()
        })
    }

    /// Migrates one database, and checks what came of it.
    async fn one(
        &self,
        workplace: &Workplace,
        safety: &Contents,
        stored: &mut StoredReport,
        prepared: Prepared<'_>,
        operation: &Operation,
    ) -> Outcome<MigrationReport> {
        let Prepared { position, migrations, program, trial } = prepared;
        let begun = milliseconds();
        let safety_id = stored.backup_id.clone();
        let safety_id = safety_id.as_str();
        let name = &program.present.name;
        let quarantine = trial.quarantined.archive_id(&self.page.origin);
        let journal = MigrationJournal {
            quarantine_backup_id: quarantine.clone(),
            operation_id: operation.id(),
            origin: self.page.origin.clone(),
            url: self.page.url.clone(),
            plan: self.text.to_owned(),
            safety_backup_id: safety_id.to_owned(),
            database: name.clone(),
            from: program.present.version,
            to: program.target.version,
        };
        // The journal first: what the history calls running, somebody must end.
        self.app.journals.write_migration(&journal).await?;
        let kept = keep_quarantined(
            self.app,
            (&self.page.origin, quarantine.as_deref()),
            safety,
            position,
            &program,
            &trial.quarantined,
            operation,
        )
        .await;
        if let Err(failure) = kept {
            self.app.journals.remove_migration(&journal.operation_id).await?;
            return Err(failure);
        }
        let record =
            running(self.app, &self.page.origin, name, &migrations, Some(safety_id)).await?;
        let records = program.present.stores.iter().map(|store| store.records).sum();
        operation.enter(Phase::Writing, Some(records), None);
        let pumped = async {
            let mut session = workplace.connect(operation).await?;
            let pump = Pump {
                program: &program,
                trial: &trial,
                safety,
                position,
                name: name.clone(),
                whole: true,
            };
            pump.run(&mut session).await
        }
        .await;
        let mut report = trial.finished.report.clone();
        report.quarantine_backup_id = quarantine;
        let checked = match pumped {
            Ok(()) => {
                operation.enter(Phase::Checking, None, None);
                let checked = async {
                    let mut session = workplace.connect(operation).await?;
                    verify(&mut session, name, &program, &trial, safety, position).await
                }
                .await;
                checked.map_err(|failure| (failure, true))
            }
            // Without room, not even a transaction leaves everything as it was (ARCHITECTURE.md).
            Err(failure) => {
                let is_unsure = failure.code == ErrorCode::QuotaExceeded;
                Err((failure, is_unsure))
            }
        };
        let outcome = match checked {
            // Nobody knows whether the transaction was complete before the page went; where it was,
            // it is checked in another page.
            Err((failure, _)) if failure.code == ErrorCode::PageGone => {
                let resolved = in_some_page(async || resolve(self.app, operation, &journal).await);
                let resolved = resolved.await?;
                report.milliseconds = (milliseconds() - begun) as u64;
                report.outcome = reached(&migrations);
                // Ending it has written it down.
                stored.put(report.clone());
                return if resolved.undone.is_none() { Ok(report) } else { Err(failure) };
            }
            Err((failure, true)) => {
                put_database_back(self.app, operation, self.page, (safety, safety_id), &[], name)
                    .await?;
                Err(failure)
            }
            Err((failure, false)) => Err(failure),
            Ok(()) => Ok(()),
        };
        report.milliseconds = (milliseconds() - begun) as u64;
        report.outcome = match &outcome {
            Ok(()) => reached(&migrations),
            Err(failure) => {
                stored.fail(failure);
                MigrationOutcome::Failed
            }
        };
        if outcome.is_err() {
            report.quarantine_backup_id = None;
        }
        stored.put(report.clone());
        // The report first: of what the history calls applied, there is one.
        keep(self.app, stored).await?;
        match &outcome {
            Ok(()) if only_lazy(&migrations).is_some() => {
                records_follow(self.app, &journal, &program.present, self.allow_loss).await?;
            }
            Ok(()) => applied(self.app, record, &report, &trial.finished.target).await?,
            Err(_) => {
                failed(self.app, record).await?;
                // The records are all where they were.
                forget_quarantined(self.app, journal.quarantine_backup_id.as_deref()).await?;
            }
        }
        self.app.journals.remove_migration(&journal.operation_id).await?;
        outcome.map(|()| report).map_err(|failure| Failure {
            message: format!(
                "{} Database {:?} is at version {} as before.",
                failure.message,
                name.to_string_lossy(),
                journal.from
            ),
            ..failure
        })
    }
}

/// A database that is ready to be migrated.
struct Prepared<'p> {
    position: usize,
    migrations: Vec<&'p Migration>,
    program: Program,
    trial: Trial,
}

/// What is tried, on a backup.
struct Tried<'a> {
    app: &'a App,
    safety: &'a Contents,
    position: usize,
    operation: &'a Operation,
}

impl Tried<'_> {
    /// Tries a program. Fails, and keeps the report, where records cannot be migrated.
    async fn accepted(&self, program: &Program, stored: &mut StoredReport) -> Outcome<Trial> {
        let trial = trial(program, self.safety, self.position, self.operation).await?;
        if let Err(failure) = accept(&trial) {
            stored.fail(&failure);
            let outcome = MigrationOutcome::Refused;
            stored.put(MigrationReport { outcome, ..trial.finished.report });
            keep(self.app, stored).await?;
            return Err(failure.backed_up(stored.backup_id.as_str()));
        }
        Ok(trial)
    }
}

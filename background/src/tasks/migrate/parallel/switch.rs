//! Putting what was made beside a database in its place, in dry dock.

use drydock::archive::{Sha256Digest, StorePath};
use drydock::messages::{ErrorCode, Failure, Location, Phase, StoredReport, Success};
use drydock::migration::{
    Fingerprint, MigrationJournal, MigrationOutcome, MigrationReport, ParallelPhase, Program, Write,
};
use drydock::value::Text;
use sha2::{Digest, Sha256};

use super::states::{Opened, Running};
use crate::agent::{Arriving, Session, Switching};
use crate::failure::Outcome;
use crate::operations::milliseconds;
use crate::tasks::in_some_page;
use crate::tasks::migrate::journal::{applied, backed_up, failed, now};
use crate::tasks::migrate::quarantine::{forget_quarantined, keep_quarantined};
use crate::tasks::migrate::recover::resolve;
use crate::tasks::migrate::report::keep;
use crate::tasks::migrate::trial::{Trial, accept, trial};
use crate::tasks::migrate::verify::{add, verify};
use crate::tasks::restore::{Workplace, put_database_back};

impl Running<'_> {
    /// Docks the origin, catches up for the last time, and lets the new form take the database's
    /// place. Where that fails, the database is as it was, and so is the new form.
    pub async fn switch(&mut self) -> Outcome<Success> {
        self.enter(ParallelPhase::Switching).await?;
        let entered = Workplace::enter(self.app(), self.chain.page, self.operation).await;
        let switched = match entered {
            Ok(workplace) => {
                let switched = self.switch_in(&workplace).await;
                workplace.leave().await;
                switched
            }
            Err(failure) => Err(failure),
        };
        if switched.is_err()
            && self.app().under_way.of(&self.state.origin, &self.state.database).await?.is_some()
        {
            self.enter(ParallelPhase::CatchingUp).await?;
        }
        let done = switched.map(|(report, safety)| Success {
            origin: Some(self.state.origin.clone()),
            safety_backup_id: Some(safety),
            migrations: Some(vec![report]),
            ..Success::default()
        });
        self.chain.let_out(done, self.operation).await
    }

    async fn switch_in(&mut self, workplace: &Workplace) -> Outcome<(MigrationReport, String)> {
        let begun = milliseconds();
        self.catch_up(workplace.page()).await?;
        let safety_id = self.parallel.baseline.clone().unwrap_or_default();
        let safety = self.open(&safety_id).await?;
        let program = self.program(&safety.database)?;
        let operation = self.operation;
        let records = safety.database.stores.iter().map(|store| store.records).sum();
        operation.enter(Phase::Trying, Some(records), None);
        let trial = trial(&program, &safety.contents, safety.position, operation).await?;
        accept(&trial)?;
        operation.check()?;
        operation.commit();
        let name = &self.state.database;
        // Those that are invalid now: one that was, and that the site has put right, is migrated.
        let quarantine = trial.quarantined.archive_id(&self.state.origin);
        let journal = MigrationJournal {
            quarantine_backup_id: quarantine.clone(),
            operation_id: operation.id(),
            origin: self.state.origin.clone(),
            url: self.state.url.clone(),
            plan: self.state.plan.clone(),
            safety_backup_id: safety_id.clone(),
            database: name.clone(),
            from: self.state.from,
            to: self.state.to,
        };
        let mut stored = StoredReport::new(&self.state.origin, &safety_id, now());
        stored.put(trial.finished.report.clone());
        // What a worker that is ended now leaves, the next completes.
        keep(self.app(), &stored).await?;
        self.app().journals.write_migration(&journal).await?;
        let kept = keep_quarantined(
            self.app(),
            (&self.state.origin, quarantine.as_deref()),
            &safety.contents,
            safety.position,
            &program,
            &trial.quarantined,
            operation,
        )
        .await;
        if let Err(failure) = kept {
            self.app().journals.remove_migration(&journal.operation_id).await?;
            return Err(failure);
        }
        let mut record = self.record().await?;
        backed_up(self.app(), &mut record, &safety_id).await?;
        operation.enter(Phase::Switching, Some(records), None);
        let filled = async {
            let mut session = workplace.connect(operation).await?;
            self.fill(&mut session, &program, &trial, &safety).await
        }
        .await;
        let mut report = trial.finished.report.clone();
        report.quarantine_backup_id = quarantine;
        let checked = match filled {
            Ok(()) => {
                operation.enter(Phase::Checking, Some(records), None);
                async {
                    let mut session = workplace.connect(operation).await?;
                    let (contents, position) = (&safety.contents, safety.position);
                    verify(&mut session, name, &program, &trial, contents, position).await
                }
                .await
            }
            // The transaction fell back: the database and the new form are as they were. Without
            // room, not even a transaction leaves everything as it was (ARCHITECTURE.md).
            Err(failure)
                if !matches!(failure.code, ErrorCode::QuotaExceeded | ErrorCode::PageGone) =>
            {
                forget_quarantined(self.app(), journal.quarantine_backup_id.as_deref()).await?;
                self.app().journals.remove_migration(&journal.operation_id).await?;
                return Err(failure);
            }
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &checked
            && failure.code == ErrorCode::PageGone
        {
            // Nobody knows whether the transaction was complete before the page went; where it was,
            // it is checked in another page. Ending it writes down what came of it.
            let resolved = in_some_page(async || resolve(self.app(), operation, &journal).await);
            let resolved = resolved.await?;
            report.milliseconds = (milliseconds() - begun) as u64;
            report.outcome = MigrationOutcome::Applied;
            return if resolved.undone.is_none() {
                Ok((report, safety_id))
            } else {
                Err(failure.clone())
            };
        }
        report.outcome = match &checked {
            Ok(()) => MigrationOutcome::Applied,
            Err(failure) => {
                stored.fail(failure);
                report.quarantine_backup_id = None;
                MigrationOutcome::Failed
            }
        };
        report.milliseconds = (milliseconds() - begun) as u64;
        stored.put(report.clone());
        // The report first: of what the history calls applied, there is one.
        keep(self.app(), &stored).await?;
        let outcome = match checked {
            Ok(()) => {
                applied(self.app(), record, &report, &trial.finished.target).await?;
                Ok((report, safety_id))
            }
            Err(failure) => {
                let (app, page, contents) = (self.app(), self.chain.page, &safety.contents);
                put_database_back(app, operation, page, (contents, &safety_id), &[], name).await?;
                failed(self.app(), record).await?;
                forget_quarantined(app, journal.quarantine_backup_id.as_deref()).await?;
                Err(failure)
            }
        };
        self.clear_away(workplace.page()).await?;
        self.app().journals.remove_migration(&journal.operation_id).await?;
        outcome
    }

    /// Runs the transaction. It is complete only where what is there is what was backed up, and
    /// what comes in is what the trial says. After a failure the database is as it was.
    async fn fill(
        &self,
        session: &mut Session,
        program: &Program,
        trial: &Trial,
        safety: &Opened,
    ) -> Outcome<()> {
        let operation = session.operation().clone();
        let fill = program.remade_stores();
        let read: Vec<Text> =
            program.present.stores.iter().map(|store| store.name.clone()).collect();
        let mut switching = Switching::begin(
            session,
            program.present.version,
            trial.finished.target.clone(),
            program.changes_beside(),
            read,
            (self.beside(), fill.clone()),
        )
        .await?;
        let mut hasher = Sha256::new();
        let mut fingerprint = Fingerprint::default();
        let mut base = 0;
        while let Some(arriving) = switching.next().await? {
            match arriving {
                Arriving::Present(store, batch) => {
                    hasher.update(&batch.bytes);
                    if batch.last {
                        let digest = Sha256Digest::from_hasher(std::mem::take(&mut hasher));
                        let path = StorePath::of_index(safety.position, store);
                        if safety.contents.digest_of(path) != Some(digest) {
                            return Err(self.differs(
                                ErrorCode::DatabaseChanged,
                                "Something wrote into the database after it was backed up.",
                            ));
                        }
                    }
                }
                Arriving::Beside(at, batch) => {
                    add(&mut fingerprint, &batch, base, &operation).await?;
                    base += batch.attachments.len() as u64;
                    operation.advance(batch.records, batch.bytes.len() as u64);
                    if batch.last {
                        base = 0;
                        let found = std::mem::take(&mut fingerprint);
                        let expected = fill.get(at).and_then(|store| trial.unadded.get(*store));
                        if expected.copied().flatten() != Some(found) {
                            return Err(self.differs(
                                ErrorCode::CheckFailed,
                                "What was made beside the database is not what the migration \
                                 makes of it.",
                            ));
                        }
                    }
                }
            }
        }
        for write in &trial.added {
            // There is nothing yet that could be in the way of what is added.
            if let Write::Put { store, record, .. } = write {
                switching.put(*store, record)?;
            }
        }
        switching.finish().await
    }

    fn differs(&self, code: ErrorCode, message: &str) -> Failure {
        Failure::new(code, message)
            .at(Location::database(self.state.database.to_string_lossy()))
            .then("Repeat the operation when the site has settled.")
    }
}

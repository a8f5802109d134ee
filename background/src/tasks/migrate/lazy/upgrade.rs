//! Upgrading records until none is left.

use drydock::messages::{ErrorCode, Failure, Location, Phase, Success};
use drydock::migration::{Course, Lazy, MigrationOutcome, MigrationReport, Program, UnderWay};
use drydock::plan::ParsedPlan;
use drydock::value::Text;

use super::end::ended;
use super::page::Workshop;
use super::pass::{Pass, Passed, Upgrade};
use super::record::Record;
use crate::failure::Outcome;
use crate::operations::{Operation, milliseconds};
use crate::tasks::migrate::chain::Chain;
use crate::tasks::migrate::chosen::{between, program};
use crate::tasks::migrate::trial::refused;

/// So many times all records are gone through. Each pass after the first upgrades what the site
/// wrote in the old form meanwhile; one that finds nothing ends the migration.
const PASSES: usize = 10;

impl Chain<'_> {
    /// Migrates a database lazily: its schema in dry dock, then its records.
    pub async fn lazily(&self, database: Text, to: u64, operation: &Operation) -> Outcome<Success> {
        let docked = self.transactional(vec![(database.clone(), to)], operation).await?;
        let state = self.app.under_way.of(&self.page.origin, &database).await?;
        if let Some(state) = &state
            && let Course::Lazy(lazy) = &state.course
        {
            let upgraded = self.upgrade(state, lazy, operation).await?;
            // What was seen of the site's code when it ran again.
            let Success { site_refuses, next_step, .. } = docked;
            return Ok(Success { site_refuses, next_step, ..upgraded });
        }
        Err(Failure::new(ErrorCode::Internal, "What was begun is not written down."))
    }

    /// Upgrades the records of a database whose schema is the new one. Whatever fails, it stays
    /// under way.
    pub async fn upgrade(
        &self,
        state: &UnderWay,
        lazy: &Lazy,
        operation: &Operation,
    ) -> Outcome<Success> {
        operation.reopen();
        let upgraded = self.upgrade_all(state, lazy, operation).await;
        let report = upgraded.map_err(|failure| stays(state, failure))?;
        Ok(Success {
            origin: Some(self.page.origin.clone()),
            safety_backup_id: Some(lazy.safety.clone()),
            migrations: Some(vec![report]),
            ..Success::default()
        })
    }

    async fn upgrade_all(
        &self,
        state: &UnderWay,
        lazy: &Lazy,
        operation: &Operation,
    ) -> Outcome<MigrationReport> {
        let begun = milliseconds();
        let program = program_of(self.plan, state, lazy)?;
        let mut workshop = Workshop::new(self.page, operation);
        let records: u64 = program
            .changed_in_place()
            .iter()
            .filter_map(|(_, route)| program.routes.get(*route))
            .filter_map(|route| program.present.stores.get(route.store))
            .map(|store| store.records)
            .sum();
        let mut record = Record::go_on(self.app, (state, lazy), &program).await?;
        for _ in 0..PASSES {
            operation.enter(Phase::Upgrading, Some(records), None);
            let pass = Pass { program: &program, operation };
            if pass.upgrade_all(&mut workshop, &mut record).await? {
                let mut whole = record.report();
                whole.outcome = MigrationOutcome::Applied;
                whole.milliseconds = (milliseconds() - begun) as u64;
                ended(self.app, state, lazy, &whole, &mut workshop).await?;
                return Ok(whole);
            }
        }
        Err(Failure::new(
            ErrorCode::OldRecordsWritten,
            format!(
                "The site keeps writing records without version {}: in {PASSES} passes over all \
                 records there were some.",
                state.to
            ),
        )
        .at(Location::database(state.database.to_string_lossy())))
    }
}

impl Pass<'_> {
    /// Upgrades what is old, removes what the last pass has archived, and archives what is invalid
    /// now. Says whether there was nothing to do.
    async fn upgrade_all(
        &self,
        workshop: &mut Workshop<'_>,
        record: &mut Record<'_>,
    ) -> Outcome<bool> {
        let contents = record.removing().await?;
        let mut passed = Passed::nothing(self.program);
        let mut upgrade = Upgrade { record, removing: contents.as_ref(), collecting: None };
        let ran = self.run(workshop, &mut passed, Some(&mut upgrade)).await;
        let Upgrade { record, collecting, .. } = upgrade;
        let halts = passed.report.halting > 0;
        let found = collecting.is_some();
        let sealed = match (ran, collecting) {
            (Ok(()), Some(collecting)) if !halts => collecting.seal(self.operation).await,
            (ran, Some(collecting)) => {
                collecting.discard().await;
                ran.map(|()| false)
            }
            (ran, None) => ran.map(|()| false),
        };
        if sealed.is_err() || halts {
            let stopped = record.stopped(&passed.report).await;
            sealed?;
            stopped?;
            let whole = record.report();
            return Err(refused(&whole, "It stopped there.").reporting(whole));
        }
        if !matches!(sealed, Ok(true)) {
            record.drop_announced().await?;
        }
        let is_done = !found && !passed.report.changes() && passed.removed.quarantined == 0;
        record.passed(&passed.report, passed.removed).await?;
        Ok(is_done)
    }
}

/// What is done with the records of a migration under way.
pub fn program_of(plan: &ParsedPlan, state: &UnderWay, lazy: &Lazy) -> Outcome<Program> {
    let migrations = between(plan, &state.database, state.from, state.to);
    program(plan, &lazy.before, &migrations)
}

/// A failure, with what is left behind.
fn stays(state: &UnderWay, failure: Failure) -> Failure {
    let what = match failure.code {
        ErrorCode::Cancelled => "Cancelled.".to_owned(),
        _ => failure.message.clone(),
    };
    let message = format!(
        "{what} The lazy migration to version {} stays under way: records that are upgraded stay \
         so, and the site can go on using both forms.",
        state.to
    );
    Failure { message, ..failure }.then("Go on with it by `resume`, or end it by `abandon`.")
}

//! Carrying out a restore's plan, database by database, with the journal ahead of each step.

use std::cell::Cell;

use drydock::messages::{DatabaseReport, ErrorCode, Failure, Phase, RestoreReport};
use drydock::restore::{DatabasePlan, Journal, RestorePlan};
use drydock::value::Text;

use super::check::check;
use super::known::Known;
use super::replace::{There, replace};
use super::take_away::{Rescue, take_away};
use super::{Contents, Workplace};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::{Operation, milliseconds};

/// What a plan needs to be carried out.
pub struct Applying<'a> {
    /// The worker's parts.
    pub app: &'a App,
    /// The operation.
    pub operation: &'a Operation,
    /// The docked page.
    pub workplace: &'a Workplace,
    /// The plan.
    pub plan: &'a RestorePlan,
    /// The backup.
    pub backup: &'a Contents,
    /// The backup of what was there.
    pub safety: &'a Contents,
}

impl Applying<'_> {
    /// Carries the plan out, all of it also where an interrupted attempt did some, and reads the
    /// result back. After a failure the journal has the databases that may have changed.
    pub async fn apply(&self, journal: &mut Journal) -> Outcome<RestoreReport> {
        let Self { operation, plan, .. } = *self;
        let mut report = RestoreReport::default();
        let total =
            |method: fn(&DatabasePlan) -> u64| plan.databases.iter().map(method).sum::<u64>();
        let records = total(|database| database.target.stores.iter().map(|s| s.records).sum());
        operation.enter(Phase::Writing, Some(records), None);
        let mut written = Vec::new();
        for database in &plan.databases {
            let name = &database.target.name;
            // An interrupted attempt may have left anything.
            let rescue = self.rescue();
            let was_touched = journal.touched.contains(name);
            let there = if was_touched { There::Anything(&rescue) } else { There::AsBackedUp };
            self.touch(journal, name).await?;
            let begun = milliseconds();
            let mut session = self.workplace.connect(operation).await?;
            let fed = match replace(&mut session, database, self.backup, self.safety, there).await {
                Ok(fed) => fed,
                Err(not_replaced) => {
                    // Without room, browsers do not leave a database as it was (ARCHITECTURE.md):
                    // one that counts as touched is deleted and put back.
                    let no_room = not_replaced.failure.code == ErrorCode::QuotaExceeded;
                    if !was_touched && !not_replaced.may_have_changed && !no_room {
                        journal.touched.retain(|touched| touched != name);
                    }
                    return Err(not_replaced.failure);
                }
            };
            // What had to be written anew only because other stores changed was not restored.
            let restored = || {
                let stores = database.sources.iter().zip(&fed);
                stores
                    .filter(|(source, _)| source.is_of_backup())
                    .filter_map(|(_, fed)| fed.as_ref())
            };
            let sum = |of: fn(&super::feed::Fed) -> u64| restored().map(of).sum();
            report.databases.push(DatabaseReport {
                name: name.to_string_lossy().into_owned(),
                records: sum(|fed| fed.records),
                kept: sum(|fed| fed.kept),
                bytes: sum(|fed| fed.bytes),
                milliseconds: (milliseconds() - begun) as u64,
            });
            written.push((database, fed));
        }
        for name in &plan.deletions {
            if journal.touched.contains(name) {
                self.rescue().clear_away(name).await?;
            } else {
                self.touch(journal, name).await?;
                let mut session = self.workplace.connect(operation).await?;
                let mut may_have_changed = false;
                let known = Known::of(self.safety, name)?;
                let taken_away = take_away(&mut session, &known, &mut may_have_changed).await;
                if taken_away.is_err() && !may_have_changed {
                    journal.touched.retain(|touched| touched != name);
                }
                taken_away?;
            }
            report.deleted.push(name.to_string_lossy().into_owned());
        }
        operation.enter(Phase::Checking, Some(records), None);
        for (database, fed) in &written {
            let mut session = self.workplace.connect(operation).await?;
            check(&mut session, database, fed, self.safety).await?;
        }
        Ok(report)
    }

    fn rescue(&self) -> Rescue<'_> {
        let Self { app, operation, workplace, backup, safety, .. } = *self;
        let changes = Cell::default();
        Rescue { app, operation, workplace, kept: vec![backup, safety], changes }
    }

    async fn touch(&self, journal: &mut Journal, name: &Text) -> Outcome<()> {
        if journal.touched.contains(name) {
            return Ok(());
        }
        journal.touched.push(name.clone());
        let written = self.app.journals.write(journal).await;
        if written.is_err() {
            journal.touched.retain(|touched| touched != name);
        }
        written
    }
}

/// The plan by which what a crash left behind becomes what was planned: of a database that was
/// touched, nobody knows what is in it.
pub fn from_anything(plan: RestorePlan, touched: &[Text]) -> RestorePlan {
    let RestorePlan { databases, deletions } = plan;
    let again = |database: DatabasePlan| match touched.contains(&database.target.name) {
        true => database.recreated(),
        false => database,
    };
    RestorePlan { databases: databases.into_iter().map(again).collect(), deletions }
}

/// A failure after which the former state was put back. `kept` is whether something was found that
/// was in no backup.
pub fn put_back(mut failure: Failure, kept: bool) -> Failure {
    if failure.code == ErrorCode::Cancelled {
        // Something was changed.
        "Cancelled.".clone_into(&mut failure.message);
    }
    failure.message.push_str(" What was there before has been put back.");
    failure.message = found_and_kept(failure.message, kept);
    failure
}

/// The same words, and that something was found that was in no backup, where it was.
pub fn found_and_kept(mut words: String, kept: bool) -> String {
    if kept {
        words.push_str(" What was found in its place is kept as another safety backup.");
    }
    words
}

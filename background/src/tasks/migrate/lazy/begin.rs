//! What of a lazy migration is done in dry dock, and what is written down then.

use drydock::migration::{
    Course, Lazy, MigrationJournal, MigrationOutcome, Program, Quarantine, UnderWay, schema_part,
};
use drydock::plan::{Migration, ParsedPlan, Strategy};
use drydock::schema::Database;

use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::migrate::chosen::program;

/// The migration that is done lazily, where what runs is one. What creates a database is not: it
/// has no records.
pub fn only_lazy<'p>(migrations: &[&'p Migration]) -> Option<&'p Migration> {
    match migrations {
        [only] if only.strategy == Strategy::Lazy && only.start() > 0 => Some(only),
        _ => None,
    }
}

/// What migrations do to a database in dry dock: a lazy one only changes its schema.
pub fn in_dry_dock(
    plan: &ParsedPlan,
    present: &Database,
    migrations: &[&Migration],
) -> Outcome<Program> {
    match only_lazy(migrations) {
        Some(lazy) => program(plan, present, &[&schema_part(lazy)]),
        None => program(plan, present, migrations),
    }
}

/// What was reached when the work in dry dock is done.
pub fn reached(migrations: &[&Migration]) -> MigrationOutcome {
    match only_lazy(migrations) {
        Some(_) => MigrationOutcome::UnderWay,
        None => MigrationOutcome::Applied,
    }
}

/// Writes down that the schema is the new one, and that the records follow. The origin is still
/// in dry dock, and the journal there: should the worker end, this is done again.
pub async fn records_follow(
    app: &App,
    journal: &MigrationJournal,
    before: &Database,
    allow_loss: bool,
) -> Outcome<()> {
    app.under_way
        .write(&UnderWay {
            origin: journal.origin.clone(),
            url: journal.url.clone(),
            database: journal.database.clone(),
            plan: journal.plan.clone(),
            allow_loss,
            from: journal.from,
            to: journal.to,
            course: Course::Lazy(Lazy {
                safety: journal.safety_backup_id.clone(),
                before: before.clone(),
                upgraded: None,
                quarantine: Quarantine::default(),
            }),
        })
        .await
}

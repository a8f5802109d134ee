//! How a lazy migration ends, and how much of it is left until then.

use drydock::messages::{Abandoned, ErrorCode, Failure, Location, Phase, StoredReport, Success};
use drydock::migration::{Lazy, MigrationOutcome, MigrationReport, UnderWay};
use drydock::plan::ParsedPlan;
use drydock::schema::Database;

use super::page::Workshop;
use super::pass::{Pass, Passed};
use super::upgrade::program_of;
use crate::agent::Page;
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::list;
use crate::tasks::migrate::chosen::read;
use crate::tasks::migrate::journal;
use crate::tasks::migrate::quarantine::forget_quarantined;
use crate::tasks::migrate::report::{keep, kept};

/// Writes down that no record is left. The history first: while the state is there, `resume`
/// finds nothing to do and comes here again.
pub async fn ended(
    app: &App,
    state: &UnderWay,
    lazy: &Lazy,
    report: &MigrationReport,
    workshop: &mut Workshop<'_>,
) -> Outcome<()> {
    let present = workshop.work(async |session| list(session).await).await?;
    let after = present.into_iter().find(|database| database.name == state.database);
    let after = after.filter(|database| database.version == state.to).ok_or_else(|| {
        let message = "The database's version changed while Drydock worked on it.";
        Failure::new(ErrorCode::DatabaseChanged, message)
            .at(Location::database(state.database.to_string_lossy()))
    })?;
    let id = lazy.safety.as_str();
    let known = kept(app, id).await?;
    let mut stored = known.unwrap_or_else(|| StoredReport::new(&state.origin, id, journal::now()));
    stored.put(report.clone());
    keep(app, &stored).await?;
    let record = journal::interrupted(app, &state.origin, &state.database).await?;
    journal::applied(app, record, report, &after).await?;
    app.under_way.remove(&state.origin, &state.database).await
}

/// How many records are left to be upgraded. Reads them all, a few at a time.
pub async fn remaining(
    page: &Page,
    operation: &Operation,
    state: &UnderWay,
    lazy: &Lazy,
) -> Outcome<u64> {
    Ok(look(page, operation, &read(&state.plan)?, state, lazy).await?.old)
}

async fn look(
    page: &Page,
    operation: &Operation,
    plan: &ParsedPlan,
    state: &UnderWay,
    lazy: &Lazy,
) -> Outcome<Passed> {
    let program = program_of(plan, state, lazy)?;
    let mut passed = Passed::nothing(&program);
    let pass = Pass { program: &program, operation };
    pass.run(&mut Workshop::new(page, operation), &mut passed, None).await?;
    Ok(passed)
}

/// Ends it with some records upgraded and some not, and says how many.
pub async fn abandon(
    app: &App,
    page: &Page,
    operation: &Operation,
    state: &UnderWay,
    lazy: &Lazy,
) -> Outcome<Success> {
    operation.enter(Phase::Checking, None, None);
    let plan = read(&state.plan)?;
    let mut workshop = Workshop::new(page, operation);
    let present: Vec<Database> = workshop.work(async |session| list(session).await).await?;
    let there = present.iter().find(|database| database.name == state.database);
    // The site may have gone on to another version, or deleted the database: nothing is counted.
    let found = match there {
        Some(database) if database.version == state.to => {
            Some(look(page, operation, &plan, state, lazy).await?)
        }
        _ => None,
    };
    // Nothing that it was going to hold was taken out.
    forget_quarantined(app, lazy.quarantine.announced.as_deref()).await?;
    if let Some(mut stored) = kept(app, &lazy.safety).await? {
        if let Some(upgraded) = lazy.upgraded.as_deref() {
            stored.put(lazy.quarantine.reported(upgraded.clone()));
        }
        let database = state.database.to_string_lossy();
        stored.set_outcome(&database, MigrationOutcome::Abandoned);
        keep(app, &stored).await?;
    }
    let record = journal::interrupted(app, &state.origin, &state.database).await?;
    journal::abandoned(app, record).await?;
    app.under_way.remove(&state.origin, &state.database).await?;
    Ok(Success {
        origin: Some(state.origin.clone()),
        safety_backup_id: Some(lazy.safety.clone()),
        abandoned: found.map(|found| Abandoned {
            database: state.database.to_string_lossy().into_owned(),
            version: state.to,
            upgraded: found.report.scanned - found.old,
            remaining: found.old,
        }),
        ..Success::default()
    })
}

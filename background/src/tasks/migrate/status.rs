//! Telling what migrations did.

use drydock::messages::{DatabaseStatus, MigrationStatus, PlannedStatus, Success, UnderWayStatus};
use drydock::migration::Course;
use drydock::plan::{HistoryEntry, Plan, Planned, pending, standings};
use drydock::value::Text;

use super::chosen::{drift, names as names_in, read};
use super::lazy::remaining;
use super::request::version_of;
use crate::agent::{connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::list;

/// Lists the origin's databases with the migrations that were done on each, and whether a schema
/// changed since without another version: a version bump that was forgotten. With a plan, also
/// where its migrations stand.
pub async fn status(app: &App, tab: i32, plan: Option<&str>) -> Outcome<Success> {
    let parsed = plan.map(read).transpose()?;
    let plan = parsed.as_ref().map(|parsed| &parsed.plan);
    let page = page_of(tab).await?;
    let unwatched = Operation::unwatched("status", &page.origin);
    let mut session = connect(&page, &unwatched).await?;
    let present = list(&mut session).await?;
    let mut names: Vec<_> = present.iter().map(|database| database.name.clone()).collect();
    let mut under_way = app.under_way.all().await?;
    under_way.retain(|state| state.origin == page.origin);
    let lasting = under_way.iter().map(|state| state.database.clone());
    let planned = plan.map(names_in).unwrap_or_default();
    let known = app.history.databases(&page.origin).await?;
    for name in known.into_iter().chain(lasting).chain(planned) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut status = Vec::new();
    for name in names {
        let state = under_way.iter().find(|state| state.database == name);
        let mut lasting: Option<UnderWayStatus> = state.map(Into::into);
        if let (Some(lasting), Some(state)) = (&mut lasting, state)
            && let Course::Lazy(lazy) = &state.course
            && present.iter().any(|there| there.name == name && there.version == state.to)
        {
            lasting.remaining = Some(remaining(&page, &unwatched, state, lazy).await?);
        }
        let history = app.history.of(&page.origin, &name).await?;
        let database = present.iter().find(|database| database.name == name);
        let drift = database.map(|database| drift(database, &history)).unwrap_or_default();
        let version = version_of(&present, &name);
        let plan = plan.filter(|plan| names_in(plan).contains(&name));
        let misfit = plan.and_then(|plan| pending(plan, &name, version).err());
        status.push(DatabaseStatus {
            database: name.to_string_lossy().into_owned(),
            version: database.map(|database| database.version),
            plan: plan.map(|plan| where_it_stands(plan, &name, version, &history)),
            misfit: misfit.map(|error| error.to_string()),
            history: history.into_iter().map(shown).collect(),
            drift,
            under_way: lasting,
        });
    }
    Ok(Success { origin: Some(page.origin), status: Some(status), ..Success::default() })
}

fn where_it_stands(
    plan: &Plan,
    database: &Text,
    version: u64,
    history: &[HistoryEntry],
) -> Vec<PlannedStatus> {
    let planned = standings(plan, database, version, history).into_iter();
    planned
        .map(|Planned { migration, standing, digest, applied }| PlannedStatus {
            id: migration.history_id(),
            version: migration.version,
            state: standing,
            digest,
            applied_digest: applied,
        })
        .collect()
}

fn shown(entry: HistoryEntry) -> MigrationStatus {
    MigrationStatus {
        id: entry.id,
        version: entry.version,
        digest: entry.digest,
        state: entry.state,
        counts: entry.counts,
        backup_id: entry.backup,
        time: entry.time,
    }
}

//! Ending a parallel migration: what it made beside the database goes.

use drydock::messages::Success;
use drydock::migration::{Parallel, ParallelPhase, UnderWay};
use drydock::schema::Purpose;

use super::states::Running;
use crate::agent::{Page, connect, delete};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::library::discard;
use crate::tasks::migrate::journal::{failed, interrupted};

/// Deletes what was made beside a database, and then the state. Backups stay.
pub async fn contract(
    app: &App,
    page: &Page,
    state: &UnderWay,
    operation: &Operation,
) -> Outcome<()> {
    let mut session = connect(page, operation).await?;
    delete(&mut session, &Purpose::Parallel.beside(&state.database)).await?;
    app.under_way.remove(&state.origin, &state.database).await
}

/// Ends a parallel migration without doing it: nothing is left of it, and the site's database is
/// not touched.
pub async fn abandon(
    app: &App,
    page: &Page,
    mut state: UnderWay,
    parallel: Parallel,
    operation: &Operation,
) -> Outcome<Success> {
    // From here on there is nothing to go on with: a `resume` would begin anew.
    let Parallel { baseline, next, .. } = parallel;
    if let (Some(_), Some(next)) = (&baseline, &next) {
        discard_if_there(app, next).await?;
    }
    let last = baseline.or(next);
    let phase = ParallelPhase::Copying;
    let rest = Parallel { phase, baseline: None, next: last.clone() };
    state.course = drydock::migration::Course::Parallel(rest);
    app.under_way.write(&state).await?;
    let mut session = connect(page, operation).await?;
    delete(&mut session, &Purpose::Parallel.beside(&state.database)).await?;
    drop(session);
    forget(app, &state, last.as_deref()).await?;
    Ok(Success { origin: Some(state.origin), ..Success::default() })
}

/// Forgets a migration of which only a backup is left, if that.
async fn forget(app: &App, state: &UnderWay, backup: Option<&str>) -> Outcome<()> {
    if let Some(backup) = backup {
        discard_if_there(app, backup).await?;
    }
    let record = interrupted(app, &state.origin, &state.database).await?;
    if !record.is_empty() {
        failed(app, record).await?;
    }
    app.under_way.remove(&state.origin, &state.database).await
}

async fn discard_if_there(app: &App, id: &str) -> Outcome<()> {
    if app.backups.has(id).await? { discard(app, id).await } else { Ok(()) }
}

impl Running<'_> {
    /// Forgets the migration, where nothing is beside the database.
    pub async fn forget(&self) -> Outcome<()> {
        forget(self.app(), &self.state, self.parallel.next.as_deref()).await
    }

    /// Deletes what was made beside the database, and then the state. Backups stay.
    pub async fn clear_away(&self, page: &Page) -> Outcome<()> {
        contract(self.app(), page, &self.state, self.operation).await
    }
}

//! Going on with a migration that is under way.

use drydock::messages::Success;
use drydock::migration::{Course, UnderWay};

use super::chain::{Chain, migrated_by};
use super::chosen::{between, read};
use super::under_way::under_way;
use crate::agent::page_of;
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::restore::require_nothing_left;
use crate::tasks::run::run;

/// Goes on with the migration that is under way on a database, and then with what its plan has
/// for the database after it; held before what a parallel one made takes the database's place.
pub async fn resume(
    app: &App,
    tab: i32,
    database: &str,
    allow_loss: bool,
    hold: bool,
) -> Outcome<Success> {
    let page = page_of(tab).await?;
    require_nothing_left(app, &page.origin).await?;
    run(app, "resume", &page.origin, async |operation| {
        let state = under_way(app, &page.origin, database).await?;
        let parsed = read(&state.plan)?;
        let chain = Chain {
            app,
            page: &page,
            plan: &parsed,
            text: &state.plan,
            allow_loss: allow_loss || state.allow_loss,
            hold,
        };
        let done = chain.go_on(&state, operation).await?;
        let rest = between(&parsed, &state.database, state.to, u64::MAX);
        if done.under_way.is_some() || rest.is_empty() {
            return Ok(done);
        }
        let parts = chain.parts(std::slice::from_ref(&state.database), operation).await;
        let parts = parts.map_err(|failure| failure.after_migrating(migrated_by(&done)))?;
        chain.carry_out(done, parts, operation).await
    })
    .await
}

impl Chain<'_> {
    async fn go_on(&self, state: &UnderWay, operation: &Operation) -> Outcome<Success> {
        match &state.course {
            Course::Lazy(lazy) => self.upgrade(state, lazy, operation).await,
            Course::Parallel(parallel) => {
                self.resume_parallel(state.clone(), parallel.clone(), operation).await
            }
        }
    }
}

//! Ending a migration that is under way, without doing it.

use drydock::messages::Success;
use drydock::migration::Course;

use super::lazy;
use super::parallel;
use super::under_way::under_way;
use crate::agent::page_of;
use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::restore::require_nothing_left;
use crate::tasks::run::run;

/// Ends the migration that is under way on a database.
pub async fn abandon(app: &App, tab: i32, database: &str) -> Outcome<Success> {
    let page = page_of(tab).await?;
    require_nothing_left(app, &page.origin).await?;
    run(app, "abandon", &page.origin, async |operation| {
        let state = under_way(app, &page.origin, database).await?;
        match state.course.clone() {
            Course::Lazy(lazy) => lazy::abandon(app, &page, operation, &state, &lazy).await,
            Course::Parallel(course) => {
                parallel::abandon(app, &page, state, course, operation).await
            }
        }
    })
    .await
}

//! Making a database's history agree with the database as it is.

use drydock::messages::Success;
use drydock::plan::repair as repaired;
use drydock::value::Text;

use super::chosen::read;
use super::journal::now;
use super::under_way::require_nothing_under_way;
use crate::agent::{connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::inventory::list;
use crate::tasks::restore::require_nothing_left;
use crate::tasks::run::run;

/// Takes what failed or was undone out of a database's history, resolves what was never ended,
/// and accepts the schema as it is; with a plan, also its migrations as those that were applied.
pub async fn repair(app: &App, tab: i32, database: &str, plan: Option<&str>) -> Outcome<Success> {
    let parsed = plan.map(read).transpose()?;
    let page = page_of(tab).await?;
    let name = Text::from(database);
    // What has not ended is resolved by ending it.
    require_nothing_left(app, &page.origin).await?;
    require_nothing_under_way(app, &page.origin, |other| *other == name).await?;
    run(app, "repair", &page.origin, async |operation| {
        let mut session = connect(&page, operation).await?;
        let present = list(&mut session).await?;
        drop(session);
        let present = present.iter().find(|present| present.name == name);
        let history = app.history.of(&page.origin, &name).await?;
        let plan = parsed.as_ref().map(|parsed| &parsed.plan);
        let (entries, repairs) = repaired(history, &name, present, plan, now());
        if !repairs.is_empty() {
            app.history.write(&page.origin, &name, entries).await?;
        }
        Ok(Success {
            origin: Some(page.origin.clone()),
            repaired: Some(repairs),
            ..Success::default()
        })
    })
    .await
}

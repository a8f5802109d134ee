//! Recording a database that was not migrated yet.

use drydock::messages::{ErrorCode, Failure, Location, Success};
use drydock::plan::{BaselineError, baseline as recorded};
use drydock::value::Text;

use super::journal::now;
use crate::agent::{connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::tasks::inventory::list;
use crate::tasks::run::run;

/// Records a database as it is: from now on a schema that changes without the version is found,
/// and migrations up to its version do not count as missing.
pub async fn baseline(app: &App, tab: i32, database: &str, version: u64) -> Outcome<Success> {
    let page = page_of(tab).await?;
    run(app, "baseline", &page.origin, async |operation| {
        let name = Text::from(database);
        let mut session = connect(&page, operation).await?;
        let present = list(&mut session).await?;
        drop(session);
        let place = || Location::database(database);
        let Some(present) = present.into_iter().find(|present| present.name == name) else {
            let message = format!("There is no database {database:?}.");
            return Err(Failure::new(ErrorCode::NoSuchDatabase, message).at(place()));
        };
        let history = app.history.of(&page.origin, &name).await?;
        let entries = recorded(history, &present, version, now()).map_err(|error| {
            let code = match error {
                BaselineError::WrongVersion { .. } => ErrorCode::WrongVersion,
                BaselineError::Migrated { .. } => ErrorCode::AlreadyMigrated,
            };
            Failure::new(code, format!("Nothing was recorded: {error}.")).at(place())
        })?;
        app.history.write(&page.origin, &name, entries).await?;
        Ok(Success { origin: Some(page.origin.clone()), ..Success::default() })
    })
    .await
}

//! Telling what migrations did.

use drydock::messages::{DatabaseStatus, MigrationStatus, Success};
use drydock::plan::{HistoryEntry, MigrationState, differences};

use crate::agent::{connect, page_of};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::inventory::list;

/// Lists the origin's databases with the migrations that were done on each, and whether a schema
/// changed since without another version: a version bump that was forgotten.
pub async fn status(app: &App, tab: i32) -> Outcome<Success> {
    let page = page_of(tab).await?;
    let unwatched = Operation::new(String::new(), "status", page.origin.clone(), |_| {});
    let mut session = connect(&page, &unwatched).await?;
    let present = list(&mut session).await?;
    let mut names: Vec<_> = present.iter().map(|database| database.name.clone()).collect();
    let mut under_way = app.under_way.all().await?;
    under_way.retain(|state| state.origin == page.origin);
    let lasting = under_way.iter().map(|state| state.database.clone());
    for name in app.history.databases(&page.origin).await?.into_iter().chain(lasting) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let mut status = Vec::new();
    for name in names {
        let history = app.history.of(&page.origin, &name).await?;
        let database = present.iter().find(|database| database.name == name);
        let last = history.iter().rev().find(|entry| entry.state == MigrationState::Applied);
        let drift = match (database, last.and_then(|entry| entry.schema.as_ref())) {
            (Some(database), Some(schema)) if schema.version == database.version => {
                differences(schema, database).iter().map(ToString::to_string).collect()
            }
            _ => Vec::new(),
        };
        status.push(DatabaseStatus {
            database: name.to_string_lossy().into_owned(),
            version: database.map(|database| database.version),
            history: history.into_iter().map(shown).collect(),
            drift,
            under_way: under_way.iter().find(|state| state.database == name).map(Into::into),
        });
    }
    Ok(Success { origin: Some(page.origin), status: Some(status), ..Success::default() })
}

fn shown(entry: HistoryEntry) -> MigrationStatus {
    MigrationStatus {
        id: entry.id,
        version: entry.version,
        digest: entry.digest,
        state: entry.state,
        backup_id: entry.backup,
        time: entry.time,
    }
}

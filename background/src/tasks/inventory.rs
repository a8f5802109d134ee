//! Listing the databases of a tab's origin.

use drydock::messages::{DatabaseSummary, StoreSummary, Success};
use drydock::protocol::{Command, Event};
use drydock::schema::{Database, Store, is_reserved};
use drydock::value::Text;

use crate::agent::{Session, connect, page_of, unexpected};
use crate::failure::Outcome;
use crate::operations::Operation;

/// Lists databases, stores and record counts. Not an operation: it changes nothing, takes no
/// time, and may be asked for while one runs.
pub async fn inventory(tab: i32) -> Outcome<Success> {
    let page = page_of(tab).await?;
    let unwatched = Operation::unwatched("inventory", &page.origin);
    let mut session = connect(&page, &unwatched).await?;
    let databases = list(&mut session).await?;
    Ok(Success {
        origin: Some(page.origin),
        databases: Some(databases.iter().map(summary_of).collect()),
        ..Success::default()
    })
}

/// The site's databases, by name in UTF-16 order.
pub async fn list(session: &mut Session) -> Outcome<Vec<Database>> {
    let mut all = list_all(session).await?;
    all.retain(|database| !is_reserved(&database.name));
    Ok(all)
}

/// The names of the databases that Drydock made beside the site's.
pub async fn list_reserved(session: &mut Session) -> Outcome<Vec<Text>> {
    let all = list_all(session).await?;
    Ok(all.into_iter().map(|database| database.name).filter(is_reserved).collect())
}

async fn list_all(session: &mut Session) -> Outcome<Vec<Database>> {
    session.send(&Command::Inventory {})?;
    match session.next().await?.event {
        Event::Inventory { databases, .. } => Ok(databases),
        other => Err(unexpected(&other, "an inventory")),
    }
}

/// How a database is listed.
pub fn summary_of(database: &Database) -> DatabaseSummary {
    let store = |store: &Store| StoreSummary { name: store.name.clone(), records: store.records };
    DatabaseSummary {
        name: database.name.clone(),
        version: database.version,
        stores: database.stores.iter().map(store).collect(),
    }
}

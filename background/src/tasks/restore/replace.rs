//! Replacing one database.

use drydock::archive::StorePath;
use drydock::messages::Failure;
use drydock::protocol::{Opening, StoreTarget};
use drydock::restore::{DatabasePlan, Method, Source};

use super::Contents;
use super::beside::feed_beside;
use super::feed::{Fed, feed};
use crate::agent::{Replacing, Session, delete};
use crate::failure::Outcome;

/// A replacement failed.
pub struct NotReplaced {
    /// Why.
    pub failure: Failure,
    /// Whether the database may no longer be as it was: a transaction that was aborted leaves it
    /// so, one whose end was not heard may have been committed, and a deletion cannot be aborted.
    pub may_have_changed: bool,
}

/// Replaces a database as planned. Says what went into each store; `None` for those that stay as
/// they are or empty.
pub async fn replace(
    session: &mut Session,
    plan: &DatabasePlan,
    backup: &Contents,
    safety: &Contents,
) -> Result<Vec<Option<Fed>>, NotReplaced> {
    let mut may_have_changed = false;
    let fed = run(session, plan, backup, safety, &mut may_have_changed).await;
    fed.map_err(|failure| NotReplaced { failure, may_have_changed })
}

async fn run(
    session: &mut Session,
    plan: &DatabasePlan,
    backup: &Contents,
    safety: &Contents,
    may_have_changed: &mut bool,
) -> Outcome<Vec<Option<Fed>>> {
    let opening = match plan.method {
        Method::Readwrite => Opening::Readwrite,
        Method::Versionchange => Opening::Versionchange,
        Method::Recreate => {
            *may_have_changed = true;
            delete(session, &plan.target.name).await?;
            create(session, plan).await?;
            Opening::Readwrite
        }
    };
    let targets = plan
        .sources
        .iter()
        .map(|source| match source {
            Source::Leave { .. } => StoreTarget::Leave,
            Source::Add { .. } => StoreTarget::Add,
            _ => StoreTarget::Fill,
        })
        .collect();
    let operation = session.operation().clone();
    let mut replacing = Replacing::begin(session, opening, plan.target.clone(), targets).await?;
    let mut stores = Vec::new();
    for (position, source) in plan.sources.iter().enumerate() {
        stores.push(match *source {
            Source::Backup { database, store } => {
                let path = StorePath::of_index(database, store);
                Some(feed(&mut replacing, position, backup, path, &operation).await?)
            }
            Source::Safety { database, store } => {
                let path = StorePath::of_index(database, store);
                Some(feed(&mut replacing, position, safety, path, &operation).await?)
            }
            Source::Add { database, store, there, there_store } => {
                let from = (backup, StorePath::of_index(database, store));
                let there = (safety, StorePath::of_index(there, there_store));
                Some(feed_beside(&mut replacing, position, there, from, &operation).await?)
            }
            Source::Empty | Source::Leave { .. } => None,
        });
    }
    *may_have_changed = true;
    replacing.finish().await?;
    Ok(stores)
}

/// Creates the database without records. They come in a transaction of their own: in Chromium,
/// what a transaction wrote that ran out of quota takes room until its database is deleted, and a
/// database whose creation was aborted is not there to be deleted.
async fn create(session: &mut Session, plan: &DatabasePlan) -> Outcome<()> {
    let targets = plan.sources.iter().map(|_| StoreTarget::Leave).collect();
    Replacing::begin(session, Opening::Versionchange, plan.target.clone(), targets)
        .await?
        .finish()
        .await
}

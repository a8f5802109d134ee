//! Replacing one database.

use drydock::archive::StorePath;
use drydock::messages::{ErrorCode, Failure};
use drydock::protocol::{Opening, StoreTarget};
use drydock::restore::{DatabasePlan, Method, Source};

use super::Contents;
use super::beside::feed_beside;
use super::feed::{Fed, feed};
use crate::agent::{Replacing, Session, delete, reclaim};
use crate::failure::Outcome;

/// How often a database is written that finds no room for as long as each time there was more.
const ATTEMPTS: usize = 3;

/// So few bytes would make no difference.
const LITTLE: u64 = 1 << 16;

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
    let mut filling = Filling { plan, backup, safety, may_have_changed: false };
    let fed = match plan.method {
        Method::Readwrite => filling.fill(session, Opening::Readwrite).await,
        Method::Versionchange => filling.fill(session, Opening::Versionchange).await,
        Method::Recreate => filling.recreate(session).await,
    };
    let may_have_changed = filling.may_have_changed;
    fed.map_err(|failure| NotReplaced { failure, may_have_changed })
}

/// A replacement that runs.
struct Filling<'a> {
    plan: &'a DatabasePlan,
    backup: &'a Contents,
    safety: &'a Contents,
    may_have_changed: bool,
}

impl Filling<'_> {
    /// Deletes the database, creates it and fills it. Where the browser has no room for it, but
    /// still counted what lies deleted, this is tried again without that.
    async fn recreate(&mut self, session: &mut Session) -> Outcome<Vec<Option<Fed>>> {
        let (operation, name) = (session.operation().clone(), &self.plan.target.name);
        let progress = operation.progress();
        self.may_have_changed = true;
        for _ in 1..ATTEMPTS {
            let usage = delete(session, name).await?;
            match self.create_and_fill(session).await {
                Err(failure) if failure.code == ErrorCode::QuotaExceeded => {
                    if !self.has_more_room(session, usage).await? {
                        return Err(failure);
                    }
                }
                filled => return filled,
            }
            operation.go_back(progress.clone());
        }
        delete(session, name).await?;
        self.create_and_fill(session).await
    }

    /// Whether another attempt has more room than one that began when the origin took so many
    /// bytes, once the browser has given back all that it does. One that does not tell how many
    /// they are has to be tried.
    async fn has_more_room(&self, session: &mut Session, usage: Option<u64>) -> Outcome<bool> {
        let (mut usage, mut has_more) = (usage, false);
        loop {
            let below = usage.map(|usage| usage.saturating_sub(LITTLE));
            if below == Some(0) {
                return Ok(has_more);
            }
            let left = reclaim(session, &self.plan.target.name, below).await?;
            let Some((left, below)) = left.zip(below) else { return Ok(true) };
            if left >= below {
                return Ok(has_more);
            }
            (usage, has_more) = (Some(left), true);
        }
    }

    async fn create_and_fill(&mut self, session: &mut Session) -> Outcome<Vec<Option<Fed>>> {
        self.create(session).await?;
        self.fill(session, Opening::Readwrite).await
    }

    /// Creates the database without records. They come in a transaction of their own: in Chromium,
    /// what a transaction wrote that ran out of quota takes room until its database is deleted, and
    /// a database whose creation was aborted is not there to be deleted.
    async fn create(&self, session: &mut Session) -> Outcome<()> {
        let targets = self.plan.sources.iter().map(|_| StoreTarget::Leave).collect();
        Replacing::begin(session, Opening::Versionchange, self.plan.target.clone(), targets)
            .await?
            .finish()
            .await
    }

    async fn fill(&mut self, session: &mut Session, opening: Opening) -> Outcome<Vec<Option<Fed>>> {
        let targets = self
            .plan
            .sources
            .iter()
            .map(|source| match source {
                Source::Leave { .. } => StoreTarget::Leave,
                Source::Add { .. } => StoreTarget::Add,
                _ => StoreTarget::Fill,
            })
            .collect();
        let operation = session.operation().clone();
        let target = self.plan.target.clone();
        let mut replacing = Replacing::begin(session, opening, target, targets).await?;
        let mut stores = Vec::new();
        for (position, source) in self.plan.sources.iter().enumerate() {
            stores.push(match *source {
                Source::Backup { database, store } => {
                    let path = StorePath::of_index(database, store);
                    Some(feed(&mut replacing, position, self.backup, path, &operation).await?)
                }
                Source::Safety { database, store } => {
                    let path = StorePath::of_index(database, store);
                    Some(feed(&mut replacing, position, self.safety, path, &operation).await?)
                }
                Source::Add { database, store, there, there_store } => {
                    let from = (self.backup, StorePath::of_index(database, store));
                    let there = (self.safety, StorePath::of_index(there, there_store));
                    Some(feed_beside(&mut replacing, position, there, from, &operation).await?)
                }
                Source::Empty | Source::Leave { .. } => None,
            });
        }
        self.may_have_changed = true;
        replacing.finish().await?;
        Ok(stores)
    }
}

//! Replacing one database.

use drydock::archive::StorePath;
use drydock::messages::{ErrorCode, Failure};
use drydock::protocol::{Opening, StoreTarget};
use drydock::restore::{DatabasePlan, Method, Source};
use drydock::value::Text;

use super::Contents;
use super::beside::feed_beside;
use super::feed::{Fed, feed};
use super::known::Known;
use super::take_away::{Rescue, take_away};
use crate::agent::{Reading, Replacing, Session, delete, reclaim};
use crate::failure::Outcome;

/// How often a database is written that finds no room for as long as each time there was more.
const ATTEMPTS: usize = 3;

/// So few bytes would make no difference.
const LITTLE: u64 = 1 << 16;

/// What is where a database is to come.
#[derive(Clone, Copy)]
pub enum There<'a> {
    /// What the safety backup has, or nothing.
    AsBackedUp,
    /// Whatever an earlier attempt, or who wrote since, left.
    Anything(&'a Rescue<'a>),
}

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
    there: There<'_>,
) -> Result<Vec<Option<Fed>>, NotReplaced> {
    let mut filling = Filling { plan, backup, safety, may_have_changed: false };
    let fed = match plan.method {
        Method::Readwrite => filling.in_place(session, Opening::Readwrite).await,
        Method::Versionchange => filling.in_place(session, Opening::Versionchange).await,
        Method::Recreate => match there {
            There::AsBackedUp => filling.recreate(session).await,
            There::Anything(rescue) => filling.recreate_from_anything(rescue).await,
        },
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
    /// Replaces what is there in one transaction, if it is what the safety backup has.
    async fn in_place(
        &mut self,
        session: &mut Session,
        opening: Opening,
    ) -> Outcome<Vec<Option<Fed>>> {
        let known = Known::of(self.safety, &self.plan.target.name)?;
        let known = match opening {
            Opening::Versionchange => known,
            Opening::Readwrite => known.only(|name| self.writes(name)),
        };
        self.fill(session, opening, &known).await
    }

    /// Whether records come into a store.
    fn writes(&self, name: &Text) -> bool {
        let mut stores = self.plan.target.stores.iter().zip(&self.plan.sources);
        stores.any(|(store, source)| store.name == *name && !matches!(source, Source::Leave { .. }))
    }

    /// Deletes what is there, if it is what the safety backup has, and creates and fills the
    /// database.
    async fn recreate(&mut self, session: &mut Session) -> Outcome<Vec<Option<Fed>>> {
        let known = Known::of(self.safety, &self.plan.target.name)?;
        let usage = match known.is_absent() {
            true => None,
            false => take_away(session, &known, &mut self.may_have_changed).await?,
        };
        self.create_with_room(session, usage).await
    }

    /// The same, whatever is there. What comes there before the database is created is taken away
    /// as well.
    async fn recreate_from_anything(&mut self, rescue: &Rescue<'_>) -> Outcome<Vec<Option<Fed>>> {
        self.may_have_changed = true;
        let progress = rescue.operation.progress();
        for _ in 1..ATTEMPTS {
            rescue.clear_away(&self.plan.target.name).await?;
            let mut session = rescue.workplace.connect(rescue.operation).await?;
            match self.create_with_room(&mut session, None).await {
                Err(failure) if failure.code == ErrorCode::DatabaseChanged => {}
                created => return created,
            }
            rescue.operation.go_back(progress.clone());
        }
        rescue.clear_away(&self.plan.target.name).await?;
        let mut session = rescue.workplace.connect(rescue.operation).await?;
        self.create_with_room(&mut session, None).await
    }

    /// Creates the database, which is not there, and fills it. Where the browser has no room for
    /// it, but still counted what lies deleted, this is tried again without that.
    async fn create_with_room(
        &mut self,
        session: &mut Session,
        mut usage: Option<u64>,
    ) -> Outcome<Vec<Option<Fed>>> {
        let (operation, name) = (session.operation().clone(), &self.plan.target.name);
        let progress = operation.progress();
        for _ in 1..ATTEMPTS {
            match self.create_and_fill(session).await {
                Err(failure) if failure.code == ErrorCode::QuotaExceeded => {
                    if !self.has_more_room(session, usage).await? {
                        return Err(failure);
                    }
                }
                filled => return filled,
            }
            operation.go_back(progress.clone());
            usage = delete(session, name).await?;
        }
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
        let known = Known::created(&self.plan.target).only(|name| self.writes(name));
        self.fill(session, Opening::Readwrite, &known).await
    }

    /// Creates the database without records. They come in a transaction of their own: in Chromium,
    /// what a transaction wrote that ran out of quota takes room until its database is deleted, and
    /// a database whose creation was aborted is not there to be deleted.
    async fn create(&mut self, session: &mut Session) -> Outcome<()> {
        let targets = self.plan.sources.iter().map(|_| StoreTarget::Leave).collect();
        let (target, operation) = (self.plan.target.clone(), session.operation().clone());
        let known = Known::absent(&target.name);
        let confirm = async |reading: Reading<'_>| known.confirm(reading, &operation).await;
        let creating =
            Replacing::begin_known(session, Opening::Versionchange, target, targets, confirm)
                .await?;
        self.may_have_changed = true;
        creating.finish().await
    }

    /// Fills the database, if what is there is what is known.
    async fn fill(
        &mut self,
        session: &mut Session,
        opening: Opening,
        known: &Known<'_>,
    ) -> Outcome<Vec<Option<Fed>>> {
        let is_new = self.plan.method == Method::Recreate;
        let targets = self
            .plan
            .sources
            .iter()
            .map(|source| match source {
                Source::Leave { .. } => StoreTarget::Leave,
                Source::Add { .. } if !is_new => StoreTarget::Add,
                _ => StoreTarget::Fill,
            })
            .collect();
        let operation = session.operation().clone();
        let target = self.plan.target.clone();
        let mut replacing = if opening == Opening::Readwrite && known.stores.is_empty() {
            // There is nothing to read, and nothing to be lost.
            Replacing::begin(session, opening, target, targets).await?
        } else {
            let confirm = async |reading: Reading<'_>| known.confirm(reading, &operation).await;
            Replacing::begin_known(session, opening, target, targets, confirm).await?
        };
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
                    let fed =
                        feed_beside(&mut replacing, position, is_new, there, from, &operation);
                    Some(fed.await?)
                }
                Source::Empty | Source::Leave { .. } => None,
            });
        }
        self.may_have_changed = true;
        replacing.finish().await?;
        Ok(stores)
    }
}

//! Replacing a database's content through the agent.

use drydock::protocol::{Command, Event, Opening, StoreTarget};
use drydock::schema::Database;
use drydock::value::Text;
use js_sys::Array;

use crate::agent::{Reading, Session, read, unexpected};
use crate::failure::Outcome;

/// How many batches may be under way: the page decodes and writes one while the next is made.
const WINDOW: usize = 3;

/// A replacement that runs. Dropped before it is finished, its session must be dropped too,
/// which aborts the transaction.
pub struct Replacing<'a> {
    session: &'a mut Session,
    under_way: usize,
}

impl<'a> Replacing<'a> {
    /// Opens the database and its transaction, with the stores to fill empty.
    pub async fn begin(
        session: &'a mut Session,
        opening: Opening,
        target: Database,
        stores: Vec<StoreTarget>,
    ) -> Outcome<Self> {
        let window = read::WINDOW;
        session.send(&Command::Replace { opening, target, stores, read: false, window })?;
        Self::ready(session).await
    }

    /// The same, but what is there is read first: `known` has to take the reading to its end, and
    /// fails where that is not what it knows. Nothing is changed before.
    pub async fn begin_known(
        session: &'a mut Session,
        opening: Opening,
        target: Database,
        stores: Vec<StoreTarget>,
        known: impl AsyncFnOnce(Reading<'_>) -> Outcome<()>,
    ) -> Outcome<Self> {
        let name = target.name.clone();
        let window = read::WINDOW;
        let command = Command::Replace { opening, target, stores, read: true, window };
        known(Reading::answering(session, &command, &name).await?).await?;
        session.send(&Command::Clear {})?;
        Self::ready(session).await
    }

    async fn ready(session: &'a mut Session) -> Outcome<Self> {
        match session.next().await?.event {
            Event::Ready {} => Ok(Self { session, under_way: 0 }),
            other => Err(unexpected(&other, "ready")),
        }
    }

    /// Puts a run of records into a store.
    pub async fn put(
        &mut self,
        store: usize,
        records: &[u8],
        first_ordinal: u64,
        attachments: &Array,
    ) -> Outcome<()> {
        self.session.send_records(&Command::Put { store, first_ordinal }, records, attachments)?;
        self.under_way += 1;
        while self.under_way >= WINDOW {
            self.written().await?;
        }
        Ok(())
    }

    /// Deletes the records that have the keys of these from a store.
    pub async fn remove(&mut self, store: usize, records: &[u8]) -> Outcome<()> {
        let command = Command::Remove { store, first_ordinal: 0 };
        self.session.send_records(&command, records, &Array::new())?;
        self.under_way += 1;
        while self.under_way >= WINDOW {
            self.written().await?;
        }
        Ok(())
    }

    async fn written(&mut self) -> Outcome<()> {
        match self.session.next().await?.event {
            Event::Written { .. } => {
                self.under_way -= 1;
                Ok(())
            }
            other => Err(unexpected(&other, "written")),
        }
    }

    /// Sets the key generators, commits, and waits until the transaction is complete.
    pub async fn finish(mut self) -> Outcome<()> {
        while self.under_way > 0 {
            self.written().await?;
        }
        self.session.send(&Command::Finish {})?;
        match self.session.next().await?.event {
            Event::Committed {} => Ok(()),
            other => Err(unexpected(&other, "committed")),
        }
    }
}

/// A database whose content is read in the transaction after which nothing of the site's can write
/// into it any more. Dropped before it is deleted, its session must be dropped too, which aborts
/// the transaction.
pub struct Sealing<'a> {
    session: &'a mut Session,
}

impl<'a> Sealing<'a> {
    /// Opens the database, which must be at this version, once nobody else has it open. `known` has
    /// to take the reading to its end, and fails where that is not what it knows.
    pub async fn begin(
        session: &'a mut Session,
        database: &Text,
        version: u64,
        known: impl AsyncFnOnce(Reading<'_>) -> Outcome<()>,
    ) -> Outcome<Self> {
        let command =
            Command::TakeAway { database: database.clone(), version, window: read::WINDOW };
        known(Reading::answering(session, &command, database).await?).await?;
        Ok(Self { session })
    }

    /// Commits, and deletes the database. Says how many bytes the browser then counts for the
    /// origin, where it tells.
    pub async fn delete(self) -> Outcome<Option<u64>> {
        self.session.send(&Command::Clear {})?;
        match self.session.next().await?.event {
            Event::Committed {} => deleted(self.session).await,
            other => Err(unexpected(&other, "committed")),
        }
    }
}

/// Waits until nobody holds a connection to a database.
pub async fn wait_until_alone(session: &mut Session, database: &Text, version: u64) -> Outcome<()> {
    session.send(&Command::WaitUntilAlone { database: database.clone(), version })?;
    match session.next().await?.event {
        Event::Ready {} => Ok(()),
        other => Err(unexpected(&other, "ready")),
    }
}

/// Deletes a database, whatever is in it. Not before the origin is docked: a blocked request cannot be cancelled.
/// Says how many bytes the browser then counts for the origin, where it tells.
pub async fn delete(session: &mut Session, database: &Text) -> Outcome<Option<u64>> {
    session.send(&Command::Delete { database: database.clone() })?;
    deleted(session).await
}

async fn deleted(session: &mut Session) -> Outcome<Option<u64>> {
    match session.next().await?.event {
        Event::Deleted { usage } => Ok(usage),
        other => Err(unexpected(&other, "deleted")),
    }
}

/// Deletes a database, and has the browser give back the room of all that was deleted. Waits for
/// that until the origin takes less than so many bytes, but not for long. Says how many it takes
/// then.
pub async fn reclaim(
    session: &mut Session,
    database: &Text,
    below: Option<u64>,
) -> Outcome<Option<u64>> {
    session.send(&Command::Reclaim { database: database.clone(), below })?;
    match session.next().await?.event {
        Event::Reclaimed { usage } => Ok(usage),
        other => Err(unexpected(&other, "reclaimed")),
    }
}

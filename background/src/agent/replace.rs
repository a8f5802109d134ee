//! Replacing a database's content through the agent.

use drydock::protocol::{Command, Event, Opening, StoreTarget};
use drydock::schema::Database;
use drydock::value::Text;
use js_sys::Array;

use crate::agent::Session;
use crate::agent::unexpected;
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
        session.send(&Command::Replace { opening, target, stores })?;
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

/// Deletes a database. Not before the origin is docked: a blocked request cannot be cancelled.
/// Says how many bytes the browser then counts for the origin, where it tells.
pub async fn delete(session: &mut Session, database: &Text) -> Outcome<Option<u64>> {
    session.send(&Command::Delete { database: database.clone() })?;
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

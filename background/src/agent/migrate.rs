//! Migrating a database through the agent.

use drydock::protocol::{Command, Event, StoreChange};
use drydock::schema::Database;
use drydock::value::Text;
use js_sys::Array;

use crate::agent::read::{Batch, WINDOW, batch};
use crate::agent::{Session, unexpected};
use crate::failure::Outcome;

/// A migration that runs: records come, and what they become goes back in the same transaction.
/// Dropped before it is finished, its session must be dropped too, which aborts the transaction.
pub struct Migrating<'a> {
    session: &'a mut Session,
    read: usize,
    under_way: usize,
    unacknowledged: u64,
    read_done: bool,
}

impl<'a> Migrating<'a> {
    /// Opens the database and its transaction.
    pub async fn begin(
        session: &'a mut Session,
        from: u64,
        target: Database,
        stores: Vec<StoreChange>,
        read: Vec<Text>,
    ) -> Outcome<Self> {
        let count = read.len();
        session.send(&Command::Migrate { from, target, stores, read, window: WINDOW })?;
        match session.next().await?.event {
            Event::Ready {} => {
                Ok(Self { session, read: count, under_way: 0, unacknowledged: 0, read_done: false })
            }
            other => Err(unexpected(&other, "ready")),
        }
    }

    /// The next batch of the stores that are read; `None` when all are.
    pub async fn next(&mut self) -> Outcome<Option<Batch>> {
        if self.unacknowledged > 0 {
            self.session.send(&Command::Acknowledge { bytes: self.unacknowledged })?;
            self.unacknowledged = 0;
        }
        while !self.read_done {
            let incoming = self.session.next().await?;
            match &incoming.event {
                Event::Written { .. } => self.written()?,
                Event::ReadDone { .. } => self.read_done = true,
                Event::Batch { store, .. } if *store < self.read => {
                    let batch = batch(incoming).await?;
                    self.unacknowledged = batch.bytes.len() as u64;
                    return Ok(Some(batch));
                }
                other => return Err(unexpected(other, "records")),
            }
        }
        Ok(None)
    }

    /// Puts records into a store of the target.
    pub fn put(&mut self, store: usize, records: &[u8], attachments: &Array) -> Outcome<()> {
        self.under_way += 1;
        let command = Command::Put { store, first_ordinal: 0 };
        self.session.send_records(&command, records, attachments)
    }

    /// Deletes the records that have the keys of these from a store of the target.
    pub fn remove(&mut self, store: usize, records: &[u8]) -> Outcome<()> {
        self.under_way += 1;
        let command = Command::Remove { store, first_ordinal: 0 };
        self.session.send_records(&command, records, &Array::new())
    }

    fn written(&mut self) -> Outcome<()> {
        self.under_way = self
            .under_way
            .checked_sub(1)
            .ok_or_else(|| unexpected(&Event::Written { records: 0 }, "nothing"))?;
        Ok(())
    }

    /// Waits until what was put is in the transaction.
    pub async fn settle(&mut self) -> Outcome<()> {
        while self.under_way > 0 {
            let incoming = self.session.next().await?;
            match incoming.event {
                Event::Written { .. } => self.written()?,
                other => return Err(unexpected(&other, "written")),
            }
        }
        Ok(())
    }

    /// Gives everything its name, creates indexes, commits, and waits until it is complete.
    pub async fn finish(mut self) -> Outcome<()> {
        self.settle().await?;
        self.session.send(&Command::Finish {})?;
        match self.session.next().await?.event {
            Event::Committed {} => Ok(()),
            other => Err(unexpected(&other, "committed")),
        }
    }
}

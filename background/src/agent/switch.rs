//! Putting what was made beside a database in its place, through the agent.

use std::collections::VecDeque;

use drydock::protocol::{Command, Event, StoreChange};
use drydock::schema::Database;
use drydock::value::Text;
use js_sys::Array;

use crate::agent::read::{Batch, WINDOW, batch};
use crate::agent::{Session, unexpected};
use crate::failure::Outcome;

/// A switch that runs. Dropped before it is finished, its session must be dropped too, which
/// aborts the transaction.
pub struct Switching<'a> {
    session: &'a mut Session,
    /// How many stores are read of the database itself.
    read: usize,
    /// How many stores are filled from the database beside it.
    fill: usize,
    /// The sizes of the batches that the page has not written yet. They are acknowledged when it
    /// has: records wait for that in its memory.
    unwritten: VecDeque<u64>,
    unacknowledged: u64,
    read_done: bool,
}

/// A batch that arrives in the background.
pub enum Arriving {
    /// Of a store that is read, by its position among those.
    Present(usize, Batch),
    /// Of a store that is filled, by its position among those. The page puts it in.
    Beside(usize, Batch),
}

impl<'a> Switching<'a> {
    /// Opens both databases, and the transaction of the one.
    pub async fn begin(
        session: &'a mut Session,
        from: u64,
        target: Database,
        stores: Vec<StoreChange>,
        read: Vec<Text>,
        (beside, fill): (Text, Vec<usize>),
    ) -> Outcome<Self> {
        let (reads, fills) = (read.len(), fill.len());
        session.send(&Command::Switch {
            from,
            target,
            stores,
            read,
            beside,
            fill,
            window: WINDOW,
        })?;
        match session.next().await?.event {
            Event::Ready {} => Ok(Self {
                session,
                read: reads,
                fill: fills,
                unwritten: VecDeque::new(),
                unacknowledged: 0,
                read_done: false,
            }),
            other => Err(unexpected(&other, "ready")),
        }
    }

    /// The next batch; `None` when all stores are read.
    pub async fn next(&mut self) -> Outcome<Option<Arriving>> {
        self.acknowledge()?;
        while !self.read_done {
            let incoming = self.session.next().await?;
            match &incoming.event {
                Event::Written { .. } => self.written()?,
                Event::ReadDone { .. } => self.read_done = true,
                Event::Batch { .. } => {
                    let batch = batch(incoming).await?;
                    let bytes = batch.bytes.len() as u64;
                    if batch.store < self.read {
                        self.unacknowledged += bytes;
                        return Ok(Some(Arriving::Present(batch.store, batch)));
                    }
                    let position = batch.store - self.read;
                    if position >= self.fill {
                        return Err(unexpected(
                            &Event::ReadDone { next_keys: Vec::new() },
                            "a batch of a store that is filled",
                        ));
                    }
                    if batch.records > 0 {
                        self.unwritten.push_back(bytes);
                    }
                    return Ok(Some(Arriving::Beside(position, batch)));
                }
                other => return Err(unexpected(other, "records")),
            }
        }
        Ok(None)
    }

    /// Puts records, that refer to nothing, into a store of the target.
    pub fn put(&mut self, store: usize, records: &[u8]) -> Outcome<()> {
        self.unwritten.push_back(0);
        let command = Command::Put { store, first_ordinal: 0 };
        self.session.send_records(&command, records, &Array::new())
    }

    fn written(&mut self) -> Outcome<()> {
        self.unacknowledged += self
            .unwritten
            .pop_front()
            .ok_or_else(|| unexpected(&Event::Written { records: 0 }, "nothing"))?;
        self.acknowledge()
    }

    fn acknowledge(&mut self) -> Outcome<()> {
        let bytes = std::mem::take(&mut self.unacknowledged);
        if bytes == 0 || self.read_done {
            return Ok(());
        }
        self.session.send(&Command::Acknowledge { bytes })
    }

    /// Gives everything its name, sets the key generators, commits, and waits until it is complete.
    pub async fn finish(mut self) -> Outcome<()> {
        while !self.unwritten.is_empty() {
            match self.session.next().await?.event {
                Event::Written { .. } => self.written()?,
                other => return Err(unexpected(&other, "written")),
            }
        }
        self.session.send(&Command::Finish {})?;
        match self.session.next().await?.event {
            Event::Committed {} => Ok(()),
            other => Err(unexpected(&other, "committed")),
        }
    }
}

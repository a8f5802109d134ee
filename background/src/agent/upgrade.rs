//! Upgrading a few records at a time through the agent.

use drydock::protocol::{Command, Event};
use drydock::value::Text;
use js_sys::Array;

use crate::agent::read::{Batch, batch};
use crate::agent::{Session, unexpected};
use crate::failure::Outcome;

/// Which records of a store are wanted.
#[derive(Clone, Debug)]
pub struct Portion<'a> {
    /// The database.
    pub database: &'a Text,
    /// The version that it must be at.
    pub version: u64,
    /// The store.
    pub store: &'a Text,
    /// The encoded key after which they begin.
    pub after: Option<&'a [u8]>,
    /// How many at most.
    pub count: u64,
}

impl Portion<'_> {
    async fn ask(&self, session: &mut Session, write: bool) -> Outcome<Batch> {
        session.send(&Command::Upgrade {
            database: self.database.clone(),
            version: self.version,
            store: self.store.clone(),
            after: self.after.map(hex::encode),
            count: self.count,
            write,
        })?;
        let incoming = session.next().await?;
        batch(incoming).await
    }

    /// Reads them.
    pub async fn read(&self, session: &mut Session) -> Outcome<Batch> {
        let batch = self.ask(session, false).await?;
        committed(session).await?;
        Ok(batch)
    }

    /// Reads them, and holds the transaction open. Dropped before it is finished, its session
    /// must be dropped too, which aborts the transaction.
    pub async fn hold<'s>(&self, session: &'s mut Session) -> Outcome<(Batch, Upgrading<'s>)> {
        let batch = self.ask(session, true).await?;
        Ok((batch, Upgrading { session, under_way: 0 }))
    }
}

/// A transaction in which records were read.
pub struct Upgrading<'s> {
    session: &'s mut Session,
    under_way: usize,
}

impl Upgrading<'_> {
    /// Puts records into the store.
    pub fn put(&mut self, records: &[u8], attachments: &Array) -> Outcome<()> {
        self.under_way += 1;
        let command = Command::Put { store: 0, first_ordinal: 0 };
        self.session.send_records(&command, records, attachments)
    }

    /// Deletes the records that have the keys of these.
    pub fn remove(&mut self, records: &[u8]) -> Outcome<()> {
        self.under_way += 1;
        let command = Command::Remove { store: 0, first_ordinal: 0 };
        self.session.send_records(&command, records, &Array::new())
    }

    /// Commits, and waits until it is complete.
    pub async fn finish(self) -> Outcome<()> {
        self.session.send(&Command::Finish {})?;
        for _ in 0..self.under_way {
            match self.session.next().await?.event {
                Event::Written { .. } => {}
                other => return Err(unexpected(&other, "written")),
            }
        }
        committed(self.session).await
    }
}

async fn committed(session: &mut Session) -> Outcome<()> {
    match session.next().await?.event {
        Event::Committed {} => Ok(()),
        other => Err(unexpected(&other, "committed")),
    }
}

//! Reading a database through the agent.

use drydock::messages::{ErrorCode, Failure};
use drydock::protocol::{Command, Event};
use drydock::schema::Database;
use drydock::value::{RecordSplitter, Text};
use wasm_bindgen::JsValue;

use crate::agent::Session;
use crate::agent::session::Incoming;
use crate::agent::{malformed, unexpected};
use crate::failure::Outcome;

/// How many bytes of records may be under way: enough that reading, encoding, transport and
/// compression overlap, few enough that memory stays small.
pub const WINDOW: u64 = 8 << 20;

/// A read of one database in one transaction.
pub struct Reading<'a> {
    session: &'a mut Session,
    schema: Database,
    store: usize,
    store_ended: bool,
    records: u64,
    unacknowledged: u64,
}

/// A run of records of one store, in key order.
pub struct Batch {
    /// The store's position in the schema.
    pub store: usize,
    /// How many records there are.
    pub records: u64,
    /// The records, encoded.
    pub bytes: Vec<u8>,
    /// What the records refer to, by ordinal.
    pub attachments: Vec<Attached>,
    /// Whether it is the store's last.
    pub last: bool,
}

/// An object that a record refers to.
#[derive(Clone)]
pub enum Attached {
    /// The object itself.
    Object(JsValue),
    /// The browser does not let it out of the page; its class.
    Stuck(String),
}

impl<'a> Reading<'a> {
    /// Starts reading a database; all its stores where `stores` is absent.
    pub async fn begin(
        session: &'a mut Session,
        database: &Text,
        stores: Option<Vec<Text>>,
    ) -> Outcome<Self> {
        let command = Command::Read { database: database.clone(), stores, window: WINDOW };
        Self::answering(session, &command, database).await
    }

    /// Sends a command that a reading of the database answers.
    pub async fn answering(
        session: &'a mut Session,
        command: &Command,
        database: &Text,
    ) -> Outcome<Self> {
        session.send(command)?;
        match session.next().await?.event {
            Event::Schema { database: schema } if schema.name == *database => Ok(Self {
                session,
                schema,
                store: 0,
                store_ended: false,
                records: 0,
                unacknowledged: 0,
            }),
            other => Err(unexpected(&other, "a schema")),
        }
    }

    /// The schema of the stores that are read; the key generators come at the end.
    pub fn schema(&self) -> &Database {
        &self.schema
    }

    /// The next batch; `None` when all stores are read. Stores come in the schema's order, each
    /// with at least one batch.
    pub async fn next(&mut self) -> Outcome<Option<Batch>> {
        if self.unacknowledged > 0 {
            self.session.send(&Command::Acknowledge { bytes: self.unacknowledged })?;
            self.unacknowledged = 0;
        }
        let incoming = self.session.next().await?;
        match &incoming.event {
            Event::Batch { .. } => {}
            Event::ReadDone { next_keys } => {
                self.finish(next_keys.clone())?;
                return Ok(None);
            }
            other => return Err(unexpected(other, "records")),
        }
        let batch = batch(incoming).await?;
        if self.store_ended {
            self.store += 1;
            self.records = 0;
        }
        if batch.store != self.store || batch.store >= self.schema.stores.len() {
            return Err(malformed("a batch of a store whose turn it is not"));
        }
        self.store_ended = batch.last;
        self.records += batch.records;
        self.unacknowledged = batch.bytes.len() as u64;
        let counted = self.schema.stores.get(batch.store).map(|store| store.records);
        if batch.last && Some(self.records) != counted {
            return Err(Failure::new(
                ErrorCode::ReadFailed,
                "The browser gave another number of records than it had counted.",
            ));
        }
        Ok(Some(batch))
    }

    fn finish(&mut self, next_keys: Vec<Option<u64>>) -> Outcome<()> {
        let all_read = self.schema.stores.is_empty()
            || (self.store + 1 == self.schema.stores.len() && self.store_ended);
        if !all_read || next_keys.len() != self.schema.stores.len() {
            return Err(malformed("the end before the last store"));
        }
        for (store, next_key) in self.schema.stores.iter_mut().zip(next_keys) {
            store.next_key = next_key;
        }
        Ok(())
    }

    /// The schema with the key generators' values, once everything was read.
    pub fn into_schema(self) -> Database {
        self.schema
    }
}

/// Says that the Blobs of the last reading are read. Only once this is answered is what they gave
/// what the transaction saw.
///
/// # Errors
///
/// `database_changed` where the site upgraded or deleted the database meanwhile.
pub async fn release(session: &mut Session) -> Outcome<()> {
    session.send(&Command::Release {})?;
    match session.next().await?.event {
        Event::Released {} => Ok(()),
        other => Err(unexpected(&other, "released")),
    }
}

/// The batch that an event is, checked.
pub async fn batch(incoming: Incoming) -> Outcome<Batch> {
    let Event::Batch { store, records, stuck, last } = &incoming.event else {
        return Err(unexpected(&incoming.event, "records"));
    };
    let bytes = incoming.bytes().await?;
    let mut attachments: Vec<Attached> =
        incoming.attachments.iter().map(Attached::Object).collect();
    for stuck in stuck {
        *attachments.get_mut(stuck.index).ok_or_else(|| malformed("no such attachment"))? =
            Attached::Stuck(stuck.class.clone());
    }
    check(&bytes, *records, attachments.len())?;
    Ok(Batch { store: *store, records: *records, bytes, attachments, last: *last })
}

/// Checks that the bytes are whole records, as many as said, with as many attachments.
fn check(bytes: &[u8], records: u64, attachments: usize) -> Outcome<()> {
    let broken = |what: &str| malformed(&format!("a batch whose records are not whole: {what}"));
    let mut splitter = RecordSplitter::new();
    splitter.push(bytes);
    let (mut seen_records, mut seen_attachments) = (0_u64, 0_u64);
    while let Some(record) = splitter.next_record().map_err(|error| broken(&error.to_string()))? {
        seen_records += 1;
        seen_attachments += record.attachments;
    }
    splitter.finish().map_err(|error| broken(&error.to_string()))?;
    if seen_records != records || seen_attachments != attachments as u64 {
        return Err(broken("other counts than said"));
    }
    Ok(())
}

//! Writing what becomes of an archive's records into the database beside the site's.

use drydock::archive::{Attachment, StorePath};
use drydock::messages::{ErrorCode, Failure};
use drydock::migration::{Program, Write};
use drydock::value::rewrite_attachments;

use crate::agent::{Replacing, malformed};
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::restore::Contents;

/// A batch aims at this many bytes …
const BATCH_BYTES: usize = 1 << 20;
/// … and at no more records or attachments than this.
const BATCH_ITEMS: u64 = 1_000;

/// Records that go into a store next.
#[derive(Default)]
struct Batch<'a> {
    bytes: Vec<u8>,
    records: u64,
    ordinals: u64,
    attachments: Vec<&'a Attachment>,
}

impl Batch<'_> {
    fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH_BYTES
            || self.records >= BATCH_ITEMS
            || self.ordinals >= BATCH_ITEMS
    }
}

/// What goes into the stores.
pub struct Outputs<'r, 's, 'a> {
    replacing: &'r mut Replacing<'s>,
    contents: &'a Contents,
    operation: &'r Operation,
    /// The position that each store of the target has beside the database.
    positions: Vec<Option<usize>>,
    puts: Vec<Batch<'a>>,
    removals: Vec<Batch<'a>>,
}

impl<'r, 's, 'a> Outputs<'r, 's, 'a> {
    /// Into the stores that a program remakes, of an archive's records.
    pub fn of(
        replacing: &'r mut Replacing<'s>,
        contents: &'a Contents,
        operation: &'r Operation,
        program: &Program,
    ) -> Self {
        let remade = program.remade_stores();
        let positions: Vec<Option<usize>> = (0..program.target.stores.len())
            .map(|at| remade.iter().position(|store| *store == at))
            .collect();
        let batches = || remade.iter().map(|_| Batch::default()).collect();
        Self { replacing, contents, operation, positions, puts: batches(), removals: batches() }
    }

    /// Takes what has to be written for a record of an archive's store.
    pub async fn write(&mut self, write: Write, path: StorePath) -> Outcome<()> {
        let (Write::Put { store, .. } | Write::Remove { store, .. }) = &write else {
            // It is not to be in the new form; the switch puts it into its archive.
            return Ok(());
        };
        let position = self
            .positions
            .get(*store)
            .copied()
            .flatten()
            .ok_or_else(|| malformed("no such store beside the database"))?;
        match write {
            Write::Put { record, ordinals, .. } => {
                let listed = self.contents.attachments(path);
                let batch =
                    self.puts.get_mut(position).ok_or_else(|| malformed("no such store"))?;
                batch.records += 1;
                if ordinals.is_empty() {
                    batch.bytes.extend_from_slice(&record);
                } else {
                    let numbered = rewrite_attachments(&record, &mut batch.ordinals, |_| true)
                        .map_err(|error| malformed(&error.to_string()))?;
                    batch.bytes.extend_from_slice(&numbered.bytes);
                }
                for ordinal in ordinals {
                    let index = usize::try_from(ordinal).ok();
                    let attachment = index.and_then(|index| listed.get(index));
                    batch.attachments.push(attachment.ok_or_else(|| malformed("no attachment"))?);
                }
                if batch.is_full() {
                    self.flush_puts(position).await?;
                }
            }
            Write::Remove { record, .. } => {
                let batch =
                    self.removals.get_mut(position).ok_or_else(|| malformed("no such store"))?;
                batch.records += 1;
                batch.bytes.extend_from_slice(&record);
                if batch.is_full() {
                    self.flush_removals(position).await?;
                }
            }
            Write::Quarantine { .. } => {}
        }
        Ok(())
    }

    /// Sends what is left.
    pub async fn flush(&mut self) -> Outcome<()> {
        for position in 0..self.puts.len() {
            self.flush_removals(position).await?;
            self.flush_puts(position).await?;
        }
        Ok(())
    }

    async fn flush_puts(&mut self, position: usize) -> Outcome<()> {
        let Some(batch) = self.puts.get_mut(position).map(std::mem::take) else { return Ok(()) };
        if batch.records == 0 {
            return Ok(());
        }
        let objects = self.contents.objects(&batch.attachments).await?;
        if objects.iter().any(|object| object.is_undefined() || object.is_null()) {
            return Err(Failure::new(
                ErrorCode::NotRestorable,
                "A value that the records refer to is in the backup no more.",
            ));
        }
        self.replacing.put(position, &batch.bytes, 0, &objects).await?;
        self.operation.advance(batch.records, batch.bytes.len() as u64);
        Ok(())
    }

    async fn flush_removals(&mut self, position: usize) -> Outcome<()> {
        let Some(batch) = self.removals.get_mut(position).map(std::mem::take) else {
            return Ok(());
        };
        if batch.records == 0 {
            return Ok(());
        }
        self.replacing.remove(position, &batch.bytes).await
    }
}

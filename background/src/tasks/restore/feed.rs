//! Streaming a store's records out of an archive into a page.

use drydock::archive::{Attachment, PayloadPath, Sha256Digest, StorePath};
use drydock::messages::Failure;
use drydock::value::{DecodeError, RecordSplitter, rewrite_attachments};
use sha2::{Digest, Sha256};

use super::Contents;
use crate::agent::Replacing;
use crate::failure::{Outcome, archive, damaged_records};
use crate::operations::Operation;

/// A batch aims at this many bytes …
const BATCH_BYTES: usize = 1 << 20;
/// … and at no more records or attachments than this.
const BATCH_ITEMS: usize = 1_000;

/// What went into a store.
pub struct Fed {
    /// How many records.
    pub records: u64,
    /// How many did not, because there is one of their key.
    pub kept: u64,
    /// How many bytes of records.
    pub bytes: u64,
    /// The digest of the records' bytes, which reading the store back must give.
    pub sha256: Sha256Digest,
    /// What the records' ordinals stand for.
    pub attachments: Vec<Attachment>,
}

/// A batch being filled.
#[derive(Default)]
struct Batch<'a> {
    records: u64,
    bytes: Vec<u8>,
    attachments: Vec<&'a Attachment>,
}

impl Batch<'_> {
    fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH_BYTES
            || self.records >= BATCH_ITEMS as u64
            || self.attachments.len() >= BATCH_ITEMS
    }
}

/// A store that is being filled.
struct Feeding<'a, 'r, 's> {
    replacing: &'r mut Replacing<'s>,
    /// The store's position in the target.
    position: usize,
    contents: &'a Contents,
    operation: &'r Operation,
    hasher: Sha256,
    fed: Fed,
}

/// Puts a store's records into the transaction. Attachments that cannot be brought back, and
/// were allowed to be lost, become `null`.
pub async fn feed(
    replacing: &mut Replacing<'_>,
    position: usize,
    contents: &Contents,
    path: StorePath,
    operation: &Operation,
) -> Outcome<Fed> {
    let missing = contents.missing(path).await?;
    let listed = contents.attachments(path);
    let is_kept = |ordinal: u64| at(&missing, ordinal).is_some_and(Option::is_none);
    let any_lost = missing.iter().any(Option::is_some);
    let damaged = |error: DecodeError| damaged_records(path, error.to_string());
    let mut payload =
        contents.bag().payload(&PayloadPath::Store(path)).await.map_err(|error| archive(&error))?;
    let mut splitter = RecordSplitter::new();
    let fed = Fed {
        records: 0,
        kept: 0,
        bytes: 0,
        sha256: Sha256Digest::of(b""),
        attachments: Vec::new(),
    };
    let mut feeding =
        Feeding { replacing, position, contents, operation, hasher: Sha256::new(), fed };
    let mut batch = Batch::default();
    // The ordinals of the next attachment, in the archive and in the page.
    let (mut ordinal, mut new_ordinal) = (0, 0);
    while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
        splitter.push(&chunk);
        while let Some(record) = splitter.next_record().map_err(damaged)? {
            let kept = if any_lost && record.attachments > 0 {
                let rewritten = rewrite_attachments(record.bytes, &mut new_ordinal, is_kept)
                    .map_err(damaged)?;
                batch.bytes.extend_from_slice(&rewritten.bytes);
                rewritten.kept
            } else {
                batch.bytes.extend_from_slice(record.bytes);
                new_ordinal += record.attachments;
                (ordinal..ordinal + record.attachments).collect()
            };
            ordinal += record.attachments;
            for former in kept {
                let attachment = at(listed, former).ok_or_else(|| unlisted(path))?;
                batch.attachments.push(attachment);
            }
            batch.records += 1;
            if batch.is_full() {
                feeding.put(std::mem::take(&mut batch)).await?;
            }
        }
    }
    splitter.finish().map_err(damaged)?;
    if batch.records > 0 {
        feeding.put(batch).await?;
    }
    let Feeding { hasher, fed, .. } = feeding;
    Ok(Fed { sha256: Sha256Digest::from_hasher(hasher), ..fed })
}

impl Feeding<'_, '_, '_> {
    async fn put(&mut self, batch: Batch<'_>) -> Outcome<()> {
        let objects = self.contents.objects(&batch.attachments).await?;
        let first_ordinal = self.fed.attachments.len() as u64;
        let bytes = batch.bytes.len() as u64;
        self.replacing.put(self.position, &batch.bytes, first_ordinal, &objects).await?;
        self.hasher.update(&batch.bytes);
        self.fed.records += batch.records;
        self.fed.bytes += bytes;
        self.fed.attachments.extend(batch.attachments.into_iter().cloned());
        self.operation.advance(batch.records, bytes);
        Ok(())
    }
}

fn at<T>(list: &[T], index: u64) -> Option<&T> {
    usize::try_from(index).ok().and_then(|index| list.get(index))
}

fn unlisted(path: StorePath) -> Failure {
    damaged_records(path, "they refer to more attachments than data/blobs.json lists")
}

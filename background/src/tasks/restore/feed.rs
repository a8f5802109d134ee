//! Streaming a store's records out of an archive into a page.

use drydock::archive::{Attachment, PayloadPath, Sha256Digest, StorePath};
use drydock::value::{RecordSplitter, rewrite_attachments};
use drydock::messages::{ErrorCode, Failure, Location};
use sha2::{Digest, Sha256};

use super::Contents;
use crate::agent::Replacing;
use crate::failure::{Outcome, archive};
use crate::operations::Operation;

/// A batch aims at this many bytes …
const BATCH_BYTES: usize = 1 << 20;
/// … and at no more records or attachments than this.
const BATCH_ITEMS: usize = 1_000;

/// What went into a store.
pub struct Fed {
    /// How many records.
    pub records: u64,
    /// How many bytes of records.
    pub bytes: u64,
    /// The digest of the records' bytes, which reading the store back must give.
    pub sha256: Sha256Digest,
    /// What the records' ordinals stand for.
    pub attachments: Vec<Attachment>,
}

/// A batch being filled.
#[derive(Default)]
struct Batch {
    records: u64,
    bytes: Vec<u8>,
    first_ordinal: u64,
    attachments: usize,
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
    let is_lost = |ordinal: u64| {
        usize::try_from(ordinal).ok().and_then(|at| missing.get(at)).is_none_or(Option::is_some)
    };
    let any_lost = missing.iter().any(Option::is_some);
    let kept: Vec<&Attachment> = listed
        .iter()
        .zip(&missing)
        .filter(|(_, missing)| missing.is_none())
        .map(|(attachment, _)| attachment)
        .collect();
    let broken = |error: drydock::value::DecodeError| {
        Failure::new(ErrorCode::Damaged, "The records of an object store are damaged.")
            .detailed(error.to_string())
            .at(Location::entry(format!("data/{path}")))
    };
    let mut payload = contents
        .bag()
        .payload(&PayloadPath::Store(path))
        .await
        .map_err(|error| archive(&error))?;
    let mut splitter = RecordSplitter::new();
    let mut hasher = Sha256::new();
    let (mut records, mut bytes) = (0, 0);
    let mut next_ordinal = 0;
    let mut batch = Batch::default();
    while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
        splitter.push(&chunk);
        while let Some(record) = splitter.next_record().map_err(broken)? {
            let before = next_ordinal;
            if any_lost && record.attachments > 0 {
                let rewritten = rewrite_attachments(record.bytes, &mut next_ordinal, |ordinal| !is_lost(ordinal))
                    .map_err(broken)?;
                batch.bytes.extend_from_slice(&rewritten);
            } else if any_lost {
                batch.bytes.extend_from_slice(record.bytes);
            } else {
                next_ordinal += record.attachments;
                batch.bytes.extend_from_slice(record.bytes);
            }
            batch.records += 1;
            batch.attachments += usize::try_from(next_ordinal - before).unwrap_or(usize::MAX);
            if batch.bytes.len() >= BATCH_BYTES
                || batch.records >= BATCH_ITEMS as u64
                || batch.attachments >= BATCH_ITEMS
            {
                hasher.update(&batch.bytes);
                records += batch.records;
                bytes += batch.bytes.len() as u64;
                let full = std::mem::take(&mut batch);
                batch.first_ordinal = next_ordinal;
                put(replacing, position, contents, full, &kept, operation).await?;
            }
        }
    }
    splitter.finish().map_err(broken)?;
    if batch.records > 0 {
        hasher.update(&batch.bytes);
        records += batch.records;
        bytes += batch.bytes.len() as u64;
        put(replacing, position, contents, batch, &kept, operation).await?;
    }
    Ok(Fed {
        records,
        bytes,
        sha256: Sha256Digest::from_hasher(hasher),
        attachments: kept.into_iter().cloned().collect(),
    })
}

async fn put(
    replacing: &mut Replacing<'_>,
    position: usize,
    contents: &Contents,
    batch: Batch,
    kept: &[&Attachment],
    operation: &Operation,
) -> Outcome<()> {
    let first = usize::try_from(batch.first_ordinal).unwrap_or(usize::MAX);
    let objects = match kept.get(first..first.saturating_add(batch.attachments)) {
        Some(attachments) => contents.objects(attachments).await?,
        None => {
            return Err(Failure::new(
                ErrorCode::Damaged,
                "The records refer to more attachments than data/blobs.json lists.",
            )
            .at(Location::entry("data/blobs.json")));
        }
    };
    let bytes = batch.bytes.len() as u64;
    replacing.put(position, &batch.bytes, batch.first_ordinal, &objects).await?;
    operation.advance(batch.records, bytes);
    Ok(())
}

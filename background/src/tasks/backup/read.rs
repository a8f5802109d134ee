//! Reading one database into an archive.

use drydock::archive::{BackupDatabase, BackupStore, Blobs, Compression, PayloadPath, StorePath};
use drydock::messages::{Location, Phase};
use drydock::value::Text;

use super::attachments::{Carried, carry};
use super::bag_file::BagFile;
use super::places::Places;
use crate::agent::{Attached, Batch, Reading, Session, release};
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::vault::Item;

/// What a backup collects beside its records.
#[derive(Default)]
pub struct Collected {
    /// The databases read so far.
    pub databases: Vec<BackupDatabase>,
    /// What the records' ordinals stand for.
    pub blobs: Blobs,
    /// What goes into the vault.
    pub vault: Vec<Item>,
    /// What is lost.
    pub lost: Vec<Location>,
}

/// Reads a database, or some of its stores, in one transaction, then the contents of its Blobs.
pub async fn read_database(
    session: &mut Session,
    name: &Text,
    stores: Option<Vec<Text>>,
    bag: &mut BagFile,
    collected: &mut Collected,
) -> Outcome<()> {
    let operation = session.operation().clone();
    let position = collected.databases.len();
    let mut reading = Reading::begin(session, name, stores).await?;
    let mut pending: Vec<(StorePath, Attached)> = Vec::new();
    let mut started = None;
    // The ordinal of the batch's first attachment in its store.
    let mut ordinal = 0;
    while let Some(batch) = reading.next().await? {
        let path = StorePath::of_index(position, batch.store);
        if started != Some(batch.store) {
            bag.start(&PayloadPath::Store(path), Compression::Deflate)?;
            started = Some(batch.store);
            ordinal = 0;
        }
        bag.write(&batch.bytes).await?;
        if batch.last {
            bag.finish_entry().await?;
        }
        let store = reading.schema().stores.get(batch.store).map(|store| store.name.clone());
        collected.lost.extend(stuck_places(name, &store.unwrap_or_default(), &batch, ordinal));
        operation.advance(batch.records, batch.bytes.len() as u64);
        ordinal += batch.attachments.len() as u64;
        pending.extend(batch.attachments.into_iter().map(|attached| (path, attached)));
    }
    let schema = reading.into_schema();
    if !pending.is_empty() {
        let carried = carry_all(pending, bag, collected, &operation).await;
        // Where the connection did not last, this says why a Blob could not be read, and that
        // those that could may be others.
        release(session).await?;
        carried?;
    }
    collected.databases.push(BackupDatabase {
        name: schema.name,
        version: schema.version,
        stores: schema
            .stores
            .into_iter()
            .enumerate()
            .map(|(store, schema)| BackupStore {
                schema,
                payload: StorePath::of_index(position, store),
            })
            .collect(),
    });
    Ok(())
}

fn stuck_places(database: &Text, store: &Text, batch: &Batch, first: u64) -> Vec<Location> {
    let stuck = |index: usize| match batch.attachments.get(index) {
        Some(Attached::Stuck(class)) => Some(class.clone()),
        _ => None,
    };
    if (0..batch.attachments.len()).all(|index| stuck(index).is_none()) {
        return Vec::new();
    }
    let stuck = |ordinal| usize::try_from(ordinal - first).ok().and_then(stuck);
    // What the page sent has been found to be whole records.
    Places::new(database, store, first, stuck).push(&batch.bytes).unwrap_or_default()
}

/// Blobs are handles that outlive the transaction as long as the agent holds the connection, so
/// their contents wait until it is over: the site must not have to wait for them.
pub async fn carry_all(
    pending: Vec<(StorePath, Attached)>,
    bag: &mut BagFile,
    collected: &mut Collected,
    operation: &Operation,
) -> Outcome<()> {
    let reading = operation.phase();
    operation.switch(Phase::Blobs);
    for (path, attached) in pending {
        operation.check()?;
        // The same for the same place, so that equal states give equal entries.
        let vault_id = format!("{path}#{}", collected.blobs.of(path).len());
        let attachment = match carry(&attached, vault_id.clone(), bag, operation).await? {
            Carried::InArchive(attachment) | Carried::Nowhere(attachment) => attachment,
            Carried::InVault(attachment, value) => {
                collected.vault.push(Item { id: vault_id, value });
                attachment
            }
        };
        collected.blobs.push(path, attachment);
    }
    operation.switch(reading);
    Ok(())
}

//! Opening archives, and describing them.

use std::ops::ControlFlow;

use drydock::archive::{Backup, BagInfo, BagReader};
use drydock::messages::{BackupEntry, Phase};
use drydock::schema::{Database, Store};

use crate::failure::{Outcome, archive, unchanged};
use crate::operations::Operation;
use crate::opfs::FileSource;

/// An archive on disk.
pub type Bag = BagReader<FileSource>;

/// Opens an archive and compares every checksum, before anything else is done with it.
pub async fn open_verified(source: FileSource, operation: &Operation) -> Outcome<Bag> {
    reopen_verified(source, operation).await.map_err(unchanged)
}

/// Opens an archive and compares every checksum. Cancelling stops it between two pieces of the
/// file.
pub async fn reopen_verified(source: FileSource, operation: &Operation) -> Outcome<Bag> {
    let bytes = drydock::archive::ByteSource::len(&source);
    operation.enter(Phase::Verifying, None, Some(bytes));
    operation.check()?;
    let bag = BagReader::open(source).await.map_err(|error| archive(&error))?;
    let verified = bag
        .verify(|done| {
            operation.reach(done);
            match operation.check() {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        })
        .await;
    operation.check()?;
    verified.map_err(|error| archive(&error))?;
    Ok(bag)
}

/// The databases that an archive holds.
pub fn databases_of(backup: &Backup) -> Vec<Database> {
    backup
        .databases
        .iter()
        .map(|database| Database {
            name: database.name.clone(),
            version: database.version,
            stores: database.stores.iter().map(|store| store.schema.clone()).collect(),
        })
        .collect()
}

/// How an archive is listed.
pub fn entry_of(id: &str, info: &BagInfo, backup: &Backup, bytes: u64) -> BackupEntry {
    let databases = databases_of(backup);
    BackupEntry {
        id: id.to_owned(),
        origin: info.origin.clone(),
        created: info.created.clone(),
        label: info.label.clone(),
        bytes,
        records: databases.iter().flat_map(|database| &database.stores).map(records).sum(),
        databases: databases
            .iter()
            .map(|database| database.name.to_string_lossy().into_owned())
            .collect(),
        safety: info.safety,
        quarantine: backup.is_quarantine(),
    }
}

fn records(store: &Store) -> u64 {
    store.records
}

//! Opening archives, and what they hold.

use std::ops::ControlFlow;

use drydock::archive::{Backup, BagReader};
use drydock::messages::Phase;
use drydock::schema::Database;

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

//! How an archive is listed.

use drydock::archive::{Backup, BagInfo};
use drydock::messages::BackupEntry;

/// What is listed of an archive, all of which it says of itself.
pub fn entry_of(id: &str, info: &BagInfo, backup: &Backup, bytes: u64) -> BackupEntry {
    let stores = backup.databases.iter().flat_map(|database| &database.stores);
    BackupEntry {
        id: id.to_owned(),
        origin: info.origin.clone(),
        created: info.created.clone(),
        label: info.label.clone(),
        bytes,
        records: stores.map(|store| store.schema.records).sum(),
        databases: backup
            .databases
            .iter()
            .map(|database| database.name.to_string_lossy().into_owned())
            .collect(),
        safety: info.safety,
        quarantine: backup.is_quarantine(),
    }
}

//! Checks that what the bag's files say about each other agrees.

use super::bag_info::Oxum;
use super::directory::Directory;
use super::path::BagPath;
use super::{ArchiveError, Backup, Blobs, PayloadPath};

/// Checks the size of the payload against `Payload-Oxum`.
pub(super) fn check_oxum(directory: &Directory, oxum: Oxum) -> Result<(), ArchiveError> {
    let mut found = Oxum { bytes: 0, entries: 0 };
    for (path, entry) in &directory.entries {
        if path.is_payload() {
            found.bytes = found.bytes.saturating_add(entry.size);
            found.entries += 1;
        }
    }
    if found == oxum {
        return Ok(());
    }
    Err(ArchiveError::damaged_in(BagPath::Info, "Payload-Oxum is not the size of the payload"))
}

/// Checks that each store and each content that `backup.json` and `blobs.json` name has its entry,
/// and that no entry belongs to nothing.
pub(super) fn check_contents(
    directory: &Directory,
    backup: &Backup,
    blobs: &Blobs,
) -> Result<(), ArchiveError> {
    let size_of = |path: PayloadPath| {
        let path = BagPath::Payload(path);
        let entry = directory.entries.get(&path);
        entry.map(|entry| entry.size).ok_or_else(|| ArchiveError::damaged_in(path, "it is missing"))
    };
    // The numbering has been checked, so no store is named twice.
    let mut stores: Vec<_> = backup.stores().map(|(_, store)| store.payload).collect();
    stores.sort_unstable();
    for store in &stores {
        size_of(PayloadPath::Store(*store))?;
    }
    let wrong_blobs =
        |reason: String| ArchiveError::damaged_in(BagPath::Payload(PayloadPath::Blobs), reason);
    if let Some((store, _)) = blobs.stores().find(|(path, _)| stores.binary_search(path).is_err()) {
        return Err(wrong_blobs(format!("there is no store {store}")));
    }
    let mut contents = Vec::new();
    for content in blobs.contents() {
        let path = PayloadPath::Blob(content.sha256);
        if size_of(path)? != content.bytes {
            return Err(wrong_blobs(format!("the size of {path} is not {}", content.bytes)));
        }
        contents.push(content.sha256);
    }
    contents.sort_unstable();
    for path in directory.entries.keys() {
        let belongs = match path {
            BagPath::Payload(PayloadPath::Store(store)) => stores.binary_search(store).is_ok(),
            BagPath::Payload(PayloadPath::Blob(digest)) => contents.binary_search(digest).is_ok(),
            _ => true,
        };
        if !belongs {
            return Err(ArchiveError::damaged_in(path, "nothing refers to it"));
        }
    }
    Ok(())
}

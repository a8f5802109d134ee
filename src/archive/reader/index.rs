//! The entries that say what the archive holds: manifests, information, `backup.json` and
//! `blobs.json`. What they say must agree with the entries that there are.

use std::collections::BTreeMap;

use super::super::backup::FormatHeader;
use super::super::bag_info::Oxum;
use super::super::layout::{LARGEST_BACKUP, LARGEST_BLOBS, LARGEST_INFO, LARGEST_TAG_MANIFEST};
use super::super::path::BagPath;
use super::super::tag_files::{DECLARATION, ManifestLines};
use super::super::{
    ArchiveError, Backup, BagInfo, Blobs, ByteSource, FORMAT, FORMAT_VERSION, PayloadPath,
    Sha256Digest,
};
use super::directory::{Directory, Entry};
use super::payload::PayloadReader;

/// What the archive says of itself.
#[derive(Debug)]
pub(super) struct Index {
    pub(super) info: BagInfo,
    pub(super) backup: Backup,
    pub(super) blobs: Blobs,
    /// The digests of all entries but the tag manifest, which nothing lists.
    pub(super) digests: BTreeMap<BagPath, Sha256Digest>,
}

/// Reads the entries that describe the archive, and checks that they agree.
pub(super) async fn read_index(
    source: &impl ByteSource,
    directory: &Directory,
) -> Result<Index, ArchiveError> {
    let files = Files { source, directory };
    let declaration = files.whole(BagPath::Declaration, DECLARATION.len() as u64, None).await?;
    if declaration != DECLARATION {
        return Err(ArchiveError::damaged_in(BagPath::Declaration, "it is not a BagIt declaration of this format"));
    }
    let backup_path = BagPath::Payload(PayloadPath::Backup);
    // Before anything else is held against it: a newer version may be right to differ.
    let json = files.whole(backup_path, LARGEST_BACKUP, None).await?;
    check_format(&json)?;
    if let Some(name) = &directory.unknown {
        return Err(ArchiveError::damaged(format!("{name:?} has no place in a backup")));
    }
    let mut digests = BTreeMap::new();
    let lines = files.manifest(BagPath::TagManifest, LARGEST_TAG_MANIFEST, None).await?;
    take_all(&mut digests, lines, BagPath::TagManifest)?;
    if !digests.keys().eq(BagPath::LISTED_TAG_FILES.iter()) {
        return Err(ArchiveError::damaged_in(BagPath::TagManifest, "it does not list the three tag files"));
    }
    let of = |path: BagPath| digests.get(&path).copied();
    let (info_digest, manifest_digest) = (of(BagPath::Info), of(BagPath::Manifest));
    let info = files.whole(BagPath::Info, LARGEST_INFO, info_digest).await?;
    let (info, oxum) = String::from_utf8(info)
        .map_err(|_| "it is not UTF-8".to_owned())
        .and_then(|text| BagInfo::from_text(&text))
        .map_err(|reason| ArchiveError::damaged_in(BagPath::Info, reason))?;
    let size = files.entry(BagPath::Manifest)?.size;
    let lines = files.manifest(BagPath::Manifest, size, manifest_digest).await?;
    take_all(&mut digests, lines, BagPath::Manifest)?;
    let listed = digests.keys().copied().chain([BagPath::TagManifest]);
    check_listing(directory, listed.collect())?;
    check_oxum(directory, oxum)?;
    let backup: Backup = serde_json::from_slice(&json)
        .map_err(|error| ArchiveError::damaged_in(backup_path, error.to_string()))?;
    backup
        .check_numbering()
        .map_err(|reason| ArchiveError::damaged_in(backup_path, reason))?;
    let blobs_path = BagPath::Payload(PayloadPath::Blobs);
    let json = files.whole(blobs_path, LARGEST_BLOBS, digests.get(&blobs_path).copied()).await?;
    let blobs: Blobs = serde_json::from_slice(&json)
        .map_err(|error| ArchiveError::damaged_in(blobs_path, error.to_string()))?;
    check_payload(directory, &backup, &blobs)?;
    Ok(Index { info, backup, blobs, digests })
}

/// The entries, for reading.
struct Files<'a, S> {
    source: &'a S,
    directory: &'a Directory,
}

impl<S: ByteSource> Files<'_, S> {
    fn entry(&self, path: BagPath) -> Result<Entry, ArchiveError> {
        match self.directory.entries.get(&path) {
            Some(entry) => Ok(*entry),
            // Without this one it may be anybody's zip file.
            None if path == BagPath::Declaration => Err(ArchiveError::NotABackup {
                reason: "it has no bagit.txt".to_owned(),
            }),
            None => Err(ArchiveError::damaged_in(path, "it is missing")),
        }
    }

    async fn whole(
        &self,
        path: BagPath,
        largest: u64,
        expected: Option<Sha256Digest>,
    ) -> Result<Vec<u8>, ArchiveError> {
        PayloadReader::new(self.source, path, self.entry(path)?, expected).whole(largest).await
    }

    async fn manifest(
        &self,
        path: BagPath,
        largest: u64,
        expected: Option<Sha256Digest>,
    ) -> Result<Vec<(Sha256Digest, BagPath)>, ArchiveError> {
        let entry = self.entry(path)?;
        if entry.size > largest {
            return Err(ArchiveError::damaged_in(path, "it is too large"));
        }
        let refuse = |reason: String| ArchiveError::damaged_in(path, reason);
        let mut reader = PayloadReader::new(self.source, path, entry, expected);
        let mut lines = ManifestLines::default();
        let mut all = Vec::new();
        while let Some(chunk) = reader.next_chunk().await? {
            all.extend(lines.push(&chunk).map_err(refuse)?);
        }
        lines.finish().map_err(refuse)?;
        Ok(all)
    }
}

fn check_format(json: &[u8]) -> Result<(), ArchiveError> {
    let path = BagPath::Payload(PayloadPath::Backup);
    let header: FormatHeader = serde_json::from_slice(json)
        .map_err(|error| ArchiveError::damaged_in(path, error.to_string()))?;
    if header.format != FORMAT {
        return Err(ArchiveError::NotABackup {
            reason: format!("its format is {:?}", header.format),
        });
    }
    if header.version > FORMAT_VERSION {
        return Err(ArchiveError::FormatTooNew {
            found: header.version,
            supported: FORMAT_VERSION,
        });
    }
    if header.version == 0 {
        return Err(ArchiveError::damaged_in(path, "there is no format version 0"));
    }
    let features = header.unknown_features();
    if features.is_empty() {
        Ok(())
    } else {
        Err(ArchiveError::UnknownFeature { features })
    }
}

fn take_all(
    digests: &mut BTreeMap<BagPath, Sha256Digest>,
    lines: Vec<(Sha256Digest, BagPath)>,
    manifest: BagPath,
) -> Result<(), ArchiveError> {
    for (digest, path) in lines {
        let belongs = matches!(path, BagPath::Payload(_)) == (manifest == BagPath::Manifest);
        if !belongs || digests.insert(path, digest).is_some() {
            return Err(ArchiveError::damaged_in(manifest, format!("it lists {path} wrongly")));
        }
    }
    Ok(())
}

/// The manifests list each entry that there is, and none that there is not.
fn check_listing(directory: &Directory, listed: Vec<BagPath>) -> Result<(), ArchiveError> {
    for path in directory.entries.keys() {
        if !listed.contains_sorted(path) {
            return Err(ArchiveError::damaged_in(path, "no manifest lists it"));
        }
    }
    for path in &listed {
        if !directory.entries.contains_key(path) {
            return Err(ArchiveError::damaged_in(path, "it is missing"));
        }
    }
    Ok(())
}

fn check_oxum(directory: &Directory, oxum: Oxum) -> Result<(), ArchiveError> {
    let payload = directory
        .entries
        .iter()
        .filter(|(path, _)| matches!(path, BagPath::Payload(_)));
    let mut found = Oxum { bytes: 0, entries: 0 };
    for (_, entry) in payload {
        found.entries += 1;
        found.bytes = found.bytes.saturating_add(entry.size);
    }
    if found == oxum {
        Ok(())
    } else {
        Err(ArchiveError::damaged_in(BagPath::Info, "Payload-Oxum differs from the payload"))
    }
}

/// `backup.json` and `blobs.json` name each payload entry, and none that there is not.
fn check_payload(directory: &Directory, backup: &Backup, blobs: &Blobs) -> Result<(), ArchiveError> {
    let mut named = vec![PayloadPath::Backup, PayloadPath::Blobs];
    named.extend(backup.stores().map(|(_, store)| PayloadPath::Store(store.payload)));
    named.sort_unstable();
    for (store, _) in blobs.stores() {
        if !named.contains_sorted(&PayloadPath::Store(store)) {
            return Err(ArchiveError::damaged_in(
                BagPath::Payload(PayloadPath::Blobs),
                format!("it names {store}, which backup.json does not"),
            ));
        }
    }
    for content in blobs.contents() {
        let path = PayloadPath::Blob(content.sha256);
        let entry = directory.entries.get(&BagPath::Payload(path));
        if entry.map(|entry| entry.size) != Some(content.bytes) {
            return Err(ArchiveError::damaged_in(
                BagPath::Payload(path),
                "it is missing, or has another size than blobs.json says",
            ));
        }
        named.push(path);
    }
    named.sort_unstable();
    named.dedup();
    for path in directory.entries.keys() {
        if let BagPath::Payload(payload) = path
            && !named.contains_sorted(payload)
        {
            return Err(ArchiveError::damaged_in(path, "nothing refers to it"));
        }
    }
    for path in named {
        if !directory.entries.contains_key(&BagPath::Payload(path)) {
            return Err(ArchiveError::damaged_in(BagPath::Payload(path), "it is missing"));
        }
    }
    Ok(())
}

/// Looking things up in a sorted list.
trait Sorted<T> {
    fn contains_sorted(&self, item: &T) -> bool;
}

impl<T: Ord> Sorted<T> for Vec<T> {
    fn contains_sorted(&self, item: &T) -> bool {
        self.binary_search(item).is_ok()
    }
}

//! Reads the bag's manifests and compares them with the zip directory.

use super::directory::Directory;
use super::entry_reader::{EntryReader, Unobserved};
use super::layout::LARGEST_TAG_MANIFEST;
use super::path::BagPath;
use super::tag_files::ManifestLines;
use super::{ArchiveError, ByteSource, Sha256Digest};

/// Gives each entry the digest that a manifest lists for it. Afterwards each entry but the tag
/// manifest has one, and each that is listed exists.
///
/// # Errors
///
/// [`ArchiveError::Damaged`] in the manifest that is wrong, or in the entry that is missing or
/// not listed.
pub(super) async fn read_manifests(
    source: &(impl ByteSource + ?Sized),
    directory: &mut Directory,
) -> Result<(), ArchiveError> {
    let lines = EntryReader::open(source, directory, BagPath::TagManifest, &mut Unobserved)
        .await?
        .read_all(LARGEST_TAG_MANIFEST)
        .await?;
    let wrong = |reason| ArchiveError::damaged_in(BagPath::TagManifest, reason);
    let mut manifest = ManifestLines::default();
    let mut listed = manifest.push(&lines).map_err(wrong)?;
    manifest.finish().map_err(wrong)?;
    listed.sort_unstable_by_key(|(_, path)| *path);
    if !listed.iter().map(|(_, path)| *path).eq(BagPath::LISTED_TAG_FILES) {
        return Err(wrong("it does not list exactly the bag's own files".to_owned()));
    }
    directory.add_digests(listed)?;
    read_payload_manifest(source, directory).await?;
    for (path, entry) in &directory.entries {
        if entry.digest.is_none() && *path != BagPath::TagManifest {
            return Err(ArchiveError::damaged_in(path, "it is not listed in the manifest"));
        }
    }
    Ok(())
}

/// The payload's manifest is read in pieces: with many Blobs it is large. It is read twice, so that
/// no line of it is believed before its own digest has been compared.
async fn read_payload_manifest(
    source: &(impl ByteSource + ?Sized),
    directory: &mut Directory,
) -> Result<(), ArchiveError> {
    let wrong = |reason| ArchiveError::damaged_in(BagPath::Manifest, reason);
    let mut check =
        EntryReader::open(source, directory, BagPath::Manifest, &mut Unobserved).await?;
    while check.next_chunk(&mut Unobserved).await?.is_some() {}
    let mut reader =
        EntryReader::open(source, directory, BagPath::Manifest, &mut Unobserved).await?;
    let mut lines = ManifestLines::default();
    while let Some(chunk) = reader.next_chunk(&mut Unobserved).await? {
        let listed = lines.push(&chunk).map_err(wrong)?;
        if let Some((_, path)) = listed.iter().find(|(_, path)| !path.is_payload()) {
            return Err(wrong(format!("it lists {path}, which is not payload")));
        }
        directory.add_digests(listed)?;
    }
    lines.finish().map_err(wrong)
}

impl Directory {
    fn add_digests(&mut self, listed: Vec<(Sha256Digest, BagPath)>) -> Result<(), ArchiveError> {
        for (digest, path) in listed {
            let entry = self
                .entries
                .get_mut(&path)
                .ok_or_else(|| ArchiveError::damaged_in(path, "it is missing"))?;
            if entry.digest.replace(digest).is_some() {
                return Err(ArchiveError::damaged_in(path, "the manifest lists it twice"));
            }
        }
        Ok(())
    }
}

//! Comparing every checksum of an archive.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::super::path::BagPath;
use super::super::seal::SEAL_DIGITS;
use super::super::{ArchiveError, ByteSource, Sha256Digest};
use super::directory::Entry;
use super::payload::PayloadReader;

/// How many bytes are read at a time.
const PIECE: u64 = 1 << 20;

/// What is to be verified.
pub(super) struct Entries<'a, S> {
    pub(super) source: &'a S,
    pub(super) entries: &'a BTreeMap<BagPath, Entry>,
    pub(super) digests: &'a BTreeMap<BagPath, Sha256Digest>,
}

/// Compares the checksums of every entry, then the seal. The entries come first, so that damage
/// in one is named; the seal finds the rest. Each half counts half of the bytes.
pub(super) async fn verify<S: ByteSource>(
    entries: Entries<'_, S>,
    seal: Sha256Digest,
    mut progress: impl FnMut(u64),
) -> Result<(), ArchiveError> {
    let Entries { source, entries, digests } = entries;
    let mut done = 0;
    for (path, entry) in entries {
        let expected = digests.get(path).copied();
        PayloadReader::new(source, *path, *entry, expected).digest().await?;
        done += entry.compressed;
        progress(done / 2);
    }
    let length = source.len();
    let sealed = length - SEAL_DIGITS as u64;
    let mut hasher = Sha256::new();
    let mut at = 0;
    while at < sealed {
        let piece = PIECE.min(sealed - at);
        hasher.update(source.read(at, usize::try_from(piece).unwrap_or_default()).await?);
        at += piece;
        progress((done + at) / 2);
    }
    progress(length);
    if Sha256Digest::from_hasher(hasher) == seal {
        Ok(())
    } else {
        Err(ArchiveError::damaged(
            "the seal differs: a byte between the entries was changed, or the archive was written \
             by something else",
        ))
    }
}

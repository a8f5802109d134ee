//! The names that a bag's entries may have.
//!
//! Nothing a site chooses ever becomes part of a path: databases and stores are numbered, and
//! Blob contents are named by their digest. So every name is on a short list, and a reader can
//! refuse all others.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Deserializer};
use serde::{Deserialize, Serialize, Serializer};

use super::Sha256Digest;

/// The longest name of a bag's folder, in bytes.
pub(super) const LONGEST_BAG_NAME: usize = 100;

/// Where a store's records stand, below `data/`: `databases/0001/stores/0001.cborseq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorePath {
    database: u32,
    store: u32,
}

impl StorePath {
    /// The path of the store at these places, both counted from 0, in [`Backup`](super::Backup).
    pub fn of_index(database: usize, store: usize) -> Self {
        let number = |index: usize| u32::try_from(index).map_or(u32::MAX, |n| n.saturating_add(1));
        Self { database: number(database), store: number(store) }
    }
}

impl fmt::Display for StorePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { database, store } = self;
        write!(formatter, "databases/{database:04}/stores/{store:04}.cborseq")
    }
}

impl FromStr for StorePath {
    type Err = NotAPayloadPath;

    fn from_str(path: &str) -> Result<Self, NotAPayloadPath> {
        let numbers = || {
            let rest = path.strip_prefix("databases/")?.strip_suffix(".cborseq")?;
            let (database, store) = rest.split_once("/stores/")?;
            Some(Self { database: number(database)?, store: number(store)? })
        };
        numbers().ok_or_else(|| NotAPayloadPath(path.to_owned()))
    }
}

/// The number that these digits spell: from 1, at least four digits, more only where needed.
fn number(digits: &str) -> Option<u32> {
    let shortest = digits.len() == 4 || (digits.len() > 4 && !digits.starts_with('0'));
    if !shortest || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok().filter(|number| *number != 0)
}

/// An entry of the bag's payload: a path below `data/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PayloadPath {
    /// `backup.json`: the databases and their schemas.
    Backup,
    /// `blobs.json`: what stands for each attachment.
    Blobs,
    /// The records of one store.
    Store(StorePath),
    /// `blobs/<sha256>`: the content of Blobs and Files.
    Blob(Sha256Digest),
}

impl fmt::Display for PayloadPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backup => formatter.write_str("backup.json"),
            Self::Blobs => formatter.write_str("blobs.json"),
            Self::Store(path) => fmt::Display::fmt(path, formatter),
            Self::Blob(digest) => write!(formatter, "blobs/{digest}"),
        }
    }
}

impl FromStr for PayloadPath {
    type Err = NotAPayloadPath;

    fn from_str(path: &str) -> Result<Self, NotAPayloadPath> {
        match path {
            "backup.json" => Ok(Self::Backup),
            "blobs.json" => Ok(Self::Blobs),
            _ => match path.strip_prefix("blobs/") {
                Some(digits) => Sha256Digest::from_hex(digits)
                    .map(Self::Blob)
                    .ok_or_else(|| NotAPayloadPath(path.to_owned())),
                None => path.parse().map(Self::Store),
            },
        }
    }
}

/// A path that no entry of a bag's payload may have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the path of a payload entry")]
pub struct NotAPayloadPath(String);

impl Serialize for StorePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for StorePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Any entry of a bag: a path below the bag's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum BagPath {
    Declaration,
    Info,
    Manifest,
    TagManifest,
    Payload(PayloadPath),
}

impl BagPath {
    /// The tag files that the tag manifest lists, in the order in which they are written.
    pub(super) const LISTED_TAG_FILES: [Self; 3] = [Self::Declaration, Self::Info, Self::Manifest];

    /// Whether it is an entry of the payload.
    pub(super) fn is_payload(&self) -> bool {
        matches!(self, Self::Payload(_))
    }
}

impl fmt::Display for BagPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declaration => formatter.write_str("bagit.txt"),
            Self::Info => formatter.write_str("bag-info.txt"),
            Self::Manifest => formatter.write_str("manifest-sha256.txt"),
            Self::TagManifest => formatter.write_str("tagmanifest-sha256.txt"),
            Self::Payload(path) => write!(formatter, "data/{path}"),
        }
    }
}

impl FromStr for BagPath {
    type Err = NotAPayloadPath;

    fn from_str(path: &str) -> Result<Self, NotAPayloadPath> {
        match path {
            "bagit.txt" => Ok(Self::Declaration),
            "bag-info.txt" => Ok(Self::Info),
            "manifest-sha256.txt" => Ok(Self::Manifest),
            "tagmanifest-sha256.txt" => Ok(Self::TagManifest),
            _ => match path.strip_prefix("data/") {
                Some(below) => below.parse().map(Self::Payload),
                None => Err(NotAPayloadPath(path.to_owned())),
            },
        }
    }
}

/// Whether a bag's folder may have this name: 1 to 100 of `A–Z a–z 0–9 . _ -`, beginning with a
/// letter or digit and not ending with a dot, so that every file system can hold it.
pub(super) fn is_bag_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    (1..=LONGEST_BAG_NAME).contains(&bytes.len())
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.last() != Some(&b'.')
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::{BagPath, StorePath, is_bag_name};

    #[test]
    fn every_path_has_one_spelling() {
        let digest = "0123456789abcdef".repeat(4);
        for path in [
            "bagit.txt",
            "bag-info.txt",
            "manifest-sha256.txt",
            "tagmanifest-sha256.txt",
            "data/backup.json",
            "data/blobs.json",
            "data/databases/0001/stores/0042.cborseq",
            "data/databases/12345/stores/4294967295.cborseq",
            &format!("data/blobs/{digest}"),
        ] {
            assert_eq!(path.parse::<BagPath>().unwrap().to_string(), path);
        }
        for path in [
            "",
            "data",
            "data/",
            "/bagit.txt",
            "./bagit.txt",
            "data/../bagit.txt",
            "data\\backup.json",
            "data/Backup.json",
            "data/backup.json\0",
            "data/databases/0000/stores/0001.cborseq",
            "data/databases/1/stores/0001.cborseq",
            "data/databases/00001/stores/0001.cborseq",
            "data/databases/+001/stores/0001.cborseq",
            "data/databases/0001/stores/4294967296.cborseq",
            "data/databases/0001/stores/0001.cborseq/",
            &format!("data/blobs/{}", digest.to_uppercase()),
            &format!("data/blobs/{digest}0"),
            "fetch.txt",
        ] {
            assert!(path.parse::<BagPath>().is_err(), "{path}");
        }
    }

    #[test]
    fn stores_are_numbered_from_one() {
        assert_eq!(
            StorePath::of_index(0, 10_000).to_string(),
            "databases/0001/stores/10001.cborseq"
        );
    }

    #[test]
    fn a_bag_name_is_safe_on_every_file_system() {
        for name in ["a", "shop.example-2026-01-02T03-04-05Z", &"x".repeat(100)] {
            assert!(is_bag_name(name), "{name}");
        }
        for name in ["", ".", "..", ".a", "a.", "a/b", "a\\b", "a b", "é", "-a", &"x".repeat(101)]
        {
            assert!(!is_bag_name(name), "{name}");
        }
    }
}

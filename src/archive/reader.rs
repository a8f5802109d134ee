//! Opens an archive, strictly.

use std::ops::{ControlFlow, Range};

use serde::de::DeserializeOwned;

use super::bag_info::Oxum;
use super::contents::{check_contents, check_oxum};
use super::directory::{Directory, Entry};
use super::entry_reader::{EntryReader, Unobserved};
use super::format_check::check_format;
use super::layout::{LARGEST_BACKUP, LARGEST_BLOBS, LARGEST_INFO};
use super::locate::Located;
use super::manifests::read_manifests;
use super::names::check_names;
use super::path::BagPath;
use super::tag_files::DECLARATION;
use super::verify::SealCheck;
use super::{
    ArchiveError, Backup, BagInfo, Blobs, ByteSource, FORMAT_VERSION, PayloadDigest, PayloadPath,
    PayloadReader,
};

/// An open archive.
///
/// It is exactly as Drydock writes archives, as far as that can be told without reading the
/// stores and the Blobs: [`verify`](Self::verify) reads those too.
pub struct BagReader<S> {
    pub(super) source: S,
    pub(super) directory: Directory,
    info: BagInfo,
    backup: Backup,
    blobs: Blobs,
}

impl<S: ByteSource> BagReader<S> {
    /// Opens an archive: checks the zip file's structure, reads the manifests and every file that
    /// describes the payload, and checks that they agree.
    ///
    /// In memory are the zip directory, `data/backup.json` and `data/blobs.json`, of limited
    /// sizes, and else some hundred KiB.
    ///
    /// # Errors
    ///
    /// - [`ArchiveError::NotAZip`] and [`ArchiveError::NotABackup`] where the file is something
    ///   else;
    /// - [`ArchiveError::FormatTooNew`] and [`ArchiveError::UnknownFeature`] where a later version
    ///   wrote it, whatever else this version would find wrong with it;
    /// - [`ArchiveError::Truncated`] where its end is missing;
    /// - [`ArchiveError::UnsafePath`], [`ArchiveError::DuplicateEntry`] and
    ///   [`ArchiveError::OversizedEntry`] where it was written so;
    /// - [`ArchiveError::Damaged`] where it is otherwise not exactly as it was written;
    /// - [`ArchiveError::Source`] where it cannot be read.
    pub async fn open(source: S) -> Result<Self, ArchiveError> {
        let located = Located::find(&source).await?;
        check_format(&source, &located).await?;
        if !located.is_ours {
            return Err(ArchiveError::NotABackup {
                reason: "neither its beginning nor its end are those of a backup".to_owned(),
            });
        }
        check_names(&source, &located).await?;
        let mut directory = Directory::audit(&located)?;
        drop(located);
        match read_description(&source, &mut directory).await {
            Ok((info, backup, blobs)) => Ok(Self { source, directory, info, backup, blobs }),
            Err(error @ ArchiveError::OversizedEntry { .. }) => {
                let mut seal = SealCheck::new(|_| ControlFlow::Continue(()));
                Err(seal.tell(&source, &directory, error).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Where the archive is read from.
    pub fn source(&self) -> &S {
        &self.source
    }

    /// The name of the bag's folder.
    pub fn name(&self) -> &str {
        &self.directory.bag
    }

    /// What `bag-info.txt` says.
    pub fn info(&self) -> &BagInfo {
        &self.info
    }

    /// What `data/backup.json` says: the databases and their schemas.
    pub fn backup(&self) -> &Backup {
        &self.backup
    }

    /// What `data/blobs.json` says: what stands for each attachment.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// What the manifest says that a payload entry holds; `None` where there is no such entry.
    pub fn digest_of(&self, path: &PayloadPath) -> Option<PayloadDigest> {
        let entry = self.entry(path)?;
        Some(PayloadDigest { sha256: entry.digest?, bytes: entry.size })
    }

    /// Each payload entry and what the manifest says that it holds, in the order of the paths.
    pub fn payload_entries(&self) -> impl Iterator<Item = (PayloadPath, PayloadDigest)> {
        self.directory.entries.keys().filter_map(|path| match path {
            BagPath::Payload(path) => Some((*path, self.digest_of(path)?)),
            _ => None,
        })
    }

    /// Where the content of a payload entry stands in the file as it is, so that it can be taken
    /// from there without being copied; `None` where the entry is compressed, or does not exist.
    ///
    /// Only [`verify`](Self::verify) tells whether the bytes there are the right ones.
    pub fn entry_range_if_stored(&self, path: &PayloadPath) -> Option<Range<u64>> {
        let entry = self.entry(path).filter(|entry| !entry.deflated)?;
        let headers = entry.zip_entry(&self.directory.bag, BagPath::Payload(*path));
        Some(headers.data_start()?..headers.data_end()?)
    }

    /// Begins to read a payload entry.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::NoSuchEntry`]; [`ArchiveError::Damaged`] where the entry's header is not
    /// what the directory says.
    pub async fn payload(&self, path: &PayloadPath) -> Result<PayloadReader<'_, S>, ArchiveError> {
        let path = BagPath::Payload(*path);
        if !self.directory.entries.contains_key(&path) {
            return Err(ArchiveError::NoSuchEntry { entry: path.to_string() });
        }
        EntryReader::open(&self.source, &self.directory, path, &mut Unobserved)
            .await
            .map(PayloadReader)
    }

    fn entry(&self, path: &PayloadPath) -> Option<&Entry> {
        self.directory.entries.get(&BagPath::Payload(*path))
    }
}

const BACKUP: BagPath = BagPath::Payload(PayloadPath::Backup);

impl Backup {
    fn check(&self) -> Result<(), String> {
        // A later version was recognised before; there is none before the first.
        if self.format_version() != FORMAT_VERSION {
            return Err(format!("there is no format version {}", self.format_version()));
        }
        self.check_numbering()
    }
}

/// Reads the manifests and every file that describes the payload.
async fn read_description(
    source: &impl ByteSource,
    directory: &mut Directory,
) -> Result<(BagInfo, Backup, Blobs), ArchiveError> {
    read_manifests(source, directory).await?;

    let declaration = read(source, directory, BagPath::Declaration, LARGEST_INFO).await?;
    if declaration != DECLARATION {
        return Err(ArchiveError::damaged_in(
            BagPath::Declaration,
            "it does not declare BagIt 1.0 in UTF-8",
        ));
    }
    let (info, oxum) = read_info(source, directory).await?;
    check_oxum(directory, oxum)?;
    let backup: Backup = read_json(source, directory, PayloadPath::Backup, LARGEST_BACKUP).await?;
    backup.check().map_err(|reason| ArchiveError::damaged_in(BACKUP, reason))?;
    let blobs = read_json(source, directory, PayloadPath::Blobs, LARGEST_BLOBS).await?;
    check_contents(directory, &backup, &blobs)?;
    Ok((info, backup, blobs))
}

async fn read(
    source: &impl ByteSource,
    directory: &Directory,
    path: BagPath,
    limit: u64,
) -> Result<Vec<u8>, ArchiveError> {
    EntryReader::open(source, directory, path, &mut Unobserved).await?.read_all(limit).await
}

async fn read_info(
    source: &impl ByteSource,
    directory: &Directory,
) -> Result<(BagInfo, Oxum), ArchiveError> {
    let bytes = read(source, directory, BagPath::Info, LARGEST_INFO).await?;
    let damaged = |reason| ArchiveError::damaged_in(BagPath::Info, reason);
    let text = std::str::from_utf8(&bytes).map_err(|_| damaged("it is not UTF-8".to_owned()))?;
    BagInfo::from_text(text).map_err(damaged)
}

async fn read_json<T: DeserializeOwned>(
    source: &impl ByteSource,
    directory: &Directory,
    path: PayloadPath,
    limit: u64,
) -> Result<T, ArchiveError> {
    let path = BagPath::Payload(path);
    let json = read(source, directory, path, limit).await?;
    serde_json::from_slice(&json)
        .map_err(|error| ArchiveError::damaged_in(path, format!("its JSON: {error}")))
}

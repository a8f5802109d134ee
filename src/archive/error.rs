//! What can be wrong with an archive, and where.

use crate::messages::ErrorCode;

/// Why an archive could not be written or read.
///
/// Entries are named as the bag's own manifests name them: relative to the bag's folder,
/// `data/backup.json` for instance.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveError {
    /// The file is not a zip file at all.
    #[error("not a zip file: {reason}")]
    NotAZip {
        /// What it is instead, as far as that can be told.
        reason: String,
    },
    /// The file is a zip file that Drydock did not write.
    #[error("not a Drydock backup: {reason}")]
    NotABackup {
        /// How that was recognised.
        reason: String,
    },
    /// The file is a Drydock backup, and not as it was written.
    #[error("the archive is damaged{}: {reason}", in_entry(.entry))]
    Damaged {
        /// The entry where the damage shows, where it shows in one.
        entry: Option<String>,
        /// What is wrong there.
        reason: String,
    },
    /// The archive can only be understood with features that this version does not have.
    #[error("the archive needs features that this version does not know: {}", .features.join(", "))]
    UnknownFeature {
        /// Their names, as `required_features` in `data/backup.json` lists them.
        features: Vec<String>,
    },
    /// The archive's format is newer than this version.
    #[error("the archive has format version {found}; this version reads up to {supported}")]
    FormatTooNew {
        /// The version of the archive's format.
        found: u64,
        /// The newest version that can be read.
        supported: u64,
    },
    /// The archive holds no such entry.
    #[error("the archive holds no entry {entry}")]
    NoSuchEntry {
        /// The entry that was asked for.
        entry: String,
    },
    /// The bytes of the archive could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The archive cannot be written like this.
    #[error("the archive cannot be written{}: {reason}", in_entry(.entry))]
    Write {
        /// The entry that was being written, where one was.
        entry: Option<String>,
        /// What stands in the way.
        reason: String,
    },
}

impl ArchiveError {
    /// The code under which a failure is reported.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::NotAZip { .. } => ErrorCode::NotAZip,
            Self::NotABackup { .. } => ErrorCode::NotABackup,
            Self::Damaged { .. } => ErrorCode::Damaged,
            Self::UnknownFeature { .. } => ErrorCode::UnknownFeature,
            Self::FormatTooNew { .. } => ErrorCode::FormatTooNew,
            Self::Source(_) => ErrorCode::ReadFailed,
            Self::NoSuchEntry { .. } | Self::Write { .. } => ErrorCode::Internal,
        }
    }

    /// The entry concerned, where there is one.
    pub fn entry(&self) -> Option<&str> {
        match self {
            Self::Damaged { entry, .. } | Self::Write { entry, .. } => entry.as_deref(),
            Self::NoSuchEntry { entry } => Some(entry),
            _ => None,
        }
    }

    /// Damage that no single entry can be blamed for.
    pub(super) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { entry: None, reason: reason.into() }
    }

    /// Damage in one entry.
    pub(super) fn damaged_in(entry: impl ToString, reason: impl Into<String>) -> Self {
        Self::Damaged { entry: Some(entry.to_string()), reason: reason.into() }
    }

    /// A refusal to write an entry.
    pub(super) fn write(entry: impl ToString, reason: impl Into<String>) -> Self {
        Self::Write { entry: Some(entry.to_string()), reason: reason.into() }
    }
}

fn in_entry(entry: &Option<String>) -> String {
    entry.as_deref().map(|entry| format!(" in {entry}")).unwrap_or_default()
}

/// The bytes of an archive could not be read from where it is kept.
#[derive(Debug, thiserror::Error)]
#[error("{length} bytes at offset {offset} could not be read: {message}")]
pub struct SourceError {
    /// Where the bytes begin.
    pub offset: u64,
    /// How many bytes were asked for.
    pub length: usize,
    /// The words of the file system or of the browser.
    pub message: String,
}

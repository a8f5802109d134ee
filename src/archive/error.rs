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
    /// The file begins as a backup does and has no end.
    #[error("the file breaks off{}: the records at its end are missing", after(.entry))]
    Truncated {
        /// The last entry that begins before the file breaks off; none where it breaks off later,
        /// in the zip directory, or where the entry begins too far from there.
        entry: Option<String>,
    },
    /// Two entries have the same name, and their own headers say so too.
    #[error("there are two entries of the name {entry}")]
    DuplicateEntry {
        /// The name.
        entry: String,
    },
    /// An entry's name leads out of the bag's folder, and its own header says so too.
    #[error("the name {entry:?} leads out of the bag's folder")]
    UnsafePath {
        /// The name as it stands there, with the bag's folder.
        entry: String,
    },
    /// An entry inflates to more than its size, in a file that is as it was written.
    #[error("{entry} inflates to more than its size")]
    OversizedEntry {
        /// The entry.
        entry: String,
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
    /// Whoever asked for it wanted no more.
    #[error("it was stopped")]
    Stopped,
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
            Self::Truncated { .. } => ErrorCode::Truncated,
            Self::DuplicateEntry { .. } => ErrorCode::DuplicateEntry,
            Self::UnsafePath { .. } => ErrorCode::UnsafePath,
            Self::OversizedEntry { .. } => ErrorCode::OversizedEntry,
            Self::UnknownFeature { .. } => ErrorCode::UnknownFeature,
            Self::FormatTooNew { .. } => ErrorCode::FormatTooNew,
            Self::Source(_) => ErrorCode::ReadFailed,
            Self::Stopped => ErrorCode::Cancelled,
            Self::NoSuchEntry { .. } | Self::Write { .. } => ErrorCode::Internal,
        }
    }

    /// The entry concerned, where there is one.
    pub fn entry(&self) -> Option<&str> {
        match self {
            Self::Damaged { entry, .. } | Self::Truncated { entry } | Self::Write { entry, .. } => {
                entry.as_deref()
            }
            Self::DuplicateEntry { entry }
            | Self::UnsafePath { entry }
            | Self::OversizedEntry { entry }
            | Self::NoSuchEntry { entry } => Some(entry),
            _ => None,
        }
    }

    /// What a person is told: a sentence or two, without the words of the trade. What exactly is
    /// wrong, as this error's own words have it, goes beside it.
    pub fn sentence(&self) -> String {
        match self {
            Self::NotAZip { .. } => "This file is not a zip file, so it is no backup.".to_owned(),
            Self::NotABackup { .. } => {
                "This zip file is not a backup that Drydock made.".to_owned()
            }
            Self::Damaged { entry: Some(entry), .. } => format!(
                "This backup is damaged: \u{201c}{entry}\u{201d} in it is not as it was written."
            ),
            Self::Damaged { entry: None, .. } => {
                "This backup is damaged: the file is not as it was written.".to_owned()
            }
            Self::Truncated { entry: Some(entry) } => format!(
                "This backup is incomplete: the end of the file is missing. It breaks off in \
                 \u{201c}{entry}\u{201d} or right after it."
            ),
            Self::Truncated { entry: None } => {
                "This backup is incomplete: the end of the file is missing.".to_owned()
            }
            Self::DuplicateEntry { entry } => format!(
                "This backup cannot be trusted: it holds \u{201c}{entry}\u{201d} twice, and \
                 nothing tells which of the two is meant."
            ),
            Self::UnsafePath { entry } => format!(
                "This backup cannot be trusted: it holds a file named \u{201c}{entry}\u{201d}, \
                 which leads out of the backup's own folder."
            ),
            Self::OversizedEntry { entry } => format!(
                "This backup cannot be trusted: \u{201c}{entry}\u{201d} in it unpacks to more \
                 than the size that is given for it. Drydock stopped unpacking there."
            ),
            Self::UnknownFeature { features } => format!(
                "This backup needs something that this version of Drydock does not know: {}.",
                features.join(", ")
            ),
            Self::FormatTooNew { found, supported } => format!(
                "This backup was made by a newer version of Drydock: its format is {found}, and \
                 this version reads formats up to {supported}."
            ),
            Self::NoSuchEntry { entry } => {
                format!("The backup does not hold \u{201c}{entry}\u{201d}.")
            }
            Self::Source(_) => "The stored backup could not be read.".to_owned(),
            Self::Stopped => "Reading the backup was stopped.".to_owned(),
            Self::Write { .. } => "The backup could not be written.".to_owned(),
        }
    }

    /// The same error where nothing tells that the file is as it was written: an entry that
    /// inflates to more than its size is then a damaged one.
    pub(super) fn of_unsealed(self) -> Self {
        match self {
            Self::OversizedEntry { entry } => {
                Self::damaged_in(entry, "it inflates to more than its size")
            }
            other => other,
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

fn after(entry: &Option<String>) -> String {
    entry.as_deref().map(|entry| format!(" after the beginning of {entry}")).unwrap_or_default()
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

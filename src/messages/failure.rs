//! Failures: making them, and what a person can do next.

use super::{ErrorCode, Failure, Location};

impl Failure {
    /// A failure with the next step that goes with its code.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            next_step: code.next_step().to_owned(),
            detail: None,
            location: None,
            locations: Vec::new(),
            report: None,
            safety_backup_id: None,
            migrated: Vec::new(),
        }
    }

    /// The same failure with the browser's or a library's own words.
    pub fn detailed(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same failure with the place where it happened.
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(Box::new(location));
        self
    }

    /// The same failure with every place concerned.
    pub fn at_all(mut self, locations: Vec<Location>) -> Self {
        self.locations = locations;
        self
    }

    /// The same failure with what a migration found.
    pub fn reporting(mut self, report: crate::migration::MigrationReport) -> Self {
        self.report = Some(Box::new(report));
        self
    }

    /// The same failure with the backup that was taken before.
    pub fn backed_up(mut self, backup_id: impl Into<Box<str>>) -> Self {
        self.safety_backup_id = Some(backup_id.into());
        self
    }

    /// The same failure with another next step than its code's.
    pub fn then(mut self, next_step: impl Into<String>) -> Self {
        self.next_step = next_step.into();
        self
    }
}

impl ErrorCode {
    /// What a person can do next.
    pub fn next_step(self) -> &'static str {
        match self {
            Self::BadRequest => "Compare the request with docs/automation.md.",
            Self::NoSuchTab => "Open the site in a tab and try again from there.",
            Self::UnsupportedPage => "Open the site that you want to work on and try again there.",
            Self::NoIndexedDb => {
                "Open a page of the site that may use storage (not a sandboxed frame, and with \
                 site data allowed in the browser's settings)."
            }
            Self::PermissionNeeded => {
                "Press the button in Drydock's popup on that site and allow access when asked."
            }
            Self::PageGone => "Open the site again and repeat the operation.",
            Self::Busy => "Wait until the other operation on this site has ended, or cancel it.",
            Self::Cancelled => "Start it again when you like.",
            Self::NoSuchOperation => "Look at the running operations: it may have ended already.",
            Self::NoSuchBackup => "Look at the list of backups: it may have been deleted.",
            Self::NoSuchDatabase => "Look at the list of databases and choose one of those.",
            Self::DatabaseChanged => "Repeat the operation when the site has settled.",
            Self::Blocked => {
                "Close other windows that show this site, wait a minute for its service worker to \
                 stop, and try again."
            }
            Self::NotCarried => {
                "Look at the values, and continue without them if you can spare them."
            }
            Self::NotRestorable => {
                "Restore in the browser that made the backup, or continue without these values."
            }
            Self::TooDeep => "Take this database out of the backup, or flatten the value.",
            Self::ReadFailed => {
                "Check in the browser's developer tools whether the site can read its own data."
            }
            Self::WriteFailed => "Look at the browser's own words below; the data is as it was.",
            Self::QuotaExceeded => "Free some space on this device or in this site's storage.",
            Self::BackupQuotaExceeded => {
                "Free some space on this device, or delete old backups in the manager."
            }
            Self::NotAZip | Self::NotABackup => "Choose a backup that Drydock saved.",
            Self::Damaged => "Use another copy of this backup: this one was changed.",
            Self::Truncated => {
                "Copy or download the backup again, or use another copy: this one was cut off."
            }
            Self::DuplicateEntry | Self::UnsafePath | Self::OversizedEntry => {
                "Use a copy that comes straight from Drydock: this file was put together by \
                 something else. Ask whoever gave it to you."
            }
            Self::UnknownFeature | Self::FormatTooNew => "Update Drydock and try again.",
            Self::CheckFailed => "The former state was put back. Please report this as a bug.",
            Self::QuarantineDoesNotFit => {
                "Undo the migration, which brings its former store back with the records in it, \
                 or export the backup."
            }
            Self::PlanInvalid => "Correct the plan at the places named below.",
            Self::PlanDoesNotFit => "Compare the plan with the database as it is.",
            Self::RecordsRefused => {
                "Look at the records named below, and correct them or the plan. Nothing was \
                 changed."
            }
            Self::NoSuchReport => {
                "Look at the backups that migrations took: those alone have a report."
            }
            Self::WrongVersion => "Look at the list of databases, and name the version there.",
            Self::AlreadyMigrated => {
                "There is nothing to record: its history tells what it is like. Use `repair` to \
                 accept it as it is now."
            }
            Self::OldRecordsWritten => {
                "See that the site writes its records in the new form, with their version, and \
                 resume."
            }
            Self::NothingToUndo => "Restore a backup instead.",
            Self::NothingUnderWay => "Look at the status: the migration may have ended already.",
            Self::UndoFailed => {
                "Leave the site in dry dock and start the browser again: Drydock then tries once \
                 more. The safety backup is in the list of backups."
            }
            Self::Internal => "Please report this as a bug, with the details below.",
        }
    }
}

impl Location {
    /// An entry of an archive.
    pub fn entry(entry: impl Into<String>) -> Self {
        Self { entry: Some(entry.into()), ..Self::default() }
    }

    /// A database.
    pub fn database(database: impl Into<String>) -> Self {
        Self { database: Some(database.into()), ..Self::default() }
    }
}

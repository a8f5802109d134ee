//! The stored backups: `<id>.zip`, which is `<id>.part` until it is complete and verified, beside it
//! `<id>.json`, which is listed, and `<id>.report.json` where a migration took it.
//!
//! Of these the archive alone cannot be replaced, and it alone makes a backup: where the entry is lost
//! or damaged, what it said is read from the archive.

use drydock::archive::BagReader;
use drydock::messages::{BackupEntry, ErrorCode, Failure};
use web_sys::File;

use super::entry::entry_of;
use crate::failure::{Outcome, storing};
use crate::opfs::{Directory, FileSource, Writer};

/// The directory of backups.
#[derive(Clone)]
pub struct Backups(Directory);

/// An archive that is being written. It becomes a backup when it is admitted.
pub struct NewBackup {
    directory: Directory,
    id: String,
    writer: Writer,
}

impl Backups {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        Directory::open("backups").await.map(Self).map_err(|error| storing(&error))
    }

    /// The backups, newest first.
    pub async fn list(&self) -> Outcome<Vec<BackupEntry>> {
        let names = self.0.names().await.map_err(|error| storing(&error))?;
        let mut entries = Vec::new();
        for id in names.iter().filter_map(|name| name.strip_suffix(ARCHIVE)) {
            entries.extend(self.entry(id).await?);
        }
        entries.sort_by(|one, other| (&other.created, &other.id).cmp(&(&one.created, &one.id)));
        Ok(entries)
    }

    /// A backup's entry and its archive.
    pub async fn get(&self, id: &str) -> Outcome<(BackupEntry, File)> {
        let missing = || Failure::new(ErrorCode::NoSuchBackup, format!("There is no backup {id}."));
        if !is_id(id) {
            return Err(missing());
        }
        let entry = self.entry(id).await?.ok_or_else(missing)?;
        let file = self.0.file(&archive_name(id)).await.map_err(|_| missing())?;
        Ok((entry, file))
    }

    /// What is listed of a backup.
    async fn entry(&self, id: &str) -> Outcome<Option<BackupEntry>> {
        let json = self.0.read(&entry_name(id)).await.map_err(|error| storing(&error))?;
        match json.and_then(|json| serde_json::from_slice(&json).ok()) {
            Some(entry) => Ok(Some(entry)),
            None => Ok(self.entry_by_archive(id).await),
        }
    }

    /// What is listed of a backup, by what its archive says of itself.
    async fn entry_by_archive(&self, id: &str) -> Option<BackupEntry> {
        let file = self.0.file(&archive_name(id)).await.ok()?;
        // A size is an integer below 2^53.
        let bytes = file.size() as u64;
        let bag = BagReader::open(FileSource::new(file)).await.ok()?;
        Some(entry_of(id, bag.info(), bag.backup(), bytes))
    }

    /// Whether there is a backup of this id.
    pub async fn has(&self, id: &str) -> Outcome<bool> {
        match self.get(id).await {
            Ok(_) => Ok(true),
            Err(failure) if failure.code == ErrorCode::NoSuchBackup => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Starts a new archive.
    pub async fn create(&self, id: &str) -> Outcome<NewBackup> {
        let writer = self.0.create(&part_name(id)).await.map_err(|error| storing(&error))?;
        Ok(NewBackup { directory: self.0.clone(), id: id.to_owned(), writer })
    }

    /// Deletes a backup.
    pub async fn delete(&self, id: &str) -> Outcome<()> {
        self.get(id).await?;
        // The archive first: without it the others are swept at the next start.
        for name in [archive_name(id), report_name(id), entry_name(id)] {
            self.0.remove(&name).await.map_err(|error| storing(&error))?;
        }
        Ok(())
    }

    /// Writes the report of the migration that took a backup, whole or not at all.
    pub async fn write_report(&self, id: &str, text: &str) -> Outcome<()> {
        self.get(id).await?;
        self.0.write_text(&report_name(id), text).await.map_err(|error| storing(&error))
    }

    /// The report of the migration that took a backup.
    pub async fn report(&self, id: &str) -> Outcome<Option<String>> {
        self.get(id).await?;
        let report = self.0.read(&report_name(id)).await.map_err(|error| storing(&error))?;
        Ok(report.map(|text| String::from_utf8_lossy(&text).into_owned()))
    }

    /// Deletes archives that never became backups, because the worker ended while they were written,
    /// and entries and reports whose archive is gone; never an archive that was complete, whatever
    /// became of its entry. To be called at the start, before anything is written.
    pub async fn sweep(&self) -> Outcome<()> {
        let names = self.0.names().await.map_err(|error| storing(&error))?;
        for name in &names {
            let id = name.strip_suffix(REPORT).or(name.strip_suffix(ENTRY));
            let is_left = match id {
                Some(id) => !names.contains(&archive_name(id)),
                None => name.ends_with(PART),
            };
            if is_left {
                self.0.remove(name).await.map_err(|error| storing(&error))?;
            }
        }
        Ok(())
    }
}

impl NewBackup {
    /// Appends bytes of the archive.
    pub async fn write(&mut self, bytes: &[u8]) -> Outcome<()> {
        self.writer.write(bytes).await.map_err(|error| storing(&error))
    }

    /// Closes the archive, for re-reading it.
    pub async fn close(self) -> Outcome<ClosedBackup> {
        let Self { directory, id, writer } = self;
        let bytes = writer.written();
        let closed = writer.close().await;
        let unfinished = ClosedBackup { directory, id, bytes };
        match closed {
            Ok(()) => Ok(unfinished),
            Err(error) => {
                unfinished.discard().await;
                Err(storing(&error))
            }
        }
    }

    /// Throws the archive away.
    pub async fn discard(self) {
        let Self { directory, id, writer } = self;
        writer.abort().await;
        ClosedBackup { directory, id, bytes: 0 }.discard().await;
    }
}

/// An archive on disk that is not yet a backup.
pub struct ClosedBackup {
    directory: Directory,
    id: String,
    bytes: u64,
}

impl ClosedBackup {
    /// The archive's size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The archive, for verifying it.
    pub async fn source(&self) -> Outcome<FileSource> {
        let file =
            self.directory.file(&part_name(&self.id)).await.map_err(|error| storing(&error))?;
        Ok(FileSource::new(file))
    }

    /// Gives the archive the id that its backup shall have.
    pub async fn rename(&mut self, id: &str) -> Outcome<()> {
        self.directory
            .rename(&part_name(&self.id), &part_name(id))
            .await
            .map_err(|error| storing(&error))?;
        id.clone_into(&mut self.id);
        Ok(())
    }

    /// Makes the archive a backup: it gets its name, and the entry is written last, and whole.
    pub async fn admit(&self, entry: &BackupEntry) -> Outcome<()> {
        self.directory
            .rename(&part_name(&self.id), &archive_name(&self.id))
            .await
            .map_err(|error| storing(&error))?;
        let text =
            serde_json::to_string(entry).map_err(|error| storing(&error.to_string().into()))?;
        let written = self.directory.write_text(&entry_name(&self.id), &text).await;
        written.map_err(|error| storing(&error))
    }

    /// Throws the archive away.
    pub async fn discard(self) {
        // What cannot be removed now is swept at the next start.
        for name in [part_name(&self.id), archive_name(&self.id), entry_name(&self.id)] {
            let _ = self.directory.remove(&name).await;
        }
    }
}

const ARCHIVE: &str = ".zip";
const PART: &str = ".part";
const ENTRY: &str = ".json";
/// To be looked for before [`ENTRY`], which it ends with.
const REPORT: &str = ".report.json";

fn archive_name(id: &str) -> String {
    format!("{id}{ARCHIVE}")
}

fn part_name(id: &str) -> String {
    format!("{id}{PART}")
}

fn entry_name(id: &str) -> String {
    format!("{id}{ENTRY}")
}

fn report_name(id: &str) -> String {
    format!("{id}{REPORT}")
}

/// Whether a text can be the id of a backup: it becomes part of a file's name.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 128
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

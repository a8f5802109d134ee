//! The stored backups: `<id>.zip`, and beside it `<id>.json` once the archive is verified, and
//! `<id>.report.json` where a migration took it.

use drydock::messages::{BackupEntry, ErrorCode, Failure};
use web_sys::File;

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
        for name in names.iter().filter(|name| is_entry(name)) {
            let json = self.0.read(name).await.map_err(|error| storing(&error))?;
            entries.extend(json.and_then(|json| serde_json::from_slice::<BackupEntry>(&json).ok()));
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
        let json = self.0.read(&format!("{id}.json")).await.map_err(|error| storing(&error))?;
        let entry = json.and_then(|json| serde_json::from_slice(&json).ok()).ok_or_else(missing)?;
        let file = self.0.file(&format!("{id}.zip")).await.map_err(|_| missing())?;
        Ok((entry, file))
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
        let writer = self.0.create(&format!("{id}.zip")).await.map_err(|error| storing(&error))?;
        Ok(NewBackup { directory: self.0.clone(), id: id.to_owned(), writer })
    }

    /// Deletes a backup.
    pub async fn delete(&self, id: &str) -> Outcome<()> {
        self.get(id).await?;
        // The entry first: an archive without one is no backup, and is swept at the next start.
        self.0.remove(&format!("{id}.json")).await.map_err(|error| storing(&error))?;
        self.0.remove(&report_name(id)).await.map_err(|error| storing(&error))?;
        self.0.remove(&format!("{id}.zip")).await.map_err(|error| storing(&error))
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

    /// Deletes archives that never became backups, because the worker ended while they were
    /// written, and reports whose backup is gone. To be called at the start, before anything is written.
    pub async fn sweep(&self) -> Outcome<()> {
        let names = self.0.names().await.map_err(|error| storing(&error))?;
        for name in &names {
            let id = name.strip_suffix(REPORT).or_else(|| name.strip_suffix(".zip"));
            let Some(id) = id else { continue };
            if !names.contains(&format!("{id}.json")) {
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
        let file = self
            .directory
            .file(&format!("{}.zip", self.id))
            .await
            .map_err(|error| storing(&error))?;
        Ok(FileSource::new(file))
    }

    /// Gives the archive the id that its backup shall have.
    pub async fn rename(&mut self, id: &str) -> Outcome<()> {
        self.directory
            .rename(&format!("{}.zip", self.id), &format!("{id}.zip"))
            .await
            .map_err(|error| storing(&error))?;
        id.clone_into(&mut self.id);
        Ok(())
    }

    /// Makes the archive a backup: the entry is written last, and whole.
    pub async fn admit(&self, entry: &BackupEntry) -> Outcome<()> {
        let text =
            serde_json::to_string(entry).map_err(|error| storing(&error.to_string().into()))?;
        self.directory
            .write_text(&format!("{}.json", self.id), &text)
            .await
            .map_err(|error| storing(&error))
    }

    /// Throws the archive away.
    pub async fn discard(self) {
        // What cannot be removed now is swept at the next start.
        let _ = self.directory.remove(&format!("{}.json", self.id)).await;
        let _ = self.directory.remove(&format!("{}.zip", self.id)).await;
    }
}

/// How the names of reports end.
const REPORT: &str = ".report.json";

fn report_name(id: &str) -> String {
    format!("{id}{REPORT}")
}

/// Whether a file says that an archive is a backup.
fn is_entry(name: &str) -> bool {
    name.ends_with(".json") && !name.ends_with(REPORT)
}

/// Whether a text can be the id of a backup: it becomes part of a file's name.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 128
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

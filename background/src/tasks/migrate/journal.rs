//! Writing down what migrations do.

use drydock::migration::MigrationReport;
use drydock::plan::{Counts, HistoryEntry, Migration, MigrationState, digest};
use drydock::schema::Database;
use drydock::value::Text;

use crate::app::App;
use crate::failure::Outcome;

/// The history of a database while migrations run on it.
pub struct Record {
    origin: String,
    database: Text,
    entries: Vec<HistoryEntry>,
    /// Where the entries of those that run begin.
    first: usize,
}

/// Writes down that migrations begin.
pub async fn running(
    app: &App,
    origin: &str,
    database: &Text,
    migrations: &[&Migration],
    backup: Option<&str>,
) -> Outcome<Record> {
    let mut entries = app.history.of(origin, database).await?;
    let first = entries.len();
    for migration in migrations {
        entries.push(HistoryEntry {
            id: migration.history_id(),
            version: migration.version,
            digest: digest(migration),
            state: MigrationState::Running,
            counts: Counts::default(),
            backup: backup.map(str::to_owned),
            time: now(),
            schema: None,
        });
    }
    let record = Record { origin: origin.to_owned(), database: database.clone(), entries, first };
    write(app, &record).await?;
    Ok(record)
}

impl Record {
    /// Whether nothing of it is running.
    pub fn is_empty(&self) -> bool {
        self.first == self.entries.len()
    }
}

/// The history of a database on which migrations run that were begun earlier.
pub async fn interrupted(app: &App, origin: &str, database: &Text) -> Outcome<Record> {
    let entries = app.history.of(origin, database).await?;
    let running = entries.iter().rev().take_while(|entry| entry.state == MigrationState::Running);
    let first = entries.len() - running.count();
    Ok(Record { origin: origin.to_owned(), database: database.clone(), entries, first })
}

/// Writes down which backup has the state before the migrations that run.
pub async fn backed_up(app: &App, record: &mut Record, backup: &str) -> Outcome<()> {
    for entry in record.entries.iter_mut().skip(record.first) {
        entry.backup = Some(backup.to_owned());
    }
    write(app, record).await
}

/// Writes down that the migrations are done.
pub async fn applied(
    app: &App,
    mut record: Record,
    report: &MigrationReport,
    after: &Database,
) -> Outcome<()> {
    let last = record.entries.len();
    for (at, entry) in record.entries.iter_mut().enumerate().skip(record.first) {
        entry.state = MigrationState::Applied;
        entry.time = now();
        if let Some(own) = report.versions.iter().find(|own| own.version == entry.version) {
            entry.counts = Counts {
                scanned: own.scanned,
                changed: own.changed,
                skipped: own.skipped,
                quarantined: own.quarantined,
                failed: own.failed,
            };
        }
        entry.schema = (at + 1 == last).then(|| after.clone());
    }
    write(app, &record).await
}

/// Writes down that the migrations were ended with some records migrated and some not.
pub async fn abandoned(app: &App, mut record: Record) -> Outcome<()> {
    for entry in record.entries.iter_mut().skip(record.first) {
        entry.state = MigrationState::Abandoned;
        entry.time = now();
    }
    write(app, &record).await
}

/// Writes down that the migrations failed, and left the database as it was.
pub async fn failed(app: &App, mut record: Record) -> Outcome<()> {
    for entry in record.entries.iter_mut().skip(record.first) {
        entry.state = MigrationState::Failed;
        entry.time = now();
    }
    write(app, &record).await
}

async fn write(app: &App, record: &Record) -> Outcome<()> {
    app.history.write(&record.origin, &record.database, record.entries.clone()).await
}

/// Milliseconds since 1970.
pub fn now() -> u64 {
    js_sys::Date::now() as u64
}

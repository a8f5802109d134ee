//! Trying migrations on the records of an archive: nothing is written.

use drydock::archive::{PayloadPath, StorePath};
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::{
    Fingerprint, Finished, MigrationOutcome, MigrationReport, Program, Run, Write,
};
use drydock::value::{RecordSplitter, shorten};

use super::attached::Listed;
use super::quarantine::Quarantined;
use crate::failure::{Outcome, archive, damaged_records};
use crate::operations::{Operation, milliseconds};
use crate::tasks::restore::Contents;

/// How many characters of a value a place shows.
const SHOWN: usize = 200;

/// What a trial found.
pub struct Trial {
    /// What the database becomes, and what was found on the way.
    pub finished: Finished,
    /// What is written for the records that the plan adds.
    pub added: Vec<Write>,
    /// The records that are moved to an archive of their own.
    pub quarantined: Quarantined,
    /// Of each store of the target that is looked at, without those records.
    pub unadded: Vec<Option<Fingerprint>>,
}

/// Takes every record of a database in an archive through a program. `position` is the
/// database's in the archive.
pub async fn trial(
    program: &Program,
    contents: &Contents,
    position: usize,
    operation: &Operation,
) -> Outcome<Trial> {
    let begun = milliseconds();
    let mut run = Run::timed(program, milliseconds);
    let mut quarantined = Quarantined::default();
    for (at, route) in program.routes.iter().enumerate() {
        let path = StorePath::of_index(position, route.store);
        let listed = Listed(contents.attachments(path));
        let damaged = |error: drydock::value::DecodeError| damaged_records(path, error.to_string());
        let mut payload = contents
            .bag()
            .payload(&PayloadPath::Store(path))
            .await
            .map_err(|error| archive(&error))?;
        let mut splitter = RecordSplitter::new();
        let mut before = 0;
        while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
            operation.check()?;
            splitter.push(&chunk);
            let mut records = 0;
            while let Some(record) = splitter.next_record().map_err(damaged)? {
                // What would be written is not kept.
                let writes = run.record(at, record.bytes, &listed).map_err(damaged)?;
                quarantined.note(&writes, before + records);
                records += 1;
            }
            before += records;
            operation.advance(records, chunk.len() as u64);
        }
        splitter.finish().map_err(damaged)?;
    }
    let unadded = run.fingerprints();
    let added = run.seeds();
    let mut finished = run.finish();
    finished.report.milliseconds = (milliseconds() - begun) as u64;
    Ok(Trial { finished, added, quarantined, unadded })
}

/// Fails where records cannot be migrated.
pub fn accept(trial: &Trial) -> Outcome<()> {
    refuse(&trial.finished.report)
}

/// Fails where a report has records that cannot be migrated.
pub fn refuse(report: &MigrationReport) -> Outcome<()> {
    if report.halting == 0 {
        return Ok(());
    }
    Err(refused(report, "Nothing was changed."))
}

/// What is said of records that cannot be migrated; `then` is what that means for the database.
pub fn refused(report: &MigrationReport, then: &str) -> Failure {
    let failures = report.failed;
    let records = if failures == 1 { "A record" } else { "Records" };
    let message =
        format!("{records} of {:?} cannot be migrated: {failures} in all. {then}", report.database);
    let places = report.failures.iter().map(|failure| Location {
        store: Some(failure.store.clone()),
        // In short: the report beside it has more.
        key: Some(shorten(&failure.key, SHOWN).to_string()),
        what: Some(format!(
            "{}: expected {}, found {}",
            if failure.pointer.is_empty() { "the record" } else { &failure.pointer },
            shorten(&failure.expected, SHOWN),
            shorten(&failure.actual, SHOWN)
        )),
        ..Location::database(failure.database.clone())
    });
    Failure::new(ErrorCode::RecordsRefused, message)
        .at_all(places.collect())
        .reporting(MigrationReport { outcome: MigrationOutcome::Refused, ..report.clone() })
}

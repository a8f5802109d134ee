//! The report of a migration, kept beside the backup that was taken before it.

use serde::{Deserialize, Serialize};

use super::Failure;
use crate::migration::{MigrationOutcome, MigrationReport};

/// What a migration did to the databases of a backup, whole: as it is kept and as it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StoredReport {
    /// The origin.
    pub origin: String,
    /// The backup that was taken before.
    pub backup_id: String,
    /// When, in milliseconds since 1970.
    pub time: u64,
    /// What became of each database.
    pub migrations: Vec<MigrationReport>,
    /// Why it ended, where it did not succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Box<Failure>>,
}

impl StoredReport {
    /// One of nothing yet.
    pub fn new(origin: &str, backup_id: &str, time: u64) -> Self {
        Self {
            origin: origin.to_owned(),
            backup_id: backup_id.to_owned(),
            time,
            migrations: Vec::new(),
            error: None,
        }
    }

    /// Takes in what became of a database, in the place of what was known of it.
    pub fn put(&mut self, report: MigrationReport) {
        match self.migrations.iter_mut().find(|known| known.database == report.database) {
            Some(known) => *known = report,
            None => self.migrations.push(report),
        }
    }

    /// Says what came of a database whose report is there.
    pub fn set_outcome(&mut self, database: &str, outcome: MigrationOutcome) {
        if let Some(known) = self.migrations.iter_mut().find(|known| known.database == database) {
            known.outcome = outcome;
        }
    }

    /// Says why it ended. What the failure has of the report stands in this one already.
    pub fn fail(&mut self, failure: &Failure) {
        let error = Failure {
            report: None,
            locations: Vec::new(),
            migrated: Vec::new(),
            ..failure.clone()
        };
        self.error = Some(Box::new(error));
    }
}

#[cfg(test)]
mod tests {
    use super::StoredReport;
    use crate::messages::{ErrorCode, Failure};
    use crate::migration::{MigrationOutcome, MigrationReport};

    fn report(database: &str, scanned: u64) -> MigrationReport {
        MigrationReport { database: database.to_owned(), scanned, ..MigrationReport::default() }
    }

    #[test]
    fn a_database_has_one_report_the_last() {
        let mut stored = StoredReport::new("http://localhost", "b", 1);
        stored.put(report("one", 1));
        stored.put(report("other", 2));
        stored.put(report("one", 3));
        stored.set_outcome("one", MigrationOutcome::Applied);
        let known: Vec<_> =
            stored.migrations.iter().map(|r| (r.database.as_str(), r.scanned, r.outcome)).collect();
        let expected =
            [("one", 3, MigrationOutcome::Applied), ("other", 2, MigrationOutcome::Tried)];
        assert_eq!(known, expected);
    }

    #[test]
    fn it_is_read_as_it_was_written() {
        let mut stored = StoredReport::new("http://localhost", "b", 1);
        stored.put(report("one", 1));
        let failure = Failure::new(ErrorCode::RecordsRefused, "No.").reporting(report("one", 1));
        stored.fail(&failure);
        let text = serde_json::to_string(&stored).unwrap();
        assert_eq!(serde_json::from_str::<StoredReport>(&text).unwrap(), stored);
        assert_eq!(stored.error.unwrap().report, None);
    }
}

//! The report of a migration, kept beside the backup that was taken before it.

use serde::{Deserialize, Serialize};

use super::migrated::{AFTERWARDS, what_stays};
use super::{Failure, Success};
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

    /// Adds to what came of one of the databases, whose migration was interrupted, what came of the
    /// others: what was migrated before it stays, and what was to follow was not begun.
    pub fn tell_of_others(&self, interrupted: &str, mut success: Success) -> Success {
        let of = |outcome: MigrationOutcome| {
            let others = self.migrations.iter().filter(|report| report.database != interrupted);
            others.filter(move |report| report.outcome == outcome)
        };
        let mut migrated: Vec<_> = of(MigrationOutcome::Applied).cloned().collect();
        let left: Vec<String> =
            of(MigrationOutcome::Tried).map(|report| format!("{:?}", report.database)).collect();
        if let Some(why) = &mut success.undone
            && !migrated.is_empty()
        {
            *why = format!("{why} {}", what_stays(migrated.iter()));
        }
        if !left.is_empty() {
            let begun = if migrated.is_empty() && success.undone.is_some() {
                "Migrate again for all of them."
            } else {
                AFTERWARDS
            };
            success.next_step = Some(format!("Not begun: {}. {begun}", left.join(", ")));
        } else if success.undone.is_some() && !migrated.is_empty() {
            success.next_step = Some(AFTERWARDS.to_owned());
        }
        if !migrated.is_empty() {
            migrated.extend(success.migrations.take().into_iter().flatten());
            success.migrations = Some(migrated);
        }
        success
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
    use crate::messages::{ErrorCode, Failure, Success};
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

    /// Of three databases, of which the second is interrupted.
    fn interrupted() -> StoredReport {
        let mut stored = StoredReport::new("http://localhost", "b", 1);
        for name in ["one", "two", "three"] {
            stored.put(MigrationReport { to: 2, ..report(name, 1) });
        }
        stored.set_outcome("one", MigrationOutcome::Applied);
        stored
    }

    fn names(success: &Success) -> Vec<&str> {
        success.migrations.iter().flatten().map(|report| report.database.as_str()).collect()
    }

    #[test]
    fn an_interrupted_one_that_was_not_done_leaves_what_was_done_before() {
        let undone = Success { undone: Some("It was not.".to_owned()), ..Success::default() };
        let told = interrupted().tell_of_others("two", undone);
        assert_eq!(names(&told), ["one"]);
        let why = "It was not. What was migrated before stays: \"one\" is at version 2.";
        assert_eq!(told.undone.as_deref(), Some(why));
        let next = told.next_step.unwrap();
        assert!(next.starts_with("Not begun: \"three\". What was migrated"), "{next}");
    }

    #[test]
    fn an_interrupted_one_that_was_done_stands_after_those_before_it() {
        let done = Success { migrations: Some(vec![report("two", 1)]), ..Success::default() };
        let told = interrupted().tell_of_others("two", done);
        assert_eq!(names(&told), ["one", "two"]);
        assert_eq!(told.undone, None);
        assert!(told.next_step.unwrap().starts_with("Not begun: \"three\"."));
    }

    #[test]
    fn an_interrupted_one_without_others_is_told_of_as_it_was() {
        let mut stored = StoredReport::new("http://localhost", "b", 1);
        stored.put(report("two", 1));
        let undone = Success { undone: Some("It was not.".to_owned()), ..Success::default() };
        assert_eq!(stored.tell_of_others("two", undone.clone()), undone);
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

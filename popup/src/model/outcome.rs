//! What a migration, a rehearsal or a trial reports, and the file that keeps it.

use drydock::messages::{Failure, Reply, StoredReport};
use drydock::migration::MigrationOutcome::UnderWay;
use drydock::migration::{MigrationOutcome, MigrationReport};
use serde::Serialize;

use super::Activity;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Deed {
    /// The site's databases were migrated, or were to be.
    Migrate,
    /// Copies of them were.
    Rehearse,
    /// The plan was tried on a backup.
    DryRun,
}

/// A report, as it is shown and saved.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// What was done.
    pub kind: Deed,
    /// Whether it was refused for its records, and so nothing was changed.
    pub refused: bool,
    /// Whether only some of the databases were migrated.
    pub partly: bool,
    /// The site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// The backup that was taken before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_backup_id: Option<String>,
    /// What became, or would become, of each database.
    pub migrations: Vec<MigrationReport>,
    /// Why it ended, where it did not succeed and is long over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

/// The report that was kept beside a backup.
pub fn kept(stored: StoredReport) -> Outcome {
    let refused = !stored.migrations.iter().any(was_done);
    Outcome {
        kind: Deed::Migrate,
        refused,
        partly: !refused && !stored.migrations.iter().all(was_done),
        origin: Some(stored.origin),
        safety_backup_id: Some(stored.backup_id),
        migrations: stored.migrations,
        error: stored.error.map(|error| *error),
    }
}

/// Whether a database was migrated, or is being so. Of one that a migration of several never came
/// to, there is only what it would have been.
pub fn was_done(report: &MigrationReport) -> bool {
    use MigrationOutcome::{Failed, Refused, Tried};
    !matches!(report.outcome, Failed | Refused | Tried)
}

/// The report of what ended, where it has one.
pub fn outcome(activity: &Activity) -> Option<Outcome> {
    let Activity::Ended(ended) = activity else { return None };
    let kind = match ended.kind.as_str() {
        "migrate" | "resume" | "recover" => Deed::Migrate,
        "rehearse" => Deed::Rehearse,
        "dryRun" => Deed::DryRun,
        _ => return None,
    };
    match &ended.reply {
        Reply::Done(success) => {
            let migrations = success.migrations.clone().filter(|reports| !reports.is_empty())?;
            Some(Outcome {
                kind,
                refused: false,
                partly: false,
                origin: success.origin.clone(),
                safety_backup_id: success.safety_backup_id.clone(),
                migrations,
                error: None,
            })
        }
        Reply::Failed { error, .. } => {
            let before = error.migrated.iter().map(|it| it.report.clone());
            let migrations: Vec<_> = before.chain(error.report.as_deref().cloned()).collect();
            if migrations.is_empty() {
                return None;
            }
            let partly = !error.migrated.is_empty();
            let under_way = error.report.as_ref().is_some_and(|it| it.outcome == UnderWay);
            Some(Outcome {
                kind,
                refused: !partly && !under_way,
                partly,
                origin: None,
                safety_backup_id: error.safety_backup_id.clone().map(String::from),
                migrations,
                error: None,
            })
        }
    }
}

impl Outcome {
    /// The report as a JSON text.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists: there is nothing to fail.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// The name of its file; `time` in RFC 3339.
    pub fn file_name(&self, time: &str) -> String {
        let kind = match self.kind {
            Deed::Migrate => "migration",
            Deed::Rehearse => "rehearsal",
            Deed::DryRun => "dry-run",
        };
        let stamp: String =
            time.chars().take(19).map(|it| if it == ':' { '-' } else { it }).collect();
        format!("drydock-{kind}-{stamp}.json")
    }
}

/// What the sentence about reports has to say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Databases.
    pub databases: u64,
    /// Records written or deleted.
    pub changed: u64,
    /// Records for which nothing may be migrated.
    pub halting: u64,
    /// Records that stay as they are.
    pub skipped: u64,
    /// Records that are moved to an archive of their own.
    pub quarantined: u64,
}

/// The totals of several databases.
pub fn totals(reports: &[MigrationReport]) -> Totals {
    let mut totals = Totals::default();
    for report in reports {
        totals.databases += 1;
        totals.changed += report.written + report.deleted;
        totals.halting += report.halting;
        totals.skipped += report.skipped;
        totals.quarantined += report.quarantined;
    }
    totals
}

#[cfg(test)]
mod tests {
    use drydock::messages::{ErrorCode, Failure, Migrated, Reply, StoredReport, Success};
    use drydock::migration::{MigrationOutcome, MigrationReport, RecordFailure};

    use super::{Deed, Outcome, kept, outcome, totals};
    use crate::model::{Activity, Ended};

    fn ended(kind: &str, reply: Reply) -> Activity {
        let kind = kind.to_owned();
        Activity::Ended(Ended { kind, reply, request: None, origin: None, milliseconds: None })
    }

    fn report() -> MigrationReport {
        MigrationReport {
            database: "shop".to_owned(),
            written: 3,
            deleted: 1,
            failed: 2,
            halting: 2,
            failures: vec![RecordFailure {
                code: "type".to_owned(),
                database: "shop".to_owned(),
                store: "orders".to_owned(),
                key: "\"<b>\"".to_owned(),
                version: 2,
                operation: Some(0),
                pointer: "/total".to_owned(),
                expected: "a number".to_owned(),
                actual: "\"a lot\"".to_owned(),
            }],
            ..MigrationReport::default()
        }
    }

    #[test]
    fn a_refusal_has_its_report() {
        let failure = Failure::new(ErrorCode::RecordsRefused, "no").reporting(report());
        let shown = outcome(&ended("migrate", Reply::failed(failure))).unwrap();
        assert_eq!((shown.kind, shown.refused), (Deed::Migrate, true));
        assert_eq!(shown.migrations, [report()]);
        let other = Failure::new(ErrorCode::PageGone, "gone");
        assert_eq!(outcome(&ended("migrate", Reply::failed(other))), None);
    }

    #[test]
    fn what_was_migrated_before_a_failure_is_shown() {
        let before = Migrated { backup_id: "b".to_owned(), report: report() };
        let failure = Failure::new(ErrorCode::DatabaseChanged, "no").having_migrated(vec![before]);
        let shown = outcome(&ended("migrate", Reply::failed(failure.clone()))).unwrap();
        assert_eq!((shown.refused, shown.partly), (false, true));
        assert_eq!(shown.migrations, [report()]);
        let refused = MigrationReport { database: "other".to_owned(), ..report() };
        let failure = failure.reporting(refused.clone());
        let shown = outcome(&ended("migrate", Reply::failed(failure))).unwrap();
        assert_eq!(shown.migrations, [report(), refused]);
    }

    #[test]
    fn only_migrations_have_one() {
        let success = || Success { migrations: Some(vec![report()]), ..Success::default() };
        let shown = outcome(&ended("rehearse", Reply::done(success()))).unwrap();
        assert_eq!((shown.kind, shown.refused), (Deed::Rehearse, false));
        assert_eq!(outcome(&ended("backup", Reply::done(success()))), None);
        let nothing = Success { migrations: Some(Vec::new()), ..Success::default() };
        assert_eq!(outcome(&ended("migrate", Reply::done(nothing))), None);
        assert_eq!(outcome(&Activity::Idle), None);
    }

    #[test]
    fn the_file_holds_every_failure() {
        let success = Success { migrations: Some(vec![report()]), ..Success::default() };
        let shown = outcome(&ended("dryRun", Reply::done(success))).unwrap();
        let json: serde_json::Value = serde_json::from_str(&shown.to_json()).unwrap();
        assert_eq!(json["kind"], "dryRun");
        assert_eq!(json["migrations"][0]["failures"][0]["key"], "\"<b>\"");
        let name = |outcome: &Outcome| outcome.file_name("2026-11-25T16:01:02.345Z");
        assert_eq!(name(&shown), "drydock-dry-run-2026-11-25T16-01-02.json");
    }

    #[test]
    fn a_kept_report_says_whether_anything_was_done() {
        let stored = |outcomes: &[MigrationOutcome]| {
            let mut stored = StoredReport::new("http://a", "b", 1);
            for (at, outcome) in outcomes.iter().enumerate() {
                let database = at.to_string();
                stored.put(MigrationReport { database, outcome: *outcome, ..report() });
            }
            kept(stored)
        };
        use MigrationOutcome::{Applied, Failed, Refused, Tried};
        let told = |outcomes: &[MigrationOutcome]| {
            let shown = stored(outcomes);
            (shown.refused, shown.partly)
        };
        assert_eq!(told(&[Refused]), (true, false));
        assert_eq!(told(&[Applied, Applied]), (false, false));
        assert_eq!(told(&[Applied, Failed, Tried]), (false, true));
        assert_eq!(told(&[Tried, Failed]), (true, false));
        assert_eq!(stored(&[Applied]).safety_backup_id.as_deref(), Some("b"));
    }

    #[test]
    fn totals_are_of_all_databases() {
        let totals = totals(&[report(), report()]);
        assert_eq!((totals.databases, totals.changed, totals.halting), (2, 8, 4));
    }
}

//! Migrations that last: what has to be known to go on with one, or to end it.

use serde::{Deserialize, Serialize};

use super::report::MigrationReport;
use crate::plan::Strategy;
use crate::schema::Database;
use crate::value::Text;

/// A migration under way, as stored on disk before what it announces is done.
///
/// It outlives the worker, the tab and the browser. In every one of its states the worker may
/// end: whatever was being done then is done again, or was done whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnderWay {
    /// The origin.
    pub origin: String,
    /// An address of that origin, to open a page at.
    pub url: String,
    /// The database.
    pub database: Text,
    /// The plan.
    pub plan: String,
    /// Whether values that no backup can keep may be left out of those that are taken.
    pub allow_loss: bool,
    /// The version at which the migration begins.
    pub from: u64,
    /// The version that the database has afterwards.
    pub to: u64,
    /// How far it is.
    pub course: Course,
}

/// How a migration that lasts runs, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "strategy", rename_all = "snake_case")]
pub enum Course {
    /// What the database becomes is made beside it.
    Parallel(Parallel),
    /// Its schema is the new one, and its records become so while the site uses them.
    Lazy(Lazy),
}

/// How far a lazy migration is: the records tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lazy {
    /// The backup of what was there before.
    pub safety: String,
    /// The database as it was then.
    pub before: Database,
    /// What was done to records so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upgraded: Option<Box<MigrationReport>>,
    /// Those that are taken out.
    #[serde(default)]
    pub quarantine: Quarantine,
}

/// How far a lazy migration is with the records that it takes out. An archive of them is written
/// in one pass over the records; they are removed in the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    /// An archive that is being written: the database has all that it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<String>,
    /// One that is verified, and whose records are being removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removing: Option<String>,
    /// Those whose records are removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
    /// What was found with these records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Box<MigrationReport>>,
}

impl Quarantine {
    /// A pass is over: what it was removing is removed, and what it has archived is next. `report`
    /// is of the records that are removed by then.
    pub fn passed(&mut self, report: MigrationReport) {
        self.removed.extend(self.removing.take());
        self.removing = self.announced.take();
        self.report = Some(Box::new(report));
    }

    /// A report of the other records, with these.
    pub fn reported(&self, upgraded: MigrationReport) -> MigrationReport {
        let mut report = match self.report.as_deref() {
            Some(own) => upgraded.and(own.clone()),
            None => upgraded,
        };
        let mut ids = self.removed.iter().chain(&self.removing).cloned();
        report.quarantine_backup_id = ids.next();
        report.further_quarantine_backup_ids = ids.collect();
        report
    }
}

/// How far a parallel migration is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parallel {
    /// What is being done.
    pub phase: ParallelPhase,
    /// The backup of which the new form, beside the database, is what the migration makes; none
    /// while there is no whole new form.
    pub baseline: Option<String>,
    /// A later backup, that is being taken, or that the new form is being brought up to.
    pub next: Option<String>,
}

/// What a parallel migration is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParallelPhase {
    /// The new form is being made of a backup.
    Copying,
    /// It is being brought up to what the site wrote meanwhile.
    CatchingUp,
    /// It was compared, and waits to take the database's place.
    Ready,
    /// It is about to take the database's place: the site is in dry dock.
    Switching,
}

impl UnderWay {
    /// Whether it needs a backup.
    pub fn needs(&self, backup_id: &str) -> bool {
        match &self.course {
            Course::Parallel(Parallel { baseline, next, .. }) => {
                [baseline, next].into_iter().any(|id| id.as_deref() == Some(backup_id))
            }
            Course::Lazy(Lazy { safety, quarantine, .. }) => {
                let Quarantine { announced, removing, .. } = quarantine;
                [Some(safety), announced.as_ref(), removing.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(|id| id == backup_id)
            }
        }
    }
}

impl Course {
    /// How it runs.
    pub fn strategy(&self) -> Strategy {
        match self {
            Self::Parallel(_) => Strategy::Parallel,
            Self::Lazy(_) => Strategy::Lazy,
        }
    }

    /// What is being done, in a word.
    pub fn phase(&self) -> &'static str {
        match self {
            Self::Parallel(parallel) => match parallel.phase {
                ParallelPhase::Copying => "copying",
                ParallelPhase::CatchingUp => "catching_up",
                ParallelPhase::Ready => "ready",
                ParallelPhase::Switching => "switching",
            },
            Self::Lazy(_) => "upgrading",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Course, Lazy, MigrationReport, Parallel, ParallelPhase, Quarantine, UnderWay};
    use crate::schema::Database;

    fn sample() -> UnderWay {
        UnderWay {
            origin: "http://shop".to_owned(),
            url: "http://shop/".to_owned(),
            database: "orders".into(),
            plan: "{}".to_owned(),
            allow_loss: false,
            from: 1,
            to: 2,
            course: Course::Parallel(Parallel {
                phase: ParallelPhase::CatchingUp,
                baseline: Some("b0".to_owned()),
                next: Some("b1".to_owned()),
            }),
        }
    }

    #[test]
    fn is_read_back_as_it_was_written_and_not_otherwise() {
        let text = serde_json::to_string(&sample()).unwrap();
        assert_eq!(serde_json::from_str::<UnderWay>(&text).unwrap(), sample());
        let mut value = serde_json::to_value(sample()).unwrap();
        assert_eq!(value["course"]["phase"], json!(sample().course.phase()));
        value["course"]["other"] = json!(1);
        assert!(serde_json::from_value::<UnderWay>(value).is_err());
    }

    #[test]
    fn a_lazy_one_needs_the_backup_of_what_was_before() {
        let before = Database { name: "orders".into(), version: 1, stores: Vec::new() };
        let quarantine = Quarantine {
            announced: Some("q2".to_owned()),
            removing: Some("q1".to_owned()),
            removed: vec!["q0".to_owned()],
            report: None,
        };
        let upgraded = Some(Box::default());
        let course = Course::Lazy(Lazy { safety: "b0".to_owned(), before, upgraded, quarantine });
        let state = UnderWay { course, ..sample() };
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<UnderWay>(&text).unwrap(), state);
        assert!(state.needs("b0") && !state.needs("b1"));
        assert!(state.needs("q1") && state.needs("q2") && !state.needs("q0"));
    }

    #[test]
    fn a_lazy_one_of_an_earlier_version_is_read() {
        let text = r#"{"strategy":"lazy","safety":"b0",
            "before":{"name":"orders","version":1,"stores":[]}}"#;
        let Course::Lazy(lazy) = serde_json::from_str(text).unwrap() else { panic!("another") };
        assert_eq!((lazy.upgraded, lazy.quarantine), (None, Quarantine::default()));
    }

    #[test]
    fn an_archive_is_written_in_one_pass_and_removed_in_the_next() {
        let of = |quarantined| MigrationReport { quarantined, ..MigrationReport::default() };
        let mut quarantine = Quarantine { announced: Some("q0".into()), ..Quarantine::default() };
        // Of one that is being written nobody is told.
        assert_eq!(quarantine.reported(of(0)).quarantine_backup_id, None);
        quarantine.passed(of(0));
        assert_eq!(quarantine.removing.as_deref(), Some("q0"));
        quarantine.announced = Some("q1".into());
        quarantine.passed(of(2));
        assert_eq!(quarantine.removed, ["q0"]);
        quarantine.passed(of(3));
        assert_eq!((quarantine.removing.clone(), quarantine.removed.len()), (None, 2));
        let report = quarantine.reported(MigrationReport { written: 7, ..of(0) });
        assert_eq!((report.quarantined, report.written), (3, 7));
        assert_eq!(report.quarantine_backup_id.as_deref(), Some("q0"));
        assert_eq!(report.further_quarantine_backup_ids, ["q1"]);
    }

    #[test]
    fn both_backups_are_needed() {
        assert!(sample().needs("b0") && sample().needs("b1"));
        assert!(!sample().needs("b2"));
    }
}

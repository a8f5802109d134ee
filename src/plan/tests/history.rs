//! Plans against what was done.

use serde_json::json;

use crate::plan::{
    Counts, HistoryEntry, HistoryProblem, MigrationState, Plan, check_history, digest, parse,
};
use MigrationState::{Applied, Failed, Pending, RollbackFailed, RolledBack, Running};

fn plan() -> Plan {
    let migrations: Vec<_> = (2..=4)
        .map(|version| {
            json!({ "database": "shop", "version": version,
                "operations": [{ "drop_store": { "store": format!("s{version}") } }] })
        })
        .collect();
    parse(&json!({ "format": 1, "migrations": migrations }).to_string()).unwrap().plan
}

fn entry(version: u64, state: MigrationState) -> HistoryEntry {
    let plan = plan();
    let migration = plan.migrations.iter().find(|migration| migration.version == version).unwrap();
    HistoryEntry {
        id: migration.history_id(),
        version,
        digest: digest(migration),
        state,
        counts: Counts::default(),
        backup: None,
        time: 0,
        schema: None,
    }
}

fn codes(history: &[HistoryEntry]) -> Vec<(&'static str, u64)> {
    check_history(&plan(), &"shop".into(), history)
        .iter()
        .map(|problem| match problem {
            HistoryProblem::ChangedSinceApplied { version, .. }
            | HistoryProblem::OutOfOrder { version, .. }
            | HistoryProblem::Unfinished { version, .. }
            | HistoryProblem::NotRolledBack { version, .. } => (problem.code(), *version),
        })
        .collect()
}

#[test]
fn what_was_done_as_planned_is_no_problem() {
    assert_eq!(codes(&[]), []);
    assert_eq!(codes(&[entry(2, Applied), entry(3, Applied)]), []);
    assert_eq!(codes(&[entry(2, Failed), entry(2, Applied)]), []);
    assert_eq!(codes(&[entry(2, Applied), entry(3, RolledBack), entry(4, Pending)]), []);
}

#[test]
fn a_baseline_says_nothing_of_what_was_before() {
    assert_eq!(codes(&[entry(3, Applied)]), []);
}

#[test]
fn a_changed_migration_is_told_with_both_digests() {
    let mut changed = entry(2, Applied);
    changed.digest = "00".repeat(32);
    let problems = check_history(&plan(), &"shop".into(), &[changed]);
    let said = problems[0].to_string();
    assert!(said.contains(&"00".repeat(32)) && said.contains(&entry(2, Applied).digest), "{said}");
    assert_eq!(problems.len(), 1);
}

#[test]
fn what_only_failed_may_be_changed() {
    let mut changed = entry(2, Failed);
    changed.digest = "00".repeat(32);
    assert_eq!(codes(&[changed]), []);
}

#[test]
fn one_that_was_left_out_is_out_of_order() {
    assert_eq!(codes(&[entry(2, Applied), entry(4, Applied)]), [("out-of-order", 3)]);
}

#[test]
fn unfinished_ones_are_told() {
    assert_eq!(codes(&[entry(2, Applied), entry(3, Running)]), [("unfinished", 3)]);
    assert_eq!(codes(&[entry(2, RollbackFailed)]), [("rollback-failed", 2)]);
}

#[test]
fn entries_are_read_as_they_are_written() {
    let entry = entry(2, RollbackFailed);
    let text = serde_json::to_string(&entry).unwrap();
    assert!(text.contains("\"state\":\"rollback_failed\""), "{text}");
    assert_eq!(serde_json::from_str::<HistoryEntry>(&text).unwrap(), entry);
}

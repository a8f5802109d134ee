//! Plans against what was done.

use serde_json::json;

use crate::plan::{
    BaselineError, Counts, HistoryEntry, HistoryProblem, MigrationState, Plan, RepairChange,
    Standing, baseline, check_history, digest, parse, recorded, repair, standings, undone,
};
use crate::schema::Database;
use MigrationState::{Applied, Baseline, Failed, Pending, RollbackFailed, RolledBack, Running};

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
    check_history(&plan(), &"shop".into(), 9, history)
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
    let problems = check_history(&plan(), &"shop".into(), 9, &[changed]);
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

/// Database `shop` at a version, with these stores.
fn shop(version: u64, stores: &[&str]) -> Database {
    let stores: Vec<_> = stores
        .iter()
        .map(|name| {
            json!({ "name": name, "key_path": null, "auto_increment": false, "next_key": null,
                "indexes": [], "records": 0 })
        })
        .collect();
    serde_json::from_value(json!({ "name": "shop", "version": version, "stores": stores })).unwrap()
}

/// An entry with the schema that the database had then.
fn known(version: u64, stores: &[&str]) -> HistoryEntry {
    HistoryEntry { schema: Some(shop(version, stores)), ..entry(version, Applied) }
}

fn states(version: u64, history: &[HistoryEntry]) -> Vec<Standing> {
    let plan = plan();
    let planned = standings(&plan, &"shop".into(), version, history);
    planned.into_iter().map(|planned| planned.standing).collect()
}

#[test]
fn what_was_applied_beyond_the_database_counts_no_longer() {
    let mut changed = entry(3, Applied);
    changed.digest = "00".repeat(32);
    let history = [entry(2, Applied), changed];
    let problems = |version| check_history(&plan(), &"shop".into(), version, &history).len();
    assert_eq!((problems(3), problems(2)), (1, 0));
    use Standing as S;
    assert_eq!(states(3, &history), [S::Applied, S::ChangedSinceApplied, S::Pending]);
    assert_eq!(states(2, &history), [S::Applied, S::Pending, S::Pending]);
}

#[test]
fn each_migration_of_a_plan_has_its_standing() {
    use Standing as S;
    assert_eq!(states(1, &[]), [S::Pending; 3]);
    assert_eq!(states(3, &[]), [S::Unrecorded, S::Unrecorded, S::Pending]);
    let done = |two, three, four| [entry(2, two), entry(3, three), entry(4, four)];
    assert_eq!(states(3, &done(Applied, Applied, Failed)), [S::Applied, S::Applied, S::Failed]);
    assert_eq!(
        states(1, &done(RolledBack, Running, RollbackFailed)),
        [S::RolledBack, S::Running, S::RollbackFailed]
    );
    let skipped = [entry(2, Applied), entry(4, Applied)];
    assert_eq!(states(4, &skipped), [S::Applied, S::OutOfOrder, S::Applied]);
    let from = baseline(Vec::new(), &shop(3, &[]), 3, 0).unwrap();
    assert_eq!(states(3, &from), [S::BeforeBaseline, S::BeforeBaseline, S::Pending]);
}

#[test]
fn a_changed_migration_has_both_digests() {
    let mut changed = entry(2, Applied);
    changed.digest = "00".repeat(32);
    let plan = plan();
    let history = [changed];
    let planned = standings(&plan, &"shop".into(), 2, &history);
    assert_eq!(planned[0].applied, Some("00".repeat(32)));
    assert_eq!(planned[0].digest, entry(2, Applied).digest);
    assert_eq!(planned[1].applied, None);
}

#[test]
fn a_baseline_is_the_version_that_there_is_with_its_schema() {
    let present = shop(3, &["a"]);
    assert_eq!(
        baseline(Vec::new(), &present, 2, 0),
        Err(BaselineError::WrongVersion { database: "shop".into(), said: 2, found: 3 })
    );
    let entries = baseline(vec![entry(4, RolledBack)], &present, 3, 7).unwrap();
    assert_eq!(codes(&entries), []);
    assert_eq!(recorded(3, &entries), Some(&present));
    // Once more, over what was recorded before.
    let changed = shop(3, &["b"]);
    let again = baseline(entries, &changed, 3, 8).unwrap();
    assert_eq!(again.iter().filter(|entry| entry.state == Baseline).count(), 1);
    assert_eq!(recorded(3, &again), Some(&changed));
    assert_eq!(recorded(2, &again), None);
    for state in [Applied, Running, RollbackFailed] {
        assert_eq!(
            baseline(vec![entry(3, state)], &present, 3, 0),
            Err(BaselineError::Migrated { database: "shop".into(), version: 3 })
        );
    }
    assert!(baseline(vec![entry(4, Applied)], &present, 3, 0).is_ok(), "it is not there any more");
}

#[test]
fn what_is_recorded_last_of_a_version_counts() {
    let history = [known(2, &["a"]), known(3, &["b"]), known(2, &["c"]), entry(3, Failed)];
    assert_eq!(recorded(2, &history), Some(&shop(2, &["c"])));
    assert_eq!(recorded(3, &history), Some(&shop(3, &["b"])));
    let undone = HistoryEntry { state: RolledBack, ..known(3, &["b"]) };
    assert_eq!(recorded(3, &[undone]), None);
}

fn repaired(
    history: Vec<HistoryEntry>,
    present: &Database,
) -> (Vec<HistoryEntry>, Vec<(RepairChange, u64)>) {
    let (entries, repairs) = repair(history, &"shop".into(), Some(present), Some(&plan()), 9);
    (entries, repairs.into_iter().map(|repair| (repair.change, repair.version)).collect())
}

#[test]
fn a_history_without_fault_is_not_repaired() {
    let history = vec![entry(2, Applied), known(3, &["a"])];
    assert_eq!(repaired(history.clone(), &shop(3, &["a"])), (history, vec![]));
}

#[test]
fn a_repair_takes_out_what_is_not_there_and_resolves_what_is() {
    use RepairChange::{Removed, Resolved, SchemaAccepted};
    let history =
        vec![entry(2, Failed), entry(2, Running), entry(3, RollbackFailed), entry(4, Running)];
    let (entries, repairs) = repaired(history, &shop(3, &["a"]));
    assert_eq!(
        repairs,
        [(Removed, 2), (Resolved, 2), (Resolved, 3), (Removed, 4), (SchemaAccepted, 3)]
    );
    assert_eq!(codes(&entries), []);
    assert_eq!(states(3, &entries), [Standing::Applied, Standing::Applied, Standing::Pending]);
    let (entries, repairs) = repaired(vec![entry(2, RolledBack)], &shop(1, &[]));
    assert_eq!((entries, repairs), (vec![], vec![(Removed, 2)]));
}

#[test]
fn a_repair_accepts_what_was_changed_since() {
    use RepairChange::{PlanAccepted, SchemaAccepted};
    let mut changed = known(2, &["a"]);
    changed.digest = "00".repeat(32);
    let present = shop(2, &["b"]);
    let (entries, repairs) = repaired(vec![changed.clone()], &present);
    assert_eq!(repairs, [(PlanAccepted, 2), (SchemaAccepted, 2)]);
    assert_eq!(codes(&entries), []);
    assert_eq!(recorded(2, &entries), Some(&present));
    // Without a plan, none of it is accepted.
    let (entries, repairs) = repair(vec![changed], &"shop".into(), Some(&present), None, 9);
    assert_eq!(repairs.len(), 1, "{repairs:?}");
    assert_eq!(repairs[0].detail.len(), 2, "{repairs:?}");
    assert_eq!(entries[0].digest, "00".repeat(32));
}

#[test]
fn a_repair_accepts_what_was_left_out() {
    use Standing as S;
    let history = vec![entry(2, Applied), known(4, &["a"])];
    let present = shop(4, &["a"]);
    let (entries, repairs) = repaired(history.clone(), &present);
    assert_eq!(repairs, [(RepairChange::LeftOutAccepted, 3)]);
    assert_eq!(check_history(&plan(), &"shop".into(), 4, &entries), []);
    assert_eq!(states(4, &entries), [S::Applied, S::BeforeBaseline, S::Applied]);
    assert_eq!((entries[2].version, entries[2].time), (3, 9));
    assert_eq!(repaired(entries.clone(), &present), (entries.clone(), vec![]));
    // Without a plan there is nothing that could have been left out.
    let (same, repairs) = repair(history.clone(), &"shop".into(), Some(&present), None, 9);
    assert_eq!((same, repairs), (history, vec![]));
    // It runs where the database goes back to what was before it.
    let mut undone_too = entries;
    undone_too[1].state = RolledBack;
    assert_eq!(check_history(&plan(), &"shop".into(), 2, &undone_too), []);
    assert_eq!(states(2, &undone_too), [S::Applied, S::Pending, S::RolledBack]);
}

#[test]
fn restoring_a_backup_undoes_what_took_it_and_what_came_after() {
    let by = |version, backup: &str| HistoryEntry {
        backup: Some(backup.to_owned()),
        ..entry(version, Applied)
    };
    let before = vec![by(2, "a"), by(3, "b"), by(4, "c")];
    let after = |backup: &str, state| {
        let mut history = before.clone();
        let changed = undone(&mut history, backup, state, 5);
        (changed, history.into_iter().map(|entry| entry.state).collect::<Vec<_>>())
    };
    assert_eq!(after("b", RolledBack), (true, vec![Applied, RolledBack, RolledBack]));
    assert_eq!(after("b", RollbackFailed), (true, vec![Applied, RollbackFailed, Applied]));
    assert_eq!(after("none", RolledBack), (false, vec![Applied; 3]));
}

//! What can be undone of a database's migrations.

use drydock::messages::{BackupEntry, DatabaseStatus};
use drydock::plan::MigrationState;

/// What undoing would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The database.
    pub database: String,
    /// The versions whose migrations are undone, the first first.
    pub versions: Vec<u64>,
    /// The backup that is put back, where it is still there.
    pub backup: Option<BackupEntry>,
}

/// What undoing the migrations that ran last would do; `None` where there are none, or none that
/// has a backup, or one is under way, which has to end first.
pub fn undoable(status: &DatabaseStatus, backups: &[BackupEntry]) -> Option<Undo> {
    if status.under_way.is_some() {
        return None;
    }
    let is_there = |state| matches!(state, MigrationState::Applied | MigrationState::Abandoned);
    let applied = || status.history.iter().filter(|it| is_there(it.state));
    let backup = applied().next_back()?.backup_id.clone()?;
    let together = applied().filter(|it| it.backup_id.as_ref() == Some(&backup));
    Some(Undo {
        database: status.database.clone(),
        versions: together.map(|it| it.version).collect(),
        backup: backups.iter().find(|entry| entry.id == backup).cloned(),
    })
}

#[cfg(test)]
mod tests {
    use drydock::messages::{DatabaseStatus, MigrationStatus};
    use drydock::plan::MigrationState;
    use serde_json::json;

    use super::undoable;

    fn status(history: &[(u64, MigrationState, Option<&str>)]) -> DatabaseStatus {
        let history: Vec<MigrationStatus> = history
            .iter()
            .map(|(version, state, backup)| {
                serde_json::from_value(json!({
                    "id": version.to_string(), "version": version, "digest": "", "state": state,
                    "backupId": backup, "time": 0,
                }))
                .unwrap()
            })
            .collect();
        serde_json::from_value(json!({
            "database": "shop", "version": 3, "history": history, "drift": [],
        }))
        .unwrap()
    }

    #[test]
    fn what_ran_together_is_undone_together() {
        use MigrationState::{Applied, Failed, RolledBack};
        let history = [(2, Applied, Some("a")), (3, Applied, Some("b")), (4, Applied, Some("b"))];
        let undo = undoable(&status(&history), &[]).unwrap();
        assert_eq!(undo.versions, [3, 4]);
        assert_eq!(undo.backup, None);
        let history = [(2, Applied, Some("a")), (3, RolledBack, Some("b")), (3, Failed, None)];
        assert_eq!(undoable(&status(&history), &[]).unwrap().versions, [2]);
    }

    #[test]
    fn without_a_migration_or_its_backup_there_is_nothing() {
        use MigrationState::{Applied, RolledBack};
        assert_eq!(undoable(&status(&[]), &[]), None);
        assert_eq!(undoable(&status(&[(2, RolledBack, Some("a"))]), &[]), None);
        assert_eq!(undoable(&status(&[(2, Applied, None)]), &[]), None);
        let mut busy = status(&[(2, Applied, Some("a"))]);
        busy.under_way = serde_json::from_value(json!({
            "database": "shop", "strategy": "parallel", "version": 3, "phase": "ready",
        }))
        .unwrap();
        assert_eq!(undoable(&busy, &[]), None);
    }
}

//! What a page asks: its kind, and how it can be asked again.

use drydock::messages::Request;

/// A request's kind, as operations name it.
pub fn kind_of(request: &Request) -> &'static str {
    match request {
        Request::Inventory { .. } => "inventory",
        Request::Backup { .. } => "backup",
        Request::Backups {} => "backups",
        Request::Contents { .. } => "contents",
        Request::Restore { .. } => "restore",
        Request::Verify { .. } => "verify",
        Request::Delete { .. } => "delete",
        Request::Import {} => "import",
        Request::Export { .. } => "export",
        Request::Lint { .. } => "lint",
        Request::Rehearse { .. } => "rehearse",
        Request::DryRun { .. } => "dryRun",
        Request::Migrate { .. } => "migrate",
        Request::Resume { .. } => "resume",
        Request::Abandon { .. } => "abandon",
        Request::Report { .. } => "report",
        Request::Undo { .. } => "undo",
        Request::Status { .. } => "status",
        Request::Baseline { .. } => "baseline",
        Request::Repair { .. } => "repair",
        Request::Cancel { .. } => "cancel",
        Request::State {} => "state",
    }
}

/// Whether the worker does what is asked under this kind: undoing is restoring, but for a database
/// that a migration made.
pub fn is_work_of(asked: &str, operation: &str) -> bool {
    operation == asked || (asked == "undo" && operation == "restore")
}

/// The same request, going on without the values that stopped it; `None` where it has no such way.
pub fn without_loss(request: &Request) -> Option<Request> {
    match request.clone() {
        Request::Backup { tab_id, databases, label, .. } => {
            Some(Request::Backup { tab_id, databases, label, allow_loss: true })
        }
        Request::Restore { tab_id, backup_id, databases, exact, .. } => {
            Some(Request::Restore { tab_id, backup_id, databases, exact, allow_loss: true })
        }
        Request::Rehearse { tab_id, plan, .. } => {
            Some(Request::Rehearse { tab_id, plan, allow_loss: true })
        }
        Request::Migrate { tab_id, plan, hold, .. } => {
            Some(Request::Migrate { tab_id, plan, allow_loss: true, hold })
        }
        Request::Resume { tab_id, database, hold, .. } => {
            Some(Request::Resume { tab_id, database, allow_loss: true, hold })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use drydock::messages::Request;

    use super::without_loss;

    #[test]
    fn going_on_without_keeps_the_rest_of_the_request() {
        let request = Request::Restore {
            tab_id: 3,
            backup_id: "b".to_owned(),
            databases: Some(Vec::new()),
            exact: true,
            allow_loss: false,
        };
        let again = without_loss(&request);
        let expected = Request::Restore {
            tab_id: 3,
            backup_id: "b".to_owned(),
            databases: Some(Vec::new()),
            exact: true,
            allow_loss: true,
        };
        assert_eq!(again, Some(expected));
        assert_eq!(without_loss(&Request::State {}), None);
    }
}

//! Failures after something was done that stays.

use super::{ErrorCode, Failure, Migrated};
use crate::migration::MigrationReport;

/// What failures say of themselves, and what is not true of all that was asked for.
const UNCHANGED: &str = "Nothing was changed.";

/// What can be done about what was migrated, and about what was not.
pub(super) const AFTERWARDS: &str = "What was migrated before can be undone by `undo`, each \
                                     database by itself; migrating again leaves it, and goes on \
                                     with the rest.";

/// Says what was migrated and stays.
pub(super) fn what_stays<'a>(reports: impl Iterator<Item = &'a MigrationReport>) -> String {
    let stays: Vec<String> = reports
        .map(|report| format!("{:?} is at version {}", report.database, report.to))
        .collect();
    format!("What was migrated before stays: {}.", stays.join(", "))
}

impl Failure {
    /// The same failure, of one of several databases, after others were migrated.
    pub fn having_migrated(mut self, mut before: Vec<Migrated>) -> Self {
        before.append(&mut self.migrated);
        self.migrated = before;
        self
    }

    /// The same, as it is answered: what was migrated before and stays, where there is such, is in
    /// its words, too.
    pub fn after_migrating(self, before: Vec<Migrated>) -> Self {
        let failure = self.having_migrated(before);
        if failure.migrated.is_empty() { failure } else { failure.telling_what_stays() }
    }

    fn telling_what_stays(self) -> Self {
        let stays = what_stays(self.migrated.iter().map(|migrated| &migrated.report));
        let own = match self.code {
            ErrorCode::Cancelled => self.message.replace(UNCHANGED, "").trim().to_owned(),
            _ => self.message.replace(UNCHANGED, "In it, nothing was changed."),
        };
        let next = self.next_step.replace(UNCHANGED, "");
        Self {
            message: format!("{own} {stays}"),
            next_step: format!("{} {AFTERWARDS}", next.trim()),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::messages::{ErrorCode, Failure, Migrated};
    use crate::migration::MigrationReport;

    fn migrated(database: &str, to: u64) -> Migrated {
        let report =
            MigrationReport { database: database.into(), to, ..MigrationReport::default() };
        Migrated { backup_id: format!("before-{database}"), report }
    }

    #[test]
    fn what_was_migrated_before_is_told_in_its_order() {
        let failure = Failure::new(ErrorCode::DatabaseChanged, "Something wrote.")
            .having_migrated(vec![migrated("b", 3)])
            .after_migrating(vec![migrated("a", 2)]);
        let names: Vec<&str> =
            failure.migrated.iter().map(|it| it.report.database.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(
            failure.message,
            "Something wrote. What was migrated before stays: \"a\" is at version 2, \"b\" is at \
             version 3."
        );
        assert!(failure.next_step.starts_with(ErrorCode::DatabaseChanged.next_step()));
        assert!(failure.next_step.contains("`undo`"), "{}", failure.next_step);
    }

    #[test]
    fn where_nothing_was_the_failure_is_what_it_was() {
        let failure = Failure::new(ErrorCode::RecordsRefused, "No. Nothing was changed.");
        assert_eq!(failure.clone().after_migrating(Vec::new()), failure);
    }

    #[test]
    fn nothing_claims_that_nothing_was_changed_where_something_was() {
        let after =
            |code, message| Failure::new(code, message).after_migrating(vec![migrated("a", 2)]);
        let cancelled = after(ErrorCode::Cancelled, "Cancelled. Nothing was changed.");
        assert!(cancelled.message.starts_with("Cancelled. What was"), "{}", cancelled.message);
        let refused = after(ErrorCode::RecordsRefused, "No. Nothing was changed.");
        assert!(refused.message.starts_with("No. In it, nothing"), "{}", refused.message);
        assert!(!refused.next_step.contains("Nothing was changed"), "{}", refused.next_step);
    }
}

//! Migrating lazily: the schema first, then the records while the site uses them.

use super::report::{MigrationReport, SAMPLES};
use crate::plan::{Migration, Strategy, Validation};

/// What of a lazy migration is done in one transaction, before the records: a migration of the
/// schema alone.
pub fn schema_part(migration: &Migration) -> Migration {
    let operations = migration.operations.iter().filter(|operation| operation.is_of_schema());
    Migration {
        strategy: Strategy::Transactional,
        version_field: None,
        validate: Validation::default(),
        operations: operations.cloned().collect(),
        ..migration.clone()
    }
}

impl MigrationReport {
    /// Adds a later pass over the same database: what was changed adds up, what was found is what
    /// the last pass found.
    pub fn followed_by(self, pass: &Self) -> Self {
        let mut report = pass.clone();
        report.written += self.written;
        report.deleted += self.deleted;
        for (operation, before) in report.operations.iter_mut().zip(self.operations) {
            operation.scanned += before.scanned;
            operation.changed += before.changed;
            let mut samples = before.samples;
            samples.append(&mut operation.samples);
            samples.truncate(SAMPLES);
            operation.samples = samples;
        }
        report
    }
}

//! Migrating lazily: the schema first, then the records while the site uses them.

use super::report::{LISTED_FAILURES, MigrationReport, SAMPLES};
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
    /// Adds what was found and done to other records.
    pub fn and(mut self, others: Self) -> Self {
        self.failed += others.failed;
        self.halting += others.halting;
        self.scanned += others.scanned;
        self.written += others.written;
        self.deleted += others.deleted;
        self.skipped += others.skipped;
        self.quarantined += others.quarantined;
        for (version, others) in self.versions.iter_mut().zip(others.versions) {
            version.scanned += others.scanned;
            version.changed += others.changed;
            version.skipped += others.skipped;
            version.quarantined += others.quarantined;
            version.failed += others.failed;
        }
        self.failures.extend(others.failures);
        self.failures.truncate(LISTED_FAILURES);
        for (operation, others) in self.operations.iter_mut().zip(others.operations) {
            operation.scanned += others.scanned;
            operation.changed += others.changed;
            operation.skipped += others.skipped;
            operation.quarantined += others.quarantined;
            operation.failed += others.failed;
            operation.samples.extend(others.samples);
            operation.samples.truncate(SAMPLES);
        }
        self
    }

    /// Whether records became others.
    pub fn changes(&self) -> bool {
        self.written > 0 || self.deleted > 0 || self.quarantined > 0
    }

    /// Adds a later pass over the same database: what was changed adds up, what was found is what
    /// the last pass found.
    pub fn followed_by(self, pass: &Self) -> Self {
        let mut report = pass.clone();
        report.outcome = self.outcome;
        report.written += self.written;
        report.deleted += self.deleted;
        for (version, before) in report.versions.iter_mut().zip(self.versions) {
            // What was skipped is looked at each time.
            version.scanned += before.scanned.saturating_sub(before.skipped);
            version.changed += before.changed;
        }
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

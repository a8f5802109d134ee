//! Keeping count of what a run does and finds.

use super::fault::{Fault, FaultCode, shown};
use super::program::{OnFault, PlacedStep, Program};
use super::report::{
    LISTED_FAILURES, MigrationReport, OperationReport, RecordFailure, SAMPLES, Sample,
};
use super::unique::{Collision, UniqueKeys};
use crate::schema::Index;
use crate::value::{Key, Text, show_key};

/// A report that is being written.
pub struct Tally<'p> {
    program: &'p Program,
    /// The report so far.
    pub report: MigrationReport,
}

impl<'p> Tally<'p> {
    /// An empty one.
    pub fn new(program: &'p Program) -> Self {
        let operations = program.operations.iter().map(|operation| OperationReport {
            version: operation.version,
            operation: operation.operation,
            name: operation.name.clone(),
            store: operation.store.to_string_lossy().into_owned(),
            ..OperationReport::default()
        });
        let report = MigrationReport {
            database: program.present.name.to_string_lossy().into_owned(),
            from: program.present.version,
            to: program.target.version,
            operations: operations.collect(),
            ..MigrationReport::default()
        };
        Self { program, report }
    }

    /// An operation looks at a record. Says whether it still wants a sample of what it changes.
    pub fn scan(&mut self, operation: usize) -> bool {
        self.report.operations.get_mut(operation).is_some_and(|counts| {
            counts.scanned += 1;
            counts.samples.len() < SAMPLES
        })
    }

    /// An operation changes a record.
    pub fn change(&mut self, operation: usize, sample: Option<Sample>) {
        if let Some(counts) = self.report.operations.get_mut(operation) {
            counts.changed += 1;
            counts.samples.extend(sample);
        }
    }

    /// A step cannot be done on a record.
    pub fn refuse(&mut self, step: &PlacedStep, key: &Key, faults: Vec<Fault>) {
        for fault in faults {
            self.fault(step, key, fault);
        }
        if let Some(counts) = self.report.operations.get_mut(step.operation) {
            match step.on_fault {
                OnFault::Halt => {
                    counts.failed += 1;
                    self.report.halting += 1;
                }
                OnFault::Skip => {
                    counts.skipped += 1;
                    self.report.skipped += 1;
                }
                OnFault::Quarantine => {
                    counts.quarantined += 1;
                    self.report.quarantined += 1;
                }
            }
        }
    }

    /// A fault that a step finds with a record.
    fn fault(&mut self, step: &PlacedStep, key: &Key, fault: Fault) {
        if let Some(operation) = self.program.operations.get(step.operation) {
            self.list(&operation.store, key, operation.version, operation.operation, fault);
        }
    }

    /// A fault for which nothing is migrated, whatever the plan says of faults.
    pub fn fail(&mut self, operation: usize, key: &Key, fault: Fault) {
        self.report.halting += 1;
        if let Some(counts) = self.report.operations.get_mut(operation) {
            counts.failed += 1;
        }
        match self.program.operations.get(operation) {
            Some(operation) => {
                self.list(&operation.store, key, operation.version, operation.operation, fault);
            }
            None => self.list(&Text::default(), key, self.program.target.version, None, fault),
        }
    }

    /// Records of a store of the target that have the same key, in an index or as their own.
    pub fn collide(&mut self, store: usize, index: Option<usize>, keys: UniqueKeys) {
        let Some(schema) = self.program.target.stores.get(store) else { return };
        let expected = match index.and_then(|index| schema.indexes.get(index)) {
            Some(Index { name, .. }) => {
                let name = Key::String(name.clone());
                format!("a key of its own in the unique index {}", show_key(&name))
            }
            None => "a key of its own".to_owned(),
        };
        for Collision { key, records } in keys.into_collisions() {
            for record in &records {
                self.report.halting += 1;
                let fault = Fault::of_key(FaultCode::DuplicateKey, expected.clone(), &key);
                self.list(&schema.name, record, self.program.target.version, None, fault);
            }
        }
    }

    fn list(
        &mut self,
        store: &Text,
        key: &Key,
        version: u64,
        operation: Option<usize>,
        fault: Fault,
    ) {
        self.report.failed += 1;
        if self.report.failures.len() >= LISTED_FAILURES {
            return;
        }
        self.report.failures.push(RecordFailure {
            code: fault.code.name().to_owned(),
            database: self.report.database.clone(),
            store: store.to_string_lossy().into_owned(),
            key: shown(&show_key(key)),
            version,
            operation,
            pointer: fault.pointer,
            expected: fault.expected,
            actual: fault.actual,
        });
    }
}

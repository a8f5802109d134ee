//! Keeping count of what a run does and finds.

use super::fault::{Fault, FaultCode, LONGEST, shown};
use super::program::{OnFault, PlacedStep, Program};
use super::report::{
    LISTED_FAILURES, MigrationReport, OperationReport, RecordFailure, SAMPLED, SAMPLES, SHORT,
    Sample, VersionReport,
};
use super::survey::{About, Survey};
use super::unique::{Collision, UniqueKeys};
use crate::schema::Index;
use crate::value::{Key, Text, show_key};

/// A report that is being written.
pub struct Tally<'p> {
    program: &'p Program,
    /// The report so far.
    pub report: MigrationReport,
    /// What the present record counts as already, for each migration.
    marks: Vec<Vec<Mark>>,
    /// What each operation took, in milliseconds.
    spent: Vec<f64>,
    /// How many characters the samples have so far.
    sampled: usize,
    /// What one wants to know.
    pub survey: Survey,
}

/// What a record counts as in a migration, at most once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Scanned,
    Changed,
    Skipped,
    Quarantined,
    Failed,
}

impl<'p> Tally<'p> {
    /// An empty one.
    pub fn new(program: &'p Program, survey: Survey) -> Self {
        let operations = program.operations.iter().map(|operation| OperationReport {
            version: operation.version,
            operation: operation.operation,
            name: operation.name.clone(),
            store: operation.store.to_string_lossy().into_owned(),
            ..OperationReport::default()
        });
        let mut versions: Vec<VersionReport> = Vec::new();
        for operation in &program.operations {
            if versions.len() <= operation.migration {
                let version = operation.version;
                versions.push(VersionReport { version, ..VersionReport::default() });
            }
        }
        let marks = vec![Vec::new(); versions.len()];
        let report = MigrationReport {
            database: program.present.name.to_string_lossy().into_owned(),
            from: program.present.version,
            to: program.target.version,
            versions,
            operations: operations.collect(),
            ..MigrationReport::default()
        };
        let spent = vec![0.0; program.operations.len()];
        let mut tally = Self { program, report, marks, spent, sampled: 0, survey };
        for dropped in &program.dropped {
            let records = program.present.stores.get(dropped.store).map_or(0, |s| s.records);
            tally.report.deleted += records;
            if let Some(counts) = tally.report.operations.get_mut(dropped.operation) {
                counts.changed += records;
            }
            if let Some(counts) = tally.version_of(dropped.operation) {
                counts.changed += records;
            }
        }
        tally
    }

    /// Begins to count anew.
    pub fn forget(&mut self) {
        self.report.deleted = 0;
        self.report.operations.iter_mut().for_each(|counts| counts.changed = 0);
        self.report.versions.iter_mut().for_each(|counts| counts.changed = 0);
    }

    /// The next record comes.
    pub fn begin_record(&mut self) {
        self.marks.iter_mut().for_each(Vec::clear);
    }

    /// The counts of an operation's migration.
    fn version_of(&mut self, operation: usize) -> Option<&mut VersionReport> {
        let migration = self.program.operations.get(operation)?.migration;
        self.report.versions.get_mut(migration)
    }

    /// Counts the present record in an operation's migration, unless it is already.
    fn mark(&mut self, operation: usize, mark: Mark) {
        let Some(migration) = self.program.operations.get(operation).map(|at| at.migration) else {
            return;
        };
        let Some(marks) = self.marks.get_mut(migration) else { return };
        if marks.contains(&mark) {
            return;
        }
        marks.push(mark);
        if let Some(counts) = self.report.versions.get_mut(migration) {
            *match mark {
                Mark::Scanned => &mut counts.scanned,
                Mark::Changed => &mut counts.changed,
                Mark::Skipped => &mut counts.skipped,
                Mark::Quarantined => &mut counts.quarantined,
                Mark::Failed => &mut counts.failed,
            } += 1;
        }
    }

    /// An operation took so many milliseconds on a record.
    pub fn spend(&mut self, operation: usize, milliseconds: f64) {
        if let Some(spent) = self.spent.get_mut(operation) {
            *spent += milliseconds;
        }
    }

    /// The report, once everything has passed.
    pub fn into_report(mut self) -> MigrationReport {
        let mut of_versions = vec![0.0; self.report.versions.len()];
        let operations = self.program.operations.iter().zip(&mut self.report.operations);
        for ((operation, counts), spent) in operations.zip(&self.spent) {
            counts.milliseconds = spent.round() as u64;
            if let Some(of_version) = of_versions.get_mut(operation.migration) {
                *of_version += spent;
            }
        }
        for (counts, spent) in self.report.versions.iter_mut().zip(of_versions) {
            counts.milliseconds = spent.round() as u64;
        }
        self.report
    }

    /// Whether an operation still wants a sample of what it changes.
    pub fn wants_sample(&self, operation: usize) -> bool {
        self.report.operations.get(operation).is_some_and(|counts| counts.samples.len() < SAMPLES)
    }

    /// How many characters of a value the next sample may show.
    pub fn longest_sample(&self) -> usize {
        if self.sampled < SAMPLED { LONGEST } else { SHORT }
    }

    /// An operation looks at a record. Says whether it still wants a sample of what it changes.
    pub fn scan(&mut self, operation: usize) -> bool {
        self.mark(operation, Mark::Scanned);
        self.report.operations.get_mut(operation).is_some_and(|counts| {
            counts.scanned += 1;
            counts.samples.len() < SAMPLES
        })
    }

    /// An operation changes a record.
    pub fn change(&mut self, operation: usize, key: &Key, sample: Option<Sample>) {
        self.survey.see(operation, key, |about| *about == About::Changed);
        self.mark(operation, Mark::Changed);
        if let Some(counts) = self.report.operations.get_mut(operation) {
            counts.changed += 1;
            if let Some(Sample { key, before, after }) = &sample {
                let values = before.iter().chain(after);
                self.sampled += key.len() + values.map(String::len).sum::<usize>();
            }
            counts.samples.extend(sample);
        }
    }

    /// A step cannot be done on a record.
    pub fn refuse(&mut self, step: &PlacedStep, key: &Key, faults: Vec<Fault>) {
        for fault in faults {
            self.survey.see_fault(step.operation, key, &fault);
            self.fault(step, key, fault);
        }
        self.mark(
            step.operation,
            match step.on_fault {
                OnFault::Halt => Mark::Failed,
                OnFault::Skip => Mark::Skipped,
                OnFault::Quarantine => Mark::Quarantined,
            },
        );
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
        self.mark(operation, Mark::Failed);
        self.survey.see_fault(operation, key, &fault);
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
        let makers = self.program.makers.get(store);
        let maker = match index {
            Some(index) => makers.and_then(|makers| makers.indexes.get(index)?.maker),
            None => makers.and_then(|makers| makers.keys),
        };
        let named = maker.and_then(|maker| self.program.operations.get(maker));
        let (version, operation) = named
            .map_or((self.program.target.version, None), |name| (name.version, name.operation));
        let all = keys.colliding();
        let mut listed = 0;
        for Collision { key, records } in keys.into_collisions() {
            for record in &records {
                listed += 1;
                let fault = Fault::of_key(FaultCode::DuplicateKey, expected.clone(), &key);
                if let Some(maker) = maker {
                    self.survey.see_fault(maker, record, &fault);
                }
                self.survey.see_collision(store, index, record);
                self.list(&schema.name, record, version, operation, fault);
            }
        }
        self.report.halting += all;
        self.report.failed += all.saturating_sub(listed);
        self.survey.see_more_collisions(store, index, all.saturating_sub(listed));
        let Some(maker) = maker else { return };
        self.survey.see_more(maker, FaultCode::DuplicateKey, all.saturating_sub(listed));
        if let Some(counts) = self.report.operations.get_mut(maker) {
            counts.failed += all;
        }
        if let Some(counts) = self.version_of(maker) {
            counts.failed += all;
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

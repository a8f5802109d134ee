//! Running a program over records.

use std::collections::HashMap;

use super::fault::{Fault, FaultCode, shown};
use super::fingerprint::Fingerprint;
use super::formula::Scope;
use super::key_path::{Sizes, extract, index_keys};
use super::program::{Action, OnConflict, OnFault, PlacedStep, Program, Way};
use super::report::{
    LISTED_FAILURES, MigrationReport, OperationReport, RecordFailure, SAMPLES, Sample,
};
use super::seeds::{PlantedSeed, plant};
use super::step::Effect;
use super::unique::{Collision, UniqueKeys};
use super::working::Working;
use crate::schema::{Database, Index};
use crate::value::{
    DecodeError, Graph, Key, Record, Value, decode_record, encode_key, encode_record, show_key,
    show_value,
};

/// What records refer to outside themselves.
pub trait Attachments {
    /// The size in bytes of a Blob or File.
    fn size(&self, ordinal: u64) -> Option<u64>;

    /// Something that is the same for the same content.
    fn digest(&self, ordinal: u64) -> Vec<u8>;

    /// Whether it cannot leave the page: a record that has it can stay, and not be written.
    fn is_stuck(&self, ordinal: u64) -> bool;
}

/// What has to be written for a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// A record is put into a store of the target.
    Put {
        /// The store's position.
        store: usize,
        /// The encoded record; its attachments are numbered from 0.
        record: Vec<u8>,
        /// The ordinals that these had in the store that was read.
        ordinals: Vec<u64>,
    },
    /// A record is deleted from a store of the target.
    Remove {
        /// The store's position.
        store: usize,
        /// An encoded record with its key.
        record: Vec<u8>,
    },
    /// A record goes to an archive of its own. What is deleted follows.
    Quarantine {
        /// The present store's position.
        store: usize,
        /// The encoded record as it was read.
        record: Vec<u8>,
    },
}

/// A program on its way through the records: those of one route after another, each in key order.
pub struct Run<'p> {
    program: &'p Program,
    stores: Vec<Filling>,
    seeds: Vec<PlantedSeed>,
    report: MigrationReport,
}

/// A store of the target that is being filled.
#[derive(Default)]
struct Filling {
    /// Whether its records pass here at all.
    looked_at: bool,
    fingerprint: Fingerprint,
    /// The greatest number among the keys.
    largest_key: f64,
    /// The unique indexes that have to be checked, by their positions.
    unique: Vec<(usize, UniqueKeys)>,
    /// The keys, where they are not those of the store that was read.
    keys: Option<UniqueKeys>,
    /// The seeds with a key, by their encoded keys.
    seeds: HashMap<Vec<u8>, usize>,
}

/// What a program made of a database.
pub struct Finished {
    /// The target, with the numbers of records and the generators' next keys.
    pub target: Database,
    /// What reading each of its stores back must give; none for one that was not looked at.
    pub fingerprints: Vec<Option<Fingerprint>>,
    /// What was found and done.
    pub report: MigrationReport,
    /// Keys that may occur once, and occur again: store, index (none for the records' own keys),
    /// and who has them.
    pub collisions: Vec<(usize, Option<usize>, Collision)>,
}

/// How a record came out of a way.
enum Outcome {
    Unchanged,
    Changed(Working),
    Deleted,
    Skipped,
    Quarantined,
    Failed,
}

impl<'p> Run<'p> {
    /// A run from the beginning.
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
        let stores = (0..program.target.stores.len()).map(|at| Filling::of(program, at)).collect();
        let mut run = Self { program, stores, seeds: Vec::new(), report };
        run.plant_seeds();
        run
    }

    fn plant_seeds(&mut self) {
        for (source, seed) in self.program.seeds.iter().enumerate() {
            let Some(store) = self.program.target.stores.get(seed.target) else { continue };
            match plant(seed, source, store) {
                Ok(planted) => {
                    if let (Some(key), Some(filling)) =
                        (&planted.key, self.stores.get_mut(seed.target))
                        && filling.seeds.insert(encode_key(key), self.seeds.len()).is_some()
                    {
                        let fault = Fault::of_key(FaultCode::DuplicateKey, "a key of its own", key);
                        self.fail(seed.operation, key, fault);
                    }
                    self.seeds.push(planted);
                }
                Err((key, fault)) => self.fail(seed.operation, &key, fault),
            }
        }
    }

    /// Takes a record of a route's store. Gives what has to be written for it.
    ///
    /// # Errors
    ///
    /// Where the bytes are no record.
    pub fn record(
        &mut self,
        route: usize,
        bytes: &[u8],
        attachments: &dyn Attachments,
    ) -> Result<Vec<Write>, DecodeError> {
        let program = self.program;
        let Some(route) = program.routes.get(route) else { return Ok(Vec::new()) };
        let record = decode_record(bytes)?;
        self.report.scanned += 1;
        let mut writes = Vec::new();
        let mut quarantined = false;
        for way in &route.ways {
            let outcome = self.follow(way, &record, attachments);
            quarantined |= matches!(outcome, Outcome::Quarantined);
            self.take(way, &record, bytes, outcome, attachments, &mut writes);
        }
        if quarantined {
            let store = route.store;
            writes.insert(0, Write::Quarantine { store, record: bytes.to_vec() });
        }
        Ok(writes)
    }

    /// Goes through the steps with a record.
    fn follow(&mut self, way: &Way, record: &Record, attachments: &dyn Attachments) -> Outcome {
        if way.steps.is_empty() {
            return if way.in_place {
                Outcome::Unchanged
            } else {
                Outcome::Changed(record.clone().into())
            };
        }
        let mut working = Working::from(record.clone());
        // The record as the migrations before the present one left it.
        let mut settled: Option<(usize, Working)> = None;
        let mut changed = false;
        let mut changed_before = false;
        for step in &way.steps {
            if step.on_fault != OnFault::Halt
                && settled.as_ref().is_none_or(|(migration, _)| *migration != step.migration)
            {
                settled = Some((step.migration, working.clone()));
                changed_before = changed;
            }
            match self.step(step, &mut working, attachments) {
                Ok(Effect::Unchanged) => {}
                Ok(Effect::Changed) => changed = true,
                Ok(Effect::Deleted) => return Outcome::Deleted,
                Err(faults) => {
                    let on_fault = step.on_fault;
                    let key = record.key.clone();
                    for fault in faults {
                        self.fault(step, &key, fault);
                    }
                    let counts = self.report.operations.get_mut(step.operation);
                    match (on_fault, counts) {
                        (OnFault::Halt, Some(counts)) => counts.failed += 1,
                        (OnFault::Skip, Some(counts)) => counts.skipped += 1,
                        (OnFault::Quarantine, Some(counts)) => counts.quarantined += 1,
                        (_, None) => {}
                    }
                    return match on_fault {
                        OnFault::Halt => Outcome::Failed,
                        OnFault::Quarantine => Outcome::Quarantined,
                        OnFault::Skip => {
                            self.report.skipped += 1;
                            match settled {
                                // What the migrations before made of it stays.
                                Some((_, before)) if changed_before || !way.in_place => {
                                    Outcome::Changed(before)
                                }
                                _ => Outcome::Skipped,
                            }
                        }
                    };
                }
            }
        }
        if changed || !way.in_place { Outcome::Changed(working) } else { Outcome::Unchanged }
    }

    fn step(
        &mut self,
        step: &PlacedStep,
        working: &mut Working,
        attachments: &dyn Attachments,
    ) -> Result<Effect, Vec<Fault>> {
        let wants_sample = match self.report.operations.get_mut(step.operation) {
            Some(counts) => {
                counts.scanned += 1;
                counts.samples.len() < SAMPLES
            }
            None => false,
        };
        let before = match &step.action {
            Action::Change(_) if wants_sample => Some(working.clone()),
            _ => None,
        };
        let effect = match &step.action {
            Action::Check(check) => {
                let whole = working.value().map_err(|fault| vec![fault])?;
                let scope =
                    Scope { key: working.key(), record: &whole, value: None, element: None };
                let faults = check.check(&scope);
                if faults.is_empty() { Ok(Effect::Unchanged) } else { Err(faults) }
            }
            Action::Change(change) => change.apply(working).map_err(|fault| vec![fault]),
            Action::Rekey(None) => Ok(Effect::Changed),
            Action::Rekey(Some(path)) => {
                let sizes = |ordinal| attachments.size(ordinal);
                match extract(working.graph(), path, &Sizes(&sizes)) {
                    Some(key) => {
                        working.set_key(key);
                        Ok(Effect::Changed)
                    }
                    None => Err(vec![no_key(working)]),
                }
            }
        }?;
        if effect != Effect::Unchanged
            && let Some(counts) = self.report.operations.get_mut(step.operation)
        {
            counts.changed += 1;
            if let Some(before) = before {
                counts
                    .samples
                    .push(sample(&before, (effect == Effect::Changed).then_some(working)));
            }
        }
        Ok(effect)
    }

    /// Writes down what became of a record.
    fn take(
        &mut self,
        way: &Way,
        record: &Record,
        bytes: &[u8],
        outcome: Outcome,
        attachments: &dyn Attachments,
        writes: &mut Vec<Write>,
    ) {
        let working = match outcome {
            Outcome::Failed => return,
            Outcome::Deleted | Outcome::Quarantined => {
                if matches!(outcome, Outcome::Quarantined) {
                    self.report.quarantined += 1;
                } else if way.in_place {
                    self.report.deleted += 1;
                }
                if way.in_place {
                    writes.push(removal(way.target, &record.key));
                }
                return;
            }
            Outcome::Unchanged | Outcome::Skipped => None,
            Outcome::Changed(working) => Some(working),
        };
        let operation = way.steps.last().map_or(0, |step| step.operation);
        let (key, graph) = match &working {
            Some(working) => (working.key().clone(), working.graph().clone()),
            None => (record.key.clone(), Graph::new(record.value.clone())),
        };
        if let Some(fault) = self.key_fault(way, &key, &record.key, &graph, attachments) {
            return self.fail(operation, &record.key, fault);
        }
        if self.replaced(way.target, &key) {
            // The seed overwrites it where it is.
            return;
        }
        let rebuilt = match graph.clone().rebuild(Some(0)) {
            Ok(rebuilt) => rebuilt,
            Err(_) => return,
        };
        if working.is_some()
            && rebuilt.ordinals.iter().any(|ordinal| attachments.is_stuck(*ordinal))
        {
            let fault = Fault {
                code: FaultCode::NotCarried,
                pointer: String::new(),
                expected: "nothing that cannot leave the page".to_owned(),
                actual: shown(&show_value(&record.value)),
            };
            return self.fail(operation, &record.key, fault);
        }
        let encoded = if working.is_none() && rebuilt.ordinals.is_empty() {
            bytes.to_vec()
        } else {
            encode_record(&Record { key: key.clone(), value: rebuilt.value })
        };
        let digests: Vec<Vec<u8>> =
            rebuilt.ordinals.iter().map(|ordinal| attachments.digest(*ordinal)).collect();
        let sizes = |ordinal| attachments.size(ordinal);
        self.admit(way.target, &key, &graph, &encoded, &digests, &sizes);
        if working.is_some() {
            self.report.written += 1;
            writes.push(Write::Put {
                store: way.target,
                record: encoded,
                ordinals: rebuilt.ordinals,
            });
        }
    }

    /// What is wrong with a record's key.
    fn key_fault(
        &self,
        way: &Way,
        key: &Key,
        former: &Key,
        graph: &Graph,
        attachments: &dyn Attachments,
    ) -> Option<Fault> {
        let path = self.program.target.stores.get(way.target)?.key_path.as_ref()?;
        let sizes = |ordinal| attachments.size(ordinal);
        let found = extract(graph, path, &Sizes(&sizes));
        match found {
            None => Some(Fault::of_key(FaultCode::NoKey, "a valid key at the key path", former)),
            Some(found) if crate::value::compare(&found, key).is_ne() => {
                Some(Fault::of_key(FaultCode::KeyChanged, show_key(key), &found))
            }
            Some(_) => None,
        }
    }

    /// Whether a seed takes a record's place. One that the record keeps out is dropped.
    fn replaced(&mut self, store: usize, key: &Key) -> bool {
        let Some(filling) = self.stores.get(store) else { return false };
        if filling.seeds.is_empty() {
            return false;
        }
        let Some(at) = filling.seeds.get(&encode_key(key)).copied() else { return false };
        let Some(seed) = self.seeds.get_mut(at) else { return false };
        match seed.on_conflict {
            OnConflict::Replace => return true,
            OnConflict::Skip => seed.dropped = true,
            OnConflict::Halt => {
                let fault = Fault::of_key(FaultCode::DuplicateKey, "no record of this key", key);
                let operation = seed.operation;
                self.fail(operation, key, fault);
            }
        }
        false
    }

    /// Counts a record in as one of the target's.
    fn admit(
        &mut self,
        store: usize,
        key: &Key,
        graph: &Graph,
        encoded: &[u8],
        digests: &[Vec<u8>],
        sizes: &dyn Fn(u64) -> Option<u64>,
    ) {
        let (Some(filling), Some(schema)) =
            (self.stores.get_mut(store), self.program.target.stores.get(store))
        else {
            return;
        };
        filling.fingerprint.add(encoded, digests.iter().map(Vec::as_slice));
        if let Key::Number(number) = key {
            filling.largest_key = filling.largest_key.max(number.get());
        }
        if let Some(keys) = &mut filling.keys {
            keys.add(key, key);
        }
        for (at, unique) in &mut filling.unique {
            let Some(index) = schema.indexes.get(*at) else { continue };
            for index_key in index_keys(graph, index, &Sizes(sizes)) {
                unique.add(&index_key, key);
            }
        }
    }

    /// Ends the reading: adds what is to be added. Gives what has to be written for that.
    pub fn seeds(&mut self) -> Vec<Write> {
        let mut writes = Vec::new();
        for at in 0..self.seeds.len() {
            let Some(seed) = self.seeds.get(at) else { continue };
            if seed.dropped {
                if let Some(counts) = self.report.operations.get_mut(seed.operation) {
                    counts.skipped += 1;
                }
                continue;
            }
            let seed = seed.clone();
            self.add_seed(at, seed, &mut writes);
        }
        writes
    }

    fn add_seed(&mut self, at: usize, seed: PlantedSeed, writes: &mut Vec<Write>) {
        let Some(steps) = self.program.seeds.get(seed.source).map(|seed| &seed.steps) else {
            return;
        };
        let Some(schema) = self.program.target.stores.get(seed.target) else { return };
        if let Some(counts) = self.report.operations.get_mut(seed.operation) {
            counts.changed += 1;
        }
        let mut value = Graph::new(seed.value);
        let key = match seed.key {
            Some(key) => key,
            None => {
                let next = self.next_key(seed.target);
                let Some(number) = next else {
                    let expected = "a key that the generator gives";
                    let none = Key::Number(0.into());
                    return self.fail(
                        seed.operation,
                        &none,
                        Fault::of_key(FaultCode::NoKey, expected, &none),
                    );
                };
                let key = Key::Number((number as f64).into());
                super::seeds::inject(&mut value, schema, number);
                key
            }
        };
        let value = match value.rebuild(None) {
            Ok(rebuilt) => rebuilt.value,
            Err(_) => return,
        };
        let way = Way { target: seed.target, in_place: false, steps: steps.clone() };
        let record = Record { key, value };
        if let Some(filling) = self.stores.get_mut(seed.target) {
            filling.seeds.retain(|_, seed| *seed != at);
        }
        let bytes = encode_record(&record);
        let outcome = self.follow(&way, &record, &NoAttachments);
        self.take(&way, &record, &bytes, outcome, &NoAttachments, writes);
    }

    /// What a store's generator gives next.
    fn next_key(&self, store: usize) -> Option<u64> {
        let schema = self.program.target.stores.get(store)?;
        if !schema.auto_increment {
            return None;
        }
        let largest = self.stores.get(store)?.largest_key;
        let passed = if largest >= 9_007_199_254_740_992.0 {
            return None;
        } else {
            largest.floor().max(0.0) as u64 + 1
        };
        Some(schema.next_key?.max(passed))
    }

    /// What came of it, once all records have passed.
    pub fn finish(mut self) -> Finished {
        let mut target = self.program.target.clone();
        for at in 0..target.stores.len() {
            let next_key = self.next_key(at);
            if let (Some(store), Some(filling)) = (target.stores.get_mut(at), self.stores.get(at)) {
                if filling.looked_at {
                    store.records = filling.fingerprint.records();
                    store.next_key = next_key;
                }
            }
        }
        let mut fingerprints = Vec::new();
        let mut collisions = Vec::new();
        for (at, filling) in std::mem::take(&mut self.stores).into_iter().enumerate() {
            fingerprints.push(filling.looked_at.then_some(filling.fingerprint));
            for (index, unique) in filling.unique {
                collisions
                    .extend(unique.into_collisions().into_iter().map(|c| (at, Some(index), c)));
            }
            if let Some(keys) = filling.keys {
                collisions.extend(keys.into_collisions().into_iter().map(|c| (at, None, c)));
            }
        }
        for (store, index, collision) in &collisions {
            self.collide(*store, *index, collision);
        }
        Finished { target, fingerprints, report: self.report, collisions }
    }

    fn collide(&mut self, store: usize, index: Option<usize>, collision: &Collision) {
        let Some(schema) = self.program.target.stores.get(store) else { return };
        let expected = match index.and_then(|index| schema.indexes.get(index)) {
            Some(Index { name, .. }) => {
                format!("another key in the unique index {}", show_key(&Key::String(name.clone())))
            }
            None => "a key of its own".to_owned(),
        };
        for record in &collision.records {
            let mut fault =
                Fault::of_key(FaultCode::DuplicateKey, expected.clone(), &collision.key);
            fault.pointer = String::new();
            self.list(
                schema.name.to_string_lossy().into_owned(),
                record,
                self.program.target.version,
                None,
                fault,
            );
        }
    }

    fn fault(&mut self, step: &PlacedStep, key: &Key, fault: Fault) {
        let Some(operation) = self.program.operations.get(step.operation) else { return };
        let store = operation.store.to_string_lossy().into_owned();
        self.list(store, key, operation.version, operation.operation, fault);
    }

    /// A fault for which nothing is migrated, whatever the plan says of faults.
    fn fail(&mut self, operation: usize, key: &Key, fault: Fault) {
        if let Some(counts) = self.report.operations.get_mut(operation) {
            counts.failed += 1;
        }
        let (store, version, position) = match self.program.operations.get(operation) {
            Some(operation) => (
                operation.store.to_string_lossy().into_owned(),
                operation.version,
                operation.operation,
            ),
            None => (String::new(), self.program.target.version, None),
        };
        self.list(store, key, version, position, fault);
    }

    fn list(
        &mut self,
        store: String,
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
            store,
            key: shown(&show_key(key)),
            version,
            operation,
            pointer: fault.pointer,
            expected: fault.expected,
            actual: fault.actual,
        });
    }
}

impl Filling {
    /// A store of the target at the beginning.
    fn of(program: &Program, at: usize) -> Self {
        let ways = || {
            program.routes.iter().flat_map(|route| &route.ways).filter(move |way| way.target == at)
        };
        let Some((schema, change)) = program.target.stores.get(at).zip(program.changes.get(at))
        else {
            return Self::default();
        };
        let is_new = change.from.is_none();
        let rekeyed = ways()
            .any(|way| way.steps.iter().any(|step| matches!(step.action, Action::Rekey(Some(_)))));
        // An index that the store has already is right, unless it is made anew.
        let unique = schema
            .indexes
            .iter()
            .enumerate()
            .filter(|(index, schema)| {
                schema.unique && change.indexes.get(*index).is_none_or(Option::is_none)
            })
            .map(|(index, _)| (index, UniqueKeys::default()))
            .collect();
        Self {
            looked_at: is_new || ways().next().is_some(),
            unique,
            keys: rekeyed.then(UniqueKeys::default),
            ..Self::default()
        }
    }
}

/// A seed has none.
struct NoAttachments;

impl Attachments for NoAttachments {
    fn size(&self, _: u64) -> Option<u64> {
        None
    }

    fn digest(&self, _: u64) -> Vec<u8> {
        Vec::new()
    }

    fn is_stuck(&self, _: u64) -> bool {
        false
    }
}

fn removal(store: usize, key: &Key) -> Write {
    let record = Record { key: key.clone(), value: Value::Undefined };
    Write::Remove { store, record: encode_record(&record) }
}

fn no_key(working: &Working) -> Fault {
    let value = working.value().map(|value| value.into_owned()).unwrap_or_default();
    Fault::new(FaultCode::NoKey, "", "a valid key at the new key path", &value)
}

fn sample(before: &Working, after: Option<&Working>) -> Sample {
    let show = |working: &Working| {
        working.value().map(|value| shown(&show_value(&value))).unwrap_or_default()
    };
    Sample { key: shown(&show_key(before.key())), before: show(before), after: after.map(show) }
}

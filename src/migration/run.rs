//! Running a program over records.

use super::fault::{Fault, FaultCode, shown};
use super::filling::Filling;
use super::fingerprint::Fingerprint;
use super::formula::Scope;
use super::key_path::{Sizes, extract};
use super::program::{Action, OnConflict, OnFault, PlacedStep, Program, Way};
use super::report::{MigrationReport, Sample};
use super::seeds::{PlantedSeed, plant};
use super::step::Effect;
use super::tally::Tally;
use super::unique::Collision;
use super::working::Working;
use crate::schema::Database;
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
    tally: Tally<'p>,
    /// The operations that the present record has passed: in a copy of its store, it passes those
    /// before the copying again, and is not counted again.
    passed: Vec<usize>,
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
        let tally = Tally::new(program);
        let stores = (0..program.target.stores.len()).map(|at| Filling::of(program, at)).collect();
        let mut run = Self { program, stores, seeds: Vec::new(), tally, passed: Vec::new() };
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
                        self.tally.fail(seed.operation, key, fault);
                    }
                    self.seeds.push(planted);
                }
                Err((key, fault)) => self.tally.fail(seed.operation, &key, fault),
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
        self.tally.report.scanned += 1;
        self.passed.clear();
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
                    if !self.passed.contains(&step.operation) {
                        self.passed.push(step.operation);
                        self.tally.refuse(step, &record.key, faults);
                    }
                    return match on_fault {
                        OnFault::Halt => Outcome::Failed,
                        OnFault::Quarantine => Outcome::Quarantined,
                        OnFault::Skip => {
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
        let is_first = !self.passed.contains(&step.operation);
        let wants_sample = is_first && self.tally.scan(step.operation);
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
        if is_first {
            self.passed.push(step.operation);
            if effect != Effect::Unchanged {
                let sample = before
                    .map(|before| sample(&before, (effect == Effect::Changed).then_some(working)));
                self.tally.change(step.operation, sample);
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
                if way.in_place {
                    let is_deleted = matches!(outcome, Outcome::Deleted);
                    self.tally.report.deleted += u64::from(is_deleted);
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
            return self.tally.fail(operation, &record.key, fault);
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
            return self.tally.fail(operation, &record.key, fault);
        }
        let encoded = if working.is_none() && rebuilt.ordinals.is_empty() {
            bytes.to_vec()
        } else {
            encode_record(&Record { key: key.clone(), value: rebuilt.value })
        };
        let digests: Vec<Vec<u8>> =
            rebuilt.ordinals.iter().map(|ordinal| attachments.digest(*ordinal)).collect();
        let sizes = |ordinal| attachments.size(ordinal);
        if let Some((filling, schema)) =
            self.stores.get_mut(way.target).zip(self.program.target.stores.get(way.target))
        {
            filling.admit(schema, &key, &graph, &encoded, &digests, &Sizes(&sizes));
        }
        if working.is_some() {
            self.tally.report.written += 1;
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
                self.tally.fail(operation, key, fault);
            }
        }
        false
    }

    /// Ends the reading: adds what is to be added. Gives what has to be written for that.
    pub fn seeds(&mut self) -> Vec<Write> {
        let mut writes = Vec::new();
        for at in 0..self.seeds.len() {
            let Some(seed) = self.seeds.get(at) else { continue };
            if seed.dropped {
                if let Some(counts) = self.tally.report.operations.get_mut(seed.operation) {
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
        if let Some(counts) = self.tally.report.operations.get_mut(seed.operation) {
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
                    return self.tally.fail(
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
        self.stores.get(store)?.next_key(self.program.target.stores.get(store)?)
    }

    /// What came of it, once all records have passed.
    pub fn finish(mut self) -> Finished {
        let mut target = self.program.target.clone();
        for at in 0..target.stores.len() {
            let next_key = self.next_key(at);
            if let (Some(store), Some(filling)) = (target.stores.get_mut(at), self.stores.get(at))
                && filling.looked_at
            {
                store.records = filling.fingerprint.records();
                store.next_key = next_key;
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
            self.tally.collide(*store, *index, collision);
        }
        Finished { target, fingerprints, report: self.tally.report, collisions }
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

//! Running a program over records.

use std::rc::Rc;

use super::fault::{Fault, FaultCode, shown};
use super::filling::Filling;
use super::fingerprint::Fingerprint;
use super::follow::Outcome;
use super::program::{OnConflict, PlacedStep, Program, Route, Seed, Way};
use super::report::{MigrationReport, Sample};
use super::seeds::{PlantedSeed, Second, plant, second};
use super::settle::removal;
use super::survey::{Question, Seen, Survey};
use super::tally::Tally;
use super::working::too_deep;
use crate::schema::Database;
use crate::value::{
    DecodeError, Graph, Key, Record, decode_record, encode_key, encode_record, rewrite_attachments,
    shorten, show_key, show_value,
};

/// What records refer to outside themselves.
pub trait Attachments {
    /// The size in bytes of a Blob or File.
    fn size(&self, ordinal: u64) -> Option<u64>;

    /// Something that is the same for the same content.
    fn digest(&self, ordinal: u64) -> Vec<u8>;

    /// Whether it cannot leave the page: a record that has it can stay, and not be written.
    fn is_stuck(&self, ordinal: u64) -> bool;

    /// Whether one can tell if something else has taken its place.
    fn is_comparable(&self, ordinal: u64) -> bool {
        !self.is_stuck(ordinal)
    }
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
    pub(super) program: &'p Program,
    pub(super) stores: Vec<Filling>,
    pub(super) seeds: Vec<PlantedSeed>,
    pub(super) tally: Tally<'p>,
    /// The operations that the present record has passed: in a copy of its store, it passes those
    /// before the copying again, and is not counted again.
    pub(super) passed: Vec<usize>,
    /// What the time is, in milliseconds; none where nobody wants to know what takes how long.
    clock: Option<fn() -> f64>,
    /// The stores of the target that are made anew, where others are left out.
    pub(super) remade: Option<Vec<bool>>,
}

/// What a program made of a database.
pub struct Finished {
    /// The target, with the numbers of records and the generators' next keys.
    pub target: Database,
    /// What reading each of its stores back must give; none for one that was not looked at.
    pub fingerprints: Vec<Option<Fingerprint>>,
    /// What was found and done.
    pub report: MigrationReport,
    /// The answers to the questions that were asked, in their order.
    pub answers: Vec<Seen>,
}

impl<'p> Run<'p> {
    /// A run from the beginning.
    pub fn new(program: &'p Program) -> Self {
        Self::asked(program, Vec::new())
    }

    /// A run that answers questions.
    pub fn asked(program: &'p Program, questions: Vec<Question>) -> Self {
        let tally = Tally::new(program, Survey::new(questions));
        let stores = (0..program.target.stores.len()).map(|at| Filling::of(program, at)).collect();
        let (seeds, passed) = (Vec::new(), Vec::new());
        let mut run = Self { program, stores, seeds, tally, passed, clock: None, remade: None };
        run.plant_seeds();
        run
    }

    /// A run over a database that the site uses: what collides there, the browser finds.
    pub fn while_used(program: &'p Program) -> Self {
        let mut run = Self::new(program);
        // What changed with the schema is counted there.
        run.tally.forget();
        for filling in &mut run.stores {
            filling.unique = Vec::new();
        }
        run
    }

    /// What was found and done so far.
    pub fn report(&self) -> &MigrationReport {
        &self.tally.report
    }

    /// A run that measures what each operation takes, by a clock of milliseconds.
    pub fn timed(program: &'p Program, clock: fn() -> f64) -> Self {
        Self { clock: Some(clock), ..Self::new(program) }
    }

    pub(super) fn now(&self) -> f64 {
        self.clock.map_or(0.0, |clock| clock())
    }

    /// A run that writes all that the stores hold which are [remade](Program::remade), and nothing
    /// else: whatever becomes of a record is put, and nothing is there to be deleted.
    pub fn remaking(program: &'p Program) -> Self {
        Self { remade: Some(program.remade()), ..Self::new(program) }
    }

    /// Of what has passed so far, for each store of the target that is looked at.
    pub fn fingerprints(&self) -> Vec<Option<Fingerprint>> {
        let of = |filling: &Filling| filling.looked_at.then_some(filling.fingerprint);
        self.stores.iter().map(of).collect()
    }

    fn plant_seeds(&mut self) {
        for (source, seed) in self.program.seeds.iter().enumerate() {
            let Some(store) = self.program.target.stores.get(seed.target) else { continue };
            match plant(seed, source, store) {
                Ok(mut planted) => {
                    if let Some(key) = planted.key.clone() {
                        self.plant_key(&key, seed, &mut planted);
                    }
                    self.seeds.push(planted);
                }
                Err((key, fault)) => self.tally.fail(seed.operation, &key, fault),
            }
        }
    }

    /// Takes down the key of a record to be added. There may be one of that key that the plan adds
    /// before.
    fn plant_key(&mut self, key: &Key, seed: &Seed, planted: &mut PlantedSeed) {
        let Some(filling) = self.stores.get_mut(seed.target) else { return };
        let (encoded, at) = (encode_key(key), self.seeds.len());
        let former = filling.seeds.get(&encoded).copied();
        let former = former.and_then(|former| self.seeds.get_mut(former));
        let Some(former) = former else {
            filling.seeds.insert(encoded, at);
            return;
        };
        match self.program.seeds.get(former.source).and_then(|first| second(first, seed)) {
            Some(Second::Replaces) => {
                former.dropped = true;
                if former.on_conflict == OnConflict::Halt {
                    // The one before it would not have come in beside a record that is there.
                    planted.on_conflict = OnConflict::Halt;
                }
                filling.seeds.insert(encoded, at);
            }
            Some(Second::StaysOut) => planted.dropped = true,
            None => {
                let fault = Fault::of_key(FaultCode::DuplicateKey, "a key of its own", key);
                self.tally.fail(seed.operation, key, fault);
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
        self.tally.begin_record();
        let mut writes = Vec::new();
        let mut quarantined = false;
        for way in &route.ways {
            let outcome = self.follow(&way.steps, way.in_place, &record, attachments);
            quarantined |= matches!(outcome, Outcome::Quarantined);
            self.settle(way, &record, bytes, outcome, attachments, &mut writes);
        }
        for steps in &route.dropped {
            let outcome = self.follow(steps, true, &record, attachments);
            if matches!(outcome, Outcome::Quarantined) && program.while_used {
                self.refuse_dropped(steps, &record);
                continue;
            }
            quarantined |= matches!(outcome, Outcome::Quarantined);
        }
        if quarantined {
            self.tally.report.quarantined += 1;
            self.require_carried(route, &record, bytes, attachments)?;
            let store = route.store;
            writes.insert(0, Write::Quarantine { store, record: bytes.to_vec() });
        }
        Ok(writes)
    }

    /// The store goes with the schema, before any record is taken out.
    fn refuse_dropped(&mut self, steps: &[Rc<PlacedStep>], record: &Record) {
        let operation = steps.first().map(|step| step.operation).unwrap_or_default();
        let fault = Fault {
            code: FaultCode::Invalid,
            pointer: String::new(),
            expected: "a valid record, in a store that is dropped before records are taken out"
                .to_owned(),
            actual: shown(&show_value(&record.value)),
        };
        self.tally.fail(operation, &record.key, fault);
    }

    /// A record that goes to an archive must be whole there; and where the site may change it until
    /// it is taken out, one must be able to tell.
    fn require_carried(
        &mut self,
        route: &Route,
        record: &Record,
        bytes: &[u8],
        attachments: &dyn Attachments,
    ) -> Result<(), DecodeError> {
        let own = rewrite_attachments(bytes, &mut 0, |_| true)?.kept;
        let is_stuck = own.iter().any(|ordinal| attachments.is_stuck(*ordinal));
        let is_comparable = own.iter().all(|ordinal| attachments.is_comparable(*ordinal));
        if is_stuck || (self.program.while_used && !is_comparable) {
            let what = if is_stuck { "cannot leave the page" } else { "nobody can compare" };
            let steps = route.ways.iter().flat_map(|way| &way.steps);
            let steps = steps.chain(route.dropped.iter().flatten());
            let operation = steps.map(|step| step.operation).next().unwrap_or_default();
            let fault = Fault {
                code: FaultCode::NotCarried,
                pointer: String::new(),
                expected: format!("nothing that {what}, in a record to be quarantined"),
                actual: shown(&show_value(&record.value)),
            };
            self.tally.fail(operation, &record.key, fault);
        }
        Ok(())
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
        self.passed.clear();
        self.tally.begin_record();
        let copied = self.program.seeds.get(seed.source).is_some_and(|seed| seed.copied);
        let wants_sample = !copied && self.tally.wants_sample(seed.operation);
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
            Err(kind) => return self.tally.fail(seed.operation, &key, too_deep(kind)),
        };
        let longest = self.tally.longest_sample();
        let sample = wants_sample.then(|| Sample {
            key: shorten(&show_key(&key), longest).to_string(),
            before: None,
            after: Some(shorten(&show_value(&value), longest).to_string()),
        });
        if !copied {
            self.tally.change(seed.operation, &key, sample);
        }
        let way = Way { target: seed.target, in_place: false, steps: steps.clone() };
        let record = Record { key, value };
        if let Some(filling) = self.stores.get_mut(seed.target) {
            filling.seeds.retain(|_, seed| *seed != at);
        }
        let bytes = encode_record(&record);
        let outcome = self.follow(&way.steps, way.in_place, &record, &NoAttachments);
        if matches!(outcome, Outcome::Quarantined) {
            // There is nothing of the site's to keep: the plan is wrong.
            let fault = Fault {
                code: FaultCode::Invalid,
                pointer: String::new(),
                expected: "a record of the plan that the plan finds valid".to_owned(),
                actual: shown(&show_value(&record.value)),
            };
            return self.tally.fail(seed.operation, &record.key, fault);
        }
        if matches!(outcome, Outcome::Deleted) && seed.on_conflict == OnConflict::Replace {
            // It took the place of a record, which goes with it.
            writes.push(removal(seed.target, &record.key));
        }
        self.settle(&way, &record, &bytes, outcome, &NoAttachments, writes);
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
        for (at, filling) in std::mem::take(&mut self.stores).into_iter().enumerate() {
            fingerprints.push(filling.looked_at.then_some(filling.fingerprint));
            for (index, unique) in filling.unique {
                self.tally.collide(at, Some(index), unique);
            }
            if let Some(keys) = filling.keys {
                self.tally.collide(at, None, keys);
            }
        }
        let answers = std::mem::take(&mut self.tally.survey).into_answers();
        Finished { target, fingerprints, report: self.tally.into_report(), answers }
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

//! A database in memory, with what of IndexedDB a migration needs.

use drydock::migration::{
    Attachments, Fingerprint, Finished, Languages, Program, Run, Write, compile,
};
use drydock::plan::{Plan, parse};
use drydock::schema::{Database, Store};
use drydock::value::{Key, Record, compare, decode_record, encode_record, rewrite_attachments};
use serde_json::json;

/// A database: its schema, and the records of each store in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Simulated {
    pub schema: Database,
    pub records: Vec<Vec<Held>>,
    /// The records that the last migration moved to an archive of their own, each with its store.
    pub quarantine: Vec<(usize, Held)>,
}

/// A record with what its attachments are, which are numbered from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    pub record: Record,
    pub attachments: Vec<u64>,
}

impl Held {
    fn new(record: Record) -> Self {
        let own = rewrite_attachments(&encode_record(&record), &mut 0, |_| true).unwrap();
        Self { record: decode_record(&own.bytes).unwrap(), attachments: own.kept }
    }
}

/// Blobs that are numbers.
pub struct Numbers<'a>(pub &'a [u64]);

impl Attachments for Numbers<'_> {
    fn size(&self, ordinal: u64) -> Option<u64> {
        self.0.get(ordinal as usize).copied()
    }

    fn digest(&self, ordinal: u64) -> Vec<u8> {
        self.0[ordinal as usize].to_be_bytes().to_vec()
    }

    fn is_stuck(&self, _: u64) -> bool {
        false
    }
}

/// Of records that have none.
pub struct NoAttachments;

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

pub fn store(name: &str, key_path: Option<&str>) -> Store {
    let path = json!(key_path);
    serde_json::from_value(json!({ "name": name, "key_path": path, "auto_increment": false,
        "next_key": null, "indexes": [], "records": 0 }))
    .unwrap()
}

/// The plan of database `d` from version 1 with these operations, each list of them a version.
pub fn plan(versions: &[serde_json::Value]) -> Plan {
    let migrations: Vec<_> = versions
        .iter()
        .enumerate()
        .map(|(at, operations)| {
            json!({ "database": "d", "version": at + 2, "operations": operations })
        })
        .collect();
    let text = json!({ "format": 1, "migrations": migrations }).to_string();
    parse(&text).unwrap_or_else(|error| panic!("{error}")).plan
}

impl Simulated {
    pub fn new(stores: Vec<(Store, Vec<Record>)>) -> Self {
        let mut stores = stores;
        stores.sort_by_key(|(store, _)| store.name.to_utf16());
        let mut schema = Database { name: "d".into(), version: 1, stores: vec![] };
        let mut all = Vec::new();
        for (mut store, mut records) in stores {
            records.sort_by(|one, other| compare(&one.key, &other.key));
            store.records = records.len() as u64;
            schema.stores.push(store);
            all.push(records.into_iter().map(Held::new).collect());
        }
        Self { schema, records: all, quarantine: Vec::new() }
    }

    pub fn of(&self, store: &str) -> Vec<Record> {
        let at = self.schema.stores.iter().position(|s| s.name == store.into()).unwrap();
        self.records[at].iter().map(|held| held.record.clone()).collect()
    }

    /// Carries a plan out: what becomes of the database, and what the run says of it. Where the
    /// run refuses records, the database stays.
    pub fn migrated(&self, plan: &Plan) -> (Self, Finished) {
        let migrations: Vec<_> =
            plan.migrations.iter().filter(|m| m.version > self.schema.version).collect();
        let program = compile(&self.schema, &migrations, &Languages).unwrap();
        let mut run = Run::new(&program);
        let position = |name| self.schema.stores.iter().position(|s| Some(&s.name) == name);
        let mut records: Vec<Vec<Held>> = program
            .changes
            .iter()
            .map(|change| {
                position(change.from.as_ref()).map_or_else(Vec::new, |at| self.records[at].clone())
            })
            .collect();
        let mut quarantine = Vec::new();
        for (route, what) in program.routes.iter().enumerate() {
            for held in &self.records[what.store] {
                let attachments = Numbers(&held.attachments);
                let bytes = encode_record(&held.record);
                for write in run.record(route, &bytes, &attachments).unwrap() {
                    if let Write::Quarantine { store, record } = &write {
                        assert_eq!((*store, record), (what.store, &bytes));
                        quarantine.push((*store, held.clone()));
                        continue;
                    }
                    apply(&mut records, write, &held.attachments);
                }
            }
        }
        for write in run.seeds() {
            apply(&mut records, write, &[]);
        }
        let finished = run.finish();
        if finished.report.halting > 0 {
            return (self.clone(), finished);
        }
        let after = Self { schema: finished.target.clone(), records, quarantine };
        after.check(&finished);
        (after, finished)
    }

    /// Upgrades one record of the first store where it is. Says whether it changed.
    pub fn upgrade(&mut self, run: &mut Run<'_>, program: &Program, at: usize) -> bool {
        let (_, route) = program.changed_in_place()[0];
        let held = self.records[0][at].clone();
        let attachments = Numbers(&held.attachments);
        let writes = run.record(route, &encode_record(&held.record), &attachments).unwrap();
        let changes = !writes.is_empty();
        for write in writes {
            apply(&mut self.records, write, &held.attachments);
        }
        changes
    }

    /// What was written is what the run says that reading it back gives.
    fn check(&self, finished: &Finished) {
        for (at, records) in self.records.iter().enumerate() {
            assert_eq!(self.schema.stores[at].records, records.len() as u64);
            if let Some(expected) = &finished.fingerprints[at] {
                let mut found = Fingerprint::default();
                for held in records {
                    let digests: Vec<_> =
                        held.attachments.iter().map(|number| number.to_be_bytes()).collect();
                    found.add(&encode_record(&held.record), digests.iter().map(|d| d.as_slice()));
                }
                assert_eq!(found, *expected, "store {at}");
            }
        }
    }
}

/// Does what is to be written, for a record with these attachments.
fn apply(records: &mut [Vec<Held>], write: Write, attachments: &[u64]) {
    match write {
        Write::Put { store, record, ordinals } => {
            let record = decode_record(&record).unwrap();
            let attachments = ordinals.iter().map(|at| attachments[*at as usize]).collect();
            let there = &mut records[store];
            let at = there.binary_search_by(|other| compare(&other.record.key, &record.key));
            let held = Held { record, attachments };
            match at {
                Ok(at) => there[at] = held,
                Err(at) => there.insert(at, held),
            }
        }
        Write::Remove { store, record } => {
            let key: Key = decode_record(&record).unwrap().key;
            records[store].retain(|other| compare(&other.record.key, &key).is_ne());
        }
        Write::Quarantine { .. } => panic!("nothing is quarantined here"),
    }
}

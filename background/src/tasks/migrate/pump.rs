//! Migrating a database: records go out of the transaction, and what they become goes back in.

use drydock::archive::StorePath;
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::{Program, Run, Write};
use drydock::schema::Database;
use drydock::value::{RecordSplitter, Text, rewrite_attachments};
use js_sys::Array;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsValue;

use super::attached::Listed;
use super::quarantine::{Quarantined, differs};
use super::trial::Trial;
use crate::agent::{Attached, Batch, Migrating, Session, malformed};
use crate::failure::Outcome;
use crate::tasks::restore::Contents;

/// Where the records come from, and under which name.
pub struct Pump<'a> {
    /// What is done.
    pub program: &'a Program,
    /// What the trial found.
    pub trial: &'a Trial,
    /// The backup of what is there: what comes out of the transaction must be the same.
    pub safety: &'a Contents,
    /// The database's position in it.
    pub position: usize,
    /// The database's name; another than the program's for a rehearsal.
    pub name: Text,
    /// Also reads the stores that are only kept or dropped: what was written into them since the
    /// backup would be lost with them, or by putting the backup back.
    pub whole: bool,
}

/// What goes into a store of the target next.
#[derive(Default)]
pub struct Pending {
    /// Records to put, encoded.
    pub put: Vec<u8>,
    /// What they refer to.
    pub attachments: Array,
    count: u64,
    /// Records whose keys are deleted.
    pub removed: Vec<u8>,
}

impl Pump<'_> {
    /// Runs the transaction. After a failure the database is as it was.
    pub async fn run(&self, session: &mut Session) -> Outcome<()> {
        let operation = session.operation().clone();
        let stores = self.stores();
        let names = stores
            .iter()
            .filter_map(|(store, _)| self.program.present.stores.get(*store))
            .map(|store| store.name.clone())
            .collect();
        let target = Database { name: self.name.clone(), ..self.trial.finished.target.clone() };
        let (from, changes) = (self.program.present.version, self.program.changes.clone());
        let mut migrating = Migrating::begin(session, from, target, changes, names).await?;
        let mut run = Run::new(self.program);
        let mut pending: Vec<Pending> =
            self.program.target.stores.iter().map(|_| Pending::default()).collect();
        let mut hasher = Sha256::new();
        // The ordinal of the batch's first attachment in its store.
        let mut base = 0;
        let mut quarantined = Quarantined::default();
        // How many records of the store were read before.
        let mut read = 0;
        while let Some(batch) = migrating.next().await? {
            let Some((store, route)) = stores.get(batch.store) else {
                return Err(malformed("a batch of no store that is read"));
            };
            hasher.update(&batch.bytes);
            let path = StorePath::of_index(self.position, *store);
            let listed = Listed(self.safety.attachments(path));
            let mut splitter = RecordSplitter::new();
            splitter.push(&batch.bytes);
            let broken = |error: drydock::value::DecodeError| malformed(&error.to_string());
            while let Some(route) = route
                && let Some(record) = splitter.next_record().map_err(broken)?
            {
                let writes = run.record(*route, record.bytes, &listed).map_err(broken)?;
                quarantined.note(&writes, read);
                read += 1;
                for write in writes {
                    take(&mut pending, write, &batch, base)?;
                }
            }
            flush(&mut migrating, &mut pending)?;
            operation.advance(batch.records, batch.bytes.len() as u64);
            base += batch.attachments.len() as u64;
            if batch.last {
                (base, read) = (0, 0);
                let digest =
                    drydock::archive::Sha256Digest::from_hasher(std::mem::take(&mut hasher));
                if self.safety.digest_of(path) != Some(digest) {
                    return Err(self.changed_meanwhile(*store));
                }
            }
        }
        let none =
            Batch { store: 0, records: 0, bytes: Vec::new(), attachments: Vec::new(), last: true };
        for write in &self.trial.added {
            take(&mut pending, write.clone(), &none, 0)?;
        }
        flush(&mut migrating, &mut pending)?;
        if quarantined != self.trial.quarantined {
            return Err(differs(&self.name.to_string_lossy()));
        }
        migrating.finish().await
    }

    /// The stores that are read, by their positions in the present schema, each with the route that
    /// its records take, where they can become something else.
    fn stores(&self) -> Vec<(usize, Option<usize>)> {
        let Program { present, routes, .. } = self.program;
        let mut stores: Vec<_> = (0..present.stores.len()).map(|store| (store, None)).collect();
        for at in self.program.writing_routes() {
            let store = routes.get(at).and_then(|route| stores.get_mut(route.store));
            if let Some((_, route)) = store {
                *route = Some(at);
            }
        }
        stores.retain(|(_, route)| self.whole || route.is_some());
        stores
    }

    fn changed_meanwhile(&self, store: usize) -> Failure {
        let name = self.program.present.stores.get(store).map(|store| &store.name);
        Failure::new(
            ErrorCode::DatabaseChanged,
            "Something wrote into the database after it was backed up, so it was not migrated.",
        )
        .at(Location {
            store: name.map(|name| name.to_string_lossy().into_owned()),
            ..Location::database(self.name.to_string_lossy())
        })
    }
}

/// Sorts what has to be written for a record of a batch, whose first attachment has the ordinal
/// `base`.
pub fn take(pending: &mut [Pending], write: Write, batch: &Batch, base: u64) -> Outcome<()> {
    match write {
        Write::Put { store, record, ordinals } => {
            let pending = pending.get_mut(store).ok_or_else(|| malformed("no such store"))?;
            if ordinals.is_empty() {
                pending.put.extend_from_slice(&record);
                return Ok(());
            }
            let numbered = rewrite_attachments(&record, &mut pending.count, |_| true)
                .map_err(|error| malformed(&error.to_string()))?;
            pending.put.extend_from_slice(&numbered.bytes);
            for ordinal in ordinals {
                let object = ordinal
                    .checked_sub(base)
                    .and_then(|index| usize::try_from(index).ok())
                    .and_then(|index| batch.attachments.get(index));
                match object {
                    Some(Attached::Object(object)) => pending.attachments.push(object),
                    // The trial has refused records that hold such things.
                    _ => pending.attachments.push(&JsValue::NULL),
                };
            }
        }
        Write::Remove { store, record } => {
            let pending = pending.get_mut(store).ok_or_else(|| malformed("no such store"))?;
            pending.removed.extend_from_slice(&record);
        }
        // In its archive it is already.
        Write::Quarantine { .. } => {}
    }
    Ok(())
}

fn flush(migrating: &mut Migrating<'_>, pending: &mut [Pending]) -> Outcome<()> {
    for (store, pending) in pending.iter_mut().enumerate() {
        let Pending { put, attachments, removed, .. } = std::mem::take(pending);
        if !removed.is_empty() {
            migrating.remove(store, &removed)?;
        }
        if !put.is_empty() {
            migrating.put(store, &put, &attachments)?;
        }
    }
    Ok(())
}

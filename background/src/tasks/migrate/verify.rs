//! Reading a migrated database back and comparing it with what it must have become.

use drydock::archive::{Sha256Digest, StorePath};
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::migration::{Fingerprint, Program};
use drydock::schema::{Database, Store};
use drydock::value::{RecordSplitter, Text, rewrite_attachments};
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use web_sys::Blob;

use super::attached::KEY;
use super::trial::Trial;
use crate::agent::{Attached, Batch, Reading, Session, malformed};
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::backup::digest_of;
use crate::tasks::restore::Contents;

/// What reading a store back must give.
enum Expected {
    Fingerprint(Fingerprint),
    /// It was left as it was.
    Payload(Option<Sha256Digest>),
}

/// Compares a database with what a trial said that it becomes.
///
/// # Errors
///
/// `check_failed`, with the store, where it is not equal.
pub async fn verify(
    session: &mut Session,
    name: &Text,
    program: &Program,
    trial: &Trial,
    safety: &Contents,
    position: usize,
) -> Outcome<()> {
    let operation = session.operation().clone();
    let expected: Vec<Expected> = (0..program.target.stores.len())
        .map(|store| expect(program, trial, safety, position, store))
        .collect();
    let mut reading = Reading::begin(session, name, None).await?;
    let mut fingerprint = Fingerprint::default();
    let mut hasher = Sha256::new();
    let mut base = 0;
    while let Some(batch) = reading.next().await? {
        hasher.update(&batch.bytes);
        let store = expected.get(batch.store);
        if matches!(store, Some(Expected::Fingerprint(_))) {
            add(&mut fingerprint, &batch, base, &operation).await?;
        }
        base += batch.attachments.len() as u64;
        operation.advance(batch.records, batch.bytes.len() as u64);
        if batch.last {
            base = 0;
            let digest = Sha256Digest::from_hasher(std::mem::take(&mut hasher));
            let found = std::mem::take(&mut fingerprint);
            let is_right = match store {
                Some(Expected::Fingerprint(expected)) => *expected == found,
                Some(Expected::Payload(expected)) => *expected == Some(digest),
                None => false,
            };
            if !is_right {
                let store = reading.schema().stores.get(batch.store);
                return Err(differs(name, store, "its records differ"));
            }
        }
    }
    let schema = reading.into_schema();
    let target = &trial.finished.target;
    if schema.version != target.version || !same_stores(&schema, target) {
        let detail = format!("found {schema:?}, expected {target:?}");
        return Err(differs(name, None, &detail));
    }
    Ok(())
}

fn expect(
    program: &Program,
    trial: &Trial,
    safety: &Contents,
    position: usize,
    store: usize,
) -> Expected {
    match trial.finished.fingerprints.get(store) {
        Some(Some(fingerprint)) => Expected::Fingerprint(*fingerprint),
        _ => {
            let from = program.changes.get(store).and_then(|change| change.from.as_ref());
            let present = program.present.stores.iter().position(|there| Some(&there.name) == from);
            let path = present.map(|present| StorePath::of_index(position, present));
            Expected::Payload(path.and_then(|path| safety.digest_of(path)))
        }
    }
}

/// Adds a batch of a store, whose first attachment has this ordinal, to the store's fingerprint.
pub async fn add(
    fingerprint: &mut Fingerprint,
    batch: &Batch,
    base: u64,
    operation: &Operation,
) -> Outcome<()> {
    let broken = |error: drydock::value::DecodeError| malformed(&error.to_string());
    let mut digests = Vec::new();
    for attached in &batch.attachments {
        digests.push(digest(attached, operation).await?);
    }
    let mut splitter = RecordSplitter::new();
    splitter.push(&batch.bytes);
    while let Some(record) = splitter.next_record().map_err(broken)? {
        if record.attachments == 0 {
            fingerprint.add(record.bytes, std::iter::empty());
            continue;
        }
        let own = rewrite_attachments(record.bytes, &mut 0, |_| true).map_err(broken)?;
        let digests = own.kept.iter().map(|ordinal| {
            let index = ordinal.checked_sub(base).and_then(|index| usize::try_from(index).ok());
            index.and_then(|index| digests.get(index)).map(Vec::as_slice).unwrap_or_default()
        });
        fingerprint.add(&own.bytes, digests);
    }
    Ok(())
}

async fn digest(attached: &Attached, operation: &Operation) -> Outcome<Vec<u8>> {
    Ok(match attached {
        Attached::Stuck(class) => class.clone().into_bytes(),
        Attached::Object(object) => match object.dyn_ref::<Blob>() {
            Some(blob) => digest_of(blob, operation).await?.to_string().into_bytes(),
            None => KEY.to_vec(),
        },
    })
}

fn same_stores(there: &Database, wanted: &Database) -> bool {
    there.stores.len() == wanted.stores.len()
        && there.stores.iter().zip(&wanted.stores).all(|(there, wanted)| same_store(there, wanted))
}

fn same_store(there: &Store, wanted: &Store) -> bool {
    there.name == wanted.name
        && there.key_path == wanted.key_path
        && there.auto_increment == wanted.auto_increment
        && there.next_key == wanted.next_key
        && there.records == wanted.records
        && there.indexes == wanted.indexes
}

fn differs(database: &Text, store: Option<&Store>, what: &str) -> Failure {
    Failure::new(
        ErrorCode::CheckFailed,
        "What was migrated, read back, is not what the migration makes of the backup.",
    )
    .detailed(what)
    .at(Location {
        store: store.map(|store| store.name.to_string_lossy().into_owned()),
        ..Location::database(database.to_string_lossy())
    })
}

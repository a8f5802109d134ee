//! Reading a database back and comparing it with what it must have become.

use drydock::archive::{Attachment, Sha256Digest, StorePath};
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::restore::{DatabasePlan, Source};
use drydock::schema::{Database, Store};
use drydock::value::Text;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use web_sys::Blob;

use super::Contents;
use super::feed::Fed;
use crate::agent::{Attached, Reading, Session};
use crate::failure::Outcome;
use crate::tasks::backup::digest_of;

/// What reading a store back must give.
struct Expected<'a> {
    sha256: Sha256Digest,
    attachments: &'a [Attachment],
}

/// Compares a database with its plan and with what went into it.
///
/// # Errors
///
/// `check_failed`, with the store, where it is not equal.
pub async fn check(
    session: &mut Session,
    plan: &DatabasePlan,
    fed: &[Option<Fed>],
    safety: &Contents,
) -> Outcome<()> {
    let operation = session.operation().clone();
    let name = &plan.target.name;
    // The browser lists stores by name; the plan may have them in another order.
    let order = browsers_order(&plan.target);
    let mut reading = Reading::begin(session, name, None).await?;
    let mut hasher = Sha256::new();
    let mut attached = Vec::new();
    while let Some(batch) = reading.next().await? {
        hasher.update(&batch.bytes);
        attached.extend(batch.attachments);
        operation.advance(batch.records, batch.bytes.len() as u64);
        if batch.last {
            let sha256 = Sha256Digest::from_hasher(std::mem::take(&mut hasher));
            let differs =
                |what: &str| differs(name, reading.schema().stores.get(batch.store), what);
            let position =
                order.get(batch.store).ok_or_else(|| differs("it should not be there"))?;
            let expected =
                expected(plan, *position, fed, safety).ok_or_else(|| differs("unknown"))?;
            if sha256 != expected.sha256 {
                return Err(differs("its records differ"));
            }
            if attached.len() != expected.attachments.len() {
                return Err(differs("it has another number of Blobs"));
            }
            for (attached, expected) in attached.drain(..).zip(expected.attachments) {
                if !is_equal(&attached, expected, &operation).await? {
                    return Err(differs("a Blob or a CryptoKey differs"));
                }
            }
        }
    }
    let schema = reading.into_schema();
    if schema.version != plan.target.version || !same_schema(&schema, &plan.target, &order) {
        return Err(differs(name, None, "its version, its object stores or their indexes differ"));
    }
    Ok(())
}

/// The positions of the target's stores in the order in which the browser lists them.
fn browsers_order(target: &Database) -> Vec<usize> {
    let mut order: Vec<usize> = (0..target.stores.len()).collect();
    order.sort_by_key(|position| target.stores.get(*position).map(|store| store.name.to_utf16()));
    order
}

fn expected<'a>(
    plan: &DatabasePlan,
    position: usize,
    fed: &'a [Option<Fed>],
    safety: &'a Contents,
) -> Option<Expected<'a>> {
    match *plan.sources.get(position)? {
        Source::Backup { .. } | Source::Safety { .. } | Source::Add { .. } => {
            let fed = fed.get(position)?.as_ref()?;
            Some(Expected { sha256: fed.sha256, attachments: &fed.attachments })
        }
        Source::Empty => Some(Expected { sha256: Sha256Digest::of(b""), attachments: &[] }),
        Source::Leave { database, store } => {
            let path = StorePath::of_index(database, store);
            let sha256 = safety.digest_of(path)?;
            Some(Expected { sha256, attachments: safety.attachments(path) })
        }
    }
}

async fn is_equal(
    attached: &Attached,
    expected: &Attachment,
    operation: &crate::operations::Operation,
) -> Outcome<bool> {
    Ok(match (attached, expected) {
        (Attached::Object(object), Attachment::Content(content)) => {
            match object.dyn_ref::<Blob>() {
                Some(blob) if blob.size() as u64 == content.bytes => {
                    digest_of(blob, operation).await? == content.sha256
                }
                _ => false,
            }
        }
        (Attached::Object(object), Attachment::Key(_) | Attachment::Vault(_)) => {
            object.is_instance_of::<web_sys::CryptoKey>()
        }
        // A store that was left alone may hold what no archive can.
        (Attached::Stuck(class), Attachment::Lost(item)) => *class == item.lost,
        _ => false,
    })
}

fn same_schema(there: &Database, target: &Database, order: &[usize]) -> bool {
    there.stores.len() == target.stores.len()
        && there.stores.iter().zip(order).all(|(there, position)| {
            target.stores.get(*position).is_some_and(|wanted| same_store(there, wanted))
        })
}

fn same_store(there: &Store, wanted: &Store) -> bool {
    there.name == wanted.name
        && there.key_path == wanted.key_path
        && there.auto_increment == wanted.auto_increment
        && there.next_key == wanted.next_key
        && there.records == wanted.records
        && there.indexes.len() == wanted.indexes.len()
        && wanted.indexes.iter().all(|index| there.indexes.contains(index))
}

fn differs(database: &Text, store: Option<&Store>, what: &str) -> Failure {
    Failure::new(
        ErrorCode::CheckFailed,
        "What was restored, read back, is not what the backup holds.",
    )
    .detailed(what)
    .at(Location {
        store: store.map(|store| store.name.to_string_lossy().into_owned()),
        ..Location::database(database.to_string_lossy())
    })
}

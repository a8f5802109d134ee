//! Putting records beside those that a store has.

use std::cmp::Ordering;

use drydock::archive::{Sha256Digest, StorePath};
use drydock::messages::{ErrorCode, Failure};
use drydock::restore::{Choice, RestorePlan, Source, beside, numeric};
use drydock::schema::Database;
use drydock::value::{DecodeError, compare, rewrite_attachments};
use js_sys::Array;
use sha2::{Digest, Sha256};

use super::Contents;
use super::feed::Fed;
use super::keyed::{Keyed, Records};
use crate::agent::Replacing;
use crate::failure::{Outcome, damaged_records};
use crate::operations::Operation;

/// Records are sent once there are this many bytes of them.
const BATCH_BYTES: usize = 1 << 20;

/// Plans putting the records of a quarantine beside what a safety backup says is there.
pub async fn plan_beside(
    quarantine: &Contents,
    safety: &Contents,
    (present, databases): (&[Database], &[Database]),
    choices: &[Choice],
) -> Outcome<RestorePlan> {
    let mut plan = beside(present, databases, choices).map_err(|reason| {
        Failure::new(
            ErrorCode::QuarantineDoesNotFit,
            format!("The records cannot be put back: {reason}. Nothing was changed."),
        )
    })?;
    let mut additions = Vec::new();
    for (at, database) in plan.databases.iter().enumerate() {
        for (store_at, source) in database.sources.iter().enumerate() {
            let Source::Add { database, store, there, there_store } = *source else { continue };
            let from = (quarantine, StorePath::of_index(database, store));
            let there = (safety, StorePath::of_index(there, there_store));
            let (mut added, mut largest) = (0, 0.0_f64);
            let mut merging = Merging::begin(there, from).await?;
            while let Some((whose, record)) = merging.next().await? {
                if whose == Whose::Added {
                    added += 1;
                    largest = largest.max(numeric(&record.key));
                }
            }
            additions.push((at, store_at, added, largest));
        }
    }
    for (database, store, added, largest) in additions {
        plan.added(database, store, added, largest);
    }
    Ok(plan)
}

/// Puts the records of one store beside those that the other has, where none has their key; into an
/// empty store (`all`) those of the other as well. Gives what reading the store back must give.
pub async fn feed_beside(
    replacing: &mut Replacing<'_>,
    position: usize,
    all: bool,
    there: (&Contents, StorePath),
    from: (&Contents, StorePath),
    operation: &Operation,
) -> Outcome<Fed> {
    let missing = from.0.missing(from.1).await?;
    let is_kept = |ordinal: u64| {
        usize::try_from(ordinal).ok().and_then(|at| missing.get(at)).is_some_and(Option::is_none)
    };
    let mut fed =
        Fed { records: 0, kept: 0, bytes: 0, sha256: Sha256Digest::of(b""), attachments: vec![] };
    let mut hasher = Sha256::new();
    // The ordinals of the next attachment: in the whole store, and of those that are sent.
    let (mut ordinal, mut sent_ordinal) = (0, 0);
    let mut batch = Batch::default();
    let mut merging = Merging::begin(there, from).await?;
    while let Some((whose, record)) = merging.next().await? {
        let broken = |error: DecodeError| damaged_records(from.1, error.to_string());
        let (contents, path) = match whose {
            Whose::There => there,
            Whose::Added => from,
            Whose::Kept => {
                fed.kept += 1;
                continue;
            }
        };
        let keeps = |own: u64| whose == Whose::There || is_kept(own);
        let whole = rewrite_attachments(&record.bytes, &mut ordinal, keeps).map_err(broken)?;
        hasher.update(&whole.bytes);
        let listed = contents.attachments(path);
        for own in &whole.kept {
            let attachment = usize::try_from(*own).ok().and_then(|at| listed.get(at));
            let attachment =
                attachment.ok_or_else(|| damaged_records(path, "a Blob is not listed"))?;
            if all || whose == Whose::Added {
                batch.attachments.push(&contents.object(attachment).await?);
            }
            fed.attachments.push(attachment.clone());
        }
        if all || whose == Whose::Added {
            let own =
                rewrite_attachments(&record.bytes, &mut sent_ordinal, keeps).map_err(broken)?;
            batch.records += 1;
            batch.bytes.extend_from_slice(&own.bytes);
            if batch.bytes.len() >= BATCH_BYTES {
                batch.put(replacing, position, &mut fed, operation).await?;
            }
        }
    }
    if batch.records > 0 {
        batch.put(replacing, position, &mut fed, operation).await?;
    }
    fed.sha256 = Sha256Digest::from_hasher(hasher);
    Ok(fed)
}

/// Records to be sent.
#[derive(Default)]
struct Batch {
    records: u64,
    bytes: Vec<u8>,
    attachments: Array,
    /// How many attachments were sent before.
    first_ordinal: u64,
}

impl Batch {
    async fn put(
        &mut self,
        replacing: &mut Replacing<'_>,
        position: usize,
        fed: &mut Fed,
        operation: &Operation,
    ) -> Outcome<()> {
        let Self { records, bytes, attachments, first_ordinal } = std::mem::take(self);
        replacing.put(position, &bytes, first_ordinal, &attachments).await?;
        self.first_ordinal = first_ordinal + u64::from(attachments.length());
        fed.records += records;
        fed.bytes += bytes.len() as u64;
        operation.advance(records, bytes.len() as u64);
        Ok(())
    }
}

/// Which of two stores a record is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// It is there.
    There,
    /// It is to be added.
    Added,
    /// It was to be added, but there is one of its key.
    Kept,
}

/// The records of two stores, together in the order of their keys.
struct Merging<'a> {
    there: Records<'a>,
    from: Records<'a>,
    next_there: Option<Keyed>,
    next_from: Option<Keyed>,
}

impl<'a> Merging<'a> {
    async fn begin(
        there: (&'a Contents, StorePath),
        from: (&'a Contents, StorePath),
    ) -> Outcome<Self> {
        let mut there = Records::of(there.0.bag(), there.1).await?;
        let mut from = Records::of(from.0.bag(), from.1).await?;
        let (next_there, next_from) = (there.next().await?, from.next().await?);
        Ok(Self { there, from, next_there, next_from })
    }

    async fn next(&mut self) -> Outcome<Option<(Whose, Keyed)>> {
        let order = match (&self.next_there, &self.next_from) {
            (Some(there), Some(from)) => compare(&from.key, &there.key),
            (Some(_), None) => Ordering::Greater,
            (None, _) => Ordering::Less,
        };
        let (whose, next) = match order {
            Ordering::Greater => {
                let next = self.there.next().await?;
                (Whose::There, std::mem::replace(&mut self.next_there, next))
            }
            order => {
                let next = self.from.next().await?;
                let whose = if order == Ordering::Equal { Whose::Kept } else { Whose::Added };
                (whose, std::mem::replace(&mut self.next_from, next))
            }
        };
        Ok(next.map(|record| (whose, record)))
    }
}

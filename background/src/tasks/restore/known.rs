//! A database as it is known: what it is compared with before something takes its place, and after.

use std::borrow::Cow;

use drydock::archive::{Attachment, Sha256Digest, StorePath};
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::restore::numbered_as_new;
use drydock::schema::{Database, Store};
use drydock::value::Text;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use web_sys::{Blob, CryptoKey};

use super::Contents;
use crate::agent::{Attached, Reading};
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::archives::databases_of;
use crate::tasks::backup::{digest_of, export_key};

/// What is known of a database.
pub struct Known<'a> {
    /// Its schema; of version 0 where it is not there.
    pub schema: Database,
    /// What its stores hold, in the schema's order.
    pub stores: Vec<Held<'a>>,
}

/// What a store holds.
#[derive(PartialEq)]
pub struct Held<'a> {
    /// The digest of its records' bytes.
    pub sha256: Sha256Digest,
    /// What the records' ordinals stand for.
    pub attachments: Cow<'a, [Attachment]>,
}

/// Where and how a database is another than it is known.
pub struct Difference {
    /// The store, where it is in one.
    pub store: Option<Text>,
    /// How.
    pub what: &'static str,
}

/// What a comparison is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before something takes the database's place, in the browser that it was backed up in.
    Before,
    /// After it was written: counted as progress.
    After,
}

impl Held<'_> {
    /// Nothing.
    pub fn nothing() -> Self {
        Self { sha256: Sha256Digest::of(b""), attachments: Cow::Borrowed(&[]) }
    }
}

impl<'a> Known<'a> {
    /// A database as a backup holds it; one that it does not hold is not there.
    pub fn of(contents: &'a Contents, name: &Text) -> Outcome<Self> {
        let databases = databases_of(contents.bag().backup());
        let found = databases.into_iter().enumerate().find(|(_, database)| database.name == *name);
        let Some((position, schema)) = found else { return Ok(Self::absent(name)) };
        let held = |store| {
            let path = StorePath::of_index(position, store);
            let sha256 = contents.digest_of(path)?;
            Some(Held { sha256, attachments: Cow::Borrowed(contents.attachments(path)) })
        };
        let stores =
            (0..schema.stores.len()).map(held).collect::<Option<_>>().ok_or_else(|| {
                Failure::new(ErrorCode::Damaged, "The backup lists a store that it does not hold.")
            })?;
        Ok(Self { schema, stores })
    }

    /// A database that is not there.
    pub fn absent(name: &Text) -> Self {
        let schema = Database { name: name.clone(), version: 0, stores: Vec::new() };
        Self { schema, stores: Vec::new() }
    }

    /// A database that was created a moment ago.
    pub fn created(target: &Database) -> Self {
        let stores = target.stores.iter().map(|_| Held::nothing()).collect();
        Self { schema: numbered_as_new(target), stores }
    }

    /// Whether it is not there.
    pub fn is_absent(&self) -> bool {
        self.schema.version == 0
    }

    /// The same, of only some of its stores.
    pub fn only(self, is_wanted: impl Fn(&Text) -> bool) -> Self {
        let Self { schema: Database { name, version, stores }, stores: held } = self;
        let wanted = stores.into_iter().zip(held).filter(|(store, _)| is_wanted(&store.name));
        let (stores, held) = wanted.unzip();
        Self { schema: Database { name, version, stores }, stores: held }
    }

    /// Takes a reading to its end.
    ///
    /// # Errors
    ///
    /// `database_changed` where what is read is not what is known.
    pub async fn confirm(&self, reading: Reading<'_>, operation: &Operation) -> Outcome<()> {
        let found = self.difference(reading, operation, When::Before).await?;
        let Some(Difference { store, what }) = found else { return Ok(()) };
        Err(Failure::new(
            ErrorCode::DatabaseChanged,
            "Something wrote into the database after it was backed up.",
        )
        .detailed(what)
        .at(Location {
            store: store.map(|store| store.to_string_lossy().into_owned()),
            ..Location::database(self.schema.name.to_string_lossy())
        }))
    }

    /// How what is read differs from what is known. Where it does, the reading is not at its end.
    pub async fn difference(
        &self,
        mut reading: Reading<'_>,
        operation: &Operation,
        when: When,
    ) -> Outcome<Option<Difference>> {
        let mut hasher = Sha256::new();
        let mut attachments = 0;
        while let Some(batch) = reading.next().await? {
            let store = reading.schema().stores.get(batch.store);
            let differs =
                |what| Ok(Some(Difference { store: store.map(|store| store.name.clone()), what }));
            let Some((known, held)) = store.and_then(|store| self.find(&store.name)) else {
                return differs("it should not be there");
            };
            if store.is_some_and(|store| store.records != known.records) {
                return differs("it has another number of records");
            }
            hasher.update(&batch.bytes);
            for attached in &batch.attachments {
                let Some(expected) = held.attachments.get(attachments) else {
                    return differs("it has another number of Blobs");
                };
                if !is_equal(attached, expected, when, operation).await? {
                    return differs("a Blob or a CryptoKey differs");
                }
                attachments += 1;
            }
            if when == When::After {
                operation.advance(batch.records, batch.bytes.len() as u64);
            }
            if batch.last {
                let sha256 = Sha256Digest::from_hasher(std::mem::take(&mut hasher));
                if sha256 != held.sha256 {
                    return differs("its records differ");
                }
                if std::mem::take(&mut attachments) != held.attachments.len() {
                    return differs("it has another number of Blobs");
                }
            }
        }
        let there = reading.into_schema();
        let equal = there.version == self.schema.version
            && there.stores.len() == self.schema.stores.len()
            && there.stores.iter().all(|there| {
                self.find(&there.name).is_some_and(|(known, _)| same_store(there, known))
            });
        let what = "its version, its object stores, their indexes or key generators differ";
        Ok((!equal).then_some(Difference { store: None, what }))
    }

    fn find(&self, name: &Text) -> Option<(&Store, &Held<'a>)> {
        self.schema.stores.iter().zip(&self.stores).find(|(store, _)| store.name == *name)
    }
}

async fn is_equal(
    attached: &Attached,
    expected: &Attachment,
    when: When,
    operation: &Operation,
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
        (Attached::Object(object), Attachment::Key(material)) if when == When::Before => {
            match object.dyn_ref::<CryptoKey>() {
                Some(key) => export_key(key).await.as_ref() == Some(material),
                None => false,
            }
        }
        (Attached::Object(object), Attachment::Key(_) | Attachment::Vault(_)) => {
            object.is_instance_of::<CryptoKey>()
        }
        // A store that was left alone may hold what no archive can.
        (Attached::Stuck(class), Attachment::Lost(item)) => *class == item.lost,
        _ => false,
    })
}

fn same_store(there: &Store, known: &Store) -> bool {
    there.name == known.name
        && there.key_path == known.key_path
        && there.auto_increment == known.auto_increment
        && there.next_key == known.next_key
        && there.records == known.records
        && there.indexes.len() == known.indexes.len()
        && known.indexes.iter().all(|index| there.indexes.contains(index))
}

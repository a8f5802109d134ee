//! Deleting databases, and nothing that is in no backup with them.

use std::borrow::Cow;
use std::cell::Cell;

use drydock::archive::{Attachment, BlobContent, LostItem, Sha256Digest, VaultItem};
use drydock::messages::{ErrorCode, Failure};
use drydock::value::Text;
use sha2::{Digest, Sha256};
use wasm_bindgen::JsCast;
use web_sys::{Blob, CryptoKey};

use super::known::{Held, Known};
use super::{Contents, Workplace};
use crate::agent::{Attached, Reading, Sealing, Session, delete};
use crate::app::App;
use crate::failure::Outcome;
use crate::operations::Operation;
use crate::tasks::backup::{Order, Selection, digest_of, export_key, take};
use crate::tasks::inventory::list;
use crate::tasks::library::discard;

/// The highest version of a database: one at it cannot be raised.
const HIGHEST_VERSION: u64 = (1 << 53) - 1;

/// How often a database is read that is written into before it is deleted.
const ATTEMPTS: usize = 3;

/// Deletes a database that is as it is known. Says how many bytes the browser then counts for the
/// origin, where it tells. `changes` becomes true before anything is changed.
///
/// # Errors
///
/// `database_changed` where it is not as it is known: then it stays.
pub async fn take_away(
    session: &mut Session,
    known: &Known<'_>,
    changes: &mut bool,
) -> Outcome<Option<u64>> {
    let operation = session.operation().clone();
    let (name, version) = (&known.schema.name, known.schema.version);
    if version < HIGHEST_VERSION {
        let sealed = async {
            let confirm = async |reading: Reading<'_>| known.confirm(reading, &operation).await;
            let sealing = Sealing::begin(session, name, version, confirm).await?;
            *changes = true;
            sealing.delete().await
        }
        .await;
        match sealed {
            // A deletion needs no room, and makes some.
            Err(failure) if failure.code == ErrorCode::QuotaExceeded => {}
            taken_away => return taken_away,
        }
    }
    known.confirm(Reading::begin(session, name, None).await?, &operation).await?;
    *changes = true;
    delete(session, name).await
}

/// Deletes databases of which nobody can say what is in them: what is in none of the backups is
/// backed up before.
pub struct Rescue<'a> {
    /// The worker's parts.
    pub app: &'a App,
    /// The operation.
    pub operation: &'a Operation,
    /// The docked page.
    pub workplace: &'a Workplace,
    /// The backups that there are.
    pub kept: Vec<&'a Contents>,
    /// Becomes true before anything is changed.
    pub changes: Cell<bool>,
}

impl Rescue<'_> {
    /// Deletes a database; one that is not there is left so. Says whether it took a backup.
    pub async fn clear_away(&self, name: &Text) -> Outcome<bool> {
        for _ in 1..ATTEMPTS {
            match self.try_clear_away(name).await {
                Err(failure) if failure.code == ErrorCode::DatabaseChanged => {}
                cleared => return cleared,
            }
        }
        self.try_clear_away(name).await
    }

    async fn try_clear_away(&self, name: &Text) -> Outcome<bool> {
        let mut session = self.workplace.connect(self.operation).await?;
        if !list(&mut session).await?.iter().any(|database| database.name == *name) {
            return Ok(false);
        }
        let seen = match seen(&mut session, name, self.operation).await {
            // A Blob is readable as long as its connection is open, which the site may end.
            Err(failure) if failure.code == ErrorCode::ReadFailed => {
                return Err(Failure { code: ErrorCode::DatabaseChanged, ..failure });
            }
            seen => seen?,
        };
        if seen.stores.iter().all(|held| self.is_kept(held)) {
            return self.take_away(&mut session, &seen).await.map(|_| false);
        }
        let order = Order {
            selection: Selection::Among(vec![name.clone()]),
            label: None,
            // What cannot be kept would else never be left behind.
            allow_loss: true,
            safety: true,
        };
        let taken = take(self.app, self.workplace.page(), self.operation, order).await?;
        let found = Contents::taken(self.app, &taken.entry.id).await?;
        let taken_away = self.take_away(&mut session, &Known::of(&found, name)?).await;
        if matches!(&taken_away, Err(failure) if failure.code == ErrorCode::DatabaseChanged) {
            // The next one holds what this one does and what came since.
            discard(self.app, &taken.entry.id).await?;
        }
        taken_away.map(|_| true)
    }

    async fn take_away(&self, session: &mut Session, known: &Known<'_>) -> Outcome<Option<u64>> {
        let mut changes = self.changes.get();
        let taken_away = take_away(session, known, &mut changes).await;
        self.changes.set(changes);
        taken_away
    }

    fn is_kept(&self, held: &Held<'_>) -> bool {
        *held == Held::nothing()
            || self.kept.iter().any(|contents| {
                contents.bag().backup().stores().any(|(_, store)| {
                    contents.digest_of(store.payload) == Some(held.sha256)
                        && contents.attachments(store.payload) == &*held.attachments
                })
            })
    }
}

/// Reads what is in a database.
async fn seen(
    session: &mut Session,
    name: &Text,
    operation: &Operation,
) -> Outcome<Known<'static>> {
    let mut reading = Reading::begin(session, name, None).await?;
    let mut stores = Vec::new();
    let mut hasher = Sha256::new();
    let mut attachments = Vec::new();
    while let Some(batch) = reading.next().await? {
        hasher.update(&batch.bytes);
        for attached in &batch.attachments {
            attachments.push(described(attached, operation).await?);
        }
        if batch.last {
            let sha256 = Sha256Digest::from_hasher(std::mem::take(&mut hasher));
            let attachments = Cow::Owned(std::mem::take(&mut attachments));
            stores.push(Held { sha256, attachments });
        }
    }
    Ok(Known { schema: reading.into_schema(), stores })
}

/// What an archive would have in the place of an object. A key that only the vault could keep is
/// like no other.
async fn described(attached: &Attached, operation: &Operation) -> Outcome<Attachment> {
    let object = match attached {
        Attached::Object(object) => object,
        Attached::Stuck(class) => {
            return Ok(Attachment::Lost(Box::new(LostItem { lost: class.clone() })));
        }
    };
    if let Some(blob) = object.dyn_ref::<Blob>() {
        let (sha256, bytes) = (digest_of(blob, operation).await?, blob.size() as u64);
        return Ok(Attachment::Content(BlobContent { sha256, bytes }));
    }
    let material = match object.dyn_ref::<CryptoKey>() {
        Some(key) => export_key(key).await,
        None => None,
    };
    Ok(match material {
        Some(material) => Attachment::Key(Box::new(material)),
        None => {
            let item = VaultItem { vault: String::new(), what: "CryptoKey".to_owned() };
            Attachment::Vault(Box::new(item))
        }
    })
}

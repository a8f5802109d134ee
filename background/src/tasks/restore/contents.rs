//! An archive's records and what they refer to, ready to be put into a page.

use drydock::archive::{Attachment, BagReader, PayloadPath, Sha256Digest, StorePath};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use crate::app::App;
use crate::failure::{Outcome, archive, internal, storing, words};
use crate::opfs::FileSource;
use crate::tasks::archives::Bag;
use crate::tasks::backup::import_key;
use crate::vault::Vault;
use drydock::messages::{ErrorCode, Failure};

/// A verified archive, with the vault for what is not in it.
pub struct Contents {
    bag: Bag,
    vault: Vault,
}

impl Contents {
    /// Of a verified archive.
    pub fn new(app: &App, bag: Bag) -> Self {
        Self { bag, vault: app.vault.clone() }
    }

    /// Of a stored backup that was verified a moment ago, when it was taken.
    pub async fn taken(app: &App, id: &str) -> Outcome<Self> {
        let (_, file) = app.backups.get(id).await?;
        let bag = BagReader::open(FileSource::new(file)).await.map_err(|error| archive(&error))?;
        Ok(Self::new(app, bag))
    }

    /// The archive.
    pub fn bag(&self) -> &Bag {
        &self.bag
    }

    /// The digest of a store's payload.
    pub fn digest_of(&self, store: StorePath) -> Option<Sha256Digest> {
        self.bag.digest_of(&PayloadPath::Store(store)).map(|digest| digest.sha256)
    }

    /// What a store's ordinals stand for.
    pub fn attachments(&self, store: StorePath) -> &[Attachment] {
        self.bag.blobs().of(store)
    }

    /// For each ordinal of a store, what is missing where it cannot be brought back here.
    pub async fn missing(&self, store: StorePath) -> Outcome<Vec<Option<String>>> {
        let mut missing = Vec::new();
        for attachment in self.attachments(store) {
            missing.push(match attachment {
                Attachment::Content(_) | Attachment::Key(_) => None,
                Attachment::Lost(item) => Some(item.lost.clone()),
                Attachment::Vault(item) => {
                    let kept = self.kept(&item.vault).await?;
                    kept.is_undefined().then(|| item.what.clone())
                }
            });
        }
        Ok(missing)
    }

    /// The objects for a run of attachments.
    pub async fn objects(&self, attachments: &[&Attachment]) -> Outcome<Array> {
        let objects = Array::new();
        for attachment in attachments {
            objects.push(&self.object(attachment).await?);
        }
        Ok(objects)
    }

    /// The object for an attachment.
    pub async fn object(&self, attachment: &Attachment) -> Outcome<JsValue> {
        match attachment {
            Attachment::Content(content) => {
                self.blob(&PayloadPath::Blob(content.sha256)).await.map(JsValue::from)
            }
            Attachment::Key(material) => import_key(material).await.map_err(|error| {
                let (name, message) = words(&error);
                Failure::new(
                    ErrorCode::NotRestorable,
                    "This browser does not take a CryptoKey of the backup.",
                )
                .detailed(format!("{name}: {message}"))
            }),
            Attachment::Vault(item) => self.kept(&item.vault).await,
            Attachment::Lost(_) => Ok(JsValue::NULL),
        }
    }

    /// What the vault keeps for the archive under an id.
    pub async fn kept(&self, id: &str) -> Outcome<JsValue> {
        self.vault.get(self.bag.name(), id).await.map_err(|error| storing(&error))
    }

    /// A Blob over the archive's own bytes where they are stored as they are, so that they cross
    /// without being read; else over a copy.
    async fn blob(&self, path: &PayloadPath) -> Outcome<Blob> {
        let failed = |error: JsValue| internal("reading a Blob's content", &error);
        if let Some(range) = self.bag.entry_range_if_stored(path) {
            let file = self.bag.source().file();
            return file
                .slice_with_f64_and_f64(range.start as f64, range.end as f64)
                .map_err(failed);
        }
        let mut payload = self.bag.payload(path).await.map_err(|error| archive(&error))?;
        let parts = Array::new();
        while let Some(chunk) = payload.next_chunk().await.map_err(|error| archive(&error))? {
            parts.push(&js_sys::Uint8Array::from(chunk.as_slice()));
        }
        Blob::new_with_u8_array_sequence(&parts).map_err(failed)
    }
}

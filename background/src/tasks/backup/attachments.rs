//! What records refer to by ordinal: into the archive, into the vault, or onto the list of what
//! is lost.

use drydock::archive::{Attachment, Compression, LostItem, PayloadPath, Sha256Digest, VaultItem};
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CryptoKey};

use super::bag_file::BagFile;
use super::keys;
use crate::agent::{Attached, malformed};
use crate::chunks::Chunks;
use crate::failure::{Outcome, words};
use crate::operations::Operation;
use drydock::messages::{ErrorCode, Failure};

/// A Blob of at most this many bytes is read at once.
const SMALL: u64 = 1 << 20;

/// Where an attachment went.
pub enum Carried {
    /// Into the archive.
    InArchive(Attachment),
    /// Into the vault: to be kept there under this id.
    InVault(Attachment, JsValue),
    /// Nowhere.
    Nowhere(Attachment),
}

/// Writes an attachment where it can be kept. `vault_id` is the id that it gets in the vault, if
/// it goes there.
pub async fn carry(
    attached: &Attached,
    vault_id: String,
    bag: &mut BagFile,
    operation: &Operation,
) -> Outcome<Carried> {
    let object = match attached {
        Attached::Object(object) => object,
        Attached::Stuck(class) => {
            let lost = LostItem { lost: class.clone() };
            return Ok(Carried::Nowhere(Attachment::Lost(Box::new(lost))));
        }
    };
    if let Some(blob) = object.dyn_ref::<Blob>() {
        return write_blob(blob, bag, operation).await.map(Carried::InArchive);
    }
    if let Some(key) = object.dyn_ref::<CryptoKey>() {
        return Ok(match keys::export(key).await {
            Some(material) => Carried::InArchive(Attachment::Key(Box::new(material))),
            None => {
                let item = VaultItem { vault: vault_id, what: "CryptoKey".to_owned() };
                Carried::InVault(Attachment::Vault(Box::new(item)), object.clone())
            }
        });
    }
    Err(malformed("an attachment that is neither a Blob nor a CryptoKey"))
}

/// Writes a Blob's content, unless the archive has it already. It is read twice, since its digest
/// is its entry's name; a small one once.
async fn write_blob(blob: &Blob, bag: &mut BagFile, operation: &Operation) -> Outcome<Attachment> {
    let size = blob.size() as u64;
    let small = if size <= SMALL { Some(whole(blob).await?) } else { None };
    let sha256 = match &small {
        Some(bytes) => Sha256Digest::of(bytes),
        None => digest_of(blob, operation).await?,
    };
    let path = PayloadPath::Blob(sha256);
    if !bag.contains(&path) {
        bag.start(&path, Compression::Stored)?;
        match small {
            Some(bytes) => bag.write(&bytes).await?,
            None => {
                let mut chunks = Chunks::of(blob).map_err(unreadable)?;
                while let Some(bytes) = chunks.next().await.map_err(unreadable)? {
                    operation.check()?;
                    bag.write(&bytes).await?;
                }
            }
        }
        bag.finish_entry().await?;
    }
    operation.advance(0, size);
    Ok(Attachment::Content(drydock::archive::BlobContent { sha256, bytes: size }))
}

/// The digest of a Blob's content.
pub async fn digest_of(blob: &Blob, operation: &Operation) -> Outcome<Sha256Digest> {
    let mut chunks = Chunks::of(blob).map_err(unreadable)?;
    let mut hasher = Sha256::new();
    while let Some(bytes) = chunks.next().await.map_err(unreadable)? {
        operation.check()?;
        hasher.update(bytes);
    }
    Ok(Sha256Digest::from_hasher(hasher))
}

async fn whole(blob: &Blob) -> Outcome<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(unreadable)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn unreadable(error: JsValue) -> Failure {
    let (name, message) = words(&error);
    Failure::new(ErrorCode::ReadFailed, "The content of a Blob could not be read.")
        .detailed(format!("{name}: {message}"))
}

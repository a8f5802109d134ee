//! `data/blobs.json`: what stands for each attachment of each store's records.
//!
//! Records name an attachment by its ordinal within the store; see `docs/record-encoding.md`.

use std::collections::BTreeMap;
use std::{fmt, iter};

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::{PayloadDigest, Sha256Digest, StorePath};

/// The size at which a piece of `data/blobs.json` is handed out, in bytes.
const PIECE: usize = 64 << 10;

/// The attachments of every store, by ordinal.
///
/// One whose content is in the archive takes 48 bytes of memory.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blobs {
    #[serde(deserialize_with = "stores_once")]
    stores: BTreeMap<StorePath, Vec<Attachment>>,
}

/// What stands for one attachment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Attachment {
    /// The content of a Blob or File, in the archive.
    Content(BlobContent),
    /// A CryptoKey that could be exported.
    Key(Box<KeyMaterial>),
    /// Something that only the browser that was backed up still has.
    Vault(Box<VaultItem>),
    /// Something that was left out, with the person's consent.
    Lost(Box<LostItem>),
}

/// The content of a Blob or File: the payload entry `blobs/<sha256>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobContent {
    /// The digest of the content, which names the entry.
    pub sha256: Sha256Digest,
    /// The content's size in bytes.
    pub bytes: u64,
}

/// An extractable CryptoKey.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyMaterial {
    /// The key, as [JSON Web Key](https://www.rfc-editor.org/rfc/rfc7517).
    pub jwk: serde_json::Map<String, serde_json::Value>,
    /// The key's `algorithm`, as
    /// [`importKey`](https://www.w3.org/TR/webcrypto-2/#SubtleCrypto-method-importKey) takes it.
    pub algorithm: serde_json::Value,
    /// The key's `usages`.
    pub usages: Vec<String>,
}

/// An object kept in the extension's own database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultItem {
    /// Its id there.
    pub vault: String,
    /// Its class: `CryptoKey`, `FileSystemFileHandle`, ….
    pub what: String,
}

/// An object that the archive does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostItem {
    /// Its class: `FileSystemFileHandle`, ….
    pub lost: String,
}

/// Reads the map of the stores. A store that stands twice in it is an error: by itself, serde would
/// keep the last.
fn stores_once<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<StorePath, Vec<Attachment>>, D::Error> {
    struct Once;

    impl<'de> Visitor<'de> for Once {
        type Value = BTreeMap<StorePath, Vec<Attachment>>;

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("a map from stores to their attachments")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut stores = BTreeMap::new();
            while let Some((path, attachments)) = map.next_entry::<StorePath, _>()? {
                if stores.insert(path, attachments).is_some() {
                    return Err(de::Error::custom(format_args!("{path} stands twice")));
                }
            }
            Ok(stores)
        }
    }

    deserializer.deserialize_map(Once)
}

impl From<PayloadDigest> for Attachment {
    fn from(PayloadDigest { sha256, bytes }: PayloadDigest) -> Self {
        Self::Content(BlobContent { sha256, bytes })
    }
}

impl Blobs {
    /// No attachments yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the attachment with the store's next ordinal.
    pub fn push(&mut self, store: StorePath, attachment: Attachment) {
        self.stores.entry(store).or_default().push(attachment);
    }

    /// The attachments of a store, by ordinal.
    pub fn of(&self, store: StorePath) -> &[Attachment] {
        self.stores.get(&store).map_or(&[], Vec::as_slice)
    }

    /// The stores that have attachments, with them.
    pub fn stores(&self) -> impl Iterator<Item = (StorePath, &[Attachment])> {
        self.stores.iter().map(|(path, attachments)| (*path, attachments.as_slice()))
    }

    /// The contents that the archive holds for attachments, with repetitions.
    pub fn contents(&self) -> impl Iterator<Item = BlobContent> {
        self.stores.values().flatten().filter_map(|attachment| match attachment {
            Attachment::Content(content) => Some(*content),
            _ => None,
        })
    }

    /// The content of `data/blobs.json`, in pieces of some 64 KiB, so that the whole of it never
    /// has to be in memory: JSON with one attachment a line, the same bytes for the same
    /// attachments.
    pub fn json_pieces(&self) -> impl Iterator<Item = Vec<u8>> {
        let mut fragments = iter::once("{\"stores\": {".to_owned())
            .chain(self.stores.iter().enumerate().flat_map(|(index, store)| {
                let (path, attachments) = store;
                let separator = if index == 0 { "" } else { "," };
                iter::once(format!("{separator}\n\"{path}\": ["))
                    .chain(attachments.iter().enumerate().map(|(ordinal, attachment)| {
                        let separator = if ordinal == 0 { "" } else { "," };
                        // Serialising fails for maps with keys that are not strings; there
                        // are none here.
                        let json = serde_json::to_string(attachment).unwrap_or_default();
                        format!("{separator}\n{json}")
                    }))
                    .chain(iter::once("]".to_owned()))
            }))
            .chain(iter::once("}}\n".to_owned()));
        iter::from_fn(move || {
            let mut piece = Vec::new();
            while piece.len() < PIECE {
                match fragments.next() {
                    Some(fragment) => piece.extend_from_slice(fragment.as_bytes()),
                    None => break,
                }
            }
            (!piece.is_empty()).then_some(piece)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Attachment, BlobContent, Blobs, KeyMaterial, LostItem, VaultItem};
    use crate::archive::{Sha256Digest, StorePath};

    fn sample() -> Blobs {
        let mut blobs = Blobs::new();
        let first = StorePath::of_index(0, 0);
        blobs.push(
            first,
            Attachment::Content(BlobContent { sha256: Sha256Digest::of(b"hello"), bytes: 5 }),
        );
        blobs.push(
            first,
            Attachment::Vault(Box::new(VaultItem {
                vault: "v-1".to_owned(),
                what: "CryptoKey".to_owned(),
            })),
        );
        blobs.push(
            first,
            Attachment::Lost(Box::new(LostItem { lost: "RTCCertificate \"x\"\n".to_owned() })),
        );
        blobs.push(
            StorePath::of_index(1, 0),
            Attachment::Key(Box::new(KeyMaterial {
                jwk: serde_json::from_str(r#"{"kty":"oct","k":"AA"}"#).unwrap(),
                algorithm: serde_json::json!({"name": "AES-GCM", "length": 128}),
                usages: vec!["encrypt".to_owned()],
            })),
        );
        blobs
    }

    #[test]
    fn reads_back_what_it_writes() {
        for blobs in [Blobs::new(), sample()] {
            let json: Vec<u8> = blobs.json_pieces().flatten().collect();
            assert_eq!(serde_json::from_slice::<Blobs>(&json).unwrap(), blobs);
        }
    }

    #[test]
    fn hands_out_pieces_of_bounded_size() {
        let mut blobs = Blobs::new();
        for ordinal in 0..5_000_u64 {
            let digest = Sha256Digest::of(&ordinal.to_le_bytes());
            blobs.push(
                StorePath::of_index(0, 0),
                Attachment::Content(BlobContent { sha256: digest, bytes: ordinal }),
            );
        }
        let sizes: Vec<usize> = blobs.json_pieces().map(|piece| piece.len()).collect();
        assert!(sizes.len() > 5);
        assert!(sizes.iter().all(|size| *size < super::PIECE + 1_000));
    }

    #[test]
    fn refuses_a_store_that_stands_twice() {
        let store = StorePath::of_index(0, 0);
        let json = format!(r#"{{"stores": {{"{store}": [], "{store}": []}}}}"#);
        let error = serde_json::from_str::<Blobs>(&json).unwrap_err();
        assert!(error.to_string().contains("stands twice"), "{error}");
    }

    #[test]
    fn refuses_attachments_of_two_kinds() {
        for attachment in [
            r#"{"lost": "X", "vault": "1", "what": "CryptoKey"}"#,
            r#"{"sha256": "00", "bytes": 1}"#,
            r#"{"bytes": 1}"#,
            r#"{}"#,
        ] {
            let json = format!(
                r#"{{"stores": {{"databases/0001/stores/0001.cborseq": [{attachment}]}}}}"#
            );
            assert!(serde_json::from_str::<Blobs>(&json).is_err(), "{attachment}");
        }
    }
}

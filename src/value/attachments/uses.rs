//! Which attachments a record uses.

use crate::value::{DecodeError, Number, Text, Value, decode_record};

/// An attachment of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttachmentUse {
    /// Which of the store's attachments it is.
    pub ordinal: u64,
    /// What it is.
    pub kind: AttachmentKind,
}

/// What an attachment is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A Blob.
    Blob {
        /// Its media type (`type`).
        media_type: Text,
    },
    /// A File.
    File {
        /// Its media type (`type`).
        media_type: Text,
        /// Its name.
        name: Text,
        /// When it was last modified, in milliseconds since 1970.
        last_modified: Number,
    },
    /// A CryptoKey.
    CryptoKey,
    /// An object that no file can carry.
    Opaque {
        /// The name of its class.
        class: Text,
    },
}

/// The attachments of an encoded record, by ordinal.
/// [`decode_record_key`](crate::value::decode_record_key) gives the record's key.
///
/// # Errors
///
/// When the bytes are not an encoded record.
pub fn attachments_of(record: &[u8]) -> Result<Vec<AttachmentUse>, DecodeError> {
    let record = decode_record(record)?;
    let mut uses = Vec::new();
    record.value.walk(&mut |value| uses.extend(attachment(value)));
    Ok(uses)
}

/// The attachment that a value itself is.
pub(super) fn attachment(value: &Value) -> Option<AttachmentUse> {
    Some(match value {
        Value::Blob(blob) => AttachmentUse {
            ordinal: blob.ordinal,
            kind: AttachmentKind::Blob { media_type: blob.media_type.clone() },
        },
        Value::File(file) => AttachmentUse {
            ordinal: file.ordinal,
            kind: AttachmentKind::File {
                media_type: file.media_type.clone(),
                name: file.name.clone(),
                last_modified: file.last_modified,
            },
        },
        Value::CryptoKey(ordinal) => {
            AttachmentUse { ordinal: *ordinal, kind: AttachmentKind::CryptoKey }
        }
        Value::Opaque(opaque) => AttachmentUse {
            ordinal: opaque.ordinal,
            kind: AttachmentKind::Opaque { class: opaque.class.clone() },
        },
        _ => return None,
    })
}

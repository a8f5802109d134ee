//! What records refer to, as migrations need to know it.

use drydock::archive::Attachment;
use drydock::migration::Attachments;

/// What a store's ordinals stand for, by an archive.
pub struct Listed<'a>(pub &'a [Attachment]);

impl Listed<'_> {
    fn get(&self, ordinal: u64) -> Option<&Attachment> {
        usize::try_from(ordinal).ok().and_then(|ordinal| self.0.get(ordinal))
    }
}

impl Attachments for Listed<'_> {
    fn size(&self, ordinal: u64) -> Option<u64> {
        match self.get(ordinal)? {
            Attachment::Content(content) => Some(content.bytes),
            _ => None,
        }
    }

    fn digest(&self, ordinal: u64) -> Vec<u8> {
        match self.get(ordinal) {
            Some(Attachment::Content(content)) => content.sha256.to_string().into_bytes(),
            Some(Attachment::Key(_) | Attachment::Vault(_)) => KEY.to_vec(),
            Some(Attachment::Lost(item)) => item.lost.clone().into_bytes(),
            None => Vec::new(),
        }
    }

    fn is_stuck(&self, ordinal: u64) -> bool {
        matches!(self.get(ordinal), None | Some(Attachment::Lost(_)))
    }

    fn is_comparable(&self, ordinal: u64) -> bool {
        matches!(self.get(ordinal), Some(Attachment::Content(_)))
    }
}

/// What stands for a CryptoKey: whether two are the same, nobody can tell.
pub const KEY: &[u8] = b"CryptoKey";

//! What records refer to, as they come from the page.

use drydock::migration::Attachments;
use wasm_bindgen::JsCast;
use web_sys::Blob;

use crate::agent::Attached;

/// The attachments of a few records, numbered from 0.
pub struct Live<'a>(pub &'a [Attached]);

impl Live<'_> {
    fn get(&self, ordinal: u64) -> Option<&Attached> {
        usize::try_from(ordinal).ok().and_then(|ordinal| self.0.get(ordinal))
    }

    /// A Blob or File.
    pub fn blob(&self, ordinal: u64) -> Option<&Blob> {
        match self.get(ordinal)? {
            Attached::Object(object) => object.dyn_ref(),
            Attached::Stuck(_) => None,
        }
    }
}

impl Attachments for Live<'_> {
    fn size(&self, ordinal: u64) -> Option<u64> {
        self.blob(ordinal).map(|blob| blob.size() as u64)
    }

    /// Nothing is compared: what a record becomes is written into the transaction that read it.
    fn digest(&self, _: u64) -> Vec<u8> {
        Vec::new()
    }

    fn is_stuck(&self, ordinal: u64) -> bool {
        !matches!(self.get(ordinal), Some(Attached::Object(_)))
    }

    fn is_comparable(&self, ordinal: u64) -> bool {
        self.blob(ordinal).is_some()
    }
}

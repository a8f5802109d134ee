//! What a record keeps outside itself: Blobs, Files, CryptoKeys and other objects, by ordinal.

mod rewrite;
#[cfg(test)]
mod tests;
mod uses;

pub use rewrite::{RewrittenRecord, rewrite_attachments};
pub use uses::{AttachmentKind, AttachmentUse, attachments_of};

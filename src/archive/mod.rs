//! The archive: a [BagIt](https://www.rfc-editor.org/rfc/rfc8493) bag in a sealed zip file.
//!
//! `docs/archive-format.md` specifies it.

mod backup;
mod bag_info;
mod blobs;
mod contents;
mod cut_off;
mod digest;
mod directory;
mod entry_reader;
mod error;
mod format_check;
mod headers;
mod inflate;
mod layout;
mod locate;
mod manifests;
mod names;
mod output;
mod path;
mod payload_reader;
mod read_ahead;
mod reader;
mod seal;
mod source;
mod tag_files;
mod verify;
mod window;
mod writer;

pub use backup::{Backup, BackupDatabase, BackupStore, FORMAT, FORMAT_VERSION};
pub use bag_info::BagInfo;
pub use blobs::{Attachment, BlobContent, Blobs, KeyMaterial, LostItem, VaultItem};
pub use digest::{PayloadDigest, Sha256Digest};
pub use error::{ArchiveError, SourceError};
pub use path::{NotAPayloadPath, PayloadPath, StorePath};
pub use payload_reader::PayloadReader;
pub use read_ahead::ReadAhead;
pub use reader::BagReader;
pub use source::{ByteSource, FileSource};
pub use writer::{BagWriter, Compression};

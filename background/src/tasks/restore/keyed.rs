//! The records of an archive's store, one after another, with their keys.

use drydock::archive::{PayloadPath, PayloadReader, StorePath};
use drydock::value::{DecodeError, Key, RecordSplitter, decode_record_key};

use crate::failure::{Outcome, archive, damaged_records};
use crate::opfs::FileSource;
use crate::tasks::archives::Bag;

/// A record with its key.
pub struct Keyed {
    /// The key.
    pub key: Key,
    /// The record, encoded; its attachments are numbered in the store.
    pub bytes: Vec<u8>,
}

/// A store's records.
pub struct Records<'a> {
    payload: PayloadReader<'a, FileSource>,
    path: StorePath,
    splitter: RecordSplitter,
}

impl<'a> Records<'a> {
    /// From the first.
    pub async fn of(bag: &'a Bag, path: StorePath) -> Outcome<Self> {
        let payload = bag.payload(&PayloadPath::Store(path)).await;
        let payload = payload.map_err(|error| archive(&error))?;
        Ok(Self { payload, path, splitter: RecordSplitter::new() })
    }

    /// The next one, in the order of the keys.
    pub async fn next(&mut self) -> Outcome<Option<Keyed>> {
        let path = self.path;
        let broken = |error: DecodeError| damaged_records(path, error.to_string());
        loop {
            if let Some(record) = self.splitter.next_record().map_err(broken)? {
                let bytes = record.bytes.to_vec();
                let key = decode_record_key(&bytes).map_err(broken)?;
                return Ok(Some(Keyed { key, bytes }));
            }
            let chunk = self.payload.next_chunk().await.map_err(|error| archive(&error))?;
            let Some(chunk) = chunk else {
                return Ok(None);
            };
            self.splitter.push(&chunk);
        }
    }
}

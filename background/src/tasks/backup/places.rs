//! Naming the records that refer to given attachments.

use drydock::messages::Location;
use drydock::value::{DecodeError, RecordSplitter, Text, show_encoded_key};

/// Looks for the records of a store that refer to attachments, as the records come.
pub struct Places<'a, L> {
    database: &'a Text,
    store: &'a Text,
    splitter: RecordSplitter,
    ordinal: u64,
    lost: L,
}

impl<'a, L: Fn(u64) -> Option<String>> Places<'a, L> {
    /// Of this store. `first` is the ordinal of the first attachment to come; `lost` says what
    /// class of object an ordinal stands for, where it is one to be named.
    pub fn new(database: &'a Text, store: &'a Text, first: u64, lost: L) -> Self {
        Self { database, store, splitter: RecordSplitter::new(), ordinal: first, lost }
    }

    /// The places in the records that are whole with the next bytes.
    ///
    /// # Errors
    ///
    /// When the bytes are no records.
    pub fn push(&mut self, bytes: &[u8]) -> Result<Vec<Location>, DecodeError> {
        self.splitter.push(bytes);
        let mut places = Vec::new();
        while let Some(record) = self.splitter.next_record()? {
            for _ in 0..record.attachments {
                if let Some(what) = (self.lost)(self.ordinal) {
                    places.push(Location {
                        database: Some(self.database.to_string_lossy().into_owned()),
                        store: Some(self.store.to_string_lossy().into_owned()),
                        key: show_encoded_key(record.key()),
                        what: Some(what),
                        entry: None,
                    });
                }
                self.ordinal += 1;
            }
        }
        Ok(places)
    }
}

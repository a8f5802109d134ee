//! Naming the records that refer to given attachments.

use drydock::messages::Location;
use drydock::value::{RecordSplitter, Text, show_encoded_key};

/// Looks for the records in a run of encoded ones that refer to attachments. `first` is the ordinal
/// of the run's first attachment; `lost` says what class of object an ordinal stands for, where it
/// is one to be named.
pub fn places_of(
    database: &Text,
    store: &Text,
    records: &[u8],
    first: u64,
    lost: impl Fn(u64) -> Option<String>,
) -> Vec<Location> {
    let mut splitter = RecordSplitter::new();
    splitter.push(records);
    let mut places = Vec::new();
    let mut ordinal = first;
    while let Ok(Some(record)) = splitter.next_record() {
        for _ in 0..record.attachments {
            if let Some(what) = lost(ordinal) {
                places.push(Location {
                    database: Some(database.to_string_lossy().into_owned()),
                    store: Some(store.to_string_lossy().into_owned()),
                    key: show_encoded_key(record.key()),
                    what: Some(what),
                    entry: None,
                });
            }
            ordinal += 1;
        }
    }
    places
}

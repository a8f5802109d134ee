//! Random stores and Blobs, written in random chunks, come back as they were.

use drydock::archive::{
    Attachment, Backup, BackupDatabase, BackupStore, BlobContent, Blobs, Sha256Digest, StorePath,
};
use drydock::schema::Store;
use drydock::value::Text;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

use super::sample::{Sample, assert_holds, open_and_verify};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        vec(any::<u8>(), 0..300),
        // Runs that compress well, beyond the size of one chunk.
        (any::<u8>(), 0..300_000_usize).prop_map(|(byte, length)| vec![byte; length]),
    ]
}

prop_compose! {
    fn sample()(
        databases in vec((vec(any::<u16>(), 0..5), vec(bytes(), 0..4)), 0..4),
        contents in btree_set(bytes(), 0..4),
        label in any::<Option<String>>(),
        lost in any::<String>(),
    ) -> Sample {
        let mut stores = Vec::new();
        let mut backup = Vec::new();
        for (database_index, (name, payloads)) in databases.into_iter().enumerate() {
            let mut database = BackupDatabase {
                name: Text::from_utf16(&name),
                version: 1,
                stores: vec![],
            };
            for (index, payload) in payloads.into_iter().enumerate() {
                let path = StorePath::of_index(database_index, index);
                database.stores.push(BackupStore {
                    schema: Store {
                        name: format!("{index}").as_str().into(),
                        key_path: None,
                        auto_increment: false,
                        next_key: None,
                        indexes: vec![],
                        records: payload.len() as u64,
                    },
                    payload: path,
                });
                stores.push((path, payload));
            }
            backup.push(database);
        }
        let mut blobs = Blobs::new();
        let contents: Vec<&[u8]> = match stores.first() {
            Some((store, _)) => {
                for content in &contents {
                    blobs.push(*store, Attachment::Content(BlobContent {
                        sha256: Sha256Digest::of(content),
                        bytes: content.len() as u64,
                    }));
                }
                let lost = drydock::archive::LostItem { lost };
                blobs.push(*store, Attachment::Lost(Box::new(lost)));
                contents.iter().map(Vec::as_slice).collect()
            }
            None => vec![],
        };
        let mut sample = Sample::new(&Backup::new(backup), &blobs, stores, &contents);
        sample.info.label = label;
        sample
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_backup_comes_back(sample in sample(), chunk in 1_usize..100_000) {
        let archive = sample.write(chunk);
        let reader = open_and_verify(archive.as_slice()).unwrap();
        assert_holds(&reader, &sample);
    }
}

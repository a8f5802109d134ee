//! Small archives to work on.

use drydock::archive::{
    Attachment, Backup, BackupDatabase, BackupStore, BagInfo, BagReader, BagWriter, BlobContent,
    Blobs, Compression, PayloadPath, Sha256Digest, StorePath,
};
use drydock::schema::{Index, KeyPath, Store};
use pollster::block_on;

/// What an archive is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    pub databases: Vec<BackupDatabase>,
    /// The records of each store, in the order of the databases.
    pub payloads: Vec<Vec<u8>>,
    pub blobs: Blobs,
    pub contents: Vec<Vec<u8>>,
    pub info: BagInfo,
}

/// One database with two stores, three records and a Blob.
pub fn parts() -> Parts {
    let first = StorePath::of_index(0, 0);
    let mut blobs = Blobs::new();
    let content = b"the content of a Blob".to_vec();
    blobs.push(
        first,
        Attachment::Content(BlobContent {
            sha256: Sha256Digest::of(&content),
            bytes: content.len() as u64,
        }),
    );
    let payload = |hex: &str| hex::decode(hex).unwrap();
    Parts {
        databases: vec![BackupDatabase {
            name: "shop".into(),
            version: 3,
            stores: vec![
                BackupStore { schema: store("items", 2), payload: first },
                BackupStore { schema: store("users", 1), payload: StorePath::of_index(0, 1) },
            ],
        }],
        payloads: vec![payload("820161618202da64727900820060"), payload("8203a0")],
        blobs,
        contents: vec![content],
        info: info(),
    }
}

/// Where the archive comes from.
pub fn info() -> BagInfo {
    BagInfo {
        origin: "https://shop.example".to_owned(),
        browser: "Chromium 156".to_owned(),
        created: "2026-01-02T03:04:05.678Z".to_owned(),
        label: Some("before the release".to_owned()),
        software: "Drydock 0.1.0".to_owned(),
        safety: false,
    }
}

/// A store's schema.
pub fn store(name: &str, records: u64) -> Store {
    Store {
        name: name.into(),
        key_path: None,
        auto_increment: true,
        next_key: Some(7),
        indexes: vec![Index {
            name: "by-name".into(),
            key_path: KeyPath::One("name".into()),
            unique: false,
            multi_entry: false,
        }],
        records,
    }
}

/// Writes an archive, in pieces of `piece` bytes.
pub fn write(parts: &Parts, piece: usize) -> Vec<u8> {
    let mut writer = BagWriter::new("shop-backup").unwrap();
    let mut file = Vec::new();
    let mut entry = |writer: &mut BagWriter, path: PayloadPath, how: Compression, bytes: &[u8]| {
        writer.start_payload(&path, how).unwrap();
        for piece in bytes.chunks(piece) {
            writer.write(piece).unwrap();
            file.extend(writer.take_output());
        }
        writer.finish_payload().unwrap();
    };
    let paths = parts.databases.iter().flat_map(|database| &database.stores);
    for (store, payload) in paths.zip(&parts.payloads) {
        entry(&mut writer, PayloadPath::Store(store.payload), Compression::Deflate, payload);
    }
    for content in &parts.contents {
        let path = PayloadPath::Blob(Sha256Digest::of(content));
        if !writer.contains(&path) {
            entry(&mut writer, path, Compression::Stored, content);
        }
    }
    let blobs: Vec<u8> = parts.blobs.json_pieces().flatten().collect();
    entry(&mut writer, PayloadPath::Blobs, Compression::Deflate, &blobs);
    let backup = Backup::new(parts.databases.clone()).to_json();
    entry(&mut writer, PayloadPath::Backup, Compression::Deflate, &backup);
    file.extend(writer.take_output());
    file.extend(writer.finish(&parts.info).unwrap());
    file
}

/// Opens and verifies an archive.
pub fn check(file: &[u8]) -> Result<BagReader<&[u8]>, drydock::archive::ArchiveError> {
    block_on(async {
        let bag = BagReader::open(file).await?;
        bag.verify(|_| {}).await?;
        Ok(bag)
    })
}

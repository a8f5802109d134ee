//! Small backups to test with, and helpers to write and read them.

use std::ops::ControlFlow;

use drydock::archive::{
    ArchiveError, Attachment, Backup, BackupDatabase, BackupStore, BagInfo, BagReader, BagWriter,
    BlobContent, Blobs, ByteSource, Compression, KeyMaterial, LostItem, PayloadPath, Sha256Digest,
    StorePath, VaultItem,
};
use drydock::schema::{Index, KeyPath, Store};
use drydock::value::Text;

/// A backup in memory: each payload entry, in the order in which it is written.
#[derive(Clone, Debug)]
pub struct Sample {
    pub bag: String,
    pub info: BagInfo,
    pub payload: Vec<(PayloadPath, Vec<u8>)>,
}

pub fn info() -> BagInfo {
    BagInfo {
        origin: "https://shop.example".to_owned(),
        browser: "Chromium 156.0.1".to_owned(),
        created: "2026-01-02T03:04:05.678Z".to_owned(),
        label: Some("before the release".to_owned()),
        software: "Drydock 0.1.0".to_owned(),
        safety: false,
    }
}

fn store(name: &str, records: u64, path: StorePath) -> BackupStore {
    BackupStore {
        schema: Store {
            name: name.into(),
            key_path: None,
            auto_increment: false,
            next_key: None,
            indexes: vec![],
            records,
        },
        payload: path,
    }
}

fn content(bytes: &[u8]) -> Attachment {
    Attachment::Content(BlobContent { sha256: Sha256Digest::of(bytes), bytes: bytes.len() as u64 })
}

impl Sample {
    /// A sample of these databases, with these attachments and entries.
    pub fn new(
        backup: &Backup,
        blobs: &Blobs,
        stores: Vec<(StorePath, Vec<u8>)>,
        contents: &[&[u8]],
    ) -> Self {
        let mut payload = vec![(PayloadPath::Backup, backup.to_json())];
        for (path, records) in stores {
            payload.push((PayloadPath::Store(path), records));
        }
        payload.push((PayloadPath::Blobs, blobs.json_pieces().flatten().collect()));
        for bytes in contents {
            payload.push((PayloadPath::Blob(Sha256Digest::of(bytes)), bytes.to_vec()));
        }
        Self { bag: "shop.example-2026-01-02".to_owned(), info: info(), payload }
    }

    /// One database with one store of two records, the second of which is a Blob.
    pub fn small() -> Self {
        let path = StorePath::of_index(0, 0);
        let backup = Backup::new(vec![BackupDatabase {
            name: "shop".into(),
            version: 3,
            stores: vec![store("cities", 2, path)],
        }]);
        let mut blobs = Blobs::new();
        blobs.push(path, content(b"hello"));
        // [1, "Oslo"], [2, Blob(0, "text/plain")]
        let records = hex::decode("8201644f736c6f8202da6472790082006a746578742f706c61696e");
        Self::new(&backup, &blobs, vec![(path, records.unwrap())], &[b"hello"])
    }

    /// Several databases and stores, one of them empty, every kind of schema and attachment.
    pub fn large() -> Self {
        let [first, second, third] =
            [(0, 0), (0, 1), (1, 0)].map(|(d, s)| StorePath::of_index(d, s));
        let mut cities = store("cities", 500, first);
        cities.schema.key_path = Some(KeyPath::One("id".into()));
        cities.schema.auto_increment = true;
        cities.schema.next_key = Some(501);
        cities.schema.indexes = vec![Index {
            name: "by-name".into(),
            key_path: KeyPath::Many(vec!["country".into(), "name".into()]),
            unique: true,
            multi_entry: false,
        }];
        let backup = Backup::new(vec![
            BackupDatabase {
                name: Text::from_utf16(&[0x73, 0xd800]),
                version: 7,
                stores: vec![cities, store("../evil", 0, second)],
            },
            BackupDatabase {
                name: "".into(),
                version: (1 << 53) - 1,
                stores: vec![store("files", 1, third)],
            },
        ]);
        let large: Vec<u8> =
            (0..300_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let mut blobs = Blobs::new();
        blobs.push(first, content(b"hello"));
        blobs.push(first, content(&large));
        blobs.push(third, content(b"hello"));
        blobs.push(
            third,
            Attachment::Key(Box::new(KeyMaterial {
                jwk: serde_json::from_str(r#"{"kty":"oct","k":"AAEC"}"#).unwrap(),
                algorithm: serde_json::json!({"name": "HMAC", "hash": "SHA-256"}),
                usages: vec!["sign".to_owned()],
            })),
        );
        let vault = "7c9e6679".to_owned();
        let what = "CryptoKey".to_owned();
        blobs.push(third, Attachment::Vault(Box::new(VaultItem { vault, what })));
        let lost = "RTCCertificate".to_owned();
        blobs.push(third, Attachment::Lost(Box::new(LostItem { lost })));
        let records: Vec<u8> = (0..500_u16)
            .flat_map(|n| [0x82, 0x19, (n >> 8) as u8, n as u8, 0x64, b'O', b's', b'l', b'o'])
            .collect();
        let stores = vec![(first, records), (second, vec![]), (third, vec![0x82, 1, 0xf6])];
        Self::new(&backup, &blobs, stores, &[b"hello", &large])
    }

    /// The archive, written in chunks of this size.
    pub fn write(&self, chunk: usize) -> Vec<u8> {
        let mut writer = BagWriter::new(&self.bag).unwrap();
        let mut archive = Vec::new();
        for (path, content) in &self.payload {
            let compression = match path {
                PayloadPath::Blob(_) => Compression::Stored,
                _ => Compression::Deflate,
            };
            writer.start_payload(path, compression).unwrap();
            for bytes in content.chunks(chunk) {
                writer.write(bytes).unwrap();
                archive.extend(writer.take_output());
            }
            let digest = writer.finish_payload().unwrap();
            assert_eq!(digest.sha256, Sha256Digest::of(content));
            assert_eq!(digest.bytes, content.len() as u64);
        }
        archive.extend(writer.take_output());
        archive.extend(writer.finish(&self.info).unwrap());
        archive
    }
}

/// Opens an archive and verifies it.
pub fn open_and_verify<S: ByteSource>(source: S) -> Result<BagReader<S>, ArchiveError> {
    pollster::block_on(async {
        let reader = BagReader::open(source).await?;
        reader.verify(|_| ControlFlow::Continue(())).await?;
        Ok(reader)
    })
}

/// Why an archive is refused. Fails where it is not.
pub fn refusal(archive: &[u8]) -> ArchiveError {
    match open_and_verify(archive.to_vec()) {
        Ok(_) => panic!("the archive is accepted"),
        Err(error) => error,
    }
}

/// All of a payload entry.
pub fn read_payload<S: ByteSource>(reader: &BagReader<S>, path: &PayloadPath) -> Vec<u8> {
    pollster::block_on(async {
        let mut payload = reader.payload(path).await.unwrap();
        let mut all = Vec::new();
        while let Some(chunk) = payload.next_chunk().await.unwrap() {
            assert!((1..=128 << 10).contains(&chunk.len()));
            all.extend(chunk);
        }
        assert_eq!(payload.next_chunk().await.unwrap(), None);
        all
    })
}

/// Checks that an open archive holds exactly this sample.
pub fn assert_holds<S: ByteSource>(reader: &BagReader<S>, sample: &Sample) {
    assert_eq!(reader.name(), sample.bag);
    assert_eq!(reader.info(), &sample.info);
    assert_eq!(reader.payload_entries().count(), sample.payload.len());
    for (path, content) in &sample.payload {
        assert!(read_payload(reader, path) == *content, "{path}");
        let digest = reader.digest_of(path).unwrap();
        assert_eq!(digest.sha256, Sha256Digest::of(content), "{path}");
        assert_eq!(digest.bytes, content.len() as u64, "{path}");
    }
}

//! The content of the golden archive of format version 1: a value of each kind.
//!
//! The bytes are spelt out by hand from `docs/record-encoding.md`. They must never change.

use drydock::archive::{
    Attachment, Backup, BackupDatabase, BackupStore, BlobContent, Blobs, KeyMaterial, LostItem,
    Sha256Digest, StorePath, VaultItem,
};
use drydock::schema::{Index, KeyPath, Store};
use drydock::value::Text;

use super::sample::Sample;

/// Values, with the keys 1, 2, 3, ….
const VALUES: &[(&str, &str)] = &[
    ("undefined", "f7"),
    ("null", "f6"),
    ("true", "f5"),
    ("false", "f4"),
    ("0", "00"),
    ("-1", "20"),
    ("the largest integer", "1b001fffffffffffff"),
    ("the smallest integer", "3b001ffffffffffffe"),
    ("-0", "fb8000000000000000"),
    ("NaN", "fb7ff8000000000000"),
    ("Infinity", "fb7ff0000000000000"),
    ("-Infinity", "fbfff0000000000000"),
    ("1.5", "fb3ff8000000000000"),
    ("2 ** 53", "fb4340000000000000"),
    ("0n", "c240"),
    ("255n", "c241ff"),
    ("-1n", "c340"),
    ("2n ** 64n", "c249010000000000000000"),
    ("''", "60"),
    ("'日本 😀'", "6be697a5e69cac20f09f9880"),
    ("'\\ud800'", "d9011143eda080"),
    ("[1, [2]]", "82018102"),
    ("[, true, ,]", "da647279148203a16131f5"),
    ("[1] with a property n", "da647279148201a2613001616e02"),
    ("{}", "a0"),
    ("{['__proto__']: 1, '': 2, length: 3}", "a3695f5f70726f746f5f5f016002666c656e67746803"),
    ("{'\\ud800': 1}", "a1d9011143eda08001"),
    ("{b: 1, a: 2, $: 3}", "a3616201616102612403"),
    ("new Map([[1, 'a'], [true, 'b'], ['1', 'c']])", "d90103a3016161f5616261316163"),
    ("new Map([[{}, 1]])", "da6472791782a001"),
    ("new Set([1, {}])", "d901028201a0"),
    ("new Date(0)", "c100"),
    ("new Date(-1000)", "c120"),
    ("new Date(8.64e15)", "c11b000007dba8218000"),
    ("new Date(1767323045678)", "d903e9a2011a695735a5221902a6"),
    ("new Date(-1)", "d903e9a20120221903e7"),
    ("new Date(NaN)", "da64727911f6"),
    ("/a\\/b/giu", "d9524a8264615c2f6263676975"),
    ("new Number(1)", "da6472791001"),
    ("new String('\\ud800')", "da64727910d9011143eda080"),
    ("Object(1n)", "da64727910c24101"),
    ("new Uint8Array([1, 2, 3]).buffer", "da6472791543010203"),
    ("a resizable buffer", "da647279158242010208"),
    ("new Uint8Array([1, 2, 3])", "d84043010203"),
    ("new Uint8ClampedArray([255])", "d84441ff"),
    ("new Uint16Array([1])", "d845420100"),
    ("new BigInt64Array([-1n])", "d84f48ffffffffffffffff"),
    ("new Float16Array([1])", "d85442003c"),
    ("new Float64Array([1.5])", "d85648000000000000f83f"),
    ("a DataView", "da6472791684684461746156696577da64727915430102030102"),
    ("a length-tracking view", "da64727916846a55696e74384172726179da647279158241010400f6"),
    (
        "two views of one buffer",
        "82da64727916846a55696e74384172726179d81cda6472791544010203040002da64727916846b55696e7431364172726179d81d000201",
    ),
    (
        "a TypeError with a cause",
        "da647279128269547970654572726f72a2676d657373616765646f6f707365636175736501",
    ),
    ("an AbortError", "da64727913826a41626f72744572726f7260"),
    ("an object that holds itself", "d81ca16473656c66d81d00"),
    ("an array that holds itself", "d81c81d81d00"),
    ("one object twice", "82d81ca0d81d00"),
    ("a Map that holds itself", "d81cd90103a100d81d00"),
    ("new ImageData(1, 1)", "da647279208501016473726762f64401020304"),
    ("new DOMPoint(1, 2, 3)", "da647279218401020301"),
    ("a DOMPointReadOnly", "da647279228401020301"),
    ("new DOMRect(1, 2, 3, 4)", "da647279238401020304"),
    ("a DOMRectReadOnly", "da647279248401020304"),
    ("a DOMQuad", "da64727925848400000001840000000184000000018400000001"),
    ("new DOMMatrix()", "da6472792686010000010000"),
    ("a DOMMatrixReadOnly in 3D", "da647279279001000000000100000000010000000201"),
];

/// Keys, in the order of IndexedDB, with the value `null`.
const KEYS: &[(&str, &str)] = &[
    ("-Infinity", "fbfff0000000000000"),
    ("-1.5", "fbbff8000000000000"),
    ("0", "00"),
    ("new Date(-1)", "d903e9a20120221903e7"),
    ("new Date(0)", "c100"),
    ("''", "60"),
    ("'a\\0b'", "63610062"),
    ("'\\ud800'", "d9011143eda080"),
    ("an empty buffer", "da6472791540"),
    ("a buffer", "da6472791541ff"),
    ("[]", "80"),
    ("[0, ['']]", "82008160"),
];

/// Attachments, with the keys 1, 2, 3, ….
const ATTACHMENTS: &[(&str, &str)] = &[
    ("new Blob(['hello'], {type: 'text/plain'})", "da6472790082006a746578742f706c61696e"),
    ("a File", "da6472790184016065612e62696e1b0000019b7ca98f2e"),
    ("a FileList", "da6472790281da6472790184026065612e62696e1b0000019b7ca98f2e"),
    ("a CryptoKey that can be exported", "da6472790303"),
    ("a FileSystemFileHandle", "da6472790482047446696c6553797374656d46696c6548616e646c65"),
    ("an RTCCertificate", "da6472790482056e5254434365727469666963617465"),
];

/// `{country: 'NO', name: 'Oslo', id: 1}`, by `['NO', 'Oslo']`.
const CITY: &str = "8282624e4f644f736c6fa367636f756e747279624e4f646e616d65644f736c6f62696401";

/// The golden archive's content.
pub fn sample() -> Sample {
    let paths = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)].map(|(d, s)| StorePath::of_index(d, s));
    let [attachments, keys, values, cities, empty] = paths;
    let backup = Backup::new(vec![
        BackupDatabase {
            name: "every kind of value".into(),
            version: 1,
            stores: vec![
                store("attachments", ATTACHMENTS.len(), attachments),
                store("keys", KEYS.len(), keys),
                store("values", VALUES.len(), values),
            ],
        },
        BackupDatabase {
            name: Text::from_utf16(&[0x73, 0xd83d]),
            version: (1 << 53) - 1,
            stores: vec![city_store(cities), empty_store(empty)],
        },
    ]);
    let bytes: Vec<u8> = (0..=255).collect();
    let mut blobs = Blobs::new();
    for content in [b"hello", bytes.as_slice(), b"hello"] {
        let sha256 = Sha256Digest::of(content);
        let bytes = content.len() as u64;
        blobs.push(attachments, Attachment::Content(BlobContent { sha256, bytes }));
    }
    blobs.push(
        attachments,
        Attachment::Key(Box::new(KeyMaterial {
            jwk: serde_json::from_str(r#"{"kty":"oct","k":"AAEC","alg":"HS256","ext":true}"#).unwrap(),
            algorithm: serde_json::json!({"name": "HMAC", "hash": {"name": "SHA-256"}, "length": 24}),
            usages: vec!["sign".to_owned(), "verify".to_owned()],
        })),
    );
    blobs.push(
        attachments,
        Attachment::Vault(Box::new(VaultItem {
            vault: "6ba7b810-9dad-41d1-80b4-00c04fd430c8".to_owned(),
            what: "FileSystemFileHandle".to_owned(),
        })),
    );
    let lost = "RTCCertificate".to_owned();
    blobs.push(attachments, Attachment::Lost(Box::new(LostItem { lost })));
    let null = |index: usize| format!("82{}f6", KEYS[index].1);
    let stores = vec![
        (attachments, numbered(ATTACHMENTS)),
        (keys, hex::decode((0..KEYS.len()).map(null).collect::<String>()).unwrap()),
        (values, numbered(VALUES)),
        (cities, hex::decode(CITY).unwrap()),
        (empty, vec![]),
    ];
    let mut sample = Sample::new(&backup, &blobs, stores, &[b"hello", &bytes]);
    sample.bag = "golden-v1".to_owned();
    sample.info.label = Some("every kind of value, 100 % …".to_owned());
    sample
}

/// The records `[1, value]`, `[2, value]`, ….
fn numbered(values: &[(&str, &str)]) -> Vec<u8> {
    let record = |(index, (what, value)): (usize, &(&str, &str))| {
        let value = hex::decode(value).unwrap_or_else(|error| panic!("{what}: {error}"));
        let key = match index + 1 {
            small @ 0..24 => vec![small as u8],
            large => vec![0x18, large as u8],
        };
        [vec![0x82], key, value].concat()
    };
    values.iter().enumerate().flat_map(record).collect()
}

fn store(name: &str, records: usize, payload: StorePath) -> BackupStore {
    BackupStore {
        schema: Store {
            name: name.into(),
            key_path: None,
            auto_increment: false,
            next_key: None,
            indexes: vec![],
            records: records as u64,
        },
        payload,
    }
}

fn city_store(payload: StorePath) -> BackupStore {
    let mut cities = store("cities", 1, payload);
    cities.schema.key_path = Some(KeyPath::Many(vec!["country".into(), "name".into()]));
    cities.schema.indexes = vec![Index {
        name: "by-id".into(),
        key_path: KeyPath::One("id".into()),
        unique: true,
        multi_entry: true,
    }];
    cities
}

fn empty_store(payload: StorePath) -> BackupStore {
    let mut empty = store("../\u{0}", 0, payload);
    empty.schema.key_path = Some(KeyPath::One("meta.id".into()));
    empty.schema.auto_increment = true;
    empty.schema.next_key = Some(42);
    empty
}

//! Archives of later versions are told from damaged ones, whatever else is new in them.

use drydock::archive::ArchiveError;
use drydock::messages::ErrorCode;

use super::raw_zip::{RawBag, RawZip};
use super::sample::refusal;

/// A bag whose `backup.json` is this, with things that this version would call damage: an entry
/// of an unknown name, another declaration, another field.
fn later(backup: &str) -> RawZip {
    let mut bag = RawBag::small();
    *bag.content("data/backup.json") = backup.as_bytes().to_vec();
    bag.declaration = "BagIt-Version: 2.0\n".to_owned();
    bag.payload.push(("data/cookies.json".to_owned(), b"[]".to_vec()));
    bag.zip()
}

#[test]
fn a_later_format_is_too_new() {
    let zip = later(r#"{"format": "drydock-backup", "version": 2, "origins": {}}"#);
    match refusal(&zip.write()) {
        ArchiveError::FormatTooNew { found, supported } => assert_eq!((found, supported), (2, 1)),
        other => panic!("{other}"),
    }
    assert_eq!(refusal(&zip.write()).code(), ErrorCode::FormatTooNew);
}

#[test]
fn unknown_features_are_named() {
    let zip = later(
        r#"{"format": "drydock-backup", "version": 1,
            "required_features": ["cookies", "opfs"], "cookies": 3}"#,
    );
    match refusal(&zip.write()) {
        ArchiveError::UnknownFeature { features } => assert_eq!(features, ["cookies", "opfs"]),
        other => panic!("{other}"),
    }
    assert_eq!(refusal(&zip.write()).code(), ErrorCode::UnknownFeature);
}

#[test]
fn a_later_container_is_too_new() {
    // Bytes before, another comment: not how this version writes zip files.
    let zip = later(r#"{"format": "drydock-backup", "version": 3}"#);
    for zip in [
        RawZip { prefix: b"x".to_vec(), ..zip.clone() },
        RawZip { comment: Some(b"sealed otherwise".to_vec()), ..zip.clone() },
        RawZip { comment: Some(b"sealed otherwise".to_vec()), prefix: b"x".to_vec(), ..zip },
    ] {
        assert_eq!(refusal(&zip.write()).code(), ErrorCode::FormatTooNew);
    }
}

#[test]
fn a_damaged_version_number_is_damage() {
    let mut zip = later(r#"{"format": "drydock-backup", "version": 1, "databases": []}"#);
    let entry = zip.entry("data/backup.json");
    let text = String::from_utf8(entry.data.clone()).unwrap();
    // The checksum is still that of version 1.
    entry.data = text.replace("\"version\": 1", "\"version\": 9").into_bytes();
    assert_eq!(refusal(&zip.write()).code(), ErrorCode::Damaged);
}

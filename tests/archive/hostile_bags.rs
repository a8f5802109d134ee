//! Bags whose zip file is right and whose content is not.

use drydock::messages::ErrorCode;

use super::raw_zip::{RawBag, lines};
use super::sample::refusal;

const BACKUP: &str = "data/backup.json";
const BLOBS: &str = "data/blobs.json";
const STORE: &str = "data/databases/0001/stores/0001.cborseq";
const BLOB: &str = "data/blobs/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

#[track_caller]
fn assert_damaged(archive: &[u8], entry: &str, reason: &str) {
    let error = refusal(archive);
    assert_eq!(error.code(), ErrorCode::Damaged, "{error}");
    assert_eq!(error.entry(), Some(entry), "{error}");
    assert!(error.to_string().contains(reason), "{error}");
}

fn replaced(path: &str, from: &str, to: &str) -> Vec<u8> {
    let mut bag = RawBag::small();
    let content = bag.content(path);
    let text = String::from_utf8(content.clone()).unwrap();
    assert!(text.contains(from), "{text}");
    *content = text.replacen(from, to, 1).into_bytes();
    bag.zip().write()
}

#[test]
fn an_entry_that_no_manifest_lists() {
    let mut bag = RawBag::small();
    let manifest = lines(&bag.payload);
    let extra = "data/databases/0001/stores/0002.cborseq";
    bag.payload.push((extra.to_owned(), b"".to_vec()));
    bag.write_info();
    let archive = bag.zip_with_manifest(&manifest).write();
    assert_damaged(&archive, extra, "not listed in the manifest");
}

#[test]
fn an_entry_that_is_listed_and_missing() {
    for path in [BACKUP, BLOBS, STORE, BLOB] {
        let mut bag = RawBag::small();
        let manifest = lines(&bag.payload);
        bag.payload.retain(|(name, _)| name != path);
        bag.write_info();
        assert_damaged(&bag.zip_with_manifest(&manifest).write(), path, "it is missing");
    }
    for path in ["bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let mut zip = RawBag::small().zip();
        zip.entries.retain(|entry| !entry.name.ends_with(format!("/{path}").as_bytes()));
        assert_damaged(&zip.write(), path, "it is missing");
    }
}

#[test]
fn an_entry_that_is_neither_listed_nor_there() {
    for path in [BACKUP, BLOBS, STORE, BLOB] {
        let mut bag = RawBag::small();
        bag.payload.retain(|(name, _)| name != path);
        assert_damaged(&bag.zip().write(), path, "it is missing");
    }
}

#[test]
fn an_entry_that_nothing_refers_to() {
    let other_blob = format!("data/blobs/{}", "0".repeat(64));
    for path in ["data/databases/0001/stores/0002.cborseq", &other_blob] {
        let mut bag = RawBag::small();
        bag.payload.push((path.to_owned(), b"".to_vec()));
        assert_damaged(&bag.zip().write(), path, "nothing refers to it");
    }
}

#[test]
fn the_declaration_is_not_the_first_entry() {
    let mut zip = RawBag::small().zip();
    zip.entries.swap(0, 1);
    assert_damaged(&zip.write(), "bagit.txt", "not the first entry");
}

#[test]
fn another_declaration() {
    let mut bag = RawBag::small();
    bag.declaration = bag.declaration.replace("1.0", "0.97");
    assert_damaged(&bag.zip().write(), "bagit.txt", "BagIt 1.0");
}

#[test]
fn manifests_that_lie_about_their_lines() {
    let bag = RawBag::small();
    let manifest = lines(&bag.payload);
    let first = manifest.lines().next().unwrap();
    for (forged, entry, reason) in [
        (format!("{manifest}{first}\n"), BACKUP, "lists it twice"),
        (
            format!("{manifest}{}  bag-info.txt\n", "0".repeat(64)),
            "manifest-sha256.txt",
            "not payload",
        ),
        (
            format!("{manifest}{}  data/../../evil\n", "0".repeat(64)),
            "manifest-sha256.txt",
            "not one of its lines",
        ),
        (manifest.trim_end().to_owned(), "manifest-sha256.txt", "last line does not end"),
        (manifest.replacen('\n', "\r\n", 1), "manifest-sha256.txt", "not one of its lines"),
    ] {
        assert_damaged(&bag.zip_with_manifest(&forged).write(), entry, reason);
    }
}

#[test]
fn a_digest_in_the_manifest_that_lies() {
    let bag = RawBag::small();
    for path in [BACKUP, BLOBS, STORE, BLOB] {
        let mut forged = bag.clone();
        forged.content(path).push(b' ');
        let archive = bag.zip_with_manifest(&lines(&forged.payload)).write();
        assert_damaged(&archive, path, "SHA-256");
    }
}

#[test]
fn a_payload_oxum_that_lies() {
    let mut bag = RawBag::small();
    bag.info = bag.info.replace("Payload-Oxum: ", "Payload-Oxum: 1");
    assert_damaged(&bag.zip_as_is().write(), "bag-info.txt", "Payload-Oxum");
}

#[test]
fn bag_information_that_is_too_long() {
    let mut bag = RawBag::small();
    bag.info.push_str(&format!("Contact-Name: {}\n", "x".repeat(64 << 10)));
    assert_damaged(&bag.zip_as_is().write(), "bag-info.txt", "larger than");
}

#[test]
fn a_description_that_is_not_as_it_must_be() {
    for (from, to, reason) in [
        ("0001.cborseq", "0002.cborseq", "must"),
        ("\"records\": 2", "\"records\": 2, \"records\": 3", "duplicate"),
        ("\"records\": 2", "\"records\": 2, \"colour\": 3", "unknown field"),
        ("\"records\": 2", "\"records\": -2", "invalid value"),
        ("\"version\": 1", "\"version\": 0", "no format version 0"),
        ("\"databases\": [", "\"databases\": 1, \"x\": [", "JSON"),
    ] {
        assert_damaged(&replaced(BACKUP, from, to), BACKUP, reason);
    }
}

#[test]
fn attachments_that_are_not_as_they_must_be() {
    for (from, to, reason) in [
        ("\"bytes\":5", "\"bytes\":6", "the size of"),
        ("databases/0001/stores/0001", "databases/0001/stores/0002", "there is no store"),
        ("databases/0001/stores/0001", "../0001/stores/0001", "JSON"),
        ("\"stores\"", "\"shops\"", "JSON"),
    ] {
        assert_damaged(&replaced(BLOBS, from, to), BLOBS, reason);
    }
}

#[test]
fn a_bag_of_someone_else() {
    let archive = replaced(BACKUP, "drydock-backup", "other-backup");
    let error = refusal(&archive);
    assert_eq!(error.code(), ErrorCode::NotABackup);
    assert!(error.to_string().contains("other-backup"), "{error}");
}

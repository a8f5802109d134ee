//! Zip files that are forged: sealed, and with right checksums, unless said otherwise.

use std::io::Write;

use drydock::messages::ErrorCode;

use super::raw_zip::{RawBag, RawEntry, RawZip, crc};
use super::sample::{Sample, assert_holds, open_and_verify, refusal};

const STORE: &str = "data/databases/0001/stores/0001.cborseq";

fn zip() -> RawZip {
    RawBag::small().zip()
}

/// Checks that a forged archive is refused as damaged, in this entry, for this reason.
#[track_caller]
fn assert_damaged(zip: &RawZip, entry: Option<&str>, reason: &str) {
    let error = refusal(&zip.write());
    assert_eq!(error.code(), ErrorCode::Damaged, "{error}");
    assert_eq!(error.entry(), entry, "{error}");
    assert!(error.to_string().contains(reason), "{error}");
}

/// Checks that a forged archive is refused with this code, in this entry.
#[track_caller]
fn assert_refused(zip: &RawZip, code: ErrorCode, entry: &str) {
    let error = refusal(&zip.write());
    assert_eq!(error.code(), code, "{error}");
    assert_eq!(error.entry(), Some(entry), "{error}");
    let sentence = error.sentence();
    assert!(sentence.starts_with("This backup cannot be trusted: "), "{sentence}");
    assert!(sentence.contains(entry), "{sentence}");
}

#[test]
fn a_bag_zipped_by_hand_is_accepted_where_nothing_is_forged() {
    let reader = open_and_verify(zip().write()).unwrap();
    assert_holds(&reader, &Sample::small());
}

#[test]
fn two_entries_of_one_name() {
    let mut forged = zip();
    let twin = forged.entry(STORE).clone();
    forged.entries.push(twin.clone());
    assert_refused(&forged, ErrorCode::DuplicateEntry, STORE);

    // Whatever else is wrong with the file: another program added the second.
    forged.comment = Some(vec![]);
    forged.entries[0].comment = b"added".to_vec();
    assert_refused(&forged, ErrorCode::DuplicateEntry, STORE);

    // One whose own header has another name may be one in which a bit was flipped.
    let mut other = twin.name.clone();
    *other.last_mut().unwrap() = b'Q';
    let mut forged = zip();
    forged.entries.push(RawEntry { local_name: Some(other), ..twin });
    assert_damaged(&forged, Some(STORE), "two entries of this name");
}

#[test]
fn names_that_lead_elsewhere() {
    let names: [&[u8]; 9] = [
        b"../evil",
        b"/etc/passwd",
        b"C:\\evil",
        b"shop.example-2026-01-02/../evil",
        b"shop.example-2026-01-02/data/../../evil",
        b"shop.example-2026-01-02/..",
        b"shop.example-2026-01-02\\data\\backup.json",
        b"shop.example-2026-01-02/data\\blobs.json",
        b"/",
    ];
    for name in names {
        let mut forged = zip();
        forged.entries.push(RawEntry::stored(name, b""));
        let shown = String::from_utf8_lossy(name).into_owned();
        assert_refused(&forged, ErrorCode::UnsafePath, &shown);

        // One whose own header has another name may be one in which a bit was flipped.
        let mut other = name.to_vec();
        *other.last_mut().unwrap() = b'Q';
        forged.entries.last_mut().unwrap().local_name = Some(other);
        assert_damaged(&forged, Some(&shown), "no entry of an archive may have this name");
    }
}

#[test]
fn names_that_no_entry_has() {
    let names: [&[u8]; 8] = [
        b"shop.example-2026-01-02//data/blobs.json",
        b"shop.example-2026-01-02/./data/blobs.json",
        b"shop.example-2026-01-02/data/",
        b"shop.example-2026-01-02/fetch.txt",
        b"shop.example-2026-01-02/data/databases/0001/stores/0001.cborseq\0.txt",
        b"other/data/blobs.json",
        b"shop.example-2026-01-02/\xff\xfe",
        b"",
    ];
    for name in names {
        let mut forged = zip();
        forged.entries.push(RawEntry::stored(name, b""));
        let shown = String::from_utf8_lossy(name).replace('\0', "\u{fffd}");
        assert_damaged(&forged, Some(&shown), "no entry of an archive may have this name");
    }
}

#[test]
fn bag_folders_that_lead_elsewhere() {
    for folder in ["..", "", "C:"] {
        let mut bag = RawBag::small();
        bag.bag = folder.to_owned();
        assert_refused(&bag.zip(), ErrorCode::UnsafePath, &format!("{folder}/bagit.txt"));
    }
    for folder in [".", "a b", "-x"] {
        let mut bag = RawBag::small();
        bag.bag = folder.to_owned();
        assert_damaged(&bag.zip(), Some(&format!("{folder}/bagit.txt")), "may have this name");
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::DeflateEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_bomb_is_not_inflated_past_its_size() {
    let mut bag = RawBag::small();
    let bomb = deflate(&vec![0; 8 << 20]);
    let records = bag.content(STORE).clone();
    let mut forged = bag.zip();
    let entry = forged.entry(STORE);
    entry.method = 8;
    entry.compressed = bomb.len() as u64;
    entry.data = bomb;
    assert_eq!(entry.size, records.len() as u64);
    assert_refused(&forged, ErrorCode::OversizedEntry, STORE);

    // Where the seal is broken, a bit may have been flipped.
    let mut archive = forged.write();
    *archive.last_mut().unwrap() ^= 1;
    let error = refusal(&archive);
    assert_eq!(error.code(), ErrorCode::Damaged, "{error}");
    assert_eq!(error.entry(), Some(STORE), "{error}");
    assert!(error.to_string().contains("inflates to more than its size"), "{error}");
}

#[test]
fn a_description_is_not_inflated_past_its_size() {
    for path in ["bag-info.txt", "manifest-sha256.txt", "data/backup.json", "data/blobs.json"] {
        let mut forged = zip();
        let entry = forged.entry(path);
        entry.method = 8;
        entry.data = deflate(&vec![0; 1 << 20]);
        entry.compressed = entry.data.len() as u64;
        assert_refused(&forged, ErrorCode::OversizedEntry, path);
    }
}

#[test]
fn a_size_that_lies() {
    for (method, difference, reason) in [
        (8, 1, "inflates to 1 bytes less than its size"),
        (0, -1, "stored with two sizes"),
        (0, 1, "stored with two sizes"),
    ] {
        // Payload-Oxum lies along: it is compared with the directory before the entry is read.
        let mut bag = RawBag::small();
        bag.content(STORE);
        let bytes: usize = bag.payload.iter().map(|(_, content)| content.len()).sum();
        let lie = bytes.checked_add_signed(difference).unwrap();
        bag.info = bag.info.replace(&format!("Oxum: {bytes}."), &format!("Oxum: {lie}."));
        let mut forged = bag.zip_as_is();
        let entry = forged.entry(STORE);
        entry.method = method;
        if method == 8 {
            entry.data = deflate(&entry.data);
            entry.compressed = entry.data.len() as u64;
        }
        entry.size = entry.size.checked_add_signed(difference as i64).unwrap();
        assert_damaged(&forged, Some(STORE), reason);
    }
}

#[test]
fn a_compressed_size_that_reaches_too_far() {
    for size in [1 << 20, 1 << 40, u64::MAX - 200, u64::MAX] {
        let mut forged = zip();
        let entry = forged.entry("tagmanifest-sha256.txt");
        entry.compressed = size;
        entry.size = size;
        let reason = "it does not fit into the file";
        assert_damaged(&forged, Some("tagmanifest-sha256.txt"), reason);
    }
}

#[test]
fn entries_that_overlap() {
    let mut forged = zip();
    let twin =
        RawEntry { offset: Some(0), present: false, ..forged.entry("data/blobs.json").clone() };
    *forged.entry("data/blobs.json") = twin;
    assert_damaged(&forged, Some("data/blobs.json"), "it overlaps another entry");
}

#[test]
fn bytes_that_belong_to_no_entry() {
    let mut between = zip();
    between.entry("data/blobs.json").listed = false;
    assert_damaged(
        &between,
        Some("data/blobs/2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"),
        "bytes before it belong to no entry",
    );
    let before = RawZip { prefix: b"MZ".to_vec(), ..zip() };
    assert_damaged(&before, Some("bagit.txt"), "bytes before it belong to no entry");
    let after_the_last = RawZip { gap: vec![0], ..zip() };
    assert_damaged(&after_the_last, None, "between the last entry and the directory");
    let trailing = RawZip { suffix: b"\n".to_vec(), ..zip() };
    assert_damaged(&trailing, None, "the records at its end");
}

#[test]
fn bytes_before_the_file_that_no_offset_knows_of() {
    let archive = [b"#!/bin/sh\n".to_vec(), zip().write()].concat();
    assert_eq!(refusal(&archive).code(), ErrorCode::Damaged);
}

#[test]
fn an_encrypted_entry() {
    for flags in [1 | 8, 1 | 8 | 1 << 6] {
        let mut forged = zip();
        forged.entry(STORE).flags = flags;
        assert_damaged(&forged, Some(STORE), "it is encrypted");
    }
}

#[test]
fn other_compression_methods() {
    for method in [1, 9, 12, 14, 93, 99] {
        let mut forged = zip();
        forged.entry(STORE).method = method;
        assert_damaged(&forged, Some(STORE), "neither stored nor deflate");
    }
}

#[test]
fn several_disks() {
    for disks in [(1, 2), (0, 2), (1, 1)] {
        let forged = RawZip { disks, ..zip() };
        assert_damaged(&forged, None, "the records at its end");
    }
    let mut forged = zip();
    forged.entry(STORE).disk = 1;
    assert_damaged(&forged, Some(STORE), "its record in the directory");
}

#[test]
fn another_comment_than_the_seal() {
    for comment in [&b""[..], b"sha256:", b"hello", &[b'x'; 71]] {
        let comment = Some(comment.to_vec());
        let forged = RawZip { comment, ..zip() };
        let error = refusal(&forged.write());
        assert_eq!(error.code(), ErrorCode::Damaged, "{error}");
    }
    let mut forged = zip();
    forged.entry(STORE).comment = b"hello".to_vec();
    assert_damaged(&forged, Some(STORE), "its record in the directory");
}

#[test]
fn a_seal_of_something_else() {
    let mut comment = b"sha256:".to_vec();
    comment.extend([b'0'; 64]);
    let forged = RawZip { comment: Some(comment), ..zip() };
    assert_damaged(&forged, None, "its seal is broken");
}

#[test]
fn a_local_header_that_says_something_else() {
    let mut forged = zip();
    let name = forged.entry(STORE).name.clone();
    let mut other = name.clone();
    *other.last_mut().unwrap() = b'Q';
    forged.entry(STORE).local_name = Some(other);
    assert_damaged(&forged, Some(STORE), "its header is not what the directory says");

    // The directory alone says that it is deflated.
    let mut forged = zip();
    let content = forged.entry(STORE).data.clone();
    let data = deflate(&content);
    let mut archive = RawZip::new(forged.entries.clone());
    let entry = archive.entry(STORE);
    entry.method = 8;
    entry.compressed = data.len() as u64;
    entry.data = data;
    let mut bytes = archive.write();
    let header = bytes.windows(name.len()).position(|window| window == name).unwrap() - 30;
    bytes[header + 8] = 0;
    let error = refusal(&bytes);
    assert_eq!(error.entry(), Some(STORE), "{error}");
}

#[test]
fn content_that_fits_the_checksum_of_zip_but_not_the_manifest() {
    let mut forged = zip();
    let entry = forged.entry(STORE);
    *entry.data.last_mut().unwrap() ^= 1;
    entry.crc = crc(&entry.data);
    assert_damaged(&forged, Some(STORE), "SHA-256");
}

#[test]
fn content_that_fits_the_manifest_but_not_the_checksum_of_zip() {
    let mut forged = zip();
    forged.entry(STORE).crc ^= 1;
    assert_damaged(&forged, Some(STORE), "CRC-32");
}

#[test]
fn files_that_are_no_zip_files() {
    for file in
        [&b""[..], b"P", b"hello", b"%PDF-1.7", b"\x1f\x8b\x08\x00", &[0; 1000], &[b'x'; 300_000]]
    {
        assert_eq!(refusal(file).code(), ErrorCode::NotAZip);
    }
}

#[test]
fn zip_files_that_are_no_backups() {
    let mut empty = vec![0; 22];
    empty[..4].copy_from_slice(b"PK\x05\x06");
    assert_eq!(refusal(&empty).code(), ErrorCode::NotABackup);

    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for name in ["bag/bagit.txt", "bag/data/readme.txt"] {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(b"hello").unwrap();
    }
    let other = writer.finish().unwrap().into_inner();
    assert_eq!(refusal(&other).code(), ErrorCode::NotABackup);
}

//! Files of `tests/hostile`: forged archives for tests that cannot forge their own. Each is named
//! after what is wrong with it, in a folder named after the error code.

use std::path::{Path, PathBuf};

use super::raw_zip::{RawBag, RawEntry};
use super::sample::refusal;

const STORE: &str = "data/databases/0001/stores/0001.cborseq";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile")
}

/// The files: code, name, content.
fn files() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut two_of_one_name = RawBag::small().zip();
    let twin = two_of_one_name.entry(STORE).clone();
    two_of_one_name.entries.push(twin);

    let mut path_out_of_the_bag = RawBag::small().zip();
    let name = "shop.example-2026-01-02/../../evil.txt";
    path_out_of_the_bag.entries.push(RawEntry::stored(name, b"evil"));

    let mut bomb = RawBag::small().zip();
    let entry = bomb.entry(STORE);
    let size = entry.size;
    *entry = RawEntry { name: entry.name.clone(), size, crc: entry.crc, ..deflated(8 << 20) };

    vec![
        ("duplicate_entry", "two-entries-of-one-name", two_of_one_name.write()),
        ("unsafe_path", "path-out-of-the-bag", path_out_of_the_bag.write()),
        ("oversized_entry", "inflates-past-its-size", bomb.write()),
        (
            "unknown_feature",
            "needs-cookies",
            with_backup(
                r#"{"format": "drydock-backup", "version": 1, "required_features": ["cookies"]}"#,
            ),
        ),
        (
            "format_too_new",
            "version-2",
            with_backup(r#"{"format": "drydock-backup", "version": 2}"#),
        ),
    ]
}

fn with_backup(json: &str) -> Vec<u8> {
    let mut bag = RawBag::small();
    *bag.content("data/backup.json") = json.as_bytes().to_vec();
    bag.zip().write()
}

/// An entry of so many zero bytes.
fn deflated(size: usize) -> RawEntry {
    let mut encoder = flate2::write::DeflateEncoder::new(vec![], flate2::Compression::best());
    std::io::Write::write_all(&mut encoder, &vec![0; size]).unwrap();
    let data = encoder.finish().unwrap();
    let compressed = data.len() as u64;
    RawEntry { method: 8, compressed, data, ..RawEntry::stored("", b"") }
}

#[test]
fn each_is_refused_with_the_code_of_its_folder() {
    let mut count = 0;
    for code in std::fs::read_dir(folder()).unwrap() {
        let code = code.unwrap().path();
        for file in std::fs::read_dir(&code).unwrap() {
            let file = file.unwrap().path();
            let error = refusal(&std::fs::read(&file).unwrap());
            let found = serde_json::to_value(error.code()).unwrap();
            assert_eq!(found, code.file_name().unwrap().to_str().unwrap(), "{file:?}: {error}");
            count += 1;
        }
    }
    assert_eq!(count, files().len());
}

/// Writes the files.
///
/// `cargo test --test archive -- --ignored write_the_hostile_files`
#[test]
#[ignore = "writes files that are then kept"]
fn write_the_hostile_files() {
    for (code, name, content) in files() {
        let folder = folder().join(code);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.zip")), content).unwrap();
    }
}

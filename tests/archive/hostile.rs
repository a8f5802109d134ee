//! Files that somebody made on purpose: the seal is right, and something else is not.

use std::io::{Cursor, Write};

use drydock::messages::ErrorCode;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::sample::{check, parts, write};

/// Seals a file anew: what is in it is then the only thing that can be wrong.
fn sealed(mut file: Vec<u8>) -> Vec<u8> {
    let at = file.len() - 64;
    let digest = hex::encode(Sha256::digest(&file[..at]));
    file[at..].copy_from_slice(digest.as_bytes());
    file
}

fn code(file: &[u8]) -> (ErrorCode, String) {
    let error = check(file).err().expect("it was accepted");
    (error.code(), error.to_string())
}

fn find(file: &[u8], wanted: &[u8], from: usize) -> usize {
    from + file[from..].windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// Where the record of the central directory for this entry begins.
fn directory_record(file: &[u8], name: &str) -> usize {
    let mut at = 0;
    loop {
        at = find(file, b"PK\x01\x02", at);
        if file[at + 46..].starts_with(format!("shop-backup/{name}").as_bytes()) {
            return at;
        }
        at += 4;
    }
}

#[test]
fn refuses_files_that_are_no_zip() {
    for file in [&b""[..], b"hello", &[0; 5000], b"PK"] {
        assert_eq!(code(file).0, ErrorCode::NotAZip);
    }
}

#[test]
fn refuses_zip_files_of_others() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"hello").unwrap();
    let file = zip.finish().unwrap().into_inner();
    assert_eq!(code(&file).0, ErrorCode::NotABackup);
}

#[test]
fn refuses_names_that_leave_the_folder() {
    let file = write(&parts(), 4096);
    let name = b"shop-backup/data/blobs.json";
    for evil in [
        &b"shop-backup/../../evil.json"[..],
        b"/etc/passwd/data/blobs.json",
        b"shop-backup\\data\\blobs.json",
        b"C:op-backup/data/blobs.json",
        b"shop-backup/data/blobs.jso\0",
        b"other-folde/data/blobs.json",
    ] {
        assert_eq!(evil.len(), name.len());
        let mut forged = file.clone();
        let mut at = 0;
        for _ in 0..2 {
            at = find(&forged, name, at);
            forged[at..at + name.len()].copy_from_slice(evil);
        }
        let (code, text) = code(&sealed(forged));
        assert_eq!(code, ErrorCode::Damaged, "{text}");
    }
}

#[test]
fn refuses_an_entry_twice() {
    let file = write(&parts(), 4096);
    let mut forged = file.clone();
    let (first, second) = ("databases/0001/stores/0001", "databases/0001/stores/0002");
    let mut at = 0;
    for _ in 0..2 {
        at = find(&forged, format!("data/{second}").as_bytes(), at);
        forged[at + 5..at + 5 + first.len()].copy_from_slice(first.as_bytes());
    }
    let (code, text) = code(&sealed(forged));
    assert_eq!(code, ErrorCode::Damaged);
    assert!(text.contains("stands twice"), "{text}");
}

#[test]
fn refuses_an_entry_that_inflates_past_its_size() {
    let mut parts = parts();
    parts.payloads[1] = vec![0; 1 << 20];
    let mut forged = write(&parts, 1 << 16);
    let record = directory_record(&forged, "data/databases/0001/stores/0002.cborseq");
    // Both sizes of the store in directory and descriptor are said to be small.
    let name = "shop-backup/data/databases/0001/stores/0002.cborseq".len();
    // The zip64 extra field: id, length, size, compressed size.
    let extra = record + 46 + name + 4;
    assert_eq!(forged[extra..extra + 8], (1_u64 << 20).to_le_bytes());
    let compressed = forged[extra + 8..extra + 16].to_vec();
    forged[extra..extra + 8].copy_from_slice(&9_u64.to_le_bytes());
    let sizes = [&compressed[..], &(1_u64 << 20).to_le_bytes()].concat();
    let descriptor = find(&forged, &sizes, 0);
    forged[descriptor + 8..descriptor + 16].copy_from_slice(&9_u64.to_le_bytes());
    let (code, text) = code(&sealed(forged));
    assert_eq!(code, ErrorCode::Damaged, "{text}");
}

#[test]
fn refuses_headers_that_contradict_the_directory() {
    let file = write(&parts(), 4096);
    let local = find(&file, b"shop-backup/data/blobs.json", 0) - 30;
    // Version and time aside: flags, method, sizes, lengths.
    for at in [6, 8, 14, 18, 22, 26, 28] {
        let mut forged = file.clone();
        forged[local + at] ^= 1;
        let (code, text) = code(&sealed(forged));
        assert_eq!(code, ErrorCode::Damaged, "{at}: {text}");
        assert!(text.contains("blobs.json"), "{at}: {text}");
    }
}

#[test]
fn refuses_encryption_other_methods_and_other_disks() {
    let file = write(&parts(), 4096);
    let record = directory_record(&file, "data/blobs.json");
    let local = find(&file, b"shop-backup/data/blobs.json", 0) - 30;
    for (in_record, in_local, value) in [(8, 6, 9), (10, 8, 12), (10, 8, 1)] {
        let mut forged = file.clone();
        forged[record + in_record] = value;
        forged[local + in_local] = value;
        assert_eq!(code(&sealed(forged)).0, ErrorCode::Damaged);
    }
    let end = find(&file, b"PK\x05\x06", 0);
    let mut forged = file.clone();
    forged[end + 4] = 1;
    assert_eq!(code(&sealed(forged)).0, ErrorCode::Damaged);
}

/// Writes an archive whose `backup.json` says something else, with all checksums right.
fn with_backup_json(change: impl Fn(String) -> String) -> Vec<u8> {
    rebuild(|name, content| match name {
        "data/backup.json" => Some(change(String::from_utf8(content).unwrap()).into_bytes()),
        _ => Some(content),
    })
}

/// Takes an archive apart and puts it together again, as the format asks, with changed entries;
/// `None` leaves one out.
fn rebuild(change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> Vec<u8> {
    use std::io::Read;
    let file = write(&parts(), 4096);
    let mut archive = zip::ZipArchive::new(Cursor::new(file)).unwrap();
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).unwrap();
        let name = entry.name().unwrap().strip_prefix("shop-backup/").unwrap().to_owned();
        let stored = entry.compression() == CompressionMethod::Stored;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if let Some(content) = change(&name, content) {
            entries.push((name, stored, content));
        }
    }
    let digest = |content: &[u8]| hex::encode(Sha256::digest(content));
    let manifest: String = entries
        .iter()
        .filter(|(name, ..)| name.starts_with("data/"))
        .map(|(name, _, content)| format!("{}  {name}\n", digest(content)))
        .collect();
    let payload = entries.iter().filter(|(name, ..)| name.starts_with("data/"));
    let (bytes, count) =
        payload.fold((0, 0), |(bytes, count), (_, _, c)| (bytes + c.len(), count + 1));
    for (name, _, content) in &mut entries {
        if name == "manifest-sha256.txt" {
            *content = manifest.clone().into_bytes();
        } else if name == "bag-info.txt" {
            let text = String::from_utf8(content.clone()).unwrap();
            let lines = text.lines().map(|line| match line.starts_with("Payload-Oxum") {
                true => format!("Payload-Oxum: {bytes}.{count}\n"),
                false => format!("{line}\n"),
            });
            *content = lines.collect::<String>().into_bytes();
        }
    }
    let tags: String = entries
        .iter()
        .filter(|(name, ..)| !name.starts_with("data/") && name != "tagmanifest-sha256.txt")
        .map(|(name, _, content)| format!("{}  {name}\n", digest(content)))
        .collect();
    let output = Shared::default();
    let mut zip = ZipWriter::new_stream(output.clone());
    zip.set_raw_zip64_extensible_data_sector(Box::default());
    for (name, stored, content) in &entries {
        let method = if *stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true);
        zip.start_file(format!("shop-backup/{name}"), options).unwrap();
        let content = if name == "tagmanifest-sha256.txt" { tags.as_bytes() } else { content };
        zip.write_all(content).unwrap();
    }
    zip.set_comment(format!("sha256:{}", "0".repeat(64))).unwrap();
    zip.finish().unwrap();
    sealed(output.0.take())
}

#[derive(Clone, Default)]
struct Shared(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_rebuilt_archive_is_accepted() {
    // Or the refusals below would prove nothing.
    let file = with_backup_json(|json| json);
    assert!(check(&file).is_ok(), "{:?}", code(&file));
}

#[test]
fn names_the_features_that_it_does_not_know() {
    let file = with_backup_json(|json| {
        json.replace(r#""required_features": []"#, r#""required_features": ["holograms"]"#)
    });
    let (code, text) = code(&file);
    assert_eq!(code, ErrorCode::UnknownFeature);
    assert!(text.contains("holograms"), "{text}");
}

#[test]
fn says_when_the_format_is_newer() {
    let file = with_backup_json(|json| {
        json.replacen(r#""version": 1"#, r#""version": 2, "databases_and_more": {}"#, 1)
    });
    assert_eq!(code(&file).0, ErrorCode::FormatTooNew);
}

#[test]
fn refuses_other_formats() {
    let file = with_backup_json(|json| json.replace("drydock-backup", "somebody-else's"));
    assert_eq!(code(&file).0, ErrorCode::NotABackup);
}

#[test]
fn refuses_payloads_that_nothing_names_and_names_without_payload() {
    let renamed = with_backup_json(|json| {
        json.replace("databases/0001/stores/0002.cborseq", "databases/0001/stores/0003.cborseq")
    });
    assert_eq!(code(&renamed).0, ErrorCode::Damaged);
    let missing = rebuild(|name, content| (!name.ends_with("0002.cborseq")).then_some(content));
    let (missing, text) = code(&missing);
    assert_eq!(missing, ErrorCode::Damaged);
    assert!(text.contains("0002.cborseq"), "{text}");
    let blobless = rebuild(|name, content| (!name.starts_with("data/blobs/")).then_some(content));
    assert_eq!(code(&blobless).0, ErrorCode::Damaged);
}

#[test]
fn refuses_a_bag_without_its_own_files() {
    for file in ["bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        let forged = rebuild(|name, content| (name != file).then_some(content));
        let (code, text) = code(&forged);
        assert!(matches!(code, ErrorCode::Damaged | ErrorCode::NotABackup), "{file}: {text}");
    }
}

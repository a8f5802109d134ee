//! An archive of each format version ever written: every later version must read it.
//!
//! These files are never written again. For a new format version, add a new file.

use drydock::archive::PayloadPath;
use drydock::value::{RecordSplitter, decode_record, encode_record};

use super::golden_records::sample;
use super::sample::{assert_holds, open_and_verify, read_payload};

const VERSION_1: &[u8] = include_bytes!("../golden/archive-v1.zip");

#[test]
fn version_1_opens_and_holds_what_it_should() {
    let reader = open_and_verify(VERSION_1).unwrap();
    assert_holds(&reader, &sample());
    for (_, store) in reader.backup().stores() {
        let records = read_payload(&reader, &PayloadPath::Store(store.payload));
        assert_eq!(records.is_empty(), store.schema.records == 0);
    }
}

#[test]
fn the_codec_reads_what_version_1_holds() {
    let reader = open_and_verify(VERSION_1).unwrap();
    for (_, store) in reader.backup().stores() {
        let mut splitter = RecordSplitter::new();
        splitter.push(&read_payload(&reader, &PayloadPath::Store(store.payload)));
        let mut records = 0;
        while let Some(span) = splitter.next_record().unwrap() {
            let record = decode_record(span.bytes).unwrap();
            assert_eq!(encode_record(&record), span.bytes);
            records += 1;
        }
        splitter.finish().unwrap();
        assert_eq!(records, store.schema.records);
    }
}

/// Writes the file of the present format version, where there is none yet.
///
/// `cargo test --test archive -- --ignored write_the_golden_archive`
#[test]
#[ignore = "writes a file that is then kept for ever"]
fn write_the_golden_archive() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/archive-v1.zip");
    let mut file = std::fs::File::create_new(path).unwrap();
    std::io::Write::write_all(&mut file, &sample().write(1000)).unwrap();
}

//! No damage goes unnoticed: every single bit, every length.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use drydock::archive::ArchiveError;
use drydock::messages::ErrorCode;

use super::raw_zip::{directory_ranges, entry_ranges};
use super::sample::{Sample, open_and_verify, refusal};

/// Runs a check for each of these numbers, on every processor.
fn for_each(numbers: Range<usize>, check: impl Fn(usize) + Sync) {
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for first in 0..threads {
            let (numbers, check) = (numbers.clone(), &check);
            scope.spawn(move || numbers.skip(first).step_by(threads).for_each(check));
        }
    });
}

/// Checks that what a person is told is a sentence that names the entry, where one is known.
fn assert_is_told(error: &ArchiveError) {
    let sentence = error.sentence();
    assert!(sentence.starts_with("This backup is ") && sentence.ends_with('.'), "{sentence}");
    assert!(error.entry().is_none_or(|entry| sentence.contains(entry)), "{sentence}");
}

/// Checks that a bit that was flipped in the directory is looked for in the entry whose record it
/// is in, or in none.
fn assert_located_in_directory(
    error: &ArchiveError,
    records: &[(String, Range<usize>)],
    byte: usize,
    directory: &[u8],
) {
    let record = records.iter().find(|(_, range)| range.contains(&byte));
    match (record, error.entry()) {
        (_, None) => {}
        (Some((name, _)), Some(entry)) => {
            // The name may be what was changed: it is told as it stands there now.
            let bytes = String::from_utf8_lossy(directory).replace(char::is_control, "\u{fffd}");
            assert!(entry == name || bytes.contains(entry), "byte {byte}: {error}");
        }
        (None, Some(_)) => panic!("byte {byte}: {error}"),
    }
}

#[test]
fn every_flipped_bit_is_noticed_and_located() {
    let archive = Sample::small().write(1000);
    let entries = entry_ranges(&archive);
    let directory = entries.iter().map(|(_, range)| range.end).max().unwrap();
    let records = directory_ranges(&archive);
    assert!(open_and_verify(archive.as_slice()).is_ok());
    let padding = AtomicUsize::new(0);
    for_each(0..archive.len() * 8, |bit| {
        let byte = bit / 8;
        let mut flipped = archive.clone();
        flipped[byte] ^= 1 << (bit % 8);
        let error = refusal(&flipped);
        // Whatever else it may look like.
        assert_eq!(error.code(), ErrorCode::Damaged, "bit {bit}: {error}");
        assert_is_told(&error);
        if byte >= directory {
            assert_located_in_directory(&error, &records, byte, &flipped[directory..]);
            return;
        }
        // A deflate stream has bits that stand for nothing: the seal alone covers them.
        if error.entry().is_none() {
            assert!(error.to_string().contains("seal is broken"), "bit {bit}: {error}");
            padding.fetch_add(1, Ordering::Relaxed);
        } else {
            let (name, _) = entries.iter().find(|(_, range)| range.contains(&byte)).unwrap();
            assert_eq!(error.entry(), Some(name.as_str()), "bit {bit}: {error}");
        }
    });
    // At most seven bits before each of the ends of a stream's two blocks.
    let padding = padding.into_inner();
    assert!(padding <= 14 * entries.len(), "{padding} bits");
}

#[test]
fn every_truncation_is_noticed() {
    let archive = Sample::small().write(1000);
    let entries = entry_ranges(&archive);
    let header = |name: &str| 30 + "shop.example-2026-01-02/".len() + name.len() + 20;
    let (first, _) = entries.first().unwrap();
    // The name of the directory's first record ends here: no entry is blamed from there on.
    let (_, record) = directory_ranges(&archive).into_iter().next().unwrap();
    let begun = record.start + 46 + "shop.example-2026-01-02/".len() + first.len();
    for_each(0..archive.len(), |length| {
        let error = refusal(&archive[..length]);
        if length < header(first) {
            // It might be anything.
            assert_eq!(error.code(), ErrorCode::NotAZip, "{length} bytes: {error}");
            return;
        }
        assert_eq!(error.code(), ErrorCode::Truncated, "{length} bytes: {error}");
        assert_is_told(&error);
        let mut headers = entries.iter().filter(|(name, at)| at.start + header(name) <= length);
        let last = headers.next_back().filter(|_| length < begun).map(|(name, _)| name.as_str());
        assert_eq!(error.entry(), last, "{length} bytes: {error}");
    });
}

#[test]
fn a_truncation_far_behind_an_entry_is_noticed() {
    // A Blob that holds what an archive of ours ends with: an end record and a seal's beginning.
    let mut archive = Sample::large().write(1000);
    let entries = entry_ranges(&archive);
    let blob = entries.iter().filter(|(name, _)| name.starts_with("data/blobs/"));
    let (name, range) = blob.max_by_key(|(_, range)| range.len()).unwrap();
    archive.truncate(range.end - 100);
    let end = archive.len() - 50;
    archive.splice(end - 60..end - 40, b"PK\x05\x06".iter().copied().chain([0; 16]));
    let error = refusal(&archive);
    assert_eq!(error.code(), ErrorCode::Truncated, "{error}");
    assert_eq!(error.entry(), Some(name.as_str()));
}

#[test]
fn every_missing_and_every_doubled_byte_is_noticed() {
    let archive = Sample::small().write(1000);
    for_each(0..archive.len(), |byte| {
        let mut shorter = archive.clone();
        let removed = shorter.remove(byte);
        // The same file comes out where the byte is like its neighbour, never a valid one.
        let expected = match byte < archive.len() - 71 {
            true => ErrorCode::Damaged,
            // The seal is one byte short.
            false => ErrorCode::Truncated,
        };
        assert_eq!(refusal(&shorter).code(), expected, "byte {byte}");
        let mut longer = archive.clone();
        longer.insert(byte, removed);
        assert_eq!(refusal(&longer).code(), ErrorCode::Damaged, "byte {byte}");
    });
}

#[test]
fn damage_in_a_large_entry_is_found_where_it_is() {
    let sample = Sample::large();
    let archive = sample.write(1000);
    for (name, range) in entry_ranges(&archive) {
        let mut damaged = archive.clone();
        damaged[(range.start + range.end) / 2] ^= 0x10;
        let error = refusal(&damaged);
        assert!(matches!(error, ArchiveError::Damaged { .. }), "{error}");
        assert_eq!(error.entry(), Some(name.as_str()));
    }
}

#[test]
fn a_broken_seal_alone_is_noticed() {
    let mut archive = Sample::small().write(1000);
    let last = archive.last_mut().unwrap();
    *last = if *last == b'0' { b'1' } else { b'0' };
    let error = refusal(&archive);
    assert_eq!(error.code(), ErrorCode::Damaged);
    assert_eq!(error.entry(), None);
    assert!(error.to_string().contains("seal"), "{error}");
}

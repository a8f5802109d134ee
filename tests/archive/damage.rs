//! No damage goes unnoticed: every single bit, every length.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use drydock::archive::ArchiveError;
use drydock::messages::ErrorCode;

use super::raw_zip::entry_ranges;
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

#[test]
fn every_flipped_bit_is_noticed_and_located() {
    let archive = Sample::small().write(1000);
    let entries = entry_ranges(&archive);
    let directory = entries.iter().map(|(_, range)| range.end).max().unwrap();
    assert!(open_and_verify(archive.as_slice()).is_ok());
    let padding = AtomicUsize::new(0);
    for_each(0..archive.len() * 8, |bit| {
        let byte = bit / 8;
        let mut flipped = archive.clone();
        flipped[byte] ^= 1 << (bit % 8);
        let error = refusal(&flipped);
        assert_eq!(error.code(), ErrorCode::Damaged, "bit {bit}: {error}");
        if byte >= directory {
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
    let (_, first) = entry_ranges(&archive).into_iter().next().unwrap();
    // Shorter than the first entry's header, it might be anything.
    let header = 30 + "shop.example-2026-01-02/bagit.txt".len() + 20;
    assert!(header < first.end);
    for_each(0..archive.len(), |length| {
        let error = refusal(&archive[..length]);
        let expected = match length < header {
            true => ErrorCode::NotAZip,
            false => ErrorCode::Damaged,
        };
        assert_eq!(error.code(), expected, "{length} bytes: {error}");
    });
}

#[test]
fn every_missing_and_every_doubled_byte_is_noticed() {
    let archive = Sample::small().write(1000);
    for_each(0..archive.len(), |byte| {
        let mut shorter = archive.clone();
        let removed = shorter.remove(byte);
        // The same file comes out where the byte is like its neighbour, never a valid one.
        assert_eq!(refusal(&shorter).code(), ErrorCode::Damaged, "byte {byte}");
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

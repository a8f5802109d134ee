//! What was written is read back.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::ops::ControlFlow;

use drydock::archive::{
    ArchiveError, BagReader, ByteSource, FileSource, PayloadPath, Sha256Digest, SourceError,
    StorePath,
};
use drydock::messages::ErrorCode;

use super::sample::{Sample, assert_holds, open_and_verify};

#[test]
fn reads_back_what_was_written() {
    for sample in [Sample::small(), Sample::large()] {
        let reader = open_and_verify(sample.write(1000)).unwrap();
        assert_holds(&reader, &sample);
        let json: Vec<u8> = reader.blobs().json_pieces().flatten().collect();
        for (path, content) in &sample.payload {
            match path {
                PayloadPath::Backup => assert_eq!(reader.backup().to_json(), *content),
                PayloadPath::Blobs => assert_eq!(json, *content),
                _ => {}
            }
        }
    }
}

#[test]
fn reads_from_a_file() {
    let sample = Sample::large();
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&sample.write(1000)).unwrap();
    let reader = open_and_verify(FileSource::new(file).unwrap()).unwrap();
    assert_holds(&reader, &sample);
}

#[test]
fn stored_entries_can_be_taken_out_of_the_file() {
    let archive = Sample::large().write(1000);
    let reader = open_and_verify(archive.as_slice()).unwrap();
    let path = PayloadPath::Blob(Sha256Digest::of(b"hello"));
    let range = reader.entry_range_if_stored(&path).unwrap();
    assert_eq!(archive[range.start as usize..range.end as usize], *b"hello");
    let deflated = PayloadPath::Store(StorePath::of_index(0, 0));
    assert_eq!(reader.entry_range_if_stored(&deflated), None);
    let missing = PayloadPath::Blob(Sha256Digest::of(b"missing"));
    assert_eq!(reader.entry_range_if_stored(&missing), None);
}

#[test]
fn says_which_entry_does_not_exist() {
    let reader = open_and_verify(Sample::small().write(1000)).unwrap();
    let path = PayloadPath::Store(StorePath::of_index(0, 7));
    let error = pollster::block_on(reader.payload(&path)).err().unwrap();
    assert_eq!(error.entry(), Some("data/databases/0001/stores/0008.cborseq"));
    assert!(matches!(error, ArchiveError::NoSuchEntry { .. }));
    assert_eq!(reader.digest_of(&path), None);
}

#[test]
fn progress_rises_to_the_size_of_the_file() {
    let archive = Sample::large().write(1000);
    let reader = pollster::block_on(BagReader::open(archive.as_slice())).unwrap();
    let mut reported = vec![0];
    pollster::block_on(reader.verify(|bytes| {
        reported.push(bytes);
        ControlFlow::Continue(())
    }))
    .unwrap();
    assert!(reported.is_sorted());
    assert_eq!(reported.last(), Some(&(archive.len() as u64)));
}

/// Counts what is asked of it, and fails when told to.
struct Watched {
    archive: Vec<u8>,
    reads: RefCell<Vec<(u64, usize)>>,
    fails: Cell<bool>,
}

impl ByteSource for &Watched {
    fn len(&self) -> u64 {
        self.archive.len() as u64
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        self.reads.borrow_mut().push((offset, length));
        if self.fails.get() {
            let message = "the disk is gone".to_owned();
            return Err(SourceError { offset, length, message });
        }
        self.archive.read(offset, length).await
    }
}

#[test]
fn verifying_reads_each_byte_once_in_small_pieces() {
    let watched = Watched {
        archive: Sample::large().write(1000),
        reads: RefCell::default(),
        fails: Cell::new(false),
    };
    let reader = pollster::block_on(BagReader::open(&watched)).unwrap();
    watched.reads.borrow_mut().clear();
    pollster::block_on(reader.verify(|_| ControlFlow::Continue(()))).unwrap();
    let mut position = 0;
    for (offset, length) in watched.reads.borrow().iter() {
        assert_eq!(*offset, position);
        assert!(*length <= 64 << 10);
        position += *length as u64;
    }
    assert_eq!(position, watched.archive.len() as u64 - 64);
}

#[test]
fn verifying_stops_where_it_is_told_to() {
    let watched = Watched {
        archive: Sample::large().write(1000),
        reads: RefCell::default(),
        fails: Cell::new(false),
    };
    let reader = pollster::block_on(BagReader::open(&watched)).unwrap();
    let end = watched.archive.len() as u64;
    for limit in [0, 1, 1000, end / 2, end - 65] {
        watched.reads.borrow_mut().clear();
        let verified = pollster::block_on(reader.verify(|bytes| match bytes > limit {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }));
        let error = verified.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Cancelled, "{limit}: {error}");
        // Not more than the entry's data descriptor after it.
        let (offset, length) = *watched.reads.borrow().last().unwrap();
        assert!(offset <= limit + (64 << 10), "{offset} after {limit}");
        assert!(offset + length as u64 > limit);
    }
}

#[test]
fn a_source_that_fails_is_not_called_damaged() {
    let watched = Watched {
        archive: Sample::small().write(1000),
        reads: RefCell::default(),
        fails: Cell::new(false),
    };
    let reader = pollster::block_on(BagReader::open(&watched)).unwrap();
    watched.fails.set(true);
    let error = pollster::block_on(reader.verify(|_| ControlFlow::Continue(()))).unwrap_err();
    assert_eq!(error.code(), ErrorCode::ReadFailed);
    assert!(error.to_string().contains("the disk is gone"));
    let error = pollster::block_on(BagReader::open(&watched)).err().unwrap();
    assert_eq!(error.code(), ErrorCode::ReadFailed);
}

//! Fewer and larger reads.

use std::cell::RefCell;

use super::{ByteSource, SourceError};

/// How much is read at once, at least.
const AHEAD: usize = 1 << 20;

/// A source that is read in large blocks, for where each read costs more than its bytes: in a
/// browser it is several messages between processes.
#[derive(Clone, Debug)]
pub struct ReadAhead<S> {
    source: S,
    /// The block that was read last.
    block: RefCell<Block>,
}

#[derive(Clone, Debug, Default)]
struct Block {
    start: u64,
    bytes: Vec<u8>,
}

impl<S: ByteSource> ReadAhead<S> {
    /// Reads from a source.
    pub fn new(source: S) -> Self {
        Self { source, block: RefCell::default() }
    }

    /// The source itself.
    pub fn source(&self) -> &S {
        &self.source
    }
}

impl Block {
    fn get(&self, offset: u64, length: usize) -> Option<Vec<u8>> {
        let from = usize::try_from(offset.checked_sub(self.start)?).ok()?;
        self.bytes.get(from..from.checked_add(length)?).map(<[u8]>::to_vec)
    }
}

impl<S: ByteSource> ByteSource for ReadAhead<S> {
    fn len(&self) -> u64 {
        self.source.len()
    }

    async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
        if let Some(bytes) = self.block.borrow().get(offset, length) {
            return Ok(bytes);
        }
        let left = self.len().saturating_sub(offset);
        let ahead = usize::try_from(left).map_or(AHEAD, |left| left.min(AHEAD));
        // What is larger than a block, or is not there, is the source's own affair.
        if length >= ahead {
            return self.source.read(offset, length).await;
        }
        let block = Block { start: offset, bytes: self.source.read(offset, ahead).await? };
        let bytes = block.get(offset, length).unwrap_or_default();
        self.block.replace(block);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use pollster::block_on;

    use super::{AHEAD, ReadAhead};
    use crate::archive::{ByteSource, SourceError};

    /// Bytes that tell where they are, and count how often they are read.
    struct Counted {
        length: u64,
        reads: Cell<u64>,
    }

    impl ByteSource for Counted {
        fn len(&self) -> u64 {
            self.length
        }

        async fn read(&self, offset: u64, length: usize) -> Result<Vec<u8>, SourceError> {
            self.reads.set(self.reads.get() + 1);
            let end = offset + length as u64;
            if end > self.length {
                return Err(SourceError { offset, length, message: "too few".to_owned() });
            }
            Ok((offset..end).map(byte).collect())
        }
    }

    fn byte(at: u64) -> u8 {
        (at ^ (at >> 8) ^ (at >> 16)) as u8
    }

    fn source(length: u64) -> ReadAhead<Counted> {
        ReadAhead::new(Counted { length, reads: Cell::new(0) })
    }

    fn read(source: &ReadAhead<Counted>, offset: u64, length: usize) -> Vec<u8> {
        let bytes = block_on(source.read(offset, length)).unwrap();
        assert!(bytes == (offset..offset + length as u64).map(byte).collect::<Vec<_>>());
        bytes
    }

    #[test]
    fn small_reads_in_order_become_few_large_ones() {
        let source = source(3 * AHEAD as u64 + 5);
        for offset in (0..source.len()).step_by(1000) {
            read(&source, offset, 1000.min((source.len() - offset) as usize));
        }
        // The read across each block's end begins a block of its own.
        assert_eq!(source.source().reads.get(), 4);
    }

    #[test]
    fn any_place_and_any_length_give_the_sources_bytes() {
        let source = source(2 * AHEAD as u64);
        let end = source.len();
        for (offset, length) in
            [(end - 1, 1), (0, 10), (5, AHEAD), (7, 2 * AHEAD - 7), (end - 10, 10), (3, 0), (0, 1)]
        {
            read(&source, offset, length);
        }
    }

    #[test]
    fn what_is_not_there_is_the_sources_error() {
        let source = source(100);
        read(&source, 0, 50);
        let error = block_on(source.read(90, 11)).unwrap_err();
        assert_eq!((error.offset, error.length), (90, 11));
        assert!(block_on(source.read(200, 1)).is_err());
    }
}

//! Inflates an entry piece by piece.

use flate2::{Decompress, FlushDecompress, Status};

/// The most that one step hands out, in bytes.
const PIECE: usize = 128 << 10;

/// Why a stream cannot be inflated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum InflateFault {
    /// It holds more than its size.
    TooLong,
    /// It is not a deflate stream of its size.
    Invalid(String),
}

impl InflateFault {
    fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid(reason.into())
    }

    fn trailing() -> Self {
        Self::invalid("bytes follow the end of its compressed data")
    }
}

/// A deflate stream ([RFC 1951](https://www.rfc-editor.org/rfc/rfc1951)) on its way out, never
/// further than one byte past the size that it may have.
pub(super) struct Inflater {
    state: Decompress,
    input: Vec<u8>,
    used: usize,
    left: u64,
    ended: bool,
}

impl Inflater {
    /// A stream that should inflate to `size` bytes.
    pub(super) fn new(size: u64) -> Self {
        Self { state: Decompress::new(false), input: Vec::new(), used: 0, left: size, ended: false }
    }

    /// Gives it the next compressed bytes. Those before must have been used up:
    /// [`next_piece`](Self::next_piece) returned nothing.
    pub(super) fn feed(&mut self, input: Vec<u8>) {
        self.input = input;
        self.used = 0;
    }

    /// The next inflated bytes; none where more input is needed.
    pub(super) fn next_piece(&mut self) -> Result<Vec<u8>, InflateFault> {
        let rest = self.input.get(self.used..).unwrap_or_default();
        if self.ended {
            return match rest.is_empty() {
                true => Ok(Vec::new()),
                false => Err(InflateFault::trailing()),
            };
        }
        // One byte more than may come, so that too much is noticed.
        let room = usize::try_from(self.left.saturating_add(1)).map_or(PIECE, |n| n.min(PIECE));
        let mut piece = vec![0; room];
        let (consumed_before, produced_before) = (self.state.total_in(), self.state.total_out());
        let status =
            self.state.decompress(rest, &mut piece, FlushDecompress::None).map_err(|error| {
                InflateFault::invalid(format!("its compressed data is not valid: {error}"))
            })?;
        let consumed = self.state.total_in() - consumed_before;
        let produced = self.state.total_out() - produced_before;
        self.ended = matches!(status, Status::StreamEnd);
        self.left = self.left.checked_sub(produced).ok_or(InflateFault::TooLong)?;
        // Both are at most the length of a buffer.
        self.used += usize::try_from(consumed).unwrap_or(usize::MAX);
        piece.truncate(usize::try_from(produced).unwrap_or(usize::MAX));
        // Without output, the input is used up: there was room.
        let stuck = piece.is_empty() && self.used < self.input.len();
        match (stuck, self.ended) {
            (false, _) => Ok(piece),
            (true, true) => Err(InflateFault::trailing()),
            (true, false) => Err(InflateFault::invalid("its compressed data is not valid")),
        }
    }

    /// Checks that the stream ended where its size says.
    pub(super) fn finish(&self) -> Result<(), InflateFault> {
        match (self.ended, self.left) {
            (false, _) => Err(InflateFault::invalid("its compressed data breaks off")),
            (true, 0) => Ok(()),
            (true, left) => Err(InflateFault::invalid(format!(
                "it inflates to {left} bytes less than its size"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{InflateFault, Inflater};

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn inflate(compressed: &[u8], step: usize, size: u64) -> Result<Vec<u8>, InflateFault> {
        let mut inflater = Inflater::new(size);
        let mut all = Vec::new();
        for input in compressed.chunks(step) {
            inflater.feed(input.to_vec());
            loop {
                let piece = inflater.next_piece()?;
                if piece.is_empty() {
                    break;
                }
                all.extend(piece);
            }
        }
        inflater.finish()?;
        Ok(all)
    }

    #[test]
    fn inflates_however_the_input_is_cut() {
        let bytes: Vec<u8> = (0..400_000_u32).map(|n| (n / 3) as u8 ^ (n >> 12) as u8).collect();
        for bytes in [&bytes[..], b"", b"a"] {
            let compressed = deflate(bytes);
            for step in [1, 2, 7, 4096, 1 << 20] {
                assert!(inflate(&compressed, step, bytes.len() as u64).unwrap() == bytes);
            }
        }
    }

    #[test]
    fn refuses_another_size_than_the_declared_one() {
        let compressed = deflate(&[0; 1_000_000]);
        for size in [0, 1, 999_999] {
            let error = inflate(&compressed, 4096, size).unwrap_err();
            assert_eq!(error, InflateFault::TooLong);
        }
        let error = inflate(&compressed, 4096, 1_000_001).unwrap_err();
        assert_eq!(error, InflateFault::invalid("it inflates to 1 bytes less than its size"));
    }

    #[test]
    fn refuses_what_is_cut_off_or_goes_on() {
        let compressed = deflate(b"hello");
        let cut = &compressed[..compressed.len() - 1];
        let error = inflate(cut, 3, 5).unwrap_err();
        assert_eq!(error, InflateFault::invalid("its compressed data breaks off"));
        for step in [1, 100] {
            let longer = [&compressed[..], b"x"].concat();
            let error = inflate(&longer, step, 5).unwrap_err();
            assert_eq!(error, InflateFault::trailing());
        }
        assert!(inflate(&[0xff; 20], 20, 5).is_err());
    }
}

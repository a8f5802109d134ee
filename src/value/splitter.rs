//! Cutting a stream of records apart without looking at what they mean.

use super::head::{self, Head};
use super::model::MAX_DEPTH;
use super::{DecodeError, DecodeErrorKind as Kind, tags};

/// How many CBOR arrays and maps may stand one within another in a record: a level of values
/// takes two at most (a sparse array, an Error), and a view or an image at the end some more.
const MAX_CONTAINERS: usize = 2 * MAX_DEPTH + 8;

/// Cuts a store's payload, a [CBOR sequence](https://www.rfc-editor.org/rfc/rfc8742) of
/// `[key, value]`, into its records, however it arrives.
///
/// It checks what their boundaries depend on: that heads are well formed and of the shortest
/// form, and that each record is an array of two items. [`decode_record`](super::decode_record)
/// checks the rest. It holds what was pushed and not yet taken; each byte is looked at once.
#[derive(Debug, Default)]
pub struct RecordSplitter {
    buffer: Vec<u8>,
    /// Where in the stream the buffer begins.
    base: u64,
    /// Where in the buffer the current record begins.
    start: usize,
    /// Where in the buffer the next head begins. Beyond the end: within a string.
    scan: u64,
    /// Of each container around `scan`, how many items are still to come. Empty between records.
    open: Vec<u64>,
    attachments: u64,
    key_end: Option<usize>,
    failed: Option<DecodeError>,
}

/// A record in the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordSpan<'s> {
    /// Its bytes.
    pub bytes: &'s [u8],
    /// Where it begins in the stream.
    pub offset: u64,
    /// How many attachments begin in it.
    pub attachments: u64,
    key_end: usize,
}

impl<'s> RecordSpan<'s> {
    /// The bytes of its key.
    pub fn key(&self) -> &'s [u8] {
        self.bytes.get(1..self.key_end).unwrap_or_default()
    }

    /// The bytes of its value.
    pub fn value(&self) -> &'s [u8] {
        self.bytes.get(self.key_end..).unwrap_or_default()
    }
}

impl RecordSplitter {
    /// A splitter at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        // Moved only when what is kept is the smaller part: in all, no more than was pushed.
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.base += self.start as u64;
            self.scan -= self.start as u64;
            self.key_end = self.key_end.map(|end| end - self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// The next record that is there whole; `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// When the stream is not a sequence of records; from then on, always.
    pub fn next_record(&mut self) -> Result<Option<RecordSpan<'_>>, DecodeError> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        match self.advance() {
            Ok(true) => Ok(Some(self.take())),
            Ok(false) => Ok(None),
            Err(kind) => {
                let failed = DecodeError { offset: self.base + self.scan, kind };
                self.failed = Some(failed);
                Err(failed)
            }
        }
    }

    /// Ends the stream.
    ///
    /// # Errors
    ///
    /// When it ends within a record, or records are left that were not taken, or it has failed.
    pub fn finish(self) -> Result<(), DecodeError> {
        if let Some(failed) = self.failed {
            return Err(failed);
        }
        if self.start < self.buffer.len() {
            return Err(DecodeError {
                offset: self.base + self.buffer.len() as u64,
                kind: Kind::UnexpectedEnd,
            });
        }
        Ok(())
    }

    /// Goes on to the end of the record, if it is there.
    fn advance(&mut self) -> Result<bool, Kind> {
        if self.open.is_empty() && !self.begin()? {
            return Ok(false);
        }
        let Self { buffer, scan, open, .. } = self;
        // The item count of the innermost container is kept at hand.
        let mut remaining = open.pop().unwrap_or(0);
        let complete = loop {
            let at = usize::try_from(*scan).unwrap_or(usize::MAX);
            let Some(rest) = buffer.get(at..) else {
                break false;
            };
            if remaining == 0 {
                // The end of a container: for the outer one, one item less.
                match open.pop() {
                    Some(outer) => remaining = outer,
                    None => break true,
                }
                if open.is_empty() && self.key_end.is_none() {
                    self.key_end = Some(at);
                }
                continue;
            }
            let Some((head, length)) = head::parse(rest)? else {
                break false;
            };
            let mut next = *scan + length as u64;
            match head {
                Head::Complete => remaining -= 1,
                Head::String(bytes) => {
                    remaining -= 1;
                    next = next.checked_add(bytes).ok_or(Kind::UnexpectedEnd)?;
                }
                Head::Container(items) => {
                    if open.len() >= MAX_CONTAINERS {
                        return Err(Kind::TooDeep);
                    }
                    open.push(remaining - 1);
                    remaining = items;
                }
                Head::Tag(tags::BLOB | tags::FILE | tags::CRYPTO_KEY | tags::OPAQUE) => {
                    self.attachments += 1;
                }
                Head::Tag(_) => {}
            }
            *scan = next;
            if remaining == 1 && open.is_empty() && self.key_end.is_none() {
                self.key_end = usize::try_from(*scan).ok();
            }
        };
        if !complete {
            open.push(remaining);
        }
        Ok(complete)
    }

    /// Begins a record, if there is one.
    fn begin(&mut self) -> Result<bool, Kind> {
        match self.buffer.get(self.start) {
            None => Ok(false),
            Some(0x82) => {
                self.scan = self.start as u64 + 1;
                self.open.push(2);
                self.attachments = 0;
                self.key_end = None;
                Ok(true)
            }
            Some(_) => Err(Kind::Expected("a record: an array of two items")),
        }
    }

    fn take(&mut self) -> RecordSpan<'_> {
        let start = self.start;
        let end = usize::try_from(self.scan).unwrap_or(usize::MAX);
        self.start = end;
        let key_end = self.key_end.take().unwrap_or(end);
        RecordSpan {
            bytes: self.buffer.get(start..end).unwrap_or_default(),
            offset: self.base + start as u64,
            attachments: self.attachments,
            key_end: key_end.saturating_sub(start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordSplitter;
    use crate::value::DecodeErrorKind;

    fn bytes(digits: &str) -> Vec<u8> {
        hex::decode(digits.replace(' ', "")).unwrap()
    }

    #[test]
    fn cuts_records_apart_and_counts_their_attachments() {
        // [1, []] and ["a", [a Blob, a CryptoKey]]
        let first = bytes("82 01 80");
        let second = bytes("82 6161 82 da64727900 82 00 60 da64727903 01");
        let mut splitter = RecordSplitter::new();
        splitter.push(&[first.clone(), second.clone()].concat());

        let record = splitter.next_record().unwrap().unwrap();
        assert_eq!((record.bytes, record.offset, record.attachments), (&*first, 0, 0));
        let record = splitter.next_record().unwrap().unwrap();
        assert_eq!((record.bytes, record.offset, record.attachments), (&*second, 3, 2));
        assert_eq!(record.key(), bytes("6161"));
        assert_eq!(splitter.next_record(), Ok(None));
        assert_eq!(splitter.finish(), Ok(()));
    }

    #[test]
    fn a_key_may_be_an_array() {
        let mut splitter = RecordSplitter::new();
        splitter.push(&bytes("82 82 01 81 80 f7"));

        let record = splitter.next_record().unwrap().unwrap();

        assert_eq!(record.key(), bytes("82 01 81 80"));
        assert_eq!(record.value(), bytes("f7"));
    }

    #[test]
    fn a_stream_that_ends_within_a_record_is_an_error() {
        let mut splitter = RecordSplitter::new();
        splitter.push(&bytes("82 01 80 82 01"));
        splitter.next_record().unwrap().unwrap();
        assert_eq!(splitter.next_record(), Ok(None));

        let error = splitter.finish().unwrap_err();

        assert_eq!(error.offset, 5);
        assert_eq!(error.kind, DecodeErrorKind::UnexpectedEnd);
    }

    #[test]
    fn an_error_gives_its_place_in_the_stream_and_stays() {
        let mut splitter = RecordSplitter::new();
        for _ in 0..10 {
            splitter.push(&bytes("82 01 80"));
            splitter.next_record().unwrap().unwrap();
        }
        splitter.push(&bytes("82 01 9f"));

        let error = splitter.next_record().unwrap_err();

        assert_eq!(error.offset, 32);
        assert_eq!(error.kind, DecodeErrorKind::IndefiniteLength);
        splitter.push(&bytes("82 01 80"));
        assert_eq!(splitter.next_record(), Err(error));
        assert_eq!(splitter.finish(), Err(error));
    }

    #[test]
    fn what_is_no_record_is_refused() {
        for (digits, kind) in [
            ("83 01 02 03", "unexpected_type"),
            ("80", "unexpected_type"),
            ("01", "unexpected_type"),
            ("82 01 18 00", "long_head"),
            ("82 01 fa 00000000", "short_float"),
            ("82 01 e0", "unknown_simple"),
            ("82 01 1c", "reserved_head"),
            ("82 01 bb ffffffffffffffff", "unexpected_end"),
            ("82 01 5b ffffffffffffffff", "unexpected_end"),
        ] {
            let mut splitter = RecordSplitter::new();
            splitter.push(&bytes(digits));
            let error = splitter.next_record().unwrap_err();
            assert_eq!(error.kind.code(), kind, "{digits}");
        }
    }

    #[test]
    fn a_large_record_in_many_chunks_is_looked_at_once() {
        // Looking at every byte again for each chunk would take hours.
        let elements: u32 = 4_000_000;
        let mut splitter = RecordSplitter::new();
        splitter.push(&bytes("82 01 9a"));
        splitter.push(&elements.to_be_bytes());
        for chunk in vec![0; elements as usize].chunks(64) {
            assert_eq!(splitter.next_record(), Ok(None));
            splitter.push(chunk);
        }

        let record = splitter.next_record().unwrap().unwrap();

        assert_eq!(record.bytes.len(), 7 + elements as usize);
    }
}

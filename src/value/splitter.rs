//! Splitting a CBOR sequence of records into records, however its bytes arrive.

use super::error::DecodeErrorKind as Kind;
use super::head::{Head, read_head};
use super::{DecodeError, tags};

/// How many items may be open in one another: a value's 1,000 levels take a few items each.
const MOST_OPEN: usize = 8_000;

/// Splits a [CBOR sequence](https://www.rfc-editor.org/rfc/rfc8742) of `[key, value]` arrays into
/// its records without decoding them. The bytes may be pushed in pieces of any size; the time
/// taken grows with the bytes alone.
#[derive(Default)]
pub struct RecordSplitter {
    /// Bytes of records that have not been given out, and of the one given out last.
    bytes: Vec<u8>,
    /// Where the record that is being looked at begins.
    start: usize,
    /// How far it has been looked at.
    at: usize,
    /// How many items are left of each array, map or tag that is open.
    open: Vec<u64>,
    attachments: u64,
    /// How many bytes were given out and dropped.
    dropped: u64,
}

/// A record's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodedRecord<'a> {
    /// The `[key, value]` array.
    pub bytes: &'a [u8],
    /// How many attachments it refers to.
    pub attachments: u64,
}

impl RecordSplitter {
    /// A splitter that has seen nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.dropped += self.start as u64;
        self.at -= self.start;
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole record; `None` until more bytes come.
    ///
    /// # Errors
    ///
    /// When the bytes are no records. Whether each value is well formed is not looked at.
    pub fn next_record(&mut self) -> Result<Option<EncodedRecord<'_>>, DecodeError> {
        self.scan().map_err(|error| DecodeError { offset: error.offset + self.dropped, ..error })?;
        if self.at == self.start || !self.open.is_empty() {
            return Ok(None);
        }
        let start = self.start;
        self.start = self.at;
        let attachments = std::mem::take(&mut self.attachments);
        let bytes = self.bytes.get(start..self.at).unwrap_or_default();
        Ok(Some(EncodedRecord { bytes, attachments }))
    }

    /// Checks that nothing is left of a record that has begun.
    ///
    /// # Errors
    ///
    /// When the bytes end within a record.
    pub fn finish(&self) -> Result<(), DecodeError> {
        if self.start == self.bytes.len() {
            Ok(())
        } else {
            let offset = self.dropped + self.bytes.len() as u64;
            Err(DecodeError { offset, kind: Kind::CutOff })
        }
    }

    /// Looks on until the record ends or the bytes do.
    fn scan(&mut self) -> Result<(), DecodeError> {
        loop {
            if self.open.is_empty() && self.at > self.start {
                return Ok(());
            }
            let Some((head, length)) = read_head(&self.bytes, self.at)? else { return Ok(()) };
            let begins = self.at == self.start;
            if begins && head != Head::Array(2) {
                return Err(Kind::Malformed("a record").at(self.at));
            }
            let items = match head {
                Head::Bytes(content) | Head::Text(content) => {
                    let end = (self.at + length).checked_add(content);
                    if end.is_none_or(|end| end > self.bytes.len()) {
                        return Ok(());
                    }
                    self.at += content;
                    0
                }
                Head::Array(count) => count,
                Head::Map(count) => count.saturating_mul(2),
                Head::Tag(tag) => {
                    self.attachments += u64::from(tags::is_attachment(tag));
                    1
                }
                Head::Unsigned(_) | Head::Negative(_) | Head::Simple(_) | Head::Float(_) => 0,
            };
            self.at += length;
            if items > 0 {
                if self.open.len() == MOST_OPEN {
                    return Err(Kind::TooDeep.at(self.at));
                }
                self.open.push(items);
            } else {
                self.close();
            }
        }
    }

    /// An item has ended: so may have those around it.
    fn close(&mut self) {
        while let Some(left) = self.open.last_mut() {
            *left -= 1;
            if *left > 0 {
                return;
            }
            self.open.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordSplitter;

    /// `[1, "a"]`, `[2, {b: Blob 0}]`, `[3, []]`.
    const RECORDS: [&str; 3] = ["82016161", "8202a16162da64727900820060", "820380"];

    fn bytes() -> Vec<u8> {
        hex::decode(RECORDS.concat()).unwrap()
    }

    #[test]
    fn splits_records_however_they_are_cut() {
        let bytes = bytes();
        for size in 1..=bytes.len() {
            let mut splitter = RecordSplitter::new();
            let mut records = Vec::new();
            for piece in bytes.chunks(size) {
                splitter.push(piece);
                while let Some(record) = splitter.next_record().unwrap() {
                    records.push((hex::encode(record.bytes), record.attachments));
                }
            }
            splitter.finish().unwrap();
            let expected: Vec<_> =
                RECORDS.iter().zip([0, 1, 0]).map(|(hex, count)| ((*hex).to_owned(), count)).collect();
            assert_eq!(records, expected, "in pieces of {size}");
        }
    }

    #[test]
    fn says_when_a_record_is_cut_off() {
        let bytes = bytes();
        for length in 1..bytes.len() {
            let mut splitter = RecordSplitter::new();
            splitter.push(&bytes[..length]);
            while splitter.next_record().unwrap().is_some() {}
            let is_boundary = [4, 17].contains(&length);
            assert_eq!(splitter.finish().is_ok(), is_boundary, "after {length} bytes");
        }
    }

    #[test]
    fn refuses_what_is_no_record() {
        for hex in ["01", "8101", "83010203", "a10102", "9f01", "82011801", "82 01fa00000000".replace(' ', "").as_str()] {
            let mut splitter = RecordSplitter::new();
            splitter.push(&hex::decode(hex).unwrap());
            assert!(splitter.next_record().is_err(), "{hex}");
        }
    }

    #[test]
    fn gives_the_offset_in_the_whole() {
        let mut splitter = RecordSplitter::new();
        splitter.push(&hex::decode("820101").unwrap());
        assert!(splitter.next_record().unwrap().is_some());
        splitter.push(&hex::decode("82011801").unwrap());
        assert_eq!(splitter.next_record().unwrap_err().offset, 5);
    }
}

//! One of two streams of records that are compared.

use crate::value::{DecodeError, Key, RecordSplitter, decode_record_key};

/// A stream of records, however it arrives.
#[derive(Debug, Default)]
pub struct Side {
    splitter: RecordSplitter,
    /// The record whose turn it is.
    head: Option<Record>,
    ended: bool,
}

/// An encoded record.
#[derive(Debug)]
pub struct Record {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How many attachments it has.
    pub attachments: u64,
}

impl Record {
    /// Its key.
    pub fn key(&self) -> Result<Key, DecodeError> {
        decode_record_key(&self.bytes)
    }
}

impl Side {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.splitter.push(bytes);
    }

    /// Nothing follows.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Whether it is known which record's turn it is, or that there is none.
    pub fn is_known(&mut self) -> Result<bool, DecodeError> {
        self.load()?;
        if self.head.is_none() && self.ended {
            // A record that is not whole is an error.
            std::mem::take(&mut self.splitter).finish()?;
        }
        Ok(self.head.is_some() || self.ended)
    }

    /// The record whose turn it is.
    pub fn head(&self) -> Option<&Record> {
        self.head.as_ref()
    }

    /// Takes it.
    pub fn take(&mut self) -> Option<Record> {
        self.head.take()
    }

    fn load(&mut self) -> Result<(), DecodeError> {
        if self.head.is_none()
            && let Some(record) = self.splitter.next_record()?
        {
            self.head =
                Some(Record { bytes: record.bytes.to_vec(), attachments: record.attachments });
        }
        Ok(())
    }
}

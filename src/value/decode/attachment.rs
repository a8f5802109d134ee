//! What stands outside the record: Blobs, Files, CryptoKeys and the like.

use super::decoder::ValueDecoder;
use super::sharing::SharedKind;
use crate::value::{Blob, DecodeError, DecodeErrorKind as Kind, File, Opaque, Value, tags};

impl ValueDecoder<'_, '_> {
    /// An attachment's ordinal: one more than that of the attachment before.
    fn ordinal(&mut self) -> Result<u64, DecodeError> {
        let start = self.reader.offset();
        let ordinal = self.reader.unsigned()?;
        if self.next_ordinal.is_some_and(|next| next != ordinal) {
            return Err(Kind::OrdinalOrder.at(start));
        }
        self.next_ordinal = Some(ordinal + 1);
        Ok(ordinal)
    }

    /// What follows private tag 0.
    pub(super) fn blob(&mut self) -> Result<Value, DecodeError> {
        self.reader.array_of(2)?;
        Ok(Value::Blob(Box::new(Blob {
            ordinal: self.ordinal()?,
            media_type: self.reader.text()?,
        })))
    }

    /// What follows private tag 1.
    pub(super) fn file(&mut self) -> Result<Value, DecodeError> {
        self.reader.array_of(4)?;
        let ordinal = self.ordinal()?;
        let media_type = self.reader.text()?;
        let name = self.reader.text()?;
        let start = self.reader.offset();
        let last_modified = self.reader.number()?;
        let milliseconds = last_modified.get();
        if milliseconds.trunc() != milliseconds || milliseconds.is_infinite() {
            return Err(Kind::Expected("a whole number of milliseconds").at(start));
        }
        Ok(Value::File(Box::new(File { ordinal, media_type, name, last_modified })))
    }

    /// What follows private tag 2.
    pub(super) fn file_list(&mut self) -> Result<Value, DecodeError> {
        let mut files = Vec::new();
        for _ in 0..self.reader.array()? {
            let start = self.reader.offset();
            let (file, kind) = self.possibly_shared(tags::FILE, "a File")?;
            if !matches!(file, Value::File(_)) && kind != Some(SharedKind::File) {
                return Err(Kind::Expected("a File").at(start));
            }
            files.push(file);
        }
        Ok(Value::FileList(files))
    }

    /// What follows private tag 3.
    pub(super) fn crypto_key(&mut self) -> Result<Value, DecodeError> {
        self.ordinal().map(Value::CryptoKey)
    }

    /// What follows private tag 4.
    pub(super) fn opaque(&mut self) -> Result<Value, DecodeError> {
        self.reader.array_of(2)?;
        Ok(Value::Opaque(Box::new(Opaque { ordinal: self.ordinal()?, class: self.reader.text()? })))
    }
}

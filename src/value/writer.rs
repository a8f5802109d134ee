//! CBOR items in the forms that the encoding uses.

use minicbor::Encoder;
use minicbor::data::Tag;

use super::{Number, Text, tags};

/// Appends CBOR items, each in its shortest form.
pub(super) struct Writer(Encoder<Vec<u8>>);

// The encoder's results are dropped throughout: appending to a Vec cannot fail.
impl Writer {
    pub(super) fn new() -> Self {
        Self(Encoder::new(Vec::new()))
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0.into_writer()
    }

    pub(super) fn undefined(&mut self) {
        let _ = self.0.undefined();
    }

    pub(super) fn null(&mut self) {
        let _ = self.0.null();
    }

    pub(super) fn boolean(&mut self, boolean: bool) {
        let _ = self.0.bool(boolean);
    }

    pub(super) fn unsigned(&mut self, number: u64) {
        let _ = self.0.u64(number);
    }

    pub(super) fn integer(&mut self, number: i64) {
        let _ = self.0.i64(number);
    }

    pub(super) fn number(&mut self, number: Number) {
        match number.as_integer() {
            Some(integer) => self.integer(integer),
            None => {
                let _ = self.0.f64(number.get());
            }
        }
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.0.bytes(bytes);
    }

    pub(super) fn name(&mut self, name: &str) {
        let _ = self.0.str(name);
    }

    pub(super) fn text(&mut self, text: &Text) {
        match text.as_str() {
            Some(text) => self.name(text),
            None => {
                self.tag(tags::WTF8);
                self.bytes(text.as_wtf8());
            }
        }
    }

    pub(super) fn array(&mut self, length: usize) {
        let _ = self.0.array(length as u64);
    }

    pub(super) fn map(&mut self, length: usize) {
        let _ = self.0.map(length as u64);
    }

    pub(super) fn tag(&mut self, tag: u64) {
        let _ = self.0.tag(Tag::new(tag));
    }

    /// A Date that is not invalid.
    pub(super) fn date(&mut self, milliseconds: i64) {
        let seconds = milliseconds.div_euclid(1000);
        let rest = milliseconds.rem_euclid(1000);
        if rest == 0 {
            self.tag(tags::EPOCH_DATE);
            self.integer(seconds);
        } else {
            self.tag(tags::EXTENDED_DATE);
            self.map(2);
            self.integer(1);
            self.integer(seconds);
            self.integer(-3);
            self.integer(rest);
        }
    }
}

//! What is wrong with a record.

use crate::value::{Key, Value, shorten, show_key, show_value};

/// How many characters of a value are in a report: with as many failures and samples as it has,
/// it stays what can be held, sent and read.
pub(super) const LONGEST: usize = 10_000;

/// Why a step cannot be done on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault.
    pub code: FaultCode,
    /// Where in the record, as a JSON Pointer
    /// ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
    pub pointer: String,
    /// What should be there.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// A record does not satisfy a schema or a rule.
    Invalid,
    /// A value cannot become the other type without losing something.
    NotConvertible,
    /// A path leads through something that is no object or no array.
    NotAnObject,
    /// What says which version a record is of says none.
    NotAVersion,
    /// A field of the new name is there already.
    FieldExists,
    /// An expression failed.
    ExpressionFailed,
    /// The record has no valid key at the store's key path.
    NoKey,
    /// Another record has the same key, or the same key in a unique index.
    DuplicateKey,
    /// A step would change the record's key, which only `change_key_path` may.
    KeyChanged,
    /// The value would be nested more than 1,000 levels deep.
    TooDeep,
    /// The record holds something that cannot leave the page, so it cannot be written again.
    NotCarried,
}

impl FaultCode {
    /// Its name, stable across versions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::NotConvertible => "not_convertible",
            Self::NotAnObject => "not_an_object",
            Self::NotAVersion => "not_a_version",
            Self::FieldExists => "field_exists",
            Self::ExpressionFailed => "expression_failed",
            Self::NoKey => "no_key",
            Self::DuplicateKey => "duplicate_key",
            Self::KeyChanged => "key_changed",
            Self::TooDeep => "too_deep",
            Self::NotCarried => "not_carried",
        }
    }
}

impl Fault {
    /// Of a value.
    pub fn new(
        code: FaultCode,
        pointer: &str,
        expected: impl Into<String>,
        actual: &Value,
    ) -> Self {
        Self {
            code,
            pointer: pointer.to_owned(),
            expected: expected.into(),
            actual: shown(&show_value(actual)),
        }
    }

    /// Of a key.
    pub fn of_key(code: FaultCode, expected: impl Into<String>, key: &Key) -> Self {
        Self {
            code,
            pointer: String::new(),
            expected: expected.into(),
            actual: shown(&show_key(key)),
        }
    }
}

/// A line that is not too long. Where it was, it says so.
pub fn shown(line: &str) -> String {
    shorten(line, LONGEST).to_string()
}

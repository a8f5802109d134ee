//! Turning what the browser, the agent and the archive report into failures.

use drydock::archive::{ArchiveError, StorePath};
use drydock::messages::{ErrorCode, Failure, Location};
use drydock::protocol::AgentError;
use drydock::value::Text;
use wasm_bindgen::JsValue;

use crate::reflect;

/// The result of everything that a person may be told about.
pub type Outcome<T> = Result<T, Failure>;

/// The name and the message of an exception.
pub fn words(error: &JsValue) -> (String, String) {
    let name = reflect::string(error, "name").unwrap_or_default();
    let message = reflect::string(error, "message").unwrap_or_else(|| format!("{error:?}"));
    (name, message)
}

/// An exception that nobody expected.
pub fn internal(doing: &str, error: &JsValue) -> Failure {
    let (name, message) = words(error);
    Failure::new(ErrorCode::Internal, format!("Drydock failed while {doing}."))
        .detailed(format!("{name}: {message}"))
}

/// An exception while backups are stored: the disk may be full.
pub fn storing(error: &JsValue) -> Failure {
    let (name, message) = words(error);
    let detail = format!("{name}: {message}");
    if name == "QuotaExceededError" {
        Failure::new(
            ErrorCode::BackupQuotaExceeded,
            "There is no room to store the backup. Nothing was changed.",
        )
        .detailed(detail)
    } else {
        Failure::new(ErrorCode::Internal, "The backup could not be stored.").detailed(detail)
    }
}

/// A failure while an archive is read or written.
pub fn archive(error: &ArchiveError) -> Failure {
    let failure = Failure::new(error.code(), error.sentence()).detailed(error.to_string());
    match error.entry() {
        Some(entry) => failure.at(Location::entry(entry)),
        None => failure,
    }
}

/// Records of an archive that are not what it says they are, or none at all.
pub fn damaged_records(store: StorePath, detail: impl Into<String>) -> Failure {
    let entry = format!("data/{store}");
    Failure::new(
        ErrorCode::Damaged,
        format!("The backup is damaged: the records in \u{201c}{entry}\u{201d} cannot be right."),
    )
    .detailed(detail)
    .at(Location::entry(entry))
}

/// The same failure where nothing had been changed yet. Cancelling says so by itself.
pub fn unchanged(mut failure: Failure) -> Failure {
    let says_so = failure.message.contains("Nothing was changed.");
    if failure.code != ErrorCode::Cancelled && !says_so {
        failure.message.push_str(" Nothing was changed.");
    }
    failure
}

/// A failure that the agent reports.
pub fn agent(error: &AgentError) -> Failure {
    let shown = |name: &Option<Text>| name.as_ref().map(|name| name.to_string_lossy().into_owned());
    let location = Location {
        database: shown(&error.database),
        store: shown(&error.store),
        key: error.key.as_deref().and_then(show_key),
        ..Location::default()
    };
    let (code, message) = match error.name.as_str() {
        "QuotaExceededError" => (
            ErrorCode::QuotaExceeded,
            "The browser gives this site no more room, so the data does not fit.",
        ),
        "NotFoundError" => (
            ErrorCode::DatabaseChanged,
            "A database or an object store was deleted while Drydock worked on it.",
        ),
        "VersionError" => (
            ErrorCode::DatabaseChanged,
            "The database's version changed while Drydock worked on it.",
        ),
        "connection_lost" => (
            ErrorCode::DatabaseChanged,
            "The site upgraded or deleted the database while its Blobs were being read.",
        ),
        "SecurityError" => (ErrorCode::NoIndexedDb, "This page may not use IndexedDB."),
        "AbortError" => (ErrorCode::WriteFailed, "The browser ended the transaction."),
        "too_deep" => (ErrorCode::TooDeep, "A value is nested more than 1,000 levels deep."),
        "not_carried" => (ErrorCode::NotCarried, "A value is of a kind that cannot be backed up."),
        "ConstraintError" | "DataError" | "DataCloneError" => {
            (ErrorCode::WriteFailed, "The browser refused to write a record.")
        }
        _ => (ErrorCode::ReadFailed, "The browser could not read or write the site's data."),
    };
    Failure::new(code, message).detailed(format!("{}: {}", error.name, error.message)).at(location)
}

/// A key as the agent sends it, for people.
fn show_key(hex: &str) -> Option<String> {
    let bytes = hex_bytes(hex)?;
    drydock::value::show_encoded_key(&bytes)
}

fn hex_bytes(hex: &str) -> Option<Vec<u8>> {
    hex.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

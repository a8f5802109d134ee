//! The vectors that the Rust and the JavaScript codec share (`tests/vectors/`).

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::PathBuf;

use drydock::value::{DecodeError, decode_key, decode_value, encode_key, encode_value};
use serde::Deserialize;

/// Bytes that encode something. The JavaScript tests look at `source`.
#[derive(Deserialize)]
struct Accepted {
    name: String,
    bytes: String,
    #[serde(rename = "keyBytes")]
    key_bytes: Option<String>,
}

/// Bytes that encode nothing.
#[derive(Deserialize)]
struct Refused {
    name: String,
    bytes: String,
    code: String,
}

/// The contents of the vector files with names that begin so.
fn files(prefix: &str) -> Vec<(PathBuf, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_str().unwrap();
            name.starts_with(prefix) && name.ends_with(".json")
        })
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

fn accepted(prefix: &str) -> Vec<Accepted> {
    files(prefix)
        .iter()
        .flat_map(|(path, text)| -> Vec<Accepted> {
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

fn refused(prefix: &str) -> Vec<Refused> {
    files(prefix)
        .iter()
        .flat_map(|(path, text)| -> Vec<Refused> {
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        })
        .collect()
}

fn reencoded_value(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    decode_value(bytes).map(|value| encode_value(&value))
}

fn reencoded_key(bytes: &[u8]) -> Result<Vec<u8>, DecodeError> {
    decode_key(bytes).map(|key| encode_key(&key))
}

/// What is wrong with the vectors: all of it, so that one run shows everything.
fn complain(complaints: &[String]) {
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

type Reencode = fn(&[u8]) -> Result<Vec<u8>, DecodeError>;

fn comes_back(name: &str, digits: &str, reencode: Reencode) -> Option<String> {
    let bytes = hex::decode(digits).unwrap_or_else(|error| panic!("{name}: {error}"));
    match reencode(&bytes) {
        Ok(again) if again == bytes => None,
        Ok(again) => Some(format!("{name}: {digits} became {}", hex::encode(again))),
        Err(error) => Some(format!("{name}: {digits}: {error}")),
    }
}

fn is_refused(vector: &Refused, reencode: Reencode) -> Option<String> {
    let Refused { name, bytes, code } = vector;
    let bytes = hex::decode(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    match reencode(&bytes) {
        Ok(_) => Some(format!("{name}: accepted")),
        Err(error) if error.kind.code() != code => {
            Some(format!("{name}: {error}, {}", error.kind.code()))
        }
        Err(error) if error.offset > bytes.len() as u64 => {
            Some(format!("{name}: {error}, beyond the end"))
        }
        Err(_) => None,
    }
}

#[test]
fn values_come_back() {
    let vectors = accepted("values-");
    assert!(vectors.len() >= 170, "only {} vectors", vectors.len());
    let mut complaints = Vec::new();
    for vector in vectors {
        complaints.extend(comes_back(&vector.name, &vector.bytes, reencoded_value));
        if let Some(key) = &vector.key_bytes {
            complaints.extend(comes_back(&vector.name, key, reencoded_key));
        }
    }
    complain(&complaints);
}

#[test]
fn keys_come_back() {
    let vectors = accepted("keys-");
    assert!(vectors.len() >= 17, "only {} vectors", vectors.len());
    let mut complaints = Vec::new();
    for vector in vectors {
        complaints.extend(comes_back(&vector.name, &vector.bytes, reencoded_key));
        complaints.extend(comes_back(&vector.name, &vector.bytes, reencoded_value));
    }
    complain(&complaints);
}

#[test]
fn no_other_bytes_are_values() {
    let vectors = refused("refused-values");
    assert!(vectors.len() >= 60, "only {} vectors", vectors.len());
    let complaints: Vec<String> =
        vectors.iter().filter_map(|vector| is_refused(vector, reencoded_value)).collect();
    complain(&complaints);
}

#[test]
fn no_other_bytes_are_keys() {
    let vectors = refused("refused-keys");
    assert!(!vectors.is_empty());
    let complaints: Vec<String> =
        vectors.iter().filter_map(|vector| is_refused(vector, reencoded_key)).collect();
    complain(&complaints);
}

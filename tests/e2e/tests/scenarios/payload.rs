//! An archive's payload: what must be the same for the same data.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use anyhow::{Context, Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use drydock_e2e::Extension;
use zip::ZipArchive;

/// The payload's entries: name within the bag, and content.
pub type Payload = BTreeMap<String, Vec<u8>>;

/// The payload of a stored backup, which is exported for it.
pub async fn payload_of(extension: &Extension, backup: &str) -> Result<Payload> {
    payload_in(&extension.export(backup).await?)
}

/// The payload of an archive in base 64.
pub fn payload_in(base64: &str) -> Result<Payload> {
    let mut archive = ZipArchive::new(Cursor::new(STANDARD.decode(base64)?))?;
    let mut payload = Payload::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at)?;
        let path = entry.name()?.into_owned();
        let (_, name) = path.split_once('/').context("an entry outside of the bag")?;
        if !name.starts_with("data/") {
            continue;
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        payload.insert(name.to_owned(), content);
    }
    ensure!(payload.contains_key("data/backup.json"), "the payload has no backup.json");
    Ok(payload)
}

/// Whether two payloads are the same, byte by byte.
pub fn ensure_same(one: &Payload, other: &Payload) -> Result<()> {
    let names = |payload: &Payload| payload.keys().cloned().collect::<Vec<_>>();
    ensure!(names(one) == names(other), "{:?} and {:?}", names(one), names(other));
    for (name, content) in one {
        let again = other.get(name).map(Vec::as_slice).unwrap_or_default();
        let at = content.iter().zip(again).position(|(one, other)| one != other);
        let at = at.unwrap_or(content.len().min(again.len()));
        ensure!(
            content == again,
            "{name} differs at byte {at}: {} and {}",
            around(content, at),
            around(again, at)
        );
    }
    Ok(())
}

/// Some bytes, as text where they are any.
fn around(content: &[u8], at: usize) -> String {
    let from = at.saturating_sub(120);
    let part = content.get(from..content.len().min(at + 60)).unwrap_or_default();
    part.escape_ascii().to_string()
}

//! The journals of restores under way.

use drydock::restore::Journal;
use wasm_bindgen::JsValue;

use crate::failure::{Outcome, storing};
use crate::opfs::Directory;

/// The directory of journals: one file for each restore that has not ended.
#[derive(Clone)]
pub struct Journals(Directory);

impl Journals {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        Directory::open("journals").await.map(Self).map_err(|error| storing(&error))
    }

    /// Writes a journal, whole or not at all, before what it announces is done.
    pub async fn write(&self, journal: &Journal) -> Outcome<()> {
        let text = serde_json::to_string(journal)
            .map_err(|error| storing(&JsValue::from_str(&error.to_string())))?;
        self.0
            .write_text(&file_name(&journal.operation_id), &text)
            .await
            .map_err(|error| storing(&error))
    }

    /// Removes the journal of a restore that has ended.
    pub async fn remove(&self, operation_id: &str) -> Outcome<()> {
        self.0.remove(&file_name(operation_id)).await.map_err(|error| storing(&error))
    }

    /// The journals that are there.
    pub async fn all(&self) -> Outcome<Vec<Journal>> {
        let names = self.0.names().await.map_err(|error| storing(&error))?;
        let mut journals = Vec::new();
        for name in names {
            let text = self.0.read_text(&name).await.map_err(|error| storing(&error))?;
            // A file that was created and never closed is empty: nothing had been done yet.
            journals.extend(text.and_then(|text| serde_json::from_str(&text).ok()));
        }
        Ok(journals)
    }
}

fn file_name(operation_id: &str) -> String {
    format!("{operation_id}.json")
}

//! What migrations did to the databases of each origin.

use drydock::plan::{HistoryEntry, MigrationState, undone};
use drydock::value::Text;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::file_name::of_database;
use crate::failure::{Outcome, storing};
use crate::opfs::Directory;

/// The directory of histories: one file for each database of an origin.
#[derive(Clone)]
pub struct History(Directory);

/// A file's content.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    origin: String,
    database: Text,
    entries: Vec<HistoryEntry>,
}

impl History {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        Directory::open("history").await.map(Self).map_err(|error| storing(&error))
    }

    /// What was done to a database, oldest first.
    pub async fn of(&self, origin: &str, database: &Text) -> Outcome<Vec<HistoryEntry>> {
        let name = of_database(origin, database);
        let json = self.0.read(&name).await.map_err(|error| storing(&error))?;
        let Some(json) = json else { return Ok(Vec::new()) };
        // A history that cannot be read must not pass for none.
        let stored: Stored = serde_json::from_slice(&json)
            .map_err(|error| storing(&JsValue::from_str(&format!("the history: {error}"))))?;
        Ok(stored.entries)
    }

    /// The databases of an origin that have a history.
    pub async fn databases(&self, origin: &str) -> Outcome<Vec<Text>> {
        let mut databases = Vec::new();
        for name in self.0.names().await.map_err(|error| storing(&error))? {
            let json = self.0.read(&name).await.map_err(|error| storing(&error))?;
            let stored: Option<Stored> = json.and_then(|json| serde_json::from_slice(&json).ok());
            databases.extend(stored.filter(|s| s.origin == origin).map(|stored| stored.database));
        }
        Ok(databases)
    }

    /// Writes down what became of what the migrations did to a database that took a backup: the
    /// backup was restored (`rolled_back`), or could not be (`rollback_failed`).
    pub async fn undone(
        &self,
        origin: &str,
        database: &Text,
        backup: &str,
        state: MigrationState,
    ) -> Outcome<()> {
        let mut entries = self.of(origin, database).await?;
        let changed = undone(&mut entries, backup, state, js_sys::Date::now() as u64);
        if changed {
            self.write(origin, database, entries).await?;
        }
        Ok(())
    }

    /// Writes a database's history, whole or not at all.
    pub async fn write(
        &self,
        origin: &str,
        database: &Text,
        entries: Vec<HistoryEntry>,
    ) -> Outcome<()> {
        let name = of_database(origin, database);
        let stored = Stored { origin: origin.to_owned(), database: database.clone(), entries };
        let text = serde_json::to_string(&stored)
            .map_err(|error| storing(&JsValue::from_str(&error.to_string())))?;
        self.0.write_text(&name, &text).await.map_err(|error| storing(&error))
    }
}

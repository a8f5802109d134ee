//! The migrations under way that last longer than a request.

use drydock::migration::UnderWay;
use drydock::value::Text;
use wasm_bindgen::JsValue;

use super::file_name::of_database;
use crate::failure::{Outcome, storing};
use crate::opfs::Directory;

/// The directory of their states: one file for each database of an origin.
#[derive(Clone)]
pub struct UnderWays(Directory);

impl UnderWays {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        Directory::open("under-way").await.map(Self).map_err(|error| storing(&error))
    }

    /// What is under way on a database.
    pub async fn of(&self, origin: &str, database: &Text) -> Outcome<Option<UnderWay>> {
        self.read(&of_database(origin, database)).await
    }

    /// All that is under way.
    pub async fn all(&self) -> Outcome<Vec<UnderWay>> {
        let mut all = Vec::new();
        for name in self.0.names().await.map_err(|error| storing(&error))? {
            all.extend(self.read(&name).await?);
        }
        Ok(all)
    }

    /// Whether something under way needs a backup.
    pub async fn need(&self, backup_id: &str) -> Outcome<bool> {
        Ok(self.all().await?.iter().any(|under_way| under_way.needs(backup_id)))
    }

    /// Writes a state, whole or not at all, before what it announces is done.
    pub async fn write(&self, state: &UnderWay) -> Outcome<()> {
        let text = serde_json::to_string(state)
            .map_err(|error| storing(&JsValue::from_str(&error.to_string())))?;
        let name = of_database(&state.origin, &state.database);
        self.0.write_text(&name, &text).await.map_err(|error| storing(&error))
    }

    /// Removes the state of what has ended.
    pub async fn remove(&self, origin: &str, database: &Text) -> Outcome<()> {
        let name = of_database(origin, database);
        self.0.remove(&name).await.map_err(|error| storing(&error))
    }

    async fn read(&self, name: &str) -> Outcome<Option<UnderWay>> {
        let json = self.0.read(name).await.map_err(|error| storing(&error))?;
        // What was never closed announced nothing: nothing had been done yet.
        let Some(json) = json else { return Ok(None) };
        // A state that cannot be read must not pass for none.
        serde_json::from_slice(&json).map(Some).map_err(|error| {
            storing(&JsValue::from_str(&format!("the state of a migration: {error}")))
        })
    }
}

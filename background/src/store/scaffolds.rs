//! What operations that have not ended make for their own use.

use drydock::migration::Scaffold;
use wasm_bindgen::JsValue;

use crate::failure::{Outcome, storing};
use crate::opfs::Directory;

/// A directory of scaffolds: one file for each operation that has one.
#[derive(Clone)]
pub struct Scaffolds(Directory);

impl Scaffolds {
    /// Opens it.
    pub async fn open() -> Outcome<Self> {
        Directory::open("scaffolds").await.map(Self).map_err(|error| storing(&error))
    }

    /// Writes one, whole or not at all, before anything of it is made.
    pub async fn write(&self, scaffold: &Scaffold) -> Outcome<()> {
        let text = serde_json::to_string(scaffold)
            .map_err(|error| storing(&JsValue::from_str(&error.to_string())))?;
        let name = file_name(&scaffold.operation_id);
        self.0.write_text(&name, &text).await.map_err(|error| storing(&error))
    }

    /// Removes one of which nothing is left.
    pub async fn remove(&self, operation_id: &str) -> Outcome<()> {
        self.0.remove(&file_name(operation_id)).await.map_err(|error| storing(&error))
    }

    /// All that there are. One that cannot be read is left to the version that wrote it.
    pub async fn all(&self) -> Outcome<Vec<Scaffold>> {
        let mut all = Vec::new();
        for name in self.0.names().await.map_err(|error| storing(&error))? {
            let json = self.0.read(&name).await.map_err(|error| storing(&error))?;
            all.extend(json.and_then(|json| serde_json::from_slice::<Scaffold>(&json).ok()));
        }
        Ok(all)
    }
}

fn file_name(operation_id: &str) -> String {
    format!("{operation_id}.json")
}

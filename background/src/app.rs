//! What the whole worker shares.

use crate::dock::Docks;
use crate::failure::Outcome;
use crate::lookout::Lookouts;
use crate::operations::Operations;
use crate::opfs;
use crate::store::{Backups, History, Journals, Scaffolds, UnderWays};
use crate::vault::Vault;

/// The worker's parts. Clones share them.
#[derive(Clone)]
pub struct App {
    /// The stored backups.
    pub backups: Backups,
    /// The journals of restores and migrations that have not ended.
    pub journals: Journals,
    /// What migrations did.
    pub history: History,
    /// The migrations that last, as far as they are.
    pub under_way: UnderWays,
    /// What operations make for their own use.
    pub scaffolds: Scaffolds,
    /// What no archive can hold.
    pub vault: Vault,
    /// The operations, running and just ended.
    pub operations: Operations,
    /// The origins in dry dock.
    pub docks: Docks,
    /// The sites that are watched after a migration.
    pub lookouts: Lookouts,
}

impl App {
    /// Opens everything, and clears away what a worker that was ended left half written.
    pub async fn open() -> Outcome<Self> {
        opfs::keep();
        let app = Self {
            backups: Backups::open().await?,
            journals: Journals::open().await?,
            history: History::open().await?,
            under_way: UnderWays::open().await?,
            scaffolds: Scaffolds::open().await?,
            vault: Vault::default(),
            operations: Operations::default(),
            docks: Docks::default(),
            lookouts: Lookouts::default(),
        };
        app.backups.sweep().await?;
        Lookouts::sweep().await;
        Ok(app)
    }
}

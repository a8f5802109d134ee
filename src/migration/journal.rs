//! What has to be known to end a migration that was interrupted.

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// A migration under way, as stored on disk before the database is touched.
///
/// The database changes in one transaction, so afterwards it is at its former version, as it was,
/// or at the new one, as it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MigrationJournal {
    /// The operation's id; also the journal's name.
    pub operation_id: String,
    /// The origin.
    pub origin: String,
    /// An address of that origin, to open a page at.
    pub url: String,
    /// The plan.
    pub plan: String,
    /// The backup of what was there.
    pub safety_backup_id: String,
    /// The backup of the records that are taken out, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarantine_backup_id: Option<String>,
    /// The database that is being migrated.
    pub database: Text,
    /// The version that it was at.
    pub from: u64,
    /// The version that it is brought to.
    pub to: u64,
}

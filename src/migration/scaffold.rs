//! What an operation makes for its own use alone.

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// What an operation makes and takes away again when it ends, as stored on disk before any of it is
/// made: of an operation that was ended, it is taken away by this, and nothing else is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scaffold {
    /// The operation's id.
    pub operation_id: String,
    /// The origin.
    pub origin: String,
    /// A backup.
    pub backup_id: String,
    /// Databases of the origin, which were not there before.
    pub databases: Vec<Text>,
}

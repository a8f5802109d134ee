//! The journal of a restore: written before the first change, deleted after the last, so that a
//! start which finds one knows what to finish or to undo.

use serde::{Deserialize, Serialize};

use crate::messages::DatabaseChoice;
use crate::value::Text;

/// What a restore is doing, as stored on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Journal {
    /// The operation's id; also the journal's name.
    pub operation_id: String,
    /// The origin that is being changed.
    pub origin: String,
    /// An address of that origin, to open a page at.
    pub url: String,
    /// The backup that is put in place.
    pub backup_id: String,
    /// The backup of what was there.
    pub safety_backup_id: String,
    /// What was chosen of the backup.
    pub databases: Option<Vec<DatabaseChoice>>,
    /// Whether other databases are deleted.
    pub exact: bool,
    /// Whether values that cannot be brought back may be left out.
    pub allow_loss: bool,
    /// How far it came.
    pub stage: Stage,
    /// The databases that may no longer be as they were: written before each is begun.
    pub touched: Vec<Text>,
    /// While undoing, the databases that are put back.
    pub done: Vec<Text>,
}

/// The stage of a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The backup is being put in place.
    Applying,
    /// It failed, and the safety backup is being put back.
    Undoing,
}

impl Journal {
    /// The same restore, now undoing: nothing of that is done yet.
    pub fn undoing(mut self) -> Self {
        self.stage = Stage::Undoing;
        self.done.clear();
        self
    }
}

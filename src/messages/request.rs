//! What the background worker can be asked.

use serde::{Deserialize, Serialize};

use crate::value::Text;

/// A request from an extension page or an automation script, tagged by `kind`.
///
/// `import`'s File is not part of this type: the core knows no browser objects, so the
/// background takes it from the message at its edge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum Request {
    /// Lists the databases of the tab's origin, with schemas and record counts.
    Inventory {
        /// The tab that shows the site.
        tab_id: i32,
    },
    /// Backs the tab's origin up.
    Backup {
        /// The tab that shows the site.
        tab_id: i32,
        /// Which databases and stores; all of them when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        databases: Option<Vec<DatabaseChoice>>,
        /// A text of the person's own, kept in `bag-info.txt`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        label: Option<String>,
        /// Goes on although some values can be kept neither in the archive nor in the vault.
        #[serde(default)]
        allow_loss: bool,
    },
    /// Lists the stored backups, newest first.
    Backups {},
    /// Lists the databases that a stored backup holds, with their stores and record counts.
    Contents {
        /// Which backup.
        backup_id: String,
    },
    /// Restores a stored backup into the tab's origin.
    Restore {
        /// The tab that shows the site to restore into.
        tab_id: i32,
        /// Which backup.
        backup_id: String,
        /// Which databases and stores of the backup; all of them when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        databases: Option<Vec<DatabaseChoice>>,
        /// Also deletes the origin's databases that the backup does not hold.
        #[serde(default)]
        exact: bool,
        /// Goes on although some values cannot be brought back.
        #[serde(default)]
        allow_loss: bool,
    },
    /// Re-reads a stored backup and compares every checksum.
    Verify {
        /// Which backup.
        backup_id: String,
    },
    /// Deletes a stored backup.
    Delete {
        /// Which backup.
        backup_id: String,
    },
    /// Stores an archive file (the message's `file`) as a backup, after verifying it.
    Import {},
    /// Gives a stored backup as a Blob (the reply's `blob`).
    Export {
        /// Which backup.
        backup_id: String,
    },
    /// Tells what to beware of in a plan, and what does not fit.
    Lint {
        /// The plan: its text, or the object that it is.
        plan: PlanSource,
        /// A tab that shows the site, to compare with its databases.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tab_id: Option<i32>,
        /// Also reads the site's records, to say how many each warning concerns.
        #[serde(default)]
        data: bool,
    },
    /// Migrates a copy of the site's databases, reports, and deletes it.
    Rehearse {
        /// The tab that shows the site.
        tab_id: i32,
        /// The plan.
        plan: PlanSource,
        /// Goes on although some values can be kept neither in the archive nor in the vault.
        #[serde(default)]
        allow_loss: bool,
    },
    /// Tries a plan on a stored backup. Nothing is written.
    DryRun {
        /// Which backup.
        backup_id: String,
        /// The plan.
        plan: PlanSource,
    },
    /// Migrates the site's databases.
    Migrate {
        /// The tab that shows the site.
        tab_id: i32,
        /// The plan.
        plan: PlanSource,
        /// Goes on although some values can be kept neither in the archive nor in the vault.
        #[serde(default)]
        allow_loss: bool,
        /// Stops a parallel migration before what it made takes the database's place.
        #[serde(default)]
        hold: bool,
    },
    /// Goes on with a migration that is under way.
    Resume {
        /// The tab that shows the site.
        tab_id: i32,
        /// The database's name.
        database: String,
        /// Goes on although some values can be kept neither in the archive nor in the vault.
        #[serde(default)]
        allow_loss: bool,
        /// Stops a parallel migration before what it made takes the database's place.
        #[serde(default)]
        hold: bool,
    },
    /// Ends a migration that is under way.
    Abandon {
        /// The tab that shows the site.
        tab_id: i32,
        /// The database's name.
        database: String,
    },
    /// Gives the report that is kept beside the backup that a migration took.
    Report {
        /// Which backup.
        backup_id: String,
    },
    /// Puts a database back to what it was before its last migration.
    Undo {
        /// The tab that shows the site.
        tab_id: i32,
        /// The database's name.
        database: String,
    },
    /// Tells what migrations did to the site's databases.
    Status {
        /// The tab that shows the site.
        tab_id: i32,
        /// A plan, to tell where its migrations stand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<PlanSource>,
    },
    /// Records a database that was not migrated yet as it is.
    Baseline {
        /// The tab that shows the site.
        tab_id: i32,
        /// The database's name.
        database: String,
        /// The version that it is at.
        version: u64,
    },
    /// Makes the history of a database agree with the database as it is.
    Repair {
        /// The tab that shows the site.
        tab_id: i32,
        /// The database's name.
        database: String,
        /// A plan whose migrations count as those that were applied.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        plan: Option<PlanSource>,
    },
    /// Cancels a running operation.
    Cancel {
        /// Which operation, as the progress state names it.
        operation_id: String,
    },
    /// The operations that run or ended last, for a page that was just opened.
    State {},
}

/// A plan in a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PlanSource {
    /// Its text: problems are then told with line and column.
    Text(String),
    /// The object that it is.
    Object(serde_json::Map<String, serde_json::Value>),
}

impl PlanSource {
    /// Its text.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Object(object) => serde_json::to_string_pretty(object).unwrap_or_default(),
        }
    }
}

/// A database, or some of its stores.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DatabaseChoice {
    /// The whole database of this name.
    Whole(Text),
    /// The named stores of a database.
    Stores {
        /// The database's name.
        name: Text,
        /// The names of the stores.
        stores: Vec<Text>,
    },
}

impl DatabaseChoice {
    /// The database's name.
    pub fn name(&self) -> &Text {
        match self {
            Self::Whole(name) | Self::Stores { name, .. } => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::DatabaseChoice;
    use crate::value::Text;

    #[test]
    fn a_choice_names_what_no_json_string_can_name() {
        let lone = || Text::from_utf16(&[0xd800]);
        let choices = vec![
            DatabaseChoice::Whole(lone()),
            DatabaseChoice::Whole("a".into()),
            DatabaseChoice::Stores { name: lone(), stores: vec![lone(), "b".into()] },
        ];
        let written = json!([
            {"wtf8": "eda080"},
            "a",
            {"name": {"wtf8": "eda080"}, "stores": [{"wtf8": "eda080"}, "b"]},
        ]);
        assert_eq!(serde_json::to_value(&choices).unwrap(), written);
        assert_eq!(serde_json::from_value::<Vec<DatabaseChoice>>(written).unwrap(), choices);
    }
}

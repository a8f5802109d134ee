//! `data/backup.json`: what the bag holds, and how the databases are made.

use serde::{Deserialize, Serialize};

use super::StorePath;
use crate::schema::Store;
use crate::value::Text;

/// What `format` says in every archive of ours.
pub const FORMAT: &str = "drydock-backup";

/// The newest version of the format that can be read, and the one that is written.
pub const FORMAT_VERSION: u64 = 1;

/// The features of the format that this version knows besides those that every archive has.
const KNOWN_FEATURES: [&str; 1] = [QUARANTINE];

/// The feature of an archive that holds single records of its stores: a reader that does not know
/// it would put them in place of all others.
const QUARANTINE: &str = "quarantine";

/// The content of `data/backup.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    format: String,
    version: u64,
    required_features: Vec<String>,
    /// The databases, in the order in which their payload is numbered.
    pub databases: Vec<BackupDatabase>,
}

/// A database of the backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupDatabase {
    /// Its name, unique in the origin.
    pub name: Text,
    /// Its version, 1 or more.
    pub version: u64,
    /// Its object stores, in the browser's order.
    pub stores: Vec<BackupStore>,
}

/// An object store of the backup: its schema, and where its records stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupStore {
    /// Its schema and its number of records.
    #[serde(flatten)]
    pub schema: Store,
    /// The payload entry with its records. It exists even where the store is empty.
    pub payload: StorePath,
}

impl Backup {
    /// A backup of these databases, in the format's present version.
    pub fn new(databases: Vec<BackupDatabase>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: FORMAT_VERSION,
            required_features: Vec::new(),
            databases,
        }
    }

    /// The same, of records that a migration took out of their stores.
    pub fn quarantine(databases: Vec<BackupDatabase>) -> Self {
        Self { required_features: vec![QUARANTINE.to_owned()], ..Self::new(databases) }
    }

    /// Whether it holds only records that a migration took out of their stores: they are put back
    /// beside what is there, and in place of nothing.
    pub fn is_quarantine(&self) -> bool {
        self.required_features.iter().any(|feature| feature == QUARANTINE)
    }

    /// The content of `data/backup.json`: JSON, indented for people, the same bytes for the same
    /// backup.
    pub fn to_json(&self) -> Vec<u8> {
        // Serialising fails for maps with keys that are not strings; there are none here.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }

    /// The version of the format.
    pub(super) fn format_version(&self) -> u64 {
        self.version
    }

    /// Each store, by the payload entry with its records.
    pub fn stores(&self) -> impl Iterator<Item = (&BackupDatabase, &BackupStore)> {
        self.databases
            .iter()
            .flat_map(|database| database.stores.iter().map(move |store| (database, store)))
    }

    /// Checks that each store's payload has the number of its place.
    pub(super) fn check_numbering(&self) -> Result<(), String> {
        for (database_index, database) in self.databases.iter().enumerate() {
            for (store_index, store) in database.stores.iter().enumerate() {
                let expected = StorePath::of_index(database_index, store_index);
                if store.payload != expected {
                    return Err(format!("{} stands where {expected} must", store.payload));
                }
            }
        }
        Ok(())
    }
}

/// What any version's `data/backup.json` must begin to say, so that a version that cannot read
/// the rest can say why.
#[derive(Debug, Deserialize)]
pub(super) struct FormatHeader {
    pub(super) format: String,
    pub(super) version: u64,
    #[serde(default)]
    pub(super) required_features: Vec<String>,
}

impl FormatHeader {
    /// The required features that this version does not know.
    pub(super) fn unknown_features(self) -> Vec<String> {
        let mut features = self.required_features;
        features.retain(|feature| !KNOWN_FEATURES.contains(&feature.as_str()));
        features
    }
}

#[cfg(test)]
mod tests {
    use super::{Backup, BackupDatabase, BackupStore, StorePath};
    use crate::schema::Store;
    use crate::value::Text;

    fn backup() -> Backup {
        Backup::new(vec![BackupDatabase {
            name: Text::from_utf16(&[0xd800]),
            version: 3,
            stores: vec![BackupStore {
                schema: Store {
                    name: "s".into(),
                    key_path: None,
                    auto_increment: true,
                    next_key: Some(7),
                    indexes: vec![],
                    records: 2,
                },
                payload: StorePath::of_index(0, 0),
            }],
        }])
    }

    #[test]
    fn keeps_names_with_lone_surrogates() {
        let json = backup().to_json();
        assert_eq!(serde_json::from_slice::<Backup>(&json).unwrap(), backup());
    }

    #[test]
    fn says_that_it_is_a_quarantine_so_that_nobody_takes_it_for_a_whole_backup() {
        let quarantine = Backup::quarantine(backup().databases);
        let json = quarantine.to_json();
        let read: Backup = serde_json::from_slice(&json).unwrap();
        assert!(read.is_quarantine() && !backup().is_quarantine());
        let mut header: super::FormatHeader = serde_json::from_slice(&json).unwrap();
        assert_eq!(header.required_features, ["quarantine"]);
        header.required_features.push("other".to_owned());
        assert_eq!(header.unknown_features(), ["other"]);
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        let json = String::from_utf8(backup().to_json()).unwrap();
        for (from, to) in [
            (r#""records": 2"#, r#""records": 2, "colour": 1"#),
            (r#""records": 2"#, r#""records": 2, "records": 3"#),
            (r#""version": 3"#, r#""version": 3, "version": 3"#),
            (r#""version": 1"#, r#""version": 1, "extra": null"#),
            ("0001.cborseq", "../0001.cborseq"),
        ] {
            assert!(json.contains(from));
            let changed = json.replacen(from, to, 1);
            assert!(serde_json::from_str::<Backup>(&changed).is_err(), "{to}");
        }
    }
}

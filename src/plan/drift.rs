//! Schemas that changed at the same version: a version bump that was forgotten.

use std::fmt;

use crate::schema::{Database, Index, KeyPath, Store};
use crate::value::Text;

/// One difference between two schemas. Numbers of records and the keys that generators give
/// next are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// A store is there that was not.
    StoreAdded {
        /// The store.
        store: Text,
    },
    /// A store that was there is not.
    StoreRemoved {
        /// The store.
        store: Text,
    },
    /// A store has another key path.
    KeyPathChanged {
        /// The store.
        store: Text,
        /// The key path that it had.
        before: Option<KeyPath>,
        /// The key path that it has.
        after: Option<KeyPath>,
    },
    /// A store has a key generator and had none, or the other way round.
    AutoIncrementChanged {
        /// The store.
        store: Text,
        /// Whether it has one now.
        after: bool,
    },
    /// An index is there that was not.
    IndexAdded {
        /// The store.
        store: Text,
        /// The index.
        index: Text,
    },
    /// An index that was there is not.
    IndexRemoved {
        /// The store.
        store: Text,
        /// The index.
        index: Text,
    },
    /// An index is another one of the same name.
    IndexChanged {
        /// The store.
        store: Text,
        /// What it was.
        before: Index,
        /// What it is.
        after: Index,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::StoreAdded { store } => write!(formatter, "store {store:?} was added"),
            Self::StoreRemoved { store } => write!(formatter, "store {store:?} was removed"),
            Self::KeyPathChanged { store, before, after } => write!(
                formatter,
                "store {store:?} has key path {}, and had {}",
                show_key_path(after.as_ref()),
                show_key_path(before.as_ref())
            ),
            Self::AutoIncrementChanged { store, after: true } => {
                write!(formatter, "store {store:?} got a key generator")
            }
            Self::AutoIncrementChanged { store, after: false } => {
                write!(formatter, "store {store:?} lost its key generator")
            }
            Self::IndexAdded { store, index } => {
                write!(formatter, "index {index:?} of store {store:?} was added")
            }
            Self::IndexRemoved { store, index } => {
                write!(formatter, "index {index:?} of store {store:?} was removed")
            }
            Self::IndexChanged { store, before, after } => write!(
                formatter,
                "index {:?} of store {store:?} is {}, and was {}",
                after.name,
                show_index(after),
                show_index(before)
            ),
        }
    }
}

/// A key path, for messages.
pub(super) fn show_key_path(key_path: Option<&KeyPath>) -> String {
    match key_path {
        None => "none".to_owned(),
        Some(KeyPath::One(path)) => format!("{path:?}"),
        Some(KeyPath::Many(paths)) => format!("{paths:?}"),
    }
}

fn show_index(index: &Index) -> String {
    let unique = if index.unique { ", unique" } else { "" };
    let multi_entry = if index.multi_entry { ", multiEntry" } else { "" };
    format!("on {}{unique}{multi_entry}", show_key_path(Some(&index.key_path)))
}

/// What differs between the schema that was recorded and the present one. Where both have the
/// same version and this is not empty, a version bump was forgotten.
pub fn differences(before: &Database, after: &Database) -> Vec<Difference> {
    let mut found = Vec::new();
    for old in &before.stores {
        match after.stores.iter().find(|new| new.name == old.name) {
            None => found.push(Difference::StoreRemoved { store: old.name.clone() }),
            Some(new) => compare_stores(old, new, &mut found),
        }
    }
    for new in &after.stores {
        if !before.stores.iter().any(|old| old.name == new.name) {
            found.push(Difference::StoreAdded { store: new.name.clone() });
        }
    }
    found
}

fn compare_stores(old: &Store, new: &Store, found: &mut Vec<Difference>) {
    let store = || new.name.clone();
    if old.key_path != new.key_path {
        let (before, after) = (old.key_path.clone(), new.key_path.clone());
        found.push(Difference::KeyPathChanged { store: store(), before, after });
    }
    if old.auto_increment != new.auto_increment {
        let after = new.auto_increment;
        found.push(Difference::AutoIncrementChanged { store: store(), after });
    }
    for before in &old.indexes {
        match new.indexes.iter().find(|after| after.name == before.name) {
            None => {
                let index = before.name.clone();
                found.push(Difference::IndexRemoved { store: store(), index });
            }
            Some(after) if after != before => {
                let (before, after) = (before.clone(), after.clone());
                found.push(Difference::IndexChanged { store: store(), before, after });
            }
            Some(_) => {}
        }
    }
    for after in &new.indexes {
        if !old.indexes.iter().any(|before| before.name == after.name) {
            let index = after.name.clone();
            found.push(Difference::IndexAdded { store: store(), index });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differences;
    use crate::schema::Database;

    fn store(
        name: &str,
        key_path: serde_json::Value,
        indexes: serde_json::Value,
    ) -> serde_json::Value {
        json!({ "name": name, "key_path": key_path, "auto_increment": false, "next_key": null,
            "indexes": indexes, "records": 3 })
    }

    fn database(stores: &[serde_json::Value]) -> Database {
        serde_json::from_value(json!({ "name": "d", "version": 3, "stores": stores })).unwrap()
    }

    #[test]
    fn names_every_difference() {
        let index = |unique: bool| json!({ "name": "i", "key_path": "x", "unique": unique, "multi_entry": false });
        let other =
            json!({ "name": "j", "key_path": ["x", "y"], "unique": false, "multi_entry": false });
        let before = database(&[
            store("a", json!("id"), json!([index(false), other])),
            store("b", json!(null), json!([])),
        ]);
        let after = database(&[
            store("a", json!(["id", "x"]), json!([index(true)])),
            store("c", json!(null), json!([])),
        ]);
        let said: Vec<String> =
            differences(&before, &after).iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "store \"a\" has key path [\"id\", \"x\"], and had \"id\"",
                "index \"i\" of store \"a\" is on \"x\", unique, and was on \"x\"",
                "index \"j\" of store \"a\" was removed",
                "store \"b\" was removed",
                "store \"c\" was added",
            ]
        );
    }

    #[test]
    fn records_and_generators_are_no_difference() {
        let before = database(&[store("a", json!("id"), json!([]))]);
        let mut after = before.clone();
        after.stores[0].records = 9;
        after.stores[0].next_key = Some(4);
        assert_eq!(differences(&before, &after), []);
    }
}

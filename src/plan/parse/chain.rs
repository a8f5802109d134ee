//! That the migrations of each database follow one another.

use std::collections::HashMap;

use super::cursor::{Cursor, Problems};
use crate::plan::json::Pointer;
use crate::plan::model::Plan;
use crate::plan::problem::Trouble;
use crate::value::Text;

/// What came before, of one database.
#[derive(Default)]
struct Former {
    last: Option<u64>,
    versions: HashMap<u64, Pointer>,
    ids: HashMap<String, Pointer>,
}

/// Adds a problem for every migration that does not follow the one before it, or has its id.
pub(super) fn check_chain(cursor: &Cursor<'_>, plan: &Plan, problems: &mut Problems) {
    let Some(list) = cursor.get("migrations") else { return };
    let mut databases: HashMap<&Text, Former> = HashMap::new();
    for (migration, place) in plan.migrations.iter().zip(list.elements()) {
        let database = migration.database.to_string_lossy().into_owned();
        let former = databases.entry(&migration.database).or_default();
        let version = migration.version;
        if let Some(first) = former.versions.get(&version) {
            let first = first.clone();
            problems.add(&place, Trouble::DuplicateVersion { database, version, first });
        } else if let Some(previous) = former.last {
            let from = migration.start();
            if version < previous {
                problems.add(&place, Trouble::OutOfOrder { database, previous, version });
            } else if from != previous {
                let missing = missing(previous, from);
                problems.add(&place, Trouble::Gap { database, previous, from, missing });
            }
        }
        let id = migration.history_id();
        if let Some(first) = former.ids.get(&id)
            && !former.versions.contains_key(&version)
        {
            let first = first.clone();
            problems.add(&place, Trouble::DuplicateId { id: id.clone(), first });
        }
        former.last = former.last.max(Some(version));
        former.versions.entry(version).or_insert_with(|| place.pointer());
        former.ids.entry(id).or_insert_with(|| place.pointer());
    }
}

/// What is missing between two versions, in words.
fn missing(previous: u64, from: u64) -> String {
    let first = previous.saturating_add(1);
    if from < previous {
        "migrations that do not overlap".to_owned()
    } else if from == first {
        format!("a migration to version {first}")
    } else {
        format!("migrations to versions {first} to {from}")
    }
}

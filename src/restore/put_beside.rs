//! Putting the records of a quarantine back: beside what is there, and in place of nothing.

use super::choice::Choice;
use super::plan::{DatabasePlan, Method, RestorePlan, Source};
use crate::schema::{Database, Store};
use crate::value::{Key, Text};

/// Why records cannot be put back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoesNotFit {
    /// The database is not there.
    #[error("there is no database {:?}", .0.to_string_lossy())]
    NoDatabase(Text),
    /// The store is not there.
    #[error("the database {:?} has no object store {:?}", .0.to_string_lossy(), .1.to_string_lossy())]
    NoStore(Text, Text),
    /// The store's keys are elsewhere.
    #[error("the object store {:?} of {:?} has another key path", .1.to_string_lossy(), .0.to_string_lossy())]
    KeyPath(Text, Text),
}

/// Plans putting the chosen records of a quarantine into the stores of their names. Versions,
/// indexes and all that is there stay. How many records each store has afterwards is not known
/// yet: see [`RestorePlan::added`].
///
/// # Errors
///
/// Where one of the stores is not there, or has another key path than it had.
pub fn beside(
    present: &[Database],
    quarantine: &[Database],
    choices: &[Choice],
) -> Result<RestorePlan, DoesNotFit> {
    let databases = choices
        .iter()
        .filter_map(|choice| Some((choice, quarantine.get(choice.database)?)))
        .map(|(choice, from)| one(present, from, choice))
        .collect::<Result<_, _>>()?;
    Ok(RestorePlan { databases, deletions: Vec::new() })
}

fn one(present: &[Database], from: &Database, choice: &Choice) -> Result<DatabasePlan, DoesNotFit> {
    let name = || from.name.clone();
    let found = present.iter().enumerate().find(|(_, database)| database.name == from.name);
    let (there, target) = found.ok_or_else(|| DoesNotFit::NoDatabase(name()))?;
    let mut sources: Vec<Source> =
        (0..target.stores.len()).map(|store| Source::Leave { database: there, store }).collect();
    for (store, schema) in from.stores.iter().enumerate() {
        if choice.stores.as_ref().is_some_and(|chosen| !chosen.contains(&store)) {
            continue;
        }
        let position = target.stores.iter().position(|own| own.name == schema.name);
        let own = position.and_then(|at| target.stores.get(at));
        let (Some(there_store), Some(own)) = (position, own) else {
            return Err(DoesNotFit::NoStore(name(), schema.name.clone()));
        };
        if own.key_path != schema.key_path {
            return Err(DoesNotFit::KeyPath(name(), schema.name.clone()));
        }
        if let Some(source) = sources.get_mut(there_store) {
            *source = Source::Add { database: choice.database, store, there, there_store };
        }
    }
    Ok(DatabasePlan { target: target.clone(), sources, method: Method::Readwrite })
}

impl RestorePlan {
    /// So many records are added to a store of which the greatest number among the keys is this
    /// one: its key generator goes on behind it.
    pub fn added(&mut self, database: usize, store: usize, records: u64, largest: f64) {
        let store = self.databases.get_mut(database).and_then(|d| d.target.stores.get_mut(store));
        let Some(Store { records: there, next_key, .. }) = store else { return };
        *there += records;
        if let Some(next) = next_key
            && largest >= *next as f64
        {
            // A key of 2^53 or more ends the generator.
            let end = 9_007_199_254_740_992.0;
            *next_key = (largest < end).then_some(largest.floor() as u64 + 1);
        }
    }
}

/// The number that a key is; 0 for any other.
pub fn numeric(key: &Key) -> f64 {
    match key {
        Key::Number(number) => number.get(),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::fixtures::{database, generating, store};
    use super::{DoesNotFit, beside};
    use crate::restore::{Choice, Method, Source};
    use crate::schema::{KeyPath, Store};

    const ALL: [Choice; 1] = [Choice { database: 0, stores: None }];

    #[test]
    fn records_come_to_those_that_are_there() {
        let present =
            [database("b", 1, vec![]), database("a", 7, vec![store("x"), generating("y", 5)])];
        let quarantine = [database("a", 3, vec![generating("y", 9)])];
        let mut plan = beside(&present, &quarantine, &ALL).unwrap();
        let only = &plan.databases[0];
        assert_eq!(only.method, Method::Readwrite);
        assert_eq!(only.target, present[1]);
        assert_eq!(
            only.sources,
            [
                Source::Leave { database: 1, store: 0 },
                Source::Add { database: 0, store: 0, there: 1, there_store: 1 }
            ]
        );
        assert!(plan.deletions.is_empty());
        plan.added(0, 1, 2, 4.5);
        let after = &plan.databases[0].target.stores[1];
        assert_eq!((after.records, after.next_key), (5, Some(5)));
        plan.added(0, 1, 1, 6.5);
        assert_eq!(plan.databases[0].target.stores[1].next_key, Some(7));
        plan.added(0, 1, 1, 9_007_199_254_740_992.0);
        assert_eq!(plan.databases[0].target.stores[1].next_key, None);
    }

    #[test]
    fn only_the_chosen_stores_change() {
        let present = [database("a", 1, vec![store("x"), store("y")])];
        let chosen = [Choice { database: 0, stores: Some(vec![1]) }];
        let plan = beside(&present, &present, &chosen).unwrap();
        assert_eq!(plan.databases[0].sources[0], Source::Leave { database: 0, store: 0 });
        assert!(matches!(plan.databases[0].sources[1], Source::Add { store: 1, .. }));
    }

    #[test]
    fn says_what_does_not_fit() {
        let quarantine = [database("a", 3, vec![store("y")])];
        let with = |store| beside(&[database("a", 4, vec![store])], &quarantine, &ALL);
        assert_eq!(beside(&[], &quarantine, &ALL), Err(DoesNotFit::NoDatabase("a".into())));
        assert_eq!(with(store("x")), Err(DoesNotFit::NoStore("a".into(), "y".into())));
        let keyed = Store { key_path: Some(KeyPath::One("id".into())), ..store("y") };
        assert_eq!(with(keyed), Err(DoesNotFit::KeyPath("a".into(), "y".into())));
    }
}

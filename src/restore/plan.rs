//! The plan of a restore.

use crate::restore::Choice;
use crate::schema::{Database, Store};
use crate::value::Text;

/// Everything that a restore does to an origin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestorePlan {
    /// The databases to replace, in the backup's order.
    pub databases: Vec<DatabasePlan>,
    /// The databases to delete, because the backup does not hold them (`exact`).
    pub deletions: Vec<Text>,
}

/// What a restore does to one database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabasePlan {
    /// What it becomes.
    pub target: Database,
    /// Where each store's records come from, in the order of `target.stores`.
    pub sources: Vec<Source>,
    /// In which kind of transaction.
    pub method: Method,
}

/// Where a store's records come from. Positions are those in the archive's `backup.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The backup that is restored.
    Backup {
        /// The database's position.
        database: usize,
        /// The store's position.
        store: usize,
    },
    /// The safety backup of what was there.
    Safety {
        /// The database's position.
        database: usize,
        /// The store's position.
        store: usize,
    },
    /// What is there, and of the backup the records whose keys no record has there.
    Add {
        /// The database's position in the backup.
        database: usize,
        /// The store's position in the backup.
        store: usize,
        /// The database's position in the safety backup.
        there: usize,
        /// The store's position in the safety backup.
        there_store: usize,
    },
    /// Nothing: the store is created empty.
    Empty,
    /// The store stays as it is.
    Leave {
        /// The database's position in the safety backup.
        database: usize,
        /// The store's position in the safety backup.
        store: usize,
    },
}

impl Source {
    /// Whether it gives a store records of the backup that is restored.
    pub fn is_of_backup(self) -> bool {
        matches!(self, Self::Backup { .. } | Self::Add { .. })
    }
}

/// The kind of transaction that replaces a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// One readwrite transaction over the stores: version and schema stay.
    Readwrite,
    /// One versionchange transaction: the database is at a lower version.
    Versionchange,
    /// Deleted, created, and then filled in a readwrite transaction. Not one step, but it leads
    /// from anything to the target, and a database that is not there has nothing to lose.
    Recreate,
}

impl DatabasePlan {
    /// The same result by [`Method::Recreate`], which works from whatever a crash left behind: what
    /// would stay, or get records beside it, comes from the safety backup.
    pub fn recreated(mut self) -> Self {
        for source in &mut self.sources {
            if let Source::Leave { database, store } = *source {
                *source = Source::Safety { database, store };
            }
        }
        self.method = Method::Recreate;
        self
    }
}

/// Plans putting the chosen parts of `backup` in place of `present`.
///
/// `present` is the state that the safety backup holds, key generators included.
/// Databases that were not chosen are left alone. Those that the backup does not hold are left
/// alone too, unless `exact` asks that they are deleted. Of a database of which only some stores were chosen, the other
/// stores and the version stay; where the database is not there, it is created with the
/// backup's schema and the other stores empty.
pub fn plan(
    present: &[Database],
    backup: &[Database],
    choices: &[Choice],
    exact: bool,
) -> RestorePlan {
    let find =
        |name: &Text| present.iter().enumerate().find(|(_, database)| database.name == *name);
    let databases: Vec<DatabasePlan> = choices
        .iter()
        .filter_map(|choice| {
            let wanted = backup.get(choice.database)?;
            let chosen =
                |store: usize| choice.stores.as_ref().is_none_or(|stores| stores.contains(&store));
            Some(match (find(&wanted.name), &choice.stores) {
                (Some((at, there)), Some(_)) => {
                    some_stores(choice.database, wanted, at, there, chosen)
                }
                (there, _) => whole(choice.database, wanted, there.map(|(_, there)| there), chosen),
            })
        })
        .collect();
    let deletions = if exact {
        let kept = |name: &Text| backup.iter().any(|database| database.name == *name);
        present.iter().map(|database| &database.name).filter(|name| !kept(name)).cloned().collect()
    } else {
        Vec::new()
    };
    RestorePlan { databases, deletions }
}

/// The databases that are as they were when the backup was taken, once a plan that was made of
/// these choices of it is carried out: those that were chosen whole, and those that were not there.
pub fn as_backed_up(backup: &[Database], choices: &[Choice], plan: &RestorePlan) -> Vec<Text> {
    let whole = choices.iter().filter(|choice| choice.stores.is_none());
    let chosen = whole.filter_map(|choice| backup.get(choice.database));
    chosen.map(|database| &database.name).chain(&plan.deletions).cloned().collect()
}

/// The database becomes the backup's, with the stores that were not chosen empty.
fn whole(
    position: usize,
    wanted: &Database,
    there: Option<&Database>,
    chosen: impl Fn(usize) -> bool,
) -> DatabasePlan {
    let mut target = wanted.clone();
    let sources: Vec<Source> = (0..target.stores.len())
        .map(|store| {
            if chosen(store) { Source::Backup { database: position, store } } else { Source::Empty }
        })
        .collect();
    for (store, source) in target.stores.iter_mut().zip(&sources) {
        if *source == Source::Empty {
            empty(store);
        }
    }
    let method = match there {
        None => Method::Recreate,
        Some(there) if there.version < target.version => Method::Versionchange,
        Some(there) if there.version == target.version && same_stores(there, &target) => {
            Method::Readwrite
        }
        Some(_) => Method::Recreate,
    };
    DatabasePlan { target, sources, method }
}

/// A database's schema right after it was created: nothing is in it.
pub fn numbered_as_new(target: &Database) -> Database {
    let mut created = target.clone();
    created.stores.iter_mut().for_each(empty);
    created
}

fn empty(store: &mut Store) {
    store.records = 0;
    store.next_key = store.auto_increment.then_some(1);
}

/// The chosen stores become the backup's; version and other stores stay.
fn some_stores(
    position: usize,
    wanted: &Database,
    at: usize,
    there: &Database,
    chosen: impl Fn(usize) -> bool,
) -> DatabasePlan {
    let mut target = there.clone();
    let mut sources: Vec<Source> =
        (0..target.stores.len()).map(|store| Source::Leave { database: at, store }).collect();
    let mut fits = true;
    for (store, schema) in wanted.stores.iter().enumerate().filter(|(store, _)| chosen(*store)) {
        let source = Source::Backup { database: position, store };
        match target
            .stores
            .iter_mut()
            .zip(&mut sources)
            .find(|(there, _)| there.name == schema.name)
        {
            Some((there, its_source)) => {
                fits &= can_refill(there, schema);
                *there = schema.clone();
                *its_source = source;
            }
            None => {
                fits = false;
                target.stores.push(schema.clone());
                sources.push(source);
            }
        }
    }
    let plan = DatabasePlan { target, sources, method: Method::Readwrite };
    if fits { plan } else { plan.recreated() }
}

fn same_stores(there: &Database, target: &Database) -> bool {
    there.stores.len() == target.stores.len()
        && target.stores.iter().all(|wanted| {
            there.stores.iter().any(|store| store.name == wanted.name && can_refill(store, wanted))
        })
}

/// Whether a store can become another without being created anew: the same schema, and a key
/// generator that need not go back, which no call of IndexedDB can do.
fn can_refill(there: &Store, wanted: &Store) -> bool {
    let generator_fits = match (there.next_key, wanted.next_key) {
        (_, None) => true,
        (None, Some(_)) => !wanted.auto_increment,
        (Some(there), Some(wanted)) => there <= wanted,
    };
    there.key_path == wanted.key_path
        && there.auto_increment == wanted.auto_increment
        && there.indexes.len() == wanted.indexes.len()
        && wanted.indexes.iter().all(|index| there.indexes.contains(index))
        && generator_fits
}

#[cfg(test)]
pub(crate) mod fixtures {
    //! Small schemas for tests.

    use crate::schema::{Database, Store};

    pub fn database(name: &str, version: u64, stores: Vec<Store>) -> Database {
        Database { name: name.into(), version, stores }
    }

    pub fn store(name: &str) -> Store {
        Store {
            name: name.into(),
            key_path: None,
            auto_increment: false,
            next_key: None,
            indexes: vec![],
            records: 3,
        }
    }

    pub fn generating(name: &str, next_key: u64) -> Store {
        Store { auto_increment: true, next_key: Some(next_key), ..store(name) }
    }
}

#[cfg(test)]
mod tests {
    use super::fixtures::{database, generating, store};
    use super::{Method, Source, plan};
    use crate::restore::Choice;
    use crate::schema::{Index, KeyPath, Store};

    const WHOLE: [Choice; 1] = [Choice { database: 0, stores: None }];

    fn method(there: &crate::schema::Database, wanted: &crate::schema::Database) -> Method {
        let plan = plan(std::slice::from_ref(there), std::slice::from_ref(wanted), &WHOLE, false);
        plan.databases[0].method
    }

    #[test]
    fn creates_what_is_not_there() {
        let wanted = database("a", 3, vec![store("x")]);
        let plan = plan(&[], &[wanted], &WHOLE, false);
        assert_eq!(plan.databases[0].method, Method::Recreate);
        assert_eq!(plan.databases[0].sources, [Source::Backup { database: 0, store: 0 }]);
    }

    #[test]
    fn chooses_the_one_transaction_that_the_versions_allow() {
        let at = |version| database("a", version, vec![store("x")]);
        assert_eq!(method(&at(2), &at(3)), Method::Versionchange);
        assert_eq!(method(&at(3), &at(3)), Method::Readwrite);
        assert_eq!(method(&at(4), &at(3)), Method::Recreate);
        assert_eq!(method(&at(3), &database("a", 3, vec![store("y")])), Method::Recreate);
        assert_eq!(
            method(&at(3), &database("a", 3, vec![store("x"), store("y")])),
            Method::Recreate
        );
    }

    #[test]
    fn an_index_that_differs_needs_a_new_store() {
        let index = |unique| Index {
            name: "i".into(),
            key_path: KeyPath::One("f".into()),
            unique,
            multi_entry: false,
        };
        let with =
            |unique| database("a", 1, vec![Store { indexes: vec![index(unique)], ..store("x") }]);
        assert_eq!(method(&with(true), &with(true)), Method::Readwrite);
        assert_eq!(method(&with(true), &with(false)), Method::Recreate);
    }

    #[test]
    fn a_generator_cannot_go_back_in_place() {
        let at = |next| database("a", 1, vec![generating("x", next)]);
        assert_eq!(method(&at(4), &at(4)), Method::Readwrite);
        assert_eq!(method(&at(4), &at(9)), Method::Readwrite);
        assert_eq!(method(&at(9), &at(4)), Method::Recreate);
        let ended = database("a", 1, vec![Store { next_key: None, ..generating("x", 1) }]);
        assert_eq!(method(&ended, &at(4)), Method::Recreate);
        assert_eq!(method(&at(4), &ended), Method::Readwrite);
    }

    #[test]
    fn one_store_leaves_the_others_and_the_version() {
        let there = database("a", 7, vec![store("x"), store("y")]);
        let wanted = database("a", 3, vec![store("y")]);
        let choice = [Choice { database: 0, stores: Some(vec![0]) }];
        let plan = plan(&[there], &[wanted], &choice, false);
        let only = &plan.databases[0];
        assert_eq!(only.method, Method::Readwrite);
        assert_eq!(only.target.version, 7);
        assert_eq!(
            only.sources,
            [Source::Leave { database: 0, store: 0 }, Source::Backup { database: 0, store: 0 }]
        );
    }

    #[test]
    fn one_store_of_another_schema_brings_the_others_from_the_safety_backup() {
        let there = database("a", 7, vec![store("x"), store("y")]);
        let wanted = database("a", 3, vec![generating("y", 2)]);
        let choice = [Choice { database: 0, stores: Some(vec![0]) }];
        let plan = plan(&[there], &[wanted], &choice, false);
        let only = &plan.databases[0];
        assert_eq!(only.method, Method::Recreate);
        assert_eq!(
            only.sources,
            [Source::Safety { database: 0, store: 0 }, Source::Backup { database: 0, store: 0 }]
        );
        assert!(only.target.stores[1].auto_increment);
    }

    #[test]
    fn one_store_of_an_absent_database_creates_the_others_empty() {
        let wanted = database("a", 3, vec![generating("x", 5), store("y")]);
        let choice = [Choice { database: 0, stores: Some(vec![1]) }];
        let plan = plan(&[], &[wanted], &choice, false);
        let only = &plan.databases[0];
        assert_eq!(only.sources, [Source::Empty, Source::Backup { database: 0, store: 1 }]);
        assert_eq!((only.target.stores[0].records, only.target.stores[0].next_key), (0, Some(1)));
    }

    #[test]
    fn exact_deletes_what_the_backup_does_not_hold() {
        let present = [database("a", 1, vec![]), database("b", 1, vec![])];
        let backup = [database("a", 1, vec![])];
        assert!(plan(&present, &backup, &WHOLE, false).deletions.is_empty());
        assert_eq!(plan(&present, &backup, &WHOLE, true).deletions, ["b".into()]);
    }

    #[test]
    fn recreating_needs_nothing_that_is_there() {
        let there = database("a", 7, vec![store("x"), store("y")]);
        let wanted = database("a", 7, vec![store("y")]);
        let choice = [Choice { database: 0, stores: Some(vec![0]) }];
        let plan = plan(&[there], &[wanted], &choice, false);
        let again = plan.databases[0].clone().recreated();
        assert_eq!(again.method, Method::Recreate);
        assert_eq!(again.sources[0], Source::Safety { database: 0, store: 0 });
        assert_eq!(again.target, plan.databases[0].target);
    }
}

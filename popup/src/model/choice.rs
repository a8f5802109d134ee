//! Which databases and stores an operation takes.

use std::collections::{BTreeMap, BTreeSet};

use drydock::messages::{DatabaseChoice, DatabaseSummary, StoreSummary};
use drydock::value::Text;

/// What a person took out of the databases that there are, by name. What is not named here is
/// taken, also where it is made in the meantime.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<Text, Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Database,
    Stores(BTreeSet<Text>),
}

/// How much of a database is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of it: its version and its schema, too.
    Whole,
    /// The records of some of its stores.
    Some,
    /// Nothing.
    None,
}

impl LeftOut {
    /// How much of a database is taken.
    pub fn share(&self, database: &DatabaseSummary) -> Share {
        let taken = self.taken(database).count();
        match self.0.get(&database.name) {
            Some(Part::Database) => Share::None,
            None => Share::Whole,
            Some(Part::Stores(_)) if taken == database.stores.len() => Share::Whole,
            Some(Part::Stores(_)) if taken == 0 => Share::None,
            Some(Part::Stores(_)) => Share::Some,
        }
    }

    /// The stores of a database that are taken.
    pub fn taken<'a>(
        &'a self,
        database: &'a DatabaseSummary,
    ) -> impl Iterator<Item = &'a StoreSummary> {
        let part = self.0.get(&database.name);
        database.stores.iter().filter(move |store| match part {
            None => true,
            Some(Part::Database) => false,
            Some(Part::Stores(out)) => !out.contains(&store.name),
        })
    }

    /// Whether a store is taken.
    pub fn takes(&self, database: &DatabaseSummary, store: &Text) -> bool {
        self.taken(database).any(|taken| taken.name == *store)
    }

    /// Takes all of a database, or nothing, where all of it was taken.
    pub fn toggle(&mut self, database: &DatabaseSummary) {
        if self.share(database) == Share::Whole {
            self.0.insert(database.name.clone(), Part::Database);
        } else {
            self.0.remove(&database.name);
        }
    }

    /// Takes a store of a database, or leaves it out, where it was taken.
    pub fn toggle_store(&mut self, database: &DatabaseSummary, store: &Text) {
        let is_out = |name: &Text| self.takes(database, name) == (name == store);
        let names = database.stores.iter().map(|store| &store.name);
        let out: BTreeSet<Text> = names.filter(|name| is_out(name)).cloned().collect();
        if out.is_empty() {
            self.0.remove(&database.name);
        } else {
            self.0.insert(database.name.clone(), Part::Stores(out));
        }
    }

    /// Whether nothing is taken of what there is.
    pub fn leaves_nothing(&self, databases: &[DatabaseSummary]) -> bool {
        databases.iter().all(|database| self.share(database) == Share::None)
    }

    /// The choice that a request states: `None` for all of them.
    ///
    /// All is not the list of all: a database that the site makes in the meantime belongs to all.
    pub fn choice(&self, databases: &[DatabaseSummary]) -> Option<Vec<DatabaseChoice>> {
        if databases.iter().all(|database| self.share(database) == Share::Whole) {
            return None;
        }
        let chosen = databases.iter().filter_map(|database| {
            let name = database.name.clone();
            match self.share(database) {
                Share::Whole => Some(DatabaseChoice::Whole(name)),
                Share::Some => {
                    let stores = self.taken(database).map(|store| store.name.clone()).collect();
                    Some(DatabaseChoice::Stores { name, stores })
                }
                Share::None => None,
            }
        });
        Some(chosen.collect())
    }
}

#[cfg(test)]
mod tests {
    use drydock::messages::{DatabaseChoice, DatabaseSummary, StoreSummary};
    use drydock::value::Text;

    use super::{LeftOut, Share};

    fn database(name: impl Into<Text>, stores: &[&str]) -> DatabaseSummary {
        let store = |name: &&str| StoreSummary { name: (*name).into(), records: 1 };
        DatabaseSummary {
            name: name.into(),
            version: 1,
            stores: stores.iter().map(store).collect(),
        }
    }

    #[test]
    fn all_is_no_list() {
        let all = [database("a", &["x"]), database("b", &["x"])];
        let mut left_out = LeftOut::default();
        assert_eq!(left_out.choice(&all), None);
        left_out.toggle(&all[0]);
        let without_a = vec![DatabaseChoice::Whole("b".into())];
        assert_eq!(left_out.choice(&all), Some(without_a));
        left_out.toggle(&all[1]);
        assert!(left_out.leaves_nothing(&all));
        left_out.toggle(&all[0]);
        left_out.toggle(&all[1]);
        assert_eq!(left_out.choice(&all), None);
    }

    #[test]
    fn some_stores_of_a_database_are_chosen_by_name() {
        let all = [database("a", &["x", "y", "z"]), database("b", &["x"])];
        let mut left_out = LeftOut::default();
        left_out.toggle_store(&all[0], &"y".into());
        assert_eq!(left_out.share(&all[0]), Share::Some);
        assert!(left_out.takes(&all[0], &"x".into()) && !left_out.takes(&all[0], &"y".into()));
        let stores = vec!["x".into(), "z".into()];
        let some = vec![
            DatabaseChoice::Stores { name: "a".into(), stores },
            DatabaseChoice::Whole("b".into()),
        ];
        assert_eq!(left_out.choice(&all), Some(some));
        left_out.toggle_store(&all[0], &"y".into());
        assert_eq!(left_out.share(&all[0]), Share::Whole);
    }

    #[test]
    fn a_database_of_which_no_store_is_taken_is_not() {
        let one = database("a", &["x", "y"]);
        let mut left_out = LeftOut::default();
        for name in ["x", "y"] {
            left_out.toggle_store(&one, &name.into());
        }
        assert_eq!(left_out.share(&one), Share::None);
        assert_eq!(left_out.choice(std::slice::from_ref(&one)), Some(Vec::new()));
    }

    #[test]
    fn one_store_is_taken_of_a_database_that_was_left_out() {
        let one = database("a", &["x", "y"]);
        let mut left_out = LeftOut::default();
        left_out.toggle(&one);
        assert!(!left_out.takes(&one, &"x".into()));
        left_out.toggle_store(&one, &"y".into());
        let y = DatabaseChoice::Stores { name: "a".into(), stores: vec!["y".into()] };
        assert_eq!(left_out.choice(std::slice::from_ref(&one)), Some(vec![y]));
        // What is half taken is taken whole first.
        left_out.toggle(&one);
        assert_eq!(left_out.share(&one), Share::Whole);
    }

    #[test]
    fn a_database_without_stores_is_taken_or_not() {
        let one = database("a", &[]);
        let mut left_out = LeftOut::default();
        assert_eq!(left_out.share(&one), Share::Whole);
        left_out.toggle(&one);
        assert_eq!(left_out.share(&one), Share::None);
    }

    #[test]
    fn what_is_gone_changes_nothing() {
        let mut left_out = LeftOut::default();
        left_out.toggle(&database("gone", &["x"]));
        let before = database("a", &["x", "gone"]);
        left_out.toggle_store(&before, &"gone".into());
        assert_eq!(left_out.choice(&[database("a", &["x"])]), None);
    }

    #[test]
    fn names_that_are_shown_alike_are_chosen_apart() {
        let lone = |unit: u16| Text::from_utf16(&[unit]);
        let both = [database(lone(0xd800), &["x"]), database(lone(0xd801), &["x"])];
        let mut left_out = LeftOut::default();
        left_out.toggle(&both[1]);
        let first = DatabaseChoice::Whole(lone(0xd800));
        assert_eq!(left_out.choice(&both), Some(vec![first]));
    }
}

//! What a person chose of the databases there are.

use thiserror::Error;

use crate::messages::DatabaseChoice;
use crate::schema::Database;
use crate::value::Text;

/// A chosen database, by its position among those there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The position of the database.
    pub database: usize,
    /// The positions of the chosen stores; `None` for the whole database.
    pub stores: Option<Vec<usize>>,
}

/// A choice names something that is not there.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ChoiceError {
    /// No database has this name.
    #[error("there is no database {0:?}")]
    NoSuchDatabase(String),
    /// The database has no store of this name.
    #[error("the database {database:?} has no object store {store:?}")]
    NoSuchStore {
        /// The database.
        database: String,
        /// The store.
        store: String,
    },
}

/// Finds the chosen databases and stores; all of them where nothing was chosen.
///
/// # Errors
///
/// When a choice names a database or a store that is not among `databases`.
pub fn choose(
    databases: &[Database],
    choices: Option<&[DatabaseChoice]>,
) -> Result<Vec<Choice>, ChoiceError> {
    let Some(choices) = choices else {
        return Ok((0..databases.len())
            .map(|database| Choice { database, stores: None })
            .collect());
    };
    let mut chosen: Vec<Choice> = Vec::new();
    for choice in choices {
        let (position, database) = databases
            .iter()
            .enumerate()
            .find(|(_, database)| database.name == *choice.name())
            .ok_or_else(|| ChoiceError::NoSuchDatabase(shown(choice.name())))?;
        let stores = match choice {
            DatabaseChoice::Whole(_) => None,
            DatabaseChoice::Stores { stores, .. } => Some(positions(database, stores)?),
        };
        match chosen.iter_mut().find(|choice| choice.database == position) {
            None => chosen.push(Choice { database: position, stores }),
            Some(earlier) => earlier.stores = union(earlier.stores.take(), stores),
        }
    }
    Ok(chosen)
}

fn positions(database: &Database, names: &[Text]) -> Result<Vec<usize>, ChoiceError> {
    let mut found = Vec::with_capacity(names.len());
    for name in names {
        let position =
            database.stores.iter().position(|store| store.name == *name).ok_or_else(|| {
                ChoiceError::NoSuchStore { database: shown(&database.name), store: shown(name) }
            })?;
        found.push(position);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn shown(name: &Text) -> String {
    name.to_string_lossy().into_owned()
}

/// The stores of two choices of one database: the whole wins.
fn union(one: Option<Vec<usize>>, other: Option<Vec<usize>>) -> Option<Vec<usize>> {
    let mut all = one?;
    all.extend(other?);
    all.sort_unstable();
    all.dedup();
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::{Choice, ChoiceError, choose};
    use crate::messages::DatabaseChoice;
    use crate::restore::plan::fixtures::{database, store};
    use crate::value::Text;

    #[test]
    fn takes_everything_where_nothing_is_chosen() {
        let databases = [database("a", 1, vec![]), database("b", 1, vec![])];
        let chosen = choose(&databases, None).unwrap();
        assert_eq!(chosen.len(), 2);
        assert_eq!(chosen[1], Choice { database: 1, stores: None });
    }

    #[test]
    fn joins_choices_of_one_database() {
        let databases = [database("a", 1, vec![store("x"), store("y"), store("z")])];
        let some = |names: &[&str]| DatabaseChoice::Stores {
            name: "a".into(),
            stores: names.iter().map(|name| Text::from(*name)).collect(),
        };
        let chosen = choose(&databases, Some(&[some(&["z"]), some(&["x", "z"])])).unwrap();
        assert_eq!(chosen, [Choice { database: 0, stores: Some(vec![0, 2]) }]);
        let whole = DatabaseChoice::Whole("a".into());
        let chosen = choose(&databases, Some(&[some(&["z"]), whole])).unwrap();
        assert_eq!(chosen, [Choice { database: 0, stores: None }]);
    }

    #[test]
    fn tells_names_apart_that_are_shown_alike() {
        let name = |unit: u16| Text::from_utf16(&[unit]);
        let mut databases = [database("", 1, vec![store("x")]), database("", 1, vec![store("x")])];
        databases[0].name = name(0xd800);
        databases[1].name = name(0xd801);
        databases[1].stores[0].name = name(0xdfff);
        let stores = vec![name(0xdfff)];
        let choice = DatabaseChoice::Stores { name: name(0xd801), stores };
        let chosen = choose(&databases, Some(&[choice])).unwrap();
        assert_eq!(chosen, [Choice { database: 1, stores: Some(vec![0]) }]);
        let shown = DatabaseChoice::Whole("\u{fffd}".into());
        assert!(choose(&databases, Some(&[shown])).is_err());
    }

    #[test]
    fn names_what_is_not_there() {
        let databases = [database("a", 1, vec![store("x")])];
        let missing = choose(&databases, Some(&[DatabaseChoice::Whole("b".into())]));
        assert_eq!(missing, Err(ChoiceError::NoSuchDatabase("b".into())));
        let choice = DatabaseChoice::Stores { name: "a".into(), stores: vec!["y".into()] };
        assert!(matches!(
            choose(&databases, Some(&[choice])),
            Err(ChoiceError::NoSuchStore { .. })
        ));
    }
}

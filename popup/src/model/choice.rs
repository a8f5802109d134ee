//! Which databases an operation takes, and what a restore does to them.

use std::collections::BTreeSet;

use drydock::messages::{DatabaseChoice, DatabaseSummary};

/// The choice that a request states: `None` for all of them.
///
/// All is not the list of all: a database that the site makes in the meantime belongs to all.
pub fn choice(names: &[String], left_out: &BTreeSet<String>) -> Option<Vec<DatabaseChoice>> {
    let chosen: Vec<DatabaseChoice> = names
        .iter()
        .filter(|name| !left_out.contains(*name))
        .cloned()
        .map(DatabaseChoice::Whole)
        .collect();
    (chosen.len() < names.len()).then_some(chosen)
}

/// What a restore does to one database of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is there already, with so many records, and is replaced.
    Replaces(u64),
    /// It is not there yet.
    Adds,
    /// It is there, is not restored, and is deleted.
    Deletes(u64),
}

/// What a restore of the databases `chosen` does, by name. An `exact` one leaves no others.
pub fn effects(
    chosen: &[String],
    present: &[DatabaseSummary],
    exact: bool,
) -> Vec<(String, Effect)> {
    let records =
        |database: &DatabaseSummary| database.stores.iter().map(|store| store.records).sum::<u64>();
    let mut effects: Vec<(String, Effect)> = chosen
        .iter()
        .map(|name| {
            let there = present.iter().find(|database| &database.name == name);
            let effect = there.map_or(Effect::Adds, |there| Effect::Replaces(records(there)));
            (name.clone(), effect)
        })
        .collect();
    if exact {
        effects.extend(
            present
                .iter()
                .filter(|database| !chosen.contains(&database.name))
                .map(|database| (database.name.clone(), Effect::Deletes(records(database)))),
        );
    }
    effects
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use drydock::messages::{DatabaseChoice, DatabaseSummary, StoreSummary};

    use super::{Effect, choice, effects};

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn all_is_no_list() {
        let all = names(&["a", "b"]);
        assert_eq!(choice(&all, &BTreeSet::new()), None);
        let without_a = choice(&all, &BTreeSet::from(["a".to_owned()]));
        assert_eq!(without_a, Some(vec![DatabaseChoice::Whole("b".to_owned())]));
    }

    #[test]
    fn a_name_that_is_gone_changes_nothing() {
        assert_eq!(choice(&names(&["a"]), &BTreeSet::from(["gone".to_owned()])), None);
    }

    #[test]
    fn an_exact_restore_leaves_no_others() {
        let database = |name: &str| DatabaseSummary {
            name: name.to_owned(),
            version: 1,
            stores: vec![StoreSummary { name: "s".to_owned(), records: 7 }],
        };
        let present = [database("app"), database("other")];
        let chosen = names(&["app", "old"]);
        let mut expected =
            vec![("app".to_owned(), Effect::Replaces(7)), ("old".to_owned(), Effect::Adds)];
        assert_eq!(effects(&chosen, &present, false), expected);
        expected.push(("other".to_owned(), Effect::Deletes(7)));
        assert_eq!(effects(&chosen, &present, true), expected);
    }
}

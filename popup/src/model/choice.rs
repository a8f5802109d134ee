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
    /// It is replaced if it is there: the site could not be looked at.
    ReplacesAny,
    /// It is not there yet.
    Adds,
    /// It is there, is not restored, and is deleted.
    Deletes(u64),
    /// Nothing.
    None,
}

/// What a restore of the databases of a backup does, by name: first to those of the backup, of
/// which some are `left_out` and stay as they are, then to the site's others. An `exact` restore
/// leaves none of those.
///
/// `present` is `None` where the site could not be looked at.
pub fn effects(
    in_backup: &[String],
    left_out: &BTreeSet<String>,
    present: Option<&[DatabaseSummary]>,
    exact: bool,
) -> Vec<(String, Effect)> {
    let there = |name: &String| {
        let found = present.and_then(|all| all.iter().find(|database| database.name == *name));
        found.map(records)
    };
    let effect = |name: &String| match (left_out.contains(name), there(name)) {
        (false, Some(records)) => Effect::Replaces(records),
        (false, None) if present.is_none() => Effect::ReplacesAny,
        (false, None) => Effect::Adds,
        (true, _) => Effect::None,
    };
    let mut effects: Vec<(String, Effect)> =
        in_backup.iter().map(|name| (name.clone(), effect(name))).collect();
    if exact {
        let others = present.unwrap_or_default().iter();
        effects.extend(
            others
                .filter(|database| !in_backup.contains(&database.name))
                .map(|database| (database.name.clone(), Effect::Deletes(records(database)))),
        );
    }
    effects
}

fn records(database: &DatabaseSummary) -> u64 {
    database.stores.iter().map(|store| store.records).sum()
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

    fn of(effects: &[(String, Effect)]) -> Vec<(&str, Effect)> {
        effects.iter().map(|(name, effect)| (name.as_str(), effect.clone())).collect()
    }

    fn database(name: &str) -> DatabaseSummary {
        let stores = vec![StoreSummary { name: "s".to_owned(), records: 7 }];
        DatabaseSummary { name: name.to_owned(), version: 1, stores }
    }

    #[test]
    fn an_exact_restore_leaves_no_others() {
        let present = [database("app"), database("kept out"), database("other")];
        let in_backup = names(&["app", "old", "kept out"]);
        let left_out = BTreeSet::from(["kept out".to_owned()]);
        let gentle = effects(&in_backup, &left_out, Some(&present), false);
        let expected =
            [("app", Effect::Replaces(7)), ("old", Effect::Adds), ("kept out", Effect::None)];
        assert_eq!(of(&gentle), expected);
        let exact = effects(&in_backup, &left_out, Some(&present), true);
        let expected = [
            ("app", Effect::Replaces(7)),
            ("old", Effect::Adds),
            ("kept out", Effect::None),
            ("other", Effect::Deletes(7)),
        ];
        assert_eq!(of(&exact), expected);
    }

    #[test]
    fn nothing_is_claimed_of_a_site_that_could_not_be_looked_at() {
        let in_backup = names(&["app", "kept out"]);
        let left_out = BTreeSet::from(["kept out".to_owned()]);
        let exact = effects(&in_backup, &left_out, None, true);
        assert_eq!(of(&exact), [("app", Effect::ReplacesAny), ("kept out", Effect::None)]);
    }
}

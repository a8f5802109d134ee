//! What a restore does to each database of a site.

use drydock::messages::{DatabaseSummary, StoreSummary};
use drydock::value::Text;

use super::{LeftOut, Share};

/// What a restore does to one database of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is there already, with so many records, and is replaced.
    Replaces(u64),
    /// Of some of its stores, so many records are replaced; the others and its version stay.
    ReplacesIn(u64),
    /// It is replaced if it is there: the site could not be looked at.
    ReplacesAny,
    /// Some of its stores are replaced if they are there: the site could not be looked at.
    ReplacesInAny,
    /// It is not there yet.
    Adds,
    /// It is not there yet; those of its stores that are not restored will be empty.
    AddsSome,
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
    in_backup: &[DatabaseSummary],
    left_out: &LeftOut,
    present: Option<&[DatabaseSummary]>,
    exact: bool,
) -> Vec<(Text, Effect)> {
    let effect = |database: &DatabaseSummary| {
        let there = present.and_then(|all| all.iter().find(|there| there.name == database.name));
        match (left_out.share(database), there) {
            (Share::None, _) => Effect::None,
            (Share::Whole, Some(there)) => Effect::Replaces(records(&there.stores)),
            (Share::Whole, None) if present.is_none() => Effect::ReplacesAny,
            (Share::Whole, None) => Effect::Adds,
            (Share::Some, Some(there)) => {
                let stores = there.stores.iter();
                let replaced = stores.filter(|store| left_out.takes(database, &store.name));
                Effect::ReplacesIn(records(replaced))
            }
            (Share::Some, None) if present.is_none() => Effect::ReplacesInAny,
            (Share::Some, None) => Effect::AddsSome,
        }
    };
    let mut effects: Vec<(Text, Effect)> =
        in_backup.iter().map(|database| (database.name.clone(), effect(database))).collect();
    if exact {
        let others = present.unwrap_or_default().iter();
        effects.extend(
            others
                .filter(|there| in_backup.iter().all(|database| database.name != there.name))
                .map(|there| (there.name.clone(), Effect::Deletes(records(&there.stores)))),
        );
    }
    effects
}

fn records<'a>(stores: impl IntoIterator<Item = &'a StoreSummary>) -> u64 {
    stores.into_iter().map(|store| store.records).sum()
}

#[cfg(test)]
mod tests {
    use drydock::messages::{DatabaseSummary, StoreSummary};
    use drydock::value::Text;

    use super::{Effect, effects};
    use crate::model::LeftOut;

    fn of(effects: &[(Text, Effect)]) -> Vec<(&str, Effect)> {
        effects
            .iter()
            .map(|(name, effect)| (name.as_str().unwrap_or_default(), effect.clone()))
            .collect()
    }

    fn database(name: &str) -> DatabaseSummary {
        let store = |name: &str, records| StoreSummary { name: name.into(), records };
        let stores = vec![store("s", 7), store("t", 2)];
        DatabaseSummary { name: name.into(), version: 1, stores }
    }

    fn without(name: &str) -> LeftOut {
        let mut left_out = LeftOut::default();
        left_out.toggle(&database(name));
        left_out
    }

    #[test]
    fn an_exact_restore_leaves_no_others() {
        let present = ["app", "kept out", "other"].map(database);
        let in_backup = ["app", "old", "kept out"].map(database);
        let left_out = without("kept out");
        let gentle = effects(&in_backup, &left_out, Some(&present), false);
        let expected =
            [("app", Effect::Replaces(9)), ("old", Effect::Adds), ("kept out", Effect::None)];
        assert_eq!(of(&gentle), expected);
        let exact = effects(&in_backup, &left_out, Some(&present), true);
        let expected = [
            ("app", Effect::Replaces(9)),
            ("old", Effect::Adds),
            ("kept out", Effect::None),
            ("other", Effect::Deletes(9)),
        ];
        assert_eq!(of(&exact), expected);
    }

    #[test]
    fn of_some_stores_only_those_are_counted() {
        let in_backup = ["app", "old"].map(database);
        let mut left_out = LeftOut::default();
        for database in &in_backup {
            left_out.toggle_store(database, &"s".into());
        }
        let present = [database("app")];
        let known = effects(&in_backup, &left_out, Some(&present), false);
        assert_eq!(of(&known), [("app", Effect::ReplacesIn(2)), ("old", Effect::AddsSome)]);
        let unknown = effects(&in_backup, &left_out, None, false);
        let expected = [("app", Effect::ReplacesInAny), ("old", Effect::ReplacesInAny)];
        assert_eq!(of(&unknown), expected);
    }

    #[test]
    fn nothing_is_claimed_of_a_site_that_could_not_be_looked_at() {
        let in_backup = ["app", "kept out"].map(database);
        let exact = effects(&in_backup, &without("kept out"), None, true);
        assert_eq!(of(&exact), [("app", Effect::ReplacesAny), ("kept out", Effect::None)]);
    }
}

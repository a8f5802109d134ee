//! The stores of a migration's target, as they fill.

use std::collections::HashMap;

use super::fingerprint::Fingerprint;
use super::key_path::{Sizes, index_keys};
use super::program::{Action, Program};
use super::unique::UniqueKeys;
use crate::schema::Store;
use crate::value::{Graph, Key, compare};

/// The largest key that a generator can give
/// ([key generators](https://w3c.github.io/IndexedDB/#key-generator-construct)).
const LARGEST_GENERATED: f64 = 9_007_199_254_740_992.0;

/// A store of the target that is being filled.
#[derive(Default)]
pub struct Filling {
    /// Whether its records pass here at all.
    pub looked_at: bool,
    /// Of its records so far.
    pub fingerprint: Fingerprint,
    /// The greatest number among the keys.
    pub largest_key: f64,
    /// The unique indexes that have to be checked, by their positions.
    pub unique: Vec<(usize, UniqueKeys)>,
    /// The keys, where they are not those of the store that was read.
    pub keys: Option<UniqueKeys>,
    /// The seeds with a key, by their encoded keys.
    pub seeds: HashMap<Vec<u8>, usize>,
}

impl Filling {
    /// A store of the target at the beginning.
    pub fn of(program: &Program, at: usize) -> Self {
        let ways = || {
            program.routes.iter().flat_map(|route| &route.ways).filter(move |way| way.target == at)
        };
        let Some((schema, change)) = program.target.stores.get(at).zip(program.changes.get(at))
        else {
            return Self::default();
        };
        let is_new = change.from.is_none();
        let rekeyed = ways()
            .any(|way| way.steps.iter().any(|step| matches!(step.action, Action::Rekey(Some(_)))));
        // An index that the store has already is right, unless it is made anew.
        let unique = schema
            .indexes
            .iter()
            .enumerate()
            .filter(|(index, schema)| {
                schema.unique && change.indexes.get(*index).is_none_or(Option::is_none)
            })
            .map(|(index, _)| (index, UniqueKeys::default()))
            .collect();
        Self {
            looked_at: is_new || ways().next().is_some(),
            unique,
            keys: rekeyed.then(UniqueKeys::default),
            ..Self::default()
        }
    }

    /// Counts a record in.
    pub fn admit(
        &mut self,
        schema: &Store,
        key: &Key,
        graph: &Graph,
        encoded: &[u8],
        digests: &[Vec<u8>],
        sizes: &Sizes<'_>,
    ) {
        self.fingerprint.add(encoded, digests.iter().map(Vec::as_slice));
        if let Key::Number(number) = key {
            self.largest_key = self.largest_key.max(number.get());
        }
        if let Some(keys) = &mut self.keys {
            keys.add(key, key);
        }
        for (at, unique) in &mut self.unique {
            let Some(index) = schema.indexes.get(*at) else { continue };
            for index_key in index_keys(graph, index, sizes) {
                unique.add(&index_key, key);
            }
        }
    }

    /// Counts in the keys that a record has before it changes, beside those that it has then.
    pub fn admit_former(
        &mut self,
        schema: &Store,
        key: &Key,
        former: &Graph,
        after: Option<&Graph>,
        sizes: &Sizes<'_>,
    ) {
        for (at, unique) in &mut self.unique {
            let Some(index) = schema.indexes.get(*at) else { continue };
            let kept = after.map(|graph| index_keys(graph, index, sizes)).unwrap_or_default();
            for index_key in index_keys(former, index, sizes) {
                if !kept.iter().any(|kept| compare(kept, &index_key).is_eq()) {
                    unique.add(&index_key, key);
                }
            }
        }
    }

    /// What the store's generator gives next; none without one, or at its end.
    pub fn next_key(&self, schema: &Store) -> Option<u64> {
        let passed = self.largest_key.floor().max(0.0) + 1.0;
        if !schema.auto_increment || passed > LARGEST_GENERATED {
            return None;
        }
        Some(schema.next_key?.max(passed as u64))
    }
}

//! Finding keys that may occur only once and do not.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use crate::value::{Key, encode_key};

/// How many colliding keys are kept; all are counted.
const KEPT: usize = 100;

/// Keys that must all differ. Each takes 16 bytes of memory, however long it is.
#[derive(Debug, Default)]
pub struct UniqueKeys {
    seen: HashSet<[u8; 16]>,
    /// Of the keys that occur again: who has them, beginning with the second.
    collisions: HashMap<[u8; 16], Collision>,
    order: Vec<[u8; 16]>,
    total: u64,
}

/// A key that several records have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// The key that they have in common.
    pub key: Key,
    /// The keys of the records.
    pub records: Vec<Key>,
}

impl UniqueKeys {
    /// Adds a record's key. Says whether no record before had it.
    pub fn add(&mut self, key: &Key, record: &Key) -> bool {
        let digest = digest_of(key);
        if self.seen.insert(digest) {
            return true;
        }
        self.total += 1;
        if self.collisions.len() < KEPT || self.collisions.contains_key(&digest) {
            let collision = self.collisions.entry(digest).or_insert_with(|| {
                self.order.push(digest);
                Collision { key: key.clone(), records: Vec::new() }
            });
            if collision.records.len() < KEPT {
                collision.records.push(record.clone());
            }
        }
        false
    }

    /// How many records have a key that one before them has.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// In a second pass over the same records: names the first that has each of the colliding
    /// keys, which the first pass could not know of.
    pub fn add_first(&mut self, key: &Key, record: &Key) {
        if self.collisions.is_empty() {
            return;
        }
        if let Some(collision) = self.collisions.get_mut(&digest_of(key))
            && !collision.records.contains(record)
            && collision.records.len() <= KEPT
        {
            collision.records.insert(0, record.clone());
        }
    }

    /// The colliding keys, in the order in which they were found.
    pub fn into_collisions(mut self) -> Vec<Collision> {
        self.order.iter().filter_map(|digest| self.collisions.remove(digest)).collect()
    }
}

/// Half of a SHA-256: no two keys share it.
fn digest_of(key: &Key) -> [u8; 16] {
    let digest = Sha256::digest(encode_key(key));
    let mut half = [0; 16];
    half.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    half
}

#[cfg(test)]
mod tests {
    use super::{Collision, UniqueKeys};
    use crate::value::Key;

    fn number(number: f64) -> Key {
        Key::Number(number.into())
    }

    #[test]
    fn all_who_have_a_key_are_named() {
        let records = [("a", 1.0), ("b", 2.0), ("a", 3.0), ("c", 4.0), ("a", 5.0)];
        let mut unique = UniqueKeys::default();
        let mut fresh = Vec::new();
        for (key, record) in records {
            fresh.push(unique.add(&Key::String(key.into()), &number(record)));
        }
        assert_eq!(fresh, [true, true, false, true, false]);
        for (key, record) in records {
            unique.add_first(&Key::String(key.into()), &number(record));
        }
        assert_eq!(unique.total(), 2);
        let records = vec![number(1.0), number(3.0), number(5.0)];
        assert_eq!(unique.into_collisions(), [Collision { key: Key::String("a".into()), records }]);
    }
}

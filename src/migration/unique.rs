//! Finding keys that may occur only once and do not.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::{Digest, Sha256};

use crate::value::{Key, decode_key, encode_key};

/// How many colliding keys, and records of each, are kept.
const KEPT: usize = 100;

/// Keys that must all differ. Each takes some sixty bytes of memory, however long it is.
#[derive(Debug, Default)]
pub struct UniqueKeys {
    /// Who has each key, as an encoded key; none once the key has occurred again.
    seen: HashMap<[u8; 16], Option<Box<[u8]>>>,
    /// Who has the keys that occur again.
    collisions: HashMap<[u8; 16], Collision>,
    order: Vec<[u8; 16]>,
    /// How many records have a key that another has too.
    colliding: u64,
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
    /// Adds a record's key.
    pub fn add(&mut self, key: &Key, record: &Key) {
        let digest = digest_of(key);
        let first = match self.seen.entry(digest) {
            Entry::Vacant(vacant) => {
                vacant.insert(Some(encode_key(record).into_boxed_slice()));
                return;
            }
            Entry::Occupied(mut occupied) => occupied.get_mut().take(),
        };
        // The first who had it collides as well.
        self.colliding += 1 + u64::from(first.is_some());
        if self.collisions.len() >= KEPT && !self.collisions.contains_key(&digest) {
            return;
        }
        let collision = self.collisions.entry(digest).or_insert_with(|| {
            self.order.push(digest);
            Collision {
                key: key.clone(),
                records: first.and_then(|first| decode_key(&first).ok()).into_iter().collect(),
            }
        });
        if collision.records.len() < KEPT {
            collision.records.push(record.clone());
        }
    }

    /// How many records collide, also those that are not kept.
    pub fn colliding(&self) -> u64 {
        self.colliding
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
        for (key, record) in records {
            unique.add(&Key::String(key.into()), &number(record));
        }
        assert_eq!(unique.colliding(), 3);
        let records = vec![number(1.0), number(3.0), number(5.0)];
        assert_eq!(unique.into_collisions(), [Collision { key: Key::String("a".into()), records }]);
    }

    #[test]
    fn all_who_collide_are_counted_though_not_all_are_kept() {
        let mut unique = UniqueKeys::default();
        for record in 0..1_000_u32 {
            unique.add(&number(f64::from(record % 300)), &number(f64::from(record)));
        }
        assert_eq!(unique.colliding(), 1_000);
        assert_eq!(unique.into_collisions().len(), super::KEPT);
    }
}

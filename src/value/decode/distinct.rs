//! Telling whether something occurs twice.

use std::collections::HashSet;
use std::hash::Hash;

/// Up to this many items it is faster to look at each than to hash.
const FEW: usize = 16;

/// A set of what has been seen.
pub(super) struct Distinct<T> {
    few: Vec<T>,
    many: HashSet<T>,
}

impl<T: Eq + Hash> Distinct<T> {
    pub(super) fn new() -> Self {
        Self { few: Vec::new(), many: HashSet::new() }
    }

    /// Whether the item is new. It is seen from now on.
    pub(super) fn insert(&mut self, item: T) -> bool {
        if self.many.is_empty() {
            if self.few.contains(&item) {
                return false;
            }
            self.few.push(item);
            if self.few.len() > FEW {
                self.many.extend(self.few.drain(..));
            }
            return true;
        }
        self.many.insert(item)
    }
}

#[cfg(test)]
mod tests {
    use super::Distinct;

    #[test]
    fn every_item_is_new_once() {
        let mut seen = Distinct::new();
        for item in 0..100 {
            assert!(seen.insert(item));
            assert!(!seen.insert(item));
            assert!(!seen.insert(0));
        }
    }
}

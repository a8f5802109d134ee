//! Coming by a store's records beside an archive of some of them, both in the order of their keys,
//! where the store is read a few records at a time, and some of them once more.

use std::collections::VecDeque;

use crate::value::{Key, compare};

/// The archive's records that are still to be come by.
#[derive(Debug, Default)]
pub struct Passing {
    ahead: VecDeque<(Key, Vec<u8>)>,
    /// How many of them the present attempt has come by.
    passed: usize,
    ended: bool,
}

/// What the archive has where a record of the store is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The archive's next record is needed, or its end.
    More,
    /// A record before it, which the store does not have. It is not come by again.
    Missing(Vec<u8>),
    /// A record of its key.
    Held(Vec<u8>),
    /// None of its key.
    Nothing,
}

impl Passing {
    /// The archive's next record.
    pub fn push(&mut self, key: Key, record: Vec<u8>) {
        self.ahead.push_back((key, record));
    }

    /// The archive has no more.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Comes by the store's record of a key; by its end where there is none.
    pub fn come_by(&mut self, key: Option<&Key>) -> Found {
        let Some((ahead, record)) = self.ahead.get(self.passed) else {
            return if self.ended { Found::Nothing } else { Found::More };
        };
        match key.map(|key| compare(ahead, key)) {
            Some(order) if order.is_gt() => Found::Nothing,
            Some(order) if order.is_eq() => {
                self.passed += 1;
                Found::Held(record.clone())
            }
            _ => {
                let missing = self.ahead.remove(self.passed);
                missing.map_or(Found::Nothing, |(_, record)| Found::Missing(record))
            }
        }
    }

    /// What was come by since the last [`Passing::go_on`] may not be done: it is come by once more.
    pub fn once_more(&mut self) {
        self.passed = 0;
    }

    /// What was come by is done.
    pub fn go_on(&mut self) {
        self.ahead.drain(..self.passed);
        self.passed = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Found, Passing};
    use crate::value::Key;

    fn key(number: u8) -> Key {
        Key::Number(f64::from(number).into())
    }

    /// With records of these keys, that hold their keys.
    fn archive(keys: &[u8]) -> Passing {
        let mut passing = Passing::default();
        for number in keys {
            passing.push(key(*number), vec![*number]);
        }
        passing.end();
        passing
    }

    #[test]
    fn says_which_the_store_has_and_which_not() {
        let mut passing = archive(&[2, 4, 5, 8]);
        assert_eq!(passing.come_by(Some(&key(1))), Found::Nothing);
        assert_eq!(passing.come_by(Some(&key(2))), Found::Held(vec![2]));
        assert_eq!(passing.come_by(Some(&key(3))), Found::Nothing);
        assert_eq!(passing.come_by(Some(&key(5))), Found::Missing(vec![4]));
        assert_eq!(passing.come_by(Some(&key(5))), Found::Held(vec![5]));
        passing.go_on();
        assert_eq!(passing.come_by(None), Found::Missing(vec![8]));
        assert_eq!(passing.come_by(None), Found::Nothing);
    }

    #[test]
    fn waits_for_the_next_and_for_the_end() {
        let mut passing = Passing::default();
        assert_eq!(passing.come_by(Some(&key(1))), Found::More);
        passing.push(key(1), vec![1]);
        assert_eq!(passing.come_by(Some(&key(1))), Found::Held(vec![1]));
        assert_eq!(passing.come_by(None), Found::More);
        passing.end();
        assert_eq!(passing.come_by(None), Found::Nothing);
    }

    #[test]
    fn what_was_removed_before_an_attempt_is_made_once_more_is_missing_then_and_counted_once() {
        let mut passing = archive(&[1, 2, 3]);
        assert_eq!(passing.come_by(Some(&key(2))), Found::Missing(vec![1]));
        assert_eq!(passing.come_by(Some(&key(2))), Found::Held(vec![2]));
        assert_eq!(passing.come_by(Some(&key(3))), Found::Held(vec![3]));
        // The transaction that removed both was complete, and nobody heard of it.
        passing.once_more();
        assert_eq!(passing.come_by(Some(&key(4))), Found::Missing(vec![2]));
        assert_eq!(passing.come_by(Some(&key(4))), Found::Missing(vec![3]));
        assert_eq!(passing.come_by(Some(&key(4))), Found::Nothing);
        passing.go_on();
        assert_eq!(passing.come_by(None), Found::Nothing);
    }
}

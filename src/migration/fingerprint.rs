//! A digest of records that does not depend on their order.

use sha2::{Digest, Sha256};

use crate::archive::Sha256Digest;

/// The sum of the SHA-256 digests of records, as numbers modulo 2^256, and how many there are.
///
/// A migration that changes keys changes the order of the records, and sorting them all would
/// take as much memory as they do. The sum tells accidents, which is what it is for: nobody who
/// could forge it could not write into the database right away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    sum: [u8; 32],
    records: u64,
}

impl Fingerprint {
    /// Adds a record: its bytes, with attachments numbered from 0, and what these stand for.
    pub fn add<'d>(&mut self, record: &[u8], attachments: impl Iterator<Item = &'d [u8]>) {
        let mut hasher = Sha256::new();
        hasher.update((record.len() as u64).to_be_bytes());
        hasher.update(record);
        for attachment in attachments {
            hasher.update((attachment.len() as u64).to_be_bytes());
            hasher.update(attachment);
        }
        let digest = hasher.finalize();
        let mut carry = 0_u16;
        for (sum, byte) in self.sum.iter_mut().zip(digest).rev() {
            carry += u16::from(*sum) + u16::from(byte);
            // The lower eight bits.
            *sum = carry.to_le_bytes()[0];
            carry >>= 8;
        }
        self.records += 1;
    }

    /// How many records it is of.
    pub fn records(&self) -> u64 {
        self.records
    }

    /// It as a digest, to be shown and stored.
    pub fn digest(&self) -> Sha256Digest {
        let mut hasher = Sha256::new();
        hasher.update(self.records.to_be_bytes());
        hasher.update(self.sum);
        Sha256Digest::from_hasher(hasher)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Fingerprint;

    fn of(records: &[Vec<u8>]) -> Fingerprint {
        let mut fingerprint = Fingerprint::default();
        records.iter().for_each(|record| fingerprint.add(record, std::iter::empty()));
        fingerprint
    }

    #[test]
    fn an_attachment_is_no_part_of_the_record() {
        let (mut one, mut other) = (Fingerprint::default(), Fingerprint::default());
        one.add(b"ab", [&b"c"[..]].into_iter());
        other.add(b"a", [&b"bc"[..]].into_iter());
        assert_ne!(one, other);
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_anything_else_does(
            mut records in proptest::collection::vec(any::<Vec<u8>>(), 1..20),
            seed in any::<usize>(),
            byte in any::<u8>(),
        ) {
            let before = of(&records);
            let turn = seed % records.len();
            records.rotate_left(turn);
            prop_assert_eq!(of(&records), before);
            records[turn].push(byte);
            prop_assert_ne!(of(&records), before);
            prop_assert_ne!(of(&records).digest(), before.digest());
            records[turn].pop();
            let again = records[turn].clone();
            records.push(again);
            prop_assert_ne!(of(&records), before);
        }
    }
}

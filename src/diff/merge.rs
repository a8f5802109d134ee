//! Reading two states of a store side by side.

use std::cmp::Ordering;

use super::side::{Record, Side};
use crate::value::{DecodeError, compare, rewrite_attachments};

/// A record that differs between the states. Its attachments have the ordinals that they have in
/// its state's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The record before; none where it was added.
    pub before: Option<Vec<u8>>,
    /// The record after; none where it was removed.
    pub after: Option<Vec<u8>>,
}

/// What comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// More of the former state is needed, or its end.
    Before,
    /// More of the later state is needed, or its end.
    After,
    /// A record that differs.
    Change(Change),
    /// There is nothing more.
    End,
}

/// Two states of a store, each a sequence of records in the order of their keys.
#[derive(Debug, Default)]
pub struct Merge {
    /// The former state.
    pub before: Side,
    /// The later state.
    pub after: Side,
}

impl Merge {
    /// Goes on to the next record that differs. `is_same` tells whether an attachment of the
    /// former state, by its ordinal, is the same as one of the later state.
    ///
    /// # Errors
    ///
    /// When a state is no sequence of records.
    pub fn next(&mut self, is_same: impl Fn(u64, u64) -> bool) -> Result<Next, DecodeError> {
        loop {
            if !self.before.is_known()? {
                return Ok(Next::Before);
            }
            if !self.after.is_known()? {
                return Ok(Next::After);
            }
            let order = match (self.before.head(), self.after.head()) {
                (None, None) => return Ok(Next::End),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(before), Some(after)) if is_plainly_equal(before, after) => {
                    self.before.take();
                    self.after.take();
                    continue;
                }
                (Some(before), Some(after)) => compare(&before.key()?, &after.key()?),
            };
            let before = if order.is_le() { self.before.take() } else { None };
            let after = if order.is_ge() { self.after.take() } else { None };
            if let (Some(before), Some(after)) = (&before, &after)
                && is_equal(before, after, &is_same)?
            {
                continue;
            }
            return Ok(Next::Change(Change {
                before: before.map(|record| record.bytes),
                after: after.map(|record| record.bytes),
            }));
        }
    }
}

/// Most records stay as they are and have no attachments: nothing of them is decoded.
fn is_plainly_equal(before: &Record, after: &Record) -> bool {
    before.attachments == 0 && after.attachments == 0 && before.bytes == after.bytes
}

/// Whether two records of one key are equal: an attachment's ordinal depends on the records in
/// front, so attachments are compared by what they are.
fn is_equal(
    before: &Record,
    after: &Record,
    is_same: &impl Fn(u64, u64) -> bool,
) -> Result<bool, DecodeError> {
    if before.attachments == 0 || before.attachments != after.attachments {
        return Ok(before.attachments == after.attachments && before.bytes == after.bytes);
    }
    let former = rewrite_attachments(&before.bytes, &mut 0, |_| true)?;
    let later = rewrite_attachments(&after.bytes, &mut 0, |_| true)?;
    Ok(former.bytes == later.bytes
        && former.kept.len() == later.kept.len()
        && former.kept.iter().zip(&later.kept).all(|(one, other)| is_same(*one, *other)))
}

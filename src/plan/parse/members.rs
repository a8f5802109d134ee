//! Decoding the members of an object.

use super::cursor::{Cursor, Problems};
use super::decode::Decode;
use crate::plan::json::{Kind, Member};
use crate::plan::nearest::nearest;
use crate::plan::problem::Trouble;

/// An object whose keys are all known.
pub(super) struct Members<'c> {
    cursor: &'c Cursor<'c>,
}

impl<'c> Members<'c> {
    /// The members; adds a problem for each key that is not known.
    pub(super) fn open(
        cursor: &'c Cursor<'c>,
        known: &[&'static str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let Kind::Object(members) = &cursor.node.kind else {
            cursor.wrong_type("an object", problems);
            return None;
        };
        for Member { name, position, .. } in
            members.iter().filter(|member| !known.contains(&member.name.as_str()))
        {
            // A key that is there already is not what was meant.
            let absent = known.iter().copied().filter(|known| cursor.get(known).is_none());
            let trouble = Trouble::UnknownKey {
                key: name.clone(),
                known: known.to_vec(),
                nearest: nearest(name, absent),
            };
            problems.add_at(cursor, *position, trouble);
        }
        Some(Self { cursor })
    }

    /// A member that must be there.
    pub(super) fn required<T: Decode>(
        &self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        match self.cursor.get(key) {
            Some(member) => T::decode(&member, problems),
            None => {
                problems.add(self.cursor, Trouble::Missing { key });
                None
            }
        }
    }

    /// A member that may be there. The outer `None` means that it is there, but wrong.
    pub(super) fn optional<T: Decode>(
        &self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<Option<T>> {
        match self.cursor.get(key) {
            Some(member) => T::decode(&member, problems).map(Some),
            None => Some(None),
        }
    }

    /// A member that stands for its default where it is not there.
    pub(super) fn defaulted<T: Decode + Default>(
        &self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<T> {
        self.optional(key, problems).map(Option::unwrap_or_default)
    }

    /// Which of these keys is there: at most one. The outer `None` means that there are more.
    pub(super) fn at_most_one(
        &self,
        keys: &[&'static str],
        problems: &mut Problems,
    ) -> Option<Option<&'static str>> {
        let there: Vec<&'static str> =
            keys.iter().copied().filter(|key| self.cursor.get(key).is_some()).collect();
        if there.len() > 1 {
            problems.add(self.cursor, Trouble::MoreThanOne { keys: there });
            return None;
        }
        Some(there.first().copied())
    }

    /// Which of these keys is there: exactly one.
    pub(super) fn exactly_one(
        &self,
        keys: &[&'static str],
        problems: &mut Problems,
    ) -> Option<&'static str> {
        let there = self.at_most_one(keys, problems)?;
        if there.is_none() {
            problems.add(self.cursor, Trouble::NoneOf { keys: keys.to_vec() });
        }
        there
    }
}

/// Decodes a struct: `field: required "key"`, with the name of a method of [`Members`]. Every
/// member is decoded before any that is wrong ends it, so that all problems are told.
macro_rules! decode_members {
    ($type:ty { $($field:ident: $method:ident $key:literal),* $(,)? }) => {
        impl $crate::plan::parse::decode::Decode for $type {
            fn decode(
                cursor: &$crate::plan::parse::cursor::Cursor<'_>,
                problems: &mut $crate::plan::parse::cursor::Problems,
            ) -> Option<Self> {
                let members =
                    $crate::plan::parse::members::Members::open(cursor, &[$($key),*], problems)?;
                $(let $field = members.$method($key, problems);)*
                Some(Self { $($field: $field?),* })
            }
        }
    };
}

pub(super) use decode_members;

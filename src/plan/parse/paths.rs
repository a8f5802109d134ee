//! What the field paths of one operation must be like together.

use super::cursor::{Cursor, Problems};
use super::decode::Decode;
use crate::plan::FieldPath;
use crate::plan::problem::Trouble;

const NO_FIELD: &str = "this path must end with the name of a field, not with []";

/// A path that must be there and end with the name of a field.
pub(super) fn to_field(
    cursor: &Cursor<'_>,
    key: &'static str,
    problems: &mut Problems,
) -> Option<FieldPath> {
    let Some(member) = cursor.get(key) else {
        problems.add(cursor, Trouble::Missing { key });
        return None;
    };
    let path = FieldPath::decode(&member, problems)?;
    if path.last_name().is_none() {
        problems.add(&member, Trouble::UnusablePath { reason: NO_FIELD });
        return None;
    }
    Some(path)
}

/// Fields that are read and then removed (unless they are kept), and fields that are then set.
pub(super) struct PathRules<'a> {
    pub(super) sources: &'a [&'a FieldPath],
    pub(super) targets: &'a [&'a FieldPath],
    pub(super) keep: bool,
}

impl PathRules<'_> {
    pub(super) fn check(&self, cursor: &Cursor<'_>, problems: &mut Problems) {
        let all = || self.sources.iter().chain(self.targets).copied();
        if all().any(|path| path.last_name().is_none()) {
            problems.add(cursor, Trouble::UnusablePath { reason: NO_FIELD });
        }
        let mut prefixes = all().map(FieldPath::array_prefix);
        let first = prefixes.next();
        if prefixes.any(|prefix| Some(prefix) != first) {
            let reason = "all paths of this operation must go through the same arrays, so that \
                          it stays within one element";
            problems.add(cursor, Trouble::UnusablePath { reason });
        }
        for group in [self.sources, self.targets] {
            for (index, one) in group.iter().enumerate() {
                if let Some(two) = group.iter().skip(index + 1).find(|two| one.overlaps(two)) {
                    problems.add(cursor, overlap(one, two));
                }
            }
        }
        for source in self.sources {
            for target in self.targets.iter().filter(|target| source.overlaps(target)) {
                // A field can go into one of its own name: it is removed first. What holds it
                // cannot be set without losing what else is in there.
                let loses = target.steps().len() < source.steps().len();
                if self.keep || loses {
                    problems.add(cursor, overlap(source, target));
                }
            }
        }
    }
}

pub(super) fn overlap(first: &FieldPath, second: &FieldPath) -> Trouble {
    Trouble::Overlap { first: first.to_string(), second: second.to_string() }
}

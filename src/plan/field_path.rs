//! Paths to fields of records.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The greatest number of steps of a path.
pub const MAX_STEPS: usize = 64;

/// The way from a record to one of its fields, such as `address.city`, or to a field of each
/// element of an array, such as `items[].price`.
///
/// Names are parted by `.`. A name that is empty or holds one of `.`, `[`, `]`, `'` is put in
/// `'…'`, with `''` for `'`: `'a.b'.c` is the field `c` of the field `a.b`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldPath(Vec<Step>);

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// To the field of this name.
    Field(String),
    /// To each element of an array.
    Each,
}

/// Why a path cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldPathError {
    /// It is empty.
    #[error("a field path must not be empty")]
    Empty,
    /// A name is missing.
    #[error("field path {path:?}: a name is missing at character {at} (an empty name is '')")]
    NameMissing {
        /// The path.
        path: String,
        /// The character where it is missing, from 1.
        at: usize,
    },
    /// A quotation is not ended.
    #[error("field path {path:?}: the ' at character {at} is not closed")]
    NotClosed {
        /// The path.
        path: String,
        /// The character where the quotation begins, from 1.
        at: usize,
    },
    /// `[` with something else than `]` behind it.
    #[error(
        "field path {path:?}: expected [] at character {at}: paths go to each element of an \
         array, not to one of them"
    )]
    Index {
        /// The path.
        path: String,
        /// The character, from 1.
        at: usize,
    },
    /// A character that cannot stand there.
    #[error("field path {path:?}: {found:?} at character {at} (put such a name in '…')")]
    Unexpected {
        /// The path.
        path: String,
        /// The character that stands there.
        found: char,
        /// Where, from 1.
        at: usize,
    },
    /// It has more steps than a path may have.
    #[error("a field path has at most {MAX_STEPS} steps")]
    TooLong,
}

impl FieldPath {
    /// The steps, one at least.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// The name of the field that it leads to; none where it leads to the elements of an array.
    pub fn last_name(&self) -> Option<&str> {
        match self.0.last() {
            Some(Step::Field(name)) => Some(name),
            _ => None,
        }
    }

    /// Whether it goes through arrays.
    pub fn has_each(&self) -> bool {
        self.0.contains(&Step::Each)
    }

    /// The steps up to and with the last `[]`: two fields are in the same object, or elements
    /// of the same array, where these are equal.
    pub fn array_prefix(&self) -> &[Step] {
        let end = self.0.iter().rposition(|step| *step == Step::Each).map_or(0, |last| last + 1);
        self.0.get(..end).unwrap_or_default()
    }

    /// Whether one leads to the other, or they are the same.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(one, two)| one == two)
    }

    /// Where records say which version they are of, unless a migration says otherwise.
    pub fn of_version() -> Self {
        Self(vec![Step::Field("schemaVersion".to_owned())])
    }

    /// The path that an IndexedDB [key path](https://w3c.github.io/IndexedDB/#valid-key-path)
    /// is; none for the empty one, which is the record itself.
    pub fn of_key_path(key_path: &str) -> Option<Self> {
        if key_path.is_empty() {
            return None;
        }
        Some(Self(key_path.split('.').map(|name| Step::Field(name.to_owned())).collect()))
    }
}

impl FromStr for FieldPath {
    type Err = FieldPathError;

    fn from_str(path: &str) -> Result<Self, FieldPathError> {
        if path.is_empty() {
            return Err(FieldPathError::Empty);
        }
        let mut characters = path.chars().enumerate().map(|(at, found)| (at + 1, found)).peekable();
        let end = path.chars().count() + 1;
        let path = || path.to_owned();
        let mut steps = Vec::new();
        loop {
            // A name, or at the start of a path an array.
            match characters.peek().copied() {
                Some((at, '\'')) => {
                    characters.next();
                    let mut name = String::new();
                    loop {
                        match characters.next() {
                            None => return Err(FieldPathError::NotClosed { path: path(), at }),
                            Some((_, '\'')) => {
                                if characters.next_if(|(_, next)| *next == '\'').is_none() {
                                    break;
                                }
                                name.push('\'');
                            }
                            Some((_, other)) => name.push(other),
                        }
                    }
                    steps.push(Step::Field(name));
                }
                Some((_, '[')) if steps.is_empty() => {}
                _ => {
                    let mut name = String::new();
                    while let Some((_, next)) =
                        characters.next_if(|(_, next)| !matches!(next, '.' | '[' | ']' | '\''))
                    {
                        name.push(next);
                    }
                    if name.is_empty() {
                        let at = characters.peek().map_or(end, |(at, _)| *at);
                        return Err(FieldPathError::NameMissing { path: path(), at });
                    }
                    steps.push(Step::Field(name));
                }
            }
            while let Some((at, _)) = characters.next_if(|(_, next)| *next == '[') {
                if characters.next_if(|(_, next)| *next == ']').is_none() {
                    return Err(FieldPathError::Index { path: path(), at });
                }
                steps.push(Step::Each);
            }
            match characters.next() {
                None => break,
                Some((_, '.')) => {}
                Some((at, found)) => {
                    return Err(FieldPathError::Unexpected { path: path(), found, at });
                }
            }
        }
        if steps.len() > MAX_STEPS { Err(FieldPathError::TooLong) } else { Ok(Self(steps)) }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Each => formatter.write_str("[]")?,
                Step::Field(name) => {
                    if index > 0 {
                        formatter.write_str(".")?;
                    }
                    if name.is_empty() || name.contains(['.', '[', ']', '\'']) {
                        write!(formatter, "'{}'", name.replace('\'', "''"))?;
                    } else {
                        formatter.write_str(name)?;
                    }
                }
            }
        }
        Ok(())
    }
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{FieldPath, FieldPathError, Step};

    fn field(name: &str) -> Step {
        Step::Field(name.to_owned())
    }

    fn error(path: &str) -> FieldPathError {
        path.parse::<FieldPath>().unwrap_err()
    }

    #[test]
    fn reads_names_arrays_and_quotations() {
        for (path, steps) in [
            ("city", vec![field("city")]),
            ("address.city", vec![field("address"), field("city")]),
            ("items[].price", vec![field("items"), Step::Each, field("price")]),
            ("rows[][]", vec![field("rows"), Step::Each, Step::Each]),
            ("[].x", vec![Step::Each, field("x")]),
            ("'a.b'.''", vec![field("a.b"), field("")]),
            ("'it''s'[]", vec![field("it's"), Step::Each]),
            ("größe in €", vec![field("größe in €")]),
        ] {
            let parsed: FieldPath = path.parse().unwrap();
            assert_eq!(parsed.steps(), steps, "{path}");
            assert_eq!(parsed.to_string(), path);
        }
    }

    #[test]
    fn says_where_a_path_is_wrong() {
        assert_eq!(error(""), FieldPathError::Empty);
        assert_eq!(error("a..b"), FieldPathError::NameMissing { path: "a..b".into(), at: 3 });
        assert_eq!(error("a."), FieldPathError::NameMissing { path: "a.".into(), at: 3 });
        assert_eq!(error("a.[]"), FieldPathError::NameMissing { path: "a.[]".into(), at: 3 });
        assert_eq!(error("a[0]"), FieldPathError::Index { path: "a[0]".into(), at: 2 });
        assert_eq!(error("é.'b"), FieldPathError::NotClosed { path: "é.'b".into(), at: 3 });
        assert_eq!(
            error("a[]b"),
            FieldPathError::Unexpected { path: "a[]b".into(), found: 'b', at: 4 }
        );
        assert_eq!(
            error("a'b"),
            FieldPathError::Unexpected { path: "a'b".into(), found: '\'', at: 2 }
        );
        assert_eq!(error("a.".repeat(70).trim_end_matches('.')), FieldPathError::TooLong);
    }

    #[test]
    fn knows_what_overlaps() {
        let path = |text: &str| text.parse::<FieldPath>().unwrap();
        assert!(path("a").overlaps(&path("a.b")));
        assert!(path("a.b").overlaps(&path("a.b")));
        assert!(!path("a.b").overlaps(&path("a.c")));
        assert!(!path("'a.b'").overlaps(&path("a")));
        assert_eq!(path("a.b[].c").array_prefix(), path("a.b[]").steps());
    }

    proptest! {
        #[test]
        fn every_path_is_read_as_it_is_written(
            steps in prop::collection::vec(prop_oneof![
                3 => "[a.'\\[\\] é]{0,4}".prop_map(Step::Field),
                1 => Just(Step::Each),
            ], 1..8)
        ) {
            let path = FieldPath(steps);
            prop_assert_eq!(path.to_string().parse::<FieldPath>(), Ok(path));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[a.'\\[\\]é]{0,12}") {
            if let Ok(path) = text.parse::<FieldPath>() {
                prop_assert_eq!(path.to_string().parse::<FieldPath>(), Ok(path));
            }
        }
    }
}

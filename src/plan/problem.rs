//! What can be wrong with a plan's text.

use std::fmt;

use super::field_path::FieldPathError;
use super::history::HistoryProblem;
use super::json::{Pointer, Position};
use super::schema_problem::SchemaTrouble;
use crate::expression::ParseError;

/// How many problems of a plan are told at once.
pub const MAX_PROBLEMS: usize = 100;

/// Something wrong in a plan, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// What is wrong.
    pub trouble: Trouble,
    /// The value in the plan.
    pub pointer: Pointer,
    /// Its place in the text.
    pub position: Option<Position>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column }) = self.position {
            write!(formatter, "line {line}, column {column}, ")?;
        }
        write!(formatter, "at {}: {}", self.pointer, self.trouble)
    }
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The text is not JSON.
    #[error("expected {expected}, found {found}")]
    Syntax {
        /// What would have been right.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A string spells half of a character outside the basic plane.
    #[error(
        "a lone surrogate cannot stand in a plan: write a name as {{\"wtf8\": \"…\"}}, or a value \
         by an expression"
    )]
    LoneSurrogate,
    /// A number is beyond those of JavaScript.
    #[error("the number is beyond the greatest Number of JavaScript")]
    NumberTooLarge,
    /// A whole number would be rounded.
    #[error(
        "JavaScript would round this whole number: give a BigInt by an expression, such as \
         bigint(\"9007199254740993\")"
    )]
    NumberNotExact,
    /// The text is longer than is read.
    #[error("the plan is {length} bytes long, more than {limit}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
        /// The greatest length.
        limit: usize,
    },
    /// Arrays and objects are nested deeper than is read.
    #[error("arrays and objects are nested deeper than {limit} levels")]
    TooDeep {
        /// The greatest depth.
        limit: usize,
    },
    /// There are more of something than is allowed.
    #[error("there are {count} {what}, more than {limit}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A name stands twice in an object.
    #[error("{name:?} stands twice, first on line {}, column {}", first.line, first.column)]
    DuplicateName {
        /// The name.
        name: String,
        /// Where it stands first.
        first: Position,
    },
    /// A key that means nothing here.
    #[error("unknown key {key:?}{}; known here: {}", suggestion(nearest), known.join(", "))]
    UnknownKey {
        /// The key.
        key: String,
        /// The keys that there are.
        known: Vec<&'static str>,
        /// The one most like it.
        nearest: Option<String>,
    },
    /// A word that is not one of those that may stand there.
    #[error("unknown {what} {word:?}{}; expected one of {}", suggestion(nearest), known.join(", "))]
    UnknownWord {
        /// What it should be: `operation`, `strategy`, …
        what: &'static str,
        /// The word.
        word: String,
        /// The words that there are.
        known: Vec<&'static str>,
        /// The one most like it.
        nearest: Option<String>,
    },
    /// A value of another type than is needed.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What would have been right.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A key that must be there is not.
    #[error("{key:?} is missing")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// Of several keys exactly one must be there, and there is none.
    #[error("one of {} is missing", keys.join(", "))]
    NoneOf {
        /// The keys.
        keys: Vec<&'static str>,
    },
    /// Of several keys only one may be there.
    #[error("only one of {} may be given", keys.join(", "))]
    MoreThanOne {
        /// The keys that are there.
        keys: Vec<&'static str>,
    },
    /// What must not be empty is.
    #[error("{what} must not be empty")]
    Empty {
        /// What it is.
        what: &'static str,
    },
    /// A field path that cannot be read.
    #[error("{0}")]
    FieldPath(#[from] FieldPathError),
    /// An expression that cannot be read.
    #[error(
        "line {}, column {} of the expression: {}",
        .0.line,
        .0.column,
        .0.message
    )]
    Expression(ParseError),
    /// A field path that the operation cannot use.
    #[error("{reason}")]
    UnusablePath {
        /// Why not.
        reason: &'static str,
    },
    /// Two paths of one operation of which one holds the other.
    #[error("{first} and {second} overlap: one operation cannot change both")]
    Overlap {
        /// One path.
        first: String,
        /// The other.
        second: String,
    },
    /// A JSON Schema that cannot be used.
    #[error("{reason}")]
    Schema {
        /// Why not.
        reason: String,
    },
    /// What the schema of the database does not allow.
    #[error("{0}")]
    DoesNotFit(SchemaTrouble),
    /// What the history of the database does not agree with.
    #[error("{0}")]
    History(HistoryProblem),
    /// A format of plans that this version does not know.
    #[error("this is format {found} of plans, and only format {supported} is known")]
    UnknownFormat {
        /// The plan's format.
        found: u64,
        /// The format that is known.
        supported: u64,
    },
    /// Two migrations take a database to the same version.
    #[error("database {database:?} is taken to version {version} twice, first by {first}")]
    DuplicateVersion {
        /// The database.
        database: String,
        /// The version.
        version: u64,
        /// The other migration.
        first: Pointer,
    },
    /// A migration does not begin where the one before it ended.
    #[error(
        "database {database:?}: this migration begins at version {from}, but the one before it \
         ends at version {previous}; give {missing}, or \"from\": {previous} here if versions are \
         left out on purpose"
    )]
    Gap {
        /// The database.
        database: String,
        /// The version at which the migration before it ended.
        previous: u64,
        /// The version at which it begins.
        from: u64,
        /// The versions that are missing, in words.
        missing: String,
    },
    /// A migration stands behind one that comes after it.
    #[error("database {database:?}: version {version} stands after version {previous}")]
    OutOfOrder {
        /// The database.
        database: String,
        /// The version of the migration before it.
        previous: u64,
        /// Its version.
        version: u64,
    },
    /// A migration ends at or before the version at which it begins.
    #[error("a migration cannot begin at version {from} and end at version {version}")]
    NotForward {
        /// Where it begins.
        from: u64,
        /// Where it ends.
        version: u64,
    },
    /// A key that says something of a strategy which the migration does not have.
    #[error("{key:?} is for the strategy {strategy:?} only")]
    OtherStrategy {
        /// The key.
        key: &'static str,
        /// The strategy.
        strategy: &'static str,
    },
    /// An operation that cannot be done on records while the site writes them.
    #[error(
        "{operation} cannot be in a lazy migration: {reason}; put it into a transactional \
         migration of its own"
    )]
    NotLazy {
        /// The operation.
        operation: &'static str,
        /// Why not.
        reason: &'static str,
    },
    /// An operation would change what says which version a record is of.
    #[error(
        "{field} is, holds or lies in {version_field}, in which a lazy migration writes the \
         version of each record"
    )]
    ChangesVersion {
        /// The field that the operation changes.
        field: String,
        /// The version's field.
        version_field: String,
    },
    /// Two migrations have the same id.
    #[error("the id {id:?} is that of {first} as well")]
    DuplicateId {
        /// The id.
        id: String,
        /// The other migration.
        first: Pointer,
    },
}

impl Trouble {
    /// The code: stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "syntax",
            Self::LoneSurrogate => "lone-surrogate",
            Self::NumberTooLarge => "number-too-large",
            Self::NumberNotExact => "number-not-exact",
            Self::TooLong { .. } => "too-long",
            Self::TooDeep { .. } => "too-deep",
            Self::TooMany { .. } => "too-many",
            Self::DuplicateName { .. } => "duplicate-name",
            Self::UnknownKey { .. } => "unknown-key",
            Self::UnknownWord { .. } => "unknown-word",
            Self::WrongType { .. } => "wrong-type",
            Self::Missing { .. } => "missing",
            Self::NoneOf { .. } => "none-of",
            Self::MoreThanOne { .. } => "more-than-one",
            Self::Empty { .. } => "empty",
            Self::FieldPath(_) => "field-path",
            Self::Expression(_) => "expression",
            Self::UnusablePath { .. } => "unusable-path",
            Self::Overlap { .. } => "overlap",
            Self::Schema { .. } => "schema",
            Self::DoesNotFit(trouble) => trouble.code(),
            Self::History(problem) => problem.code(),
            Self::UnknownFormat { .. } => "unknown-format",
            Self::DuplicateVersion { .. } => "duplicate-version",
            Self::Gap { .. } => "gap",
            Self::OutOfOrder { .. } => "out-of-order",
            Self::NotForward { .. } => "not-forward",
            Self::DuplicateId { .. } => "duplicate-id",
            Self::OtherStrategy { .. } => "other-strategy",
            Self::NotLazy { .. } => "not-lazy",
            Self::ChangesVersion { .. } => "changes-version",
        }
    }
}

/// " (did you mean …?)", where there is something like it.
pub(super) fn suggestion(nearest: &Option<String>) -> String {
    match nearest {
        Some(name) => format!(" (did you mean {name:?}?)"),
        None => String::new(),
    }
}

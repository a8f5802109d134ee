//! What a JSON text holds, with the place of every part of it.

/// A place in a text: both count from 1, columns in Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A JSON value and where it begins.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where its first character stands.
    pub position: Position,
    /// What it is.
    pub kind: Kind,
}

/// A JSON value.
#[derive(Clone, Debug)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number. `exact` says whether the text is the number that a JavaScript Number of it has
    /// (whole numbers only: a fraction is what its nearest Number is).
    Number {
        /// The nearest Number.
        number: f64,
        /// Whether a whole number was kept exactly.
        exact: bool,
    },
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object, in the order of the text, each name once.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name begins.
    pub position: Position,
    /// Its value.
    pub value: Node,
}

impl Kind {
    /// What it is called in messages.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number { .. } => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

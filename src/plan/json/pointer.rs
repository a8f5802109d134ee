//! JSON Pointers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A [JSON Pointer](https://www.rfc-editor.org/rfc/rfc6901): the way to a value in a JSON text.
/// Empty for the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pointer(String);

impl Pointer {
    /// The pointer to the whole text.
    pub fn root() -> Self {
        Self::default()
    }

    /// The pointer to the member of this name.
    pub fn member(&self, name: &str) -> Self {
        let mut path = self.0.clone();
        path.push('/');
        for character in name.chars() {
            match character {
                '~' => path.push_str("~0"),
                '/' => path.push_str("~1"),
                other => path.push(other),
            }
        }
        Self(path)
    }

    /// The pointer to the element of this index.
    pub fn element(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { formatter.write_str("(root)") } else { formatter.write_str(&self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::Pointer;

    #[test]
    fn escapes_what_would_part_the_path() {
        let pointer = Pointer::root().member("a/b~c").element(3);
        assert_eq!(pointer.as_str(), "/a~1b~0c/3");
    }
}

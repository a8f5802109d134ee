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

    /// The pointer that goes on from here as another does from its root.
    pub fn join(&self, on: &Self) -> Self {
        Self(format!("{}{}", self.0, on.0))
    }

    /// The pointer, and those to what holds its value, the nearest first.
    pub fn outward(&self) -> impl Iterator<Item = Self> + '_ {
        let ends = self.0.rmatch_indices('/').map(|(at, _)| at);
        std::iter::once(self.0.len())
            .chain(ends)
            .map(|end| Self(self.0.get(..end).unwrap_or_default().to_owned()))
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

    #[test]
    fn outward_leads_to_the_root() {
        let pointer = Pointer::root().member("a").join(&Pointer::root().member("b/").element(3));
        let outward: Vec<String> = pointer.outward().map(|it| it.as_str().to_owned()).collect();
        assert_eq!(outward, ["/a/b~1/3", "/a/b~1", "/a", ""]);
    }
}

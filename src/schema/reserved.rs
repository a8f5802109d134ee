//! The names of databases that Drydock makes beside a site's own.

use crate::value::Text;

/// What they begin with. They are in no inventory and in no backup.
const PREFIX: &str = "__drydock_";

/// What such a database is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A copy on which a migration is rehearsed.
    Rehearsal,
    /// What a database becomes, while the site still uses the database as it is.
    Parallel,
}

impl Purpose {
    fn prefix(self) -> String {
        let word = match self {
            Self::Rehearsal => "rehearsal",
            Self::Parallel => "parallel",
        };
        format!("{PREFIX}{word}_")
    }

    /// The name of the database that serves this purpose for a site's database.
    pub fn beside(self, name: &Text) -> Text {
        let mut bytes = self.prefix().into_bytes();
        bytes.extend_from_slice(name.as_wtf8());
        // What is well formed stays so with ASCII in front.
        Text::from_wtf8(bytes).unwrap_or_default()
    }

    /// Whether a database serves this purpose.
    pub fn is_of(self, name: &Text) -> bool {
        name.as_wtf8().starts_with(self.prefix().as_bytes())
    }
}

/// Whether a database is one that Drydock made, and not the site's.
pub fn is_reserved(name: &Text) -> bool {
    name.as_wtf8().starts_with(PREFIX.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Purpose, is_reserved};
    use crate::value::Text;

    #[test]
    fn what_is_made_beside_a_database_is_told_from_the_sites_own() {
        for name in ["shop", "", "__drydock_rehearsal_shop"] {
            let beside = Purpose::Parallel.beside(&name.into());
            assert!(is_reserved(&beside), "{beside:?}");
            assert!(Purpose::Parallel.is_of(&beside) && !Purpose::Rehearsal.is_of(&beside));
        }
        assert!(!is_reserved(&"drydock_".into()));
        assert!(!is_reserved(&Text::from_utf16(&[0xd800])));
    }

    #[test]
    fn two_databases_never_share_one() {
        let lone = Purpose::Parallel.beside(&Text::from_utf16(&[0xdc00]));
        assert_eq!(lone.as_wtf8(), b"__drydock_parallel_\xed\xb0\x80");
    }
}

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
        prefixed(self.prefix(), name)
    }
}

/// The names of copies of databases, for a rehearsal whose id they have in them. None of them is
/// `taken`, so that what is deleted by them afterwards was not there before.
pub fn rehearsal_copies(id: &str, databases: &[Text], taken: &[Text]) -> Vec<Text> {
    let mut number = 0;
    loop {
        let prefix = format!("{}{id}-{number}_", Purpose::Rehearsal.prefix());
        let copies: Vec<Text> =
            databases.iter().map(|name| prefixed(prefix.clone(), name)).collect();
        if !copies.iter().any(|copy| taken.contains(copy)) {
            return copies;
        }
        number += 1;
    }
}

fn prefixed(prefix: String, name: &Text) -> Text {
    let mut bytes = prefix.into_bytes();
    bytes.extend_from_slice(name.as_wtf8());
    // What is well formed stays so with ASCII in front.
    Text::from_wtf8(bytes).unwrap_or_default()
}

/// Whether a database is one that Drydock made, and not the site's.
pub fn is_reserved(name: &Text) -> bool {
    name.as_wtf8().starts_with(PREFIX.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{Purpose, is_reserved, rehearsal_copies};
    use crate::value::Text;

    #[test]
    fn what_is_made_beside_a_database_is_told_from_the_sites_own() {
        for name in ["shop", "", "__drydock_rehearsal_shop"] {
            let beside = Purpose::Parallel.beside(&name.into());
            assert!(is_reserved(&beside), "{beside:?}");
        }
        assert!(!is_reserved(&"drydock_".into()));
        assert!(!is_reserved(&Text::from_utf16(&[0xd800])));
    }

    #[test]
    fn a_copy_is_never_a_database_that_is_there() {
        let databases: [Text; 2] = ["shop".into(), "".into()];
        let copies = rehearsal_copies("rehearse-1", &databases, &[]);
        assert_eq!(
            copies,
            [
                "__drydock_rehearsal_rehearse-1-0_shop".into(),
                "__drydock_rehearsal_rehearse-1-0_".into()
            ]
        );
        assert!(copies.iter().all(is_reserved));
        // One of another rehearsal's, or, of all names, a site's own.
        for taken in &copies {
            let others = rehearsal_copies("rehearse-1", &databases, std::slice::from_ref(taken));
            assert!(!others.contains(taken), "{others:?}");
            assert_eq!(others.len(), 2);
        }
        assert_ne!(rehearsal_copies("rehearse-2", &databases, &[]), copies);
    }

    #[test]
    fn two_databases_never_share_one() {
        let lone = Purpose::Parallel.beside(&Text::from_utf16(&[0xdc00]));
        assert_eq!(lone.as_wtf8(), b"__drydock_parallel_\xed\xb0\x80");
    }
}

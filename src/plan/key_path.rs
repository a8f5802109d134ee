//! What key paths may be, and the fields that they lead to.

use super::FieldPath;
use super::schema_problem::SchemaTrouble;
use crate::schema::KeyPath;
use crate::value::Text;

/// That a store may have this key path and key generator.
pub(super) fn check_key_path(
    key_path: Option<&KeyPath>,
    auto_increment: bool,
) -> Result<(), SchemaTrouble> {
    let Some(key_path) = key_path else { return Ok(()) };
    if !paths(key_path).iter().all(is_valid) {
        return Err(SchemaTrouble::InvalidKeyPath { key_path: key_path.clone() });
    }
    let refused = match key_path {
        KeyPath::One(path) => path.as_wtf8().is_empty(),
        KeyPath::Many(_) => true,
    };
    if auto_increment && refused {
        return Err(SchemaTrouble::NoKeyGenerator { key_path: key_path.clone() });
    }
    Ok(())
}

/// The paths of a key path.
pub(super) fn paths(key_path: &KeyPath) -> &[Text] {
    match key_path {
        KeyPath::One(path) => std::slice::from_ref(path),
        KeyPath::Many(paths) => paths,
    }
}

/// Whether a change of the field changes what the key path finds.
pub(super) fn reads(key_path: &KeyPath, field: &FieldPath) -> bool {
    paths(key_path).iter().filter_map(Text::as_str).any(|path| {
        // The empty path is the whole record.
        FieldPath::of_key_path(path).is_none_or(|path| path.overlaps(field))
    })
}

/// Whether it is empty or identifiers parted by dots. What of the characters beyond ASCII may
/// stand in an identifier depends on the browser's version of Unicode: it has the last word.
fn is_valid(path: &Text) -> bool {
    let Some(path) = path.as_str() else { return false };
    path.is_empty()
        || path.split('.').all(|name| {
            !name.is_empty()
                && !name.starts_with(|first: char| first.is_ascii_digit())
                && name.chars().all(|character| {
                    character.is_ascii_alphanumeric()
                        || matches!(character, '_' | '$')
                        || !character.is_ascii()
                })
        })
}

#[cfg(test)]
mod tests {
    use super::{is_valid, reads};
    use crate::schema::KeyPath;

    #[test]
    fn knows_valid_key_paths() {
        for path in ["", "id", "a.b", "$x._1", "größe"] {
            assert!(is_valid(&path.into()), "{path}");
        }
        for path in [".", "a.", "1a", "a b", "a[0]", "a..b", "a-b"] {
            assert!(!is_valid(&path.into()), "{path}");
        }
    }

    #[test]
    fn knows_which_fields_a_key_path_reads() {
        let reads =
            |path: &str, field: &str| reads(&KeyPath::One(path.into()), &field.parse().unwrap());
        assert!(reads("a.b", "a"));
        assert!(reads("a.b", "a.b.c"));
        assert!(reads("", "anything"));
        assert!(!reads("a.b", "'a.b'"));
        assert!(!reads("a.b", "a.c"));
    }
}

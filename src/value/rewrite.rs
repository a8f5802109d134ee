//! Leaving out what a record refers to and cannot be brought back.

use super::error::DecodeErrorKind as Kind;
use super::head::{Cursor, Head};
use super::{DecodeError, tags};

/// The bytes of `null`.
const NULL: u8 = 0xf6;

/// Rewrites a record so that the attachments that are not kept become `null`, and the others count
/// on from `next_ordinal`, which moves past them. References to what became `null` become so too.
///
/// # Errors
///
/// When the bytes are no record.
pub fn rewrite_attachments(
    record: &[u8],
    next_ordinal: &mut u64,
    mut keep: impl FnMut(u64) -> bool,
) -> Result<Vec<u8>, DecodeError> {
    let mut cursor = Cursor::new(record);
    let mut rewritten = Vec::with_capacity(record.len());
    // The new index of each shared object; `None` for those that became null.
    let mut shared: Vec<Option<u64>> = Vec::new();
    let mut kept_shared = 0;
    while !cursor.is_at_end() {
        let start = cursor.at;
        match cursor.head()? {
            Head::Tag(tags::SHARED) => {
                let is_lost = match cursor.peek()? {
                    Head::Tag(tag) if tags::is_attachment(tag) => {
                        let mut ahead = cursor.clone();
                        ahead.head()?;
                        !keep(ahead.ordinal(tag)?)
                    }
                    _ => false,
                };
                if is_lost {
                    shared.push(None);
                } else {
                    shared.push(Some(kept_shared));
                    kept_shared += 1;
                    rewritten.extend_from_slice(copied(record, start, cursor.at));
                }
            }
            Head::Tag(tags::REFERENCE) => {
                let index = cursor.unsigned("a reference")?;
                let known = usize::try_from(index).ok().and_then(|index| shared.get(index));
                match known.ok_or_else(|| Kind::BadSharing.at(start))? {
                    Some(index) => {
                        write_head(&mut rewritten, 6, tags::REFERENCE);
                        write_head(&mut rewritten, 0, *index);
                    }
                    None => rewritten.push(NULL),
                }
            }
            Head::Tag(tag) if tags::is_attachment(tag) => {
                let mut inner = cursor.clone();
                let ordinal = inner.ordinal(tag)?;
                if keep(ordinal) {
                    // The tag, and the head of the array that the ordinal may stand in.
                    let has_array = matches!(cursor.peek()?, Head::Array(_));
                    if has_array {
                        cursor.head()?;
                    }
                    rewritten.extend_from_slice(copied(record, start, cursor.at));
                    write_head(&mut rewritten, 0, *next_ordinal);
                    *next_ordinal += 1;
                    cursor.at = inner.at;
                } else {
                    cursor.skip()?;
                    rewritten.push(NULL);
                }
            }
            Head::Bytes(length) | Head::Text(length) => {
                cursor.take(length)?;
                rewritten.extend_from_slice(copied(record, start, cursor.at));
            }
            _ => rewritten.extend_from_slice(copied(record, start, cursor.at)),
        }
    }
    Ok(rewritten)
}

fn copied(record: &[u8], start: usize, end: usize) -> &[u8] {
    record.get(start..end).unwrap_or_default()
}

/// Writes a head in its shortest form.
fn write_head(bytes: &mut Vec<u8>, major: u8, argument: u64) {
    let mut encoder = minicbor::Encoder::new(bytes);
    // Writing into a vector cannot fail.
    let _ = match major {
        6 => encoder.tag(minicbor::data::Tag::new(argument)).map(drop),
        _ => encoder.u64(argument).map(drop),
    };
}

#[cfg(test)]
mod tests {
    use super::rewrite_attachments;

    fn rewrite(record: &str, first: u64, lost: &[u64]) -> (String, u64) {
        let mut next = first;
        let record = hex::decode(record.replace(' ', "")).unwrap();
        let rewritten =
            rewrite_attachments(&record, &mut next, |ordinal| !lost.contains(&ordinal)).unwrap();
        (hex::encode(rewritten), next)
    }

    #[test]
    fn renumbers_what_is_kept() {
        // [1, [Blob 5 "t", CryptoKey 6]]
        let (record, next) = rewrite("82 01 82 da64727900 82 05 6174 da64727903 06", 24, &[]);
        assert_eq!(record, "820182da6472790082181861 74da647279031819".replace(' ', ""));
        assert_eq!(next, 26);
    }

    #[test]
    fn puts_null_in_place_of_what_is_lost() {
        // [1, {a: handle 0 "H", b: Blob 1 ""}]
        let record = "82 01 a2 6161 da64727904 82 00 6148 6162 da64727900 82 01 60";
        assert_eq!(rewrite(record, 0, &[0]), ("8201a26161f66162da64727900820060".to_owned(), 1));
    }

    #[test]
    fn references_follow_what_is_lost_and_what_is_kept() {
        // [1, [shared key 0, shared {}, reference 0, reference 1]]
        let record = "82 01 84 d81c da64727903 00 d81c a0 d81d 00 d81d 01";
        assert_eq!(rewrite(record, 0, &[0]), ("820184f6d81ca0f6d81d00".to_owned(), 0));
    }

    #[test]
    fn looks_into_no_string() {
        // [1, byte string that reads like a key]
        let record = "82 01 46 da6472790300";
        assert_eq!(rewrite(record, 0, &[0]).0, record.replace(' ', ""));
    }
}

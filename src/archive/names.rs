//! Tells names that were written wrong from names that were changed later.
//!
//! Each name stands in the file twice: in the directory and in the entry's own header. A bit that
//! flips changes one of them. So only where both say the same is a file told to hold two entries
//! of one name, or one that leads elsewhere; else it is damaged, as the audit will find.

use rawzip::MAX_CENTRAL_DIRECTORY_RECORD_SIZE;

use super::headers::LOCAL_SIGNATURE;
use super::layout::LOCAL_HEADER;
use super::locate::Located;
use super::path::BagPath;
use super::{ArchiveError, ByteSource};

/// How much of a name is shown, in characters: more than the names have that an archive may hold.
const LONGEST_SHOWN: usize = 250;

/// Looks for names that no archive may have twice, or at all, before anything else about the
/// entries is looked at.
///
/// # Errors
///
/// [`ArchiveError::UnsafePath`], [`ArchiveError::DuplicateEntry`], or what the source fails with.
/// A directory that cannot be read is not told here.
pub(super) async fn check_names(
    source: &(impl ByteSource + ?Sized),
    located: &Located,
) -> Result<(), ArchiveError> {
    let mut bag = None;
    let mut places: Vec<(BagPath, u64)> = Vec::new();
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut records = located.zip.entries(&mut buffer);
    while let Ok(Some(record)) = records.next_entry() {
        let path = record.file_path();
        let name = path.as_bytes();
        let offset = record.local_header_offset();
        if leads_elsewhere(name) && has_header(source, offset, name).await? {
            return Err(ArchiveError::UnsafePath { entry: shown(name) });
        }
        let Some((folder, path)) = std::str::from_utf8(name).ok().and_then(|n| n.split_once('/'))
        else {
            continue;
        };
        if bag.get_or_insert_with(|| folder.to_owned()) == folder
            && let Ok(path) = path.parse()
        {
            places.push((path, offset));
        }
    }
    places.sort_unstable();
    let bag = bag.unwrap_or_default();
    for pair in places.windows(2) {
        let [(path, first), (twin, second)] = pair else { continue };
        if path != twin || first == second {
            continue;
        }
        let name = format!("{bag}/{path}");
        if has_header(source, *first, name.as_bytes()).await?
            && has_header(source, *second, name.as_bytes()).await?
        {
            return Err(ArchiveError::DuplicateEntry { entry: path.to_string() });
        }
    }
    Ok(())
}

/// A name that no entry of an archive has, for people: it may be anything.
pub(super) fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .take(LONGEST_SHOWN)
        .map(|one| if one.is_control() { char::REPLACEMENT_CHARACTER } else { one })
        .collect()
}

/// Whether unpacking an entry of this name could write outside of the folder that it is unpacked
/// into, on any system.
fn leads_elsewhere(name: &[u8]) -> bool {
    let absolute = matches!(name, [b'/', ..] | [_, b':', ..]);
    let climbs = name.split(|byte| *byte == b'/').any(|part| part == b"..");
    absolute || climbs || name.contains(&b'\\')
}

/// Whether an entry's own header stands at this place, with this name.
async fn has_header(
    source: &(impl ByteSource + ?Sized),
    offset: u64,
    name: &[u8],
) -> Result<bool, ArchiveError> {
    let length = LOCAL_HEADER + name.len();
    if offset.checked_add(length as u64).is_none_or(|end| end > source.len()) {
        return Ok(false);
    }
    let header = source.read(offset, length).await?;
    let name_length = header.get(26..28).and_then(|bytes| bytes.try_into().ok());
    Ok(header.starts_with(&LOCAL_SIGNATURE)
        && name_length.map(u16::from_le_bytes).map(usize::from) == Some(name.len())
        && header.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::leads_elsewhere;

    #[test]
    fn names_that_stay_in_the_folder() {
        for name in ["bag/data/backup.json", "a/b", "a/..b", "a/b..", "a/.b", "./a", "a//b", ""] {
            assert!(!leads_elsewhere(name.as_bytes()), "{name}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere() {
        for name in ["..", "../a", "a/..", "a/../b", "/a", "/", "C:\\a", "C:a", "a\\b", "a/\\b"] {
            assert!(leads_elsewhere(name.as_bytes()), "{name}");
        }
    }
}

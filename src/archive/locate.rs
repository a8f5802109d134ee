//! Finds the zip directory, and tells a backup from other files.

use rawzip::{ZipArchive, ZipLocator};

use super::cut_off::{cut_off, is_cut_off};
use super::headers::ZipEntry;
use super::layout::{LARGEST_DIRECTORY, LOCAL_EXTRA, LOCAL_HEADER, SEARCHED_END};
use super::path::{BagPath, LONGEST_BAG_NAME, is_bag_name};
use super::seal::{SEAL_LENGTH, read_seal};
use super::window::Window;
use super::{ArchiveError, ByteSource};

/// A zip file whose directory and all that follows it are in memory, as the zip library found
/// them. Nothing has been checked yet.
pub(super) struct Located {
    /// The zip library's view.
    pub(super) zip: ZipArchive<Window>,
    /// Whether the file begins or ends as only our archives do.
    pub(super) is_ours: bool,
}

impl Located {
    /// Finds the directory.
    ///
    /// # Errors
    ///
    /// [`ArchiveError::NotAZip`]; or, where the file begins or ends as our archives do,
    /// [`ArchiveError::Truncated`] or [`ArchiveError::Damaged`].
    pub(super) async fn find(source: &(impl ByteSource + ?Sized)) -> Result<Self, ArchiveError> {
        let length = source.len();
        if length == 0 {
            return Err(ArchiveError::NotAZip { reason: "the file is empty".to_owned() });
        }
        let window = Window::read(source, length.saturating_sub(SEARCHED_END)).await?;
        let bag = bag_at_beginning(source).await?;
        if let Some(bag) = &bag
            && is_cut_off(&window)
        {
            return Err(cut_off(source, bag).await);
        }
        let is_ours = bag.is_some() || ends_like_ours(&window);
        let unusable = |reason: &str| match is_ours {
            true => ArchiveError::damaged(reason),
            false => ArchiveError::NotAZip { reason: reason.to_owned() },
        };
        let no_end = || unusable("the records at its end cannot be read");
        let zip = locate(window).ok_or_else(no_end)?;
        let directory = zip.directory_offset();
        if directory >= zip.get_ref().start() {
            return Ok(Self { zip, is_ours });
        }
        if length - directory > LARGEST_DIRECTORY + SEARCHED_END {
            return Err(unusable("its directory is larger than any that can be read"));
        }
        let zip = locate(Window::read(source, directory).await?).ok_or_else(no_end)?;
        Ok(Self { zip, is_ours })
    }
}

fn locate(window: Window) -> Option<ZipArchive<Window>> {
    let end = window.end();
    let searched = end - window.start();
    let mut buffer = vec![0; 64 << 10];
    ZipLocator::new()
        .max_search_space(searched.min(SEARCHED_END))
        .locate_in_reader(window, &mut buffer, end)
        .ok()
}

/// The name of the bag's folder, where the file begins with the header of our first entry,
/// `<bag>/bagit.txt`.
async fn bag_at_beginning(
    source: &(impl ByteSource + ?Sized),
) -> Result<Option<String>, ArchiveError> {
    let ending = format!("/{}", BagPath::Declaration);
    let longest = LOCAL_HEADER + LONGEST_BAG_NAME + ending.len() + LOCAL_EXTRA;
    let length = usize::try_from(source.len()).map_or(longest, |length| length.min(longest));
    let start = source.read(0, length).await?;
    let bag = || {
        let name_length = start.get(26..28)?.try_into().ok().map(u16::from_le_bytes)?;
        let name = start.get(LOCAL_HEADER..LOCAL_HEADER + usize::from(name_length))?;
        let name = std::str::from_utf8(name).ok()?;
        let bag = name.strip_suffix(&ending).filter(|bag| is_bag_name(bag))?.to_owned();
        let name = name.to_owned();
        let first = ZipEntry { name, deflated: false, crc: 0, compressed: 0, size: 0, offset: 0 };
        start.starts_with(&first.local_header()).then_some(bag)
    };
    Ok(bag())
}

/// Whether the file ends with a seal.
fn ends_like_ours(window: &Window) -> bool {
    window.last(SEAL_LENGTH).is_some_and(|comment| read_seal(comment).is_some())
}

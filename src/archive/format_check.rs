//! Asks an archive for its format before anything is demanded of it.
//!
//! A later version's archives may hold entries and fields that this one does not know. They must
//! not pass for damaged: so `data/backup.json` is looked for with as few assumptions as possible,
//! and what it says about its format comes before every other check.

use rawzip::{CompressionMethod, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ZipFileHeaderRecord};

use super::backup::{FORMAT, FORMAT_VERSION, FormatHeader};
use super::headers::LOCAL_SIGNATURE;
use super::inflate::Inflater;
use super::layout::{LARGEST_BACKUP, LOCAL_HEADER};
use super::locate::Located;
use super::path::{BagPath, PayloadPath};
use super::{ArchiveError, ByteSource};

/// Checks that this version reads the archive's format, where the archive can say.
///
/// # Errors
///
/// [`ArchiveError::NotABackup`], [`ArchiveError::FormatTooNew`] or
/// [`ArchiveError::UnknownFeature`], or what the source fails with. An archive that cannot be
/// asked is none of these: the checks that follow will say what is wrong with it.
pub(super) async fn check_format(
    source: &(impl ByteSource + ?Sized),
    located: &Located,
) -> Result<(), ArchiveError> {
    let Some(place) = find_backup(located) else {
        return Ok(());
    };
    let Some(json) = place.read(source).await? else {
        return Ok(());
    };
    match serde_json::from_slice::<FormatHeader>(&json) {
        Ok(header) => header.check(),
        Err(_) => Ok(()),
    }
}

impl FormatHeader {
    fn check(self) -> Result<(), ArchiveError> {
        if self.format != FORMAT {
            return Err(ArchiveError::NotABackup {
                reason: format!("its format is {:?}", self.format),
            });
        }
        if self.version > FORMAT_VERSION {
            return Err(ArchiveError::FormatTooNew {
                found: self.version,
                supported: FORMAT_VERSION,
            });
        }
        match self.unknown_features() {
            none if none.is_empty() => Ok(()),
            features => Err(ArchiveError::UnknownFeature { features }),
        }
    }
}

/// Where `data/backup.json` stands, by the directory.
struct Place {
    offset: u64,
    compressed: u64,
    size: u64,
    crc: u32,
    deflated: bool,
}

fn find_backup(located: &Located) -> Option<Place> {
    let ending = format!("/{}", BagPath::Payload(PayloadPath::Backup));
    let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
    let mut records = located.zip.entries(&mut buffer);
    while let Some(record) = records.next_entry().ok()? {
        let path = record.file_path();
        let folder = path.as_bytes().strip_suffix(ending.as_bytes());
        if folder.is_some_and(|folder| !folder.contains(&b'/')) {
            return Place::of(&record);
        }
    }
    None
}

impl Place {
    fn of(record: &ZipFileHeaderRecord<'_>) -> Option<Self> {
        let deflated = match record.compression_method() {
            CompressionMethod::DEFLATE => true,
            CompressionMethod::STORE => false,
            _ => return None,
        };
        let place = Self {
            offset: record.local_header_offset(),
            compressed: record.compressed_size_hint(),
            size: record.uncompressed_size_hint(),
            crc: record.crc32(),
            deflated,
        };
        let plausible =
            place.size.max(place.compressed) <= LARGEST_BACKUP && !record.flags().is_encrypted();
        plausible.then_some(place)
    }

    /// The content, where it is as the directory describes it.
    async fn read(
        &self,
        source: &(impl ByteSource + ?Sized),
    ) -> Result<Option<Vec<u8>>, ArchiveError> {
        let within = |start: u64, length: u64| {
            start.checked_add(length).is_some_and(|end| end <= source.len())
        };
        if !within(self.offset, LOCAL_HEADER as u64) {
            return Ok(None);
        }
        let header = source.read(self.offset, LOCAL_HEADER).await?;
        let Some(length) = header_length(&header) else {
            return Ok(None);
        };
        let start = self.offset.saturating_add(length);
        let Ok(compressed) = usize::try_from(self.compressed) else {
            return Ok(None);
        };
        if !within(start, self.compressed) {
            return Ok(None);
        }
        let bytes = source.read(start, compressed).await?;
        Ok(self.unpack(bytes))
    }

    fn unpack(&self, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let content = if self.deflated {
            let mut inflater = Inflater::new(self.size);
            inflater.feed(bytes);
            let mut content = Vec::new();
            loop {
                match inflater.next_piece().ok()? {
                    piece if piece.is_empty() => break,
                    piece => content.extend(piece),
                }
            }
            content
        } else {
            bytes
        };
        (rawzip::crc32(&content) == self.crc).then_some(content)
    }
}

/// The length of a local header with name and extra field, in bytes.
fn header_length(header: &[u8]) -> Option<u64> {
    let short = |at: usize| {
        let bytes = header.get(at..at + 2)?.try_into().ok()?;
        Some(u64::from(u16::from_le_bytes(bytes)))
    };
    if !header.starts_with(&LOCAL_SIGNATURE) {
        return None;
    }
    Some(LOCAL_HEADER as u64 + short(26)? + short(28)?)
}
